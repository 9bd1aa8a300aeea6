//go:build !windows

package vault_test

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"testing"

	"oktadance/vault"
)

// The test binary plays the other process too: one that is killed, or meets a full or a read-only disk. It
// works on the vault in its current folder and says on stdout what happened to it, line by line.
const rolePlayed = "VAULT_TEST_ROLE"

func TestMain(m *testing.M) {
	if code, is := playPlugin(); is {
		os.Exit(code)
	}
	roles := map[string]func() error{
		"saves":    savesForever,
		"creates":  createsForever,
		"rekeys":   rekeysForever,
		"backs up": backsUpForever,
		"full":     savesUntilTheDiskIsFull,
		"limited":  savesUntilTheLimit,
		"readonly": savesWhereItMayNot,
	}
	maps.Copy(roles, failures())
	if play, found := roles[os.Getenv(rolePlayed)]; found {
		if err := play(); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// process starts another process in dir that plays role.
func process(t *testing.T, dir, role string, args ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd, stdout := command(t, dir, role, args...)
	if role == "full" {
		withOwnMounts(cmd)
	}
	err := cmd.Start()
	if err != nil { // mounts of one's own aren't allowed on every machine
		cmd, stdout = command(t, dir, role, args...)
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(stdout)
}

func command(t *testing.T, dir, role string, args ...string) (*exec.Cmd, io.Reader) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), rolePlayed+"="+role, "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	return cmd, stdout
}

func TestAnotherProcessHasTheVault(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	closing(t, create(t, dir))
	cmd, said := process(t, dir, "saves")
	said.Scan()
	_, err := vault.Open(dir, passphrase)
	refuses(t, err, vault.ErrLocked)
	_, err = vault.Create(dir, passphrase)
	refuses(t, err, vault.ErrLocked)
	for range 20 {
		reader, err := vault.Read(dir, passphrase)
		if err != nil {
			t.Fatal(err)
		}
		closing(t, reader)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	open(t, dir) // the lock died with its holder
}
