package vault_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"oktadance/vault"
)

// A victim is a file that is damaged, how it is opened then, and the errors that may come of it.
type victim struct {
	dir, name string
	open      func() error
	want      []error
}

// victims are one of each kind of file that a vault makes.
func victims(t *testing.T) []victim {
	t.Helper()
	dir := t.TempDir()
	v := create(t, dir)
	put(t, v, "app.id", "x")
	key, recipient := newKey(t, v)
	rekey(t, v, passphrase, recipient)
	saves(t, v, 1, 3)
	if err := v.Backup(filepath.Join(dir, "backup.age"), passphrase, false); err != nil {
		t.Fatal(err)
	}
	closing(t, v)
	read := func() error { _, err := vault.Read(dir, passphrase); return err }
	byKey := identity(t, key)
	first := ""
	for name := range history(t, dir) {
		if first == "" || name < first {
			first = name
		}
	}
	return []victim{
		{dir, "identity.age", read, []error{vault.ErrDamagedIdentity, vault.ErrWrongPassphrase}},
		{dir, "notes.age", read, []error{vault.ErrDamagedNotes}},
		{dir, "recovery.age", func() error { _, err := vault.ReadWith(dir, byKey); return err },
			[]error{vault.ErrDamagedRecovery, vault.ErrWrongKey}},
		{dir, "backup.age", func() error { _, err := vault.OpenBackup(filepath.Join(dir, "backup.age"), passphrase); return err },
			[]error{vault.ErrDamagedBackup, vault.ErrWrongPassphrase}},
		{dir, filepath.Join("history", first), func() error {
			v := open(t, dir)
			defer closing(t, v)
			return v.Return(1)
		}, []error{vault.ErrDamagedSave}},
	}
}

// A bit of every byte of every file is turned, and every length is tried: there is an error each, of the
// file's own kind, and never a panic or a value. VAULT_TEST_DAMAGE=all turns each byte into every other one.
func TestDamage(t *testing.T) {
	all := os.Getenv("VAULT_TEST_DAMAGE") == "all"
	for _, file := range victims(t) {
		t.Run(filepath.Base(file.name), func(t *testing.T) {
			good := files(t, filepath.Dir(filepath.Join(file.dir, file.name)))[filepath.Base(file.name)]
			tries := 0
			try := func(contents, how string) {
				tries++
				write(t, file.dir, file.name, contents)
				if err := file.open(); !slices.ContainsFunc(file.want, func(kind error) bool { return errors.Is(err, kind) }) {
					t.Errorf("%s: %v", how, err)
				}
			}
			step := 1
			if filepath.Dir(file.name) != "." && !all {
				step = 5 // each try opens the whole vault
			}
			for at := 0; at < len(good); at += step {
				try(good[:at], fmt.Sprintf("cut to %d bytes", at))
				for _, flip := range flips(at, all) {
					turned := []byte(good)
					turned[at] ^= flip
					try(string(turned), fmt.Sprintf("byte %d turned by %x", at, flip))
				}
			}
			try(good+"\n", "more at the end")
			write(t, file.dir, file.name, good)
			if err := file.open(); err != nil {
				t.Errorf("mended: %v", err)
			}
			t.Logf("%d bytes, %d kinds of damage", len(good), tries)
		})
	}
}

// flips are the changes to try on a byte.
func flips(at int, all bool) []byte {
	if !all {
		return []byte{1 << (at % 8)}
	}
	every := make([]byte, 255)
	for i := range every {
		every[i] = byte(i + 1)
	}
	return every
}
