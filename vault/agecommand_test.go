//go:build !windows

package vault_test

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"oktadance/vault"
)

// ages are the age commands to try: the one on the PATH and those that VAULT_TEST_AGE names, as
// testdata/interop/run.sh does. They aren't on every machine; other tests check the same with age's library.
func ages(t *testing.T) []string {
	t.Helper()
	all := filepath.SplitList(os.Getenv("VAULT_TEST_AGE"))
	if command, err := exec.LookPath("age"); err == nil {
		all = append(all, command)
	}
	if len(all) == 0 {
		t.Skip("there is no age command here")
	}
	return all
}

// everyKind makes a vault with a history, a recovery key in key.txt and a backup, and returns the recovery key.
func everyKind(t *testing.T, choices ...vault.Choice) (dir string) {
	t.Helper()
	dir = t.TempDir()
	v := create(t, dir, choices...)
	put(t, v, "app.client_secret", "s p@ce")
	put(t, v, "account.url", "https://example.okta.com")
	key, recipient := newKey(t, v)
	write(t, dir, "key.txt", key+"\n")
	rekey(t, v, passphrase, recipient)
	if err := v.Backup(filepath.Join(dir, "backup.age"), passphrase, false); err != nil {
		t.Fatal(err)
	}
	put(t, v, "app.client_secret", "") // so that what was is in the history
	if err := v.Return(3); err != nil {
		t.Fatal(err)
	}
	closing(t, v)
	return dir
}

func TestTheAgeCommandOpensEverything(t *testing.T) {
	for _, age := range ages(t) {
		t.Run(version(t, age), func(t *testing.T) {
			dir := everyKind(t)
			past := ""
			for name, contents := range history(t, dir) {
				if strings.HasPrefix(name, "000003-") {
					past = filepath.Join("history", name)
					write(t, dir, "of-the-history.age", contents)
				}
			}
			reads := func(want string, args ...string) {
				t.Helper()
				if got := asked(t, dir, passphrase, age, args...); got != want {
					t.Errorf("age %s reads:\n%s", strings.Join(args, " "), got)
				}
			}
			reads(asPersonReads, "-d", "-i", "identity.age", "notes.age")
			reads(asPersonReads, "-d", "-i", "identity.age", past)
			reads(asPersonReads, "-d", "backup.age")
			byKey := exec.Command("sh", "-c", age+" -d -i key.txt recovery.age | "+age+" -d -i - notes.age")
			byKey.Dir = dir
			if got, err := byKey.Output(); err != nil || string(got) != asPersonReads {
				t.Errorf("age reads with the recovery key: %v\n%s", err, got)
			}
		})
	}
}

// age before 1.3 knows nothing post-quantum, and says so rather than reading something else.
func TestTheAgeCommandAndPostQuantumNotes(t *testing.T) {
	for _, age := range ages(t) {
		t.Run(version(t, age), func(t *testing.T) {
			dir := everyKind(t, vault.PostQuantum())
			cmd := exec.Command(age, "-d", "-i", "key.txt", "recovery.age")
			cmd.Dir = dir
			got, err := cmd.Output()
			if isNew := !strings.HasPrefix(version(t, age), "1."); isNew != (err == nil) {
				t.Errorf("age says %v and reads %.40q", err, got)
			}
		})
	}
}

// A vault that a person makes with age-keygen, age -p and age -r. It takes two real evaluations of scrypt, and
// so runs where VAULT_TEST_AGE asks for it.
func TestAVaultMadeWithTheAgeCommand(t *testing.T) {
	keygen, err := exec.LookPath("age-keygen")
	if err != nil || os.Getenv("VAULT_TEST_AGE") == "" {
		t.Skip("VAULT_TEST_AGE is not set, or there is no age-keygen")
	}
	for _, age := range ages(t) {
		t.Run(version(t, age), func(t *testing.T) {
			dir := t.TempDir()
			identity, err := exec.Command(keygen).Output()
			if err != nil {
				t.Fatal(err)
			}
			_, recipient, _ := strings.Cut(strings.Split(string(identity), "\n")[1], "# public key: ")
			write(t, dir, "plain", string(identity))
			write(t, dir, "identity.age", asked(t, dir, passphrase, age, "-p", "plain"))
			sealing := exec.Command(age, "-r", recipient)
			sealing.Stdin = strings.NewReader(asPersonReads)
			notes, err := sealing.Output()
			if err != nil {
				t.Fatal(err)
			}
			write(t, dir, "notes.age", string(notes))
			holds(t, open(t, dir), "account.url", "https://example.okta.com", "app.client_secret", "s p@ce")
		})
	}
}

// typage is age for JavaScript. VAULT_TEST_TYPAGE names the folder that it is installed in.
func TestTypageOpensEverything(t *testing.T) {
	modules := os.Getenv("VAULT_TEST_TYPAGE")
	if modules == "" {
		t.Skip("VAULT_TEST_TYPAGE is not set")
	}
	program, err := os.ReadFile("testdata/interop/typage.mjs")
	if err != nil {
		t.Fatal(err)
	}
	write(t, modules, "typage.mjs", string(program)) // it looks for its library beside itself
	for _, choices := range [][]vault.Choice{nil, {vault.PostQuantum()}} {
		dir := everyKind(t, choices...)
		cmd := exec.Command("node", filepath.Join(modules, "typage.mjs"), dir)
		cmd.Stdin = strings.NewReader(passphrase)
		cmd.Stderr = os.Stderr
		got, err := cmd.Output()
		if want := strings.Repeat(asPersonReads, 3); err != nil || string(got) != want {
			t.Errorf("typage reads: %v\n%s", err, got)
		}
	}
}

func version(t *testing.T, age string) string {
	t.Helper()
	said, err := exec.Command(age, "--version").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(said))
}

// asked runs age in dir with a terminal of its own, types answer wherever it asks for a passphrase, and returns
// what it prints on standard output.
func asked(t *testing.T, dir, answer, age string, args ...string) string {
	t.Helper()
	cmd := exec.Command(age, args...)
	cmd.Dir = dir
	var out bytes.Buffer
	cmd.Stdout = &out
	prompts := 1
	if args[0] == "-p" {
		prompts = 2
	}
	answerPrompts(t, cmd, answer, prompts)
	return out.String()
}

// answerPrompts runs cmd on a terminal of its own and types answer each time that it asks for a passphrase.
func answerPrompts(t *testing.T, cmd *exec.Cmd, answer string, times int) {
	t.Helper()
	terminal, side, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	defer side.Close()
	cmd.Stdin, cmd.Stderr = side, side
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	screen := bufio.NewReader(terminal)
	for range times {
		if prompt, err := screen.ReadString(':'); err != nil {
			t.Fatalf("no prompt but %q: %v", prompt, err)
		}
		if _, err := io.WriteString(terminal, answer+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%s: %v", strings.Join(cmd.Args, " "), err)
	}
}
