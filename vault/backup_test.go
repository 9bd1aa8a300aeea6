package vault_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

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

// backdate makes a file one of an hour ago.
func backdate(t testing.TB, path string) {
	t.Helper()
	before := time.Now().Add(-time.Hour)
	if err := os.Chtimes(path, before, before); err != nil {
		t.Fatal(err)
	}
}

// What a backup left that was cut short goes with the next one, and nothing else does.
func TestABackupSweepsItsOwnAlone(t *testing.T) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	v, path := backedUp(t)
	dir := filepath.Dir(path)
	others := []string{".backup.age.oktadance-", ".backup.age.oktadance-" + strings.ToLower(letters[1:]+letters), ".backup.age.oktadance-" + letters + ".txt",
		".backup.oktadance-" + letters, "backup.age.oktadance-" + letters, "backup.age.part"}
	for _, name := range others {
		write(t, dir, name, "somebody else's")
	}
	write(t, dir, ".backup.age.oktadance-"+letters, "of one that was cut short")
	for name := range files(t, dir) {
		backdate(t, filepath.Join(dir, name))
	}
	underWay := ".backup.age.oktadance-234567" + letters[6:]
	write(t, dir, underWay, "of another process")
	if err := v.Backup(path, newPassphrase, true); err != nil {
		t.Fatal(err)
	}
	want := append(others, underWay, "backup.age")
	slices.Sort(want)
	hasJust(t, dir, want...)
}

func TestABackupMayHaveALongName(t *testing.T) {
	v, path := backedUp(t)
	long := filepath.Join(filepath.Dir(path), strings.Repeat("ü", 120)+".age")
	if err := v.Backup(long, newPassphrase, false); err != nil {
		t.Fatal(err)
	}
	backup(t, long)
}

// Several backups to one name at once: the first is kept unless they may replace it, and a whole one is there.
func TestBackupsThatMeet(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "backup.age")
	var vaults []*vault.Vault
	for i := range 8 {
		v := create(t, t.TempDir())
		put(t, v, "app.id", strings.Repeat("x", i+1))
		vaults = append(vaults, v)
	}
	all := func(over bool) []error {
		said := make([]error, len(vaults))
		var wait sync.WaitGroup
		for i, v := range vaults {
			wait.Go(func() { said[i] = v.Backup(path, newPassphrase, over) })
		}
		wait.Wait()
		return said
	}
	first := -1
	for i, err := range all(false) {
		switch {
		case err == nil && first < 0:
			first = i
		case !errors.Is(err, fs.ErrExist):
			t.Errorf("another backup that nothing may be replaced by: %v", err)
		}
	}
	if first < 0 {
		t.Fatal("there is no backup")
	}
	holds(t, create(t, t.TempDir(), vault.From(backup(t, path))), "app.id", strings.Repeat("x", first+1))
	for _, err := range all(true) {
		if err != nil {
			t.Error(err)
		}
	}
	backup(t, path)
	hasJust(t, dir, "backup.age")
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
