//go:build !windows

package vault_test

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"oktadance/vault"
)

// narrate tries a save that must fail, and prints whether it failed as it should, whether the vault still
// holds what it held, and whether the value was said aloud.
func narrate(v *vault.Vault, value string, want error) {
	err := v.Put("app.id", value)
	fmt.Println(errors.Is(err, want), v.Get("app.id") == "kept", strings.Contains(fmt.Sprint(err), value))
}

// savesUntilTheDiskIsFull meets a real full disk, where it may mount a small one.
func savesUntilTheDiskIsFull() error {
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	if mountSmall(here) != nil {
		return savesUntilTheLimit()
	}
	return savesTooMuch(here) // by its whole path, which leads onto the new disk
}

// savesUntilTheLimit meets the system's limit on how much a process may write, which every Unix has.
func savesUntilTheLimit() error {
	signal.Ignore(syscall.SIGXFSZ)
	limit := syscall.Rlimit{Cur: 16 << 10, Max: 16 << 10}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	return savesTooMuch(".")
}

func savesTooMuch(here string) error {
	dir := filepath.Join(here, "vault")
	v, err := vault.CreateWithTestOnlyWorkFactor(dir, passphrase)
	if err != nil {
		return err
	}
	if err := v.Put("app.id", "kept"); err != nil {
		return err
	}
	narrate(v, strings.Repeat("x", 1<<17), vault.ErrDiskFull)
	if err := v.Put("app.name", "small"); err != nil { // which still fits
		return err
	}
	if err := v.Close(); err != nil {
		return err
	}
	if v, err = vault.Open(dir, passphrase); err != nil {
		return err
	}
	left, err := os.ReadDir(dir)
	fmt.Println(v.Get("app.id"), v.Get("app.name"), len(left))
	return err
}

func savesWhereItMayNot() error {
	if err := becomeOrdinary(); err != nil {
		return err
	}
	if err := os.Chmod(".", 0o500); err != nil {
		return err
	}
	v, err := vault.Open(".", passphrase)
	if err != nil {
		return err
	}
	narrate(v, "another", vault.ErrReadOnly)
	if err := v.Close(); err != nil {
		return err
	}
	_, err = vault.CreateWithTestOnlyWorkFactor("new", passphrase)
	fmt.Println(errors.Is(err, vault.ErrReadOnly))
	return nil
}

// becomeOrdinary gives up root, whom no mode stops, and takes the current folder along.
func becomeOrdinary() error {
	const nobody = 65534
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{".", ".lock", "identity.age", "notes.age"} {
		if err := os.Chown(name, nobody, nobody); err != nil {
			return err
		}
	}
	return syscall.Setuid(nobody)
}

// hears runs a process to its end and returns what it says.
func hears(t *testing.T, dir, role string) string {
	t.Helper()
	cmd, said := process(t, dir, role)
	var lines []string
	for said.Scan() {
		lines = append(lines, said.Text())
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	return strings.Join(lines, "\n")
}

func TestFullDisk(t *testing.T) {
	t.Parallel()
	for _, role := range []string{"full", "limited"} {
		if said := hears(t, t.TempDir(), role); said != "true true false\nkept small 4" {
			t.Errorf("%s: %s", role, said)
		}
	}
}

func TestReadOnlyFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v := create(t, dir)
	put(t, v, "app.id", "kept")
	closing(t, v)
	if said := hears(t, dir, "readonly"); said != "true true false\ntrue" {
		t.Error(said)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	holds(t, open(t, dir), "app.id", "kept")
	hasJust(t, dir, ".lock", "identity.age", "notes.age")
}

// Whatever the umask, and however wide somebody left it, the vault is its owner's alone.
func TestModes(t *testing.T) {
	for _, mask := range []int{0, 0o022, 0o077} {
		dir := filepath.Join(t.TempDir(), "profiles", "default")
		defer syscall.Umask(syscall.Umask(mask))
		v := create(t, dir)
		put(t, v, "app.id", "x")
		closing(t, v)
		onlyOwner(t, dir)
		for _, name := range []string{".", "identity.age", "notes.age"} {
			if err := os.Chmod(filepath.Join(dir, name), 0o777); err != nil {
				t.Fatal(err)
			}
		}
		open(t, dir)
		onlyOwner(t, dir)
	}
}

func onlyOwner(t *testing.T, dir string) {
	t.Helper()
	for name, want := range map[string]os.FileMode{
		"..": 0o700, ".": 0o700, ".lock": 0o600, "identity.age": 0o600, "notes.age": 0o600,
	} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", name, got, want)
		}
	}
}
