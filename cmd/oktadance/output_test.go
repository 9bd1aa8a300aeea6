package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// printing are verbs that print a result of their own making, with what they need
// to print one.
func printing() [][]string {
	open := []string{"--profile", "practice", "--passphrase-file", "passphrase"}
	with := func(verb ...string) []string { return append(verb, open...) }
	return [][]string{
		{"--help"}, {"--version"}, {"help", "notes"}, {"man"}, {"completion", "bash"}, {"profiles"}, {"explain", "E0000011"}, {"explain", "glossary"},
		{"practice", "--troubles"}, {"dance", "--scenes"}, {"notes", "export"},
		with("notes"), with("notes", "--json"), with("notes", "get", "account.url"), with("notes", "history"), with("cleanup", "--dry-run"), with("check"),
	}
}

// walked is a home with a practice walk in it that has made something.
func walked(t *testing.T) (home string) {
	t.Helper()
	home = t.TempDir()
	if err := furnish(filepath.Join(home, "practice"), passphrase); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "passphrase"), []byte(passphrase+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	walk := at(home, "practice", "--passphrase-file", "passphrase")
	walk.Stdin = strings.NewReader(strings.Repeat("\n", 20))
	if out, err := walk.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return home
}

// at is the program in a home.
func at(home string, args ...string) *exec.Cmd {
	c := exec.Command("oktadance", args...)
	c.Dir, c.Env = home, append(os.Environ(), "OKTADANCE_HOME="+home)
	return c
}

func TestAResultThatNobodyGotIsAFailure(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer full.Close()
	home := walked(t)
	for _, args := range printing() {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			var said bytes.Buffer
			run := at(home, args...)
			run.Stdout, run.Stderr = full, &said
			_ = run.Run()
			if code := run.ProcessState.ExitCode(); code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			for _, words := range []string{"error: ", "could not be written to standard output", "No space left on device."} {
				if strings.Count(said.String(), words) != 1 {
					t.Errorf("it does not say %q once:\n%s", words, said.String())
				}
			}
		})
	}
}

// As in oktadance notes | head -1.
func TestWhoClosesThePipeHasReadEnough(t *testing.T) {
	t.Parallel()
	home := walked(t)
	for _, args := range printing() {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			near, far, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer far.Close()
			near.Close()
			var said bytes.Buffer
			run := at(home, args...)
			run.Stdout, run.Stderr = far, &said
			if _ = run.Run(); strings.Contains(said.String(), "error") {
				t.Errorf("it says %s", said.String())
			}
		})
	}
}
