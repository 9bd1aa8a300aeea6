package vault_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"oktadance/vault"
)

// backedUp makes a vault and a backup of it.
func backedUp(t testing.TB) (v *vault.Vault, path string) {
	t.Helper()
	v = create(t, t.TempDir())
	put(t, v, "app.client_secret", "s p@ce")
	put(t, v, "account.url", "https://example.okta.com")
	path = filepath.Join(t.TempDir(), "backup.age")
	if err := v.Backup(path, newPassphrase, false); err != nil {
		t.Fatal(err)
	}
	return v, path
}

func backup(t testing.TB, path string) *vault.Backup {
	t.Helper()
	b, err := vault.OpenBackup(path, newPassphrase)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestABackupComesBack(t *testing.T) {
	v, path := backedUp(t)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup is %v: %v", info.Mode(), err)
	}
	lock, err := age.NewScryptIdentity(newPassphrase)
	if err != nil {
		t.Fatal(err)
	}
	if text := unseal(t, read(t, path), lock); text != asPersonReads {
		t.Errorf("age reads:\n%s", text)
	}
	dir := t.TempDir()
	restored := create(t, dir, vault.From(backup(t, path)))
	holds(t, restored, "account.url", "https://example.okta.com", "app.client_secret", "s p@ce")
	hasJust(t, dir, ".lock", "identity.age", "notes.age")

	put(t, v, "account.url", "")
	put(t, v, "app.client_secret", "another")
	if err := v.Replace(backup(t, path)); err != nil {
		t.Fatal(err)
	}
	holds(t, v, "account.url", "https://example.okta.com", "app.client_secret", "s p@ce")
	if got := told(t, v); !strings.HasPrefix(got, "6[account.url app.client_secret] now, 5[app.client_secret]") {
		t.Error(got)
	}
	closing(t, v)
	refuses(t, v.Replace(backup(t, path)), vault.ErrClosed)
	refuses(t, v.Backup(path, newPassphrase, true), vault.ErrClosed)
}

func TestABackupOverwritesNothingUntold(t *testing.T) {
	v, path := backedUp(t)
	before := read(t, path)
	put(t, v, "app.id", "x")
	refuses(t, v.Backup(path, newPassphrase, false), fs.ErrExist)
	if read(t, path) != before {
		t.Error("the backup changed")
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Dir(path), "backup.age.part", "of one that was cut short")
	if err := v.Backup(path, newPassphrase, true); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup is %v: %v", info.Mode(), err)
	}
	hasJust(t, filepath.Dir(path), "backup.age")
	refuses(t, v.Backup(path, "", true), vault.ErrNoPassphrase)
	err := v.Backup(filepath.Join(path, "no", "folder"), newPassphrase, false)
	if err == nil || errors.Is(err, vault.ErrNoVault) {
		t.Error(err)
	}
}

func TestWhatIsNoBackup(t *testing.T) {
	_, path := backedUp(t)
	lock, err := age.NewScryptRecipient(newPassphrase)
	if err != nil {
		t.Fatal(err)
	}
	lock.SetWorkFactor(vault.TestOnlyWorkFactor)
	for contents, want := range map[string]error{
		"": vault.ErrDamagedBackup, "hunter2": vault.ErrDamagedBackup,
		seal(t, asPersonReads, newIdentity(t).Recipient()): vault.ErrDamagedBackup,
		seal(t, "hunter2", lock):                           vault.ErrDamagedBackup,
		seal(t, newIdentity(t).String(), lock):             vault.ErrDamagedBackup,
		seal(t, "version = 2", lock):                       vault.ErrNewerVersion,
	} {
		write(t, filepath.Dir(path), "backup.age", contents)
		_, err := vault.OpenBackup(path, newPassphrase)
		refuses(t, err, want)
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error quotes the file: %v", err)
		}
	}
	_, err = vault.OpenBackup(filepath.Join(path, "missing"), newPassphrase)
	if err == nil {
		t.Error("a backup that is not there")
	}
}

func TestLookingAtAVault(t *testing.T) {
	dir := t.TempDir()
	_, err := vault.Look(dir)
	refuses(t, err, vault.ErrNoVault)
	v := create(t, dir)
	look := func(want vault.Sight) {
		t.Helper()
		got, err := vault.Look(dir)
		if err != nil || got.Saved.IsZero() || got.InUse != want.InUse || got.Recovery != want.Recovery {
			t.Errorf("it looks like %+v: %v", got, err)
		}
	}
	look(vault.Sight{InUse: true})
	_, recipient := newKey(t, v)
	rekey(t, v, passphrase, recipient)
	closing(t, v)
	look(vault.Sight{Recovery: true})
	if err := vault.Remove(dir); err != nil {
		t.Fatal(err)
	}
	hasJust(t, dir, ".lock")
}

func read(t testing.TB, path string) string {
	t.Helper()
	contents, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(contents)
}
