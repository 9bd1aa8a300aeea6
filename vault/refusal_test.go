package vault_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"oktadance/vault"
)

// plant writes a vault with age alone, as a person would with age-keygen, age -p and age -r.
func plant(t testing.TB, dir, identity, notes string, recipient age.Recipient) {
	t.Helper()
	byPassphrase, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	byPassphrase.SetWorkFactor(vault.TestOnlyWorkFactor)
	write(t, dir, "identity.age", seal(t, identity, byPassphrase))
	write(t, dir, "notes.age", seal(t, notes, recipient))
}

func seal(t testing.TB, text string, to ...age.Recipient) string {
	t.Helper()
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return sealed.String()
}

// plantNotes makes a vault whose notes read as given.
func plantNotes(t testing.TB, notes string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	id := newIdentity(t)
	plant(t, dir, id.String(), notes, id.Recipient())
	return dir
}

func newIdentity(t testing.TB) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// opening tries both ways in, and returns what Open said.
func opening(t testing.TB, dir, passphrase string) error {
	t.Helper()
	v, err := vault.Open(dir, passphrase)
	if err == nil {
		closing(t, v)
	}
	_, readErr := vault.Read(dir, passphrase)
	if (err == nil) != (readErr == nil) {
		t.Errorf("Open says %v and Read says %v", err, readErr)
	}
	return err
}

func TestNoVault(t *testing.T) {
	dir := t.TempDir()
	refuses(t, opening(t, dir, passphrase), vault.ErrNoVault)
	hasJust(t, dir)
	missing := filepath.Join(dir, "missing")
	refuses(t, opening(t, missing, passphrase), vault.ErrNoVault)
	if _, err := os.Stat(missing); err == nil {
		t.Error("opening made the folder")
	}
}

func TestCreateNeedsAPassphraseAndAnEmptyPlace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	_, err := vault.Create(dir, "")
	refuses(t, err, vault.ErrNoPassphrase)
	if vault.Exists(dir) {
		t.Error("a refused Create left a vault")
	}

	v := create(t, dir)
	_, err = vault.Create(dir, "another")
	refuses(t, err, vault.ErrLocked)
	put(t, v, "app.id", "kept")
	closing(t, v)
	before := files(t, dir)
	_, err = vault.Create(dir, "another")
	refuses(t, err, vault.ErrExists)
	for name, contents := range files(t, dir) {
		if before[name] != contents {
			t.Errorf("%s changed", name)
		}
	}
}

func TestWrongPassphrase(t *testing.T) {
	dir := t.TempDir()
	closing(t, create(t, dir))
	for _, wrong := range []string{"", "lamp oyster quil", passphrase + " ", strings.ToUpper(passphrase)} {
		refuses(t, opening(t, dir, wrong), vault.ErrWrongPassphrase)
	}
	if err := opening(t, dir, passphrase); err != nil {
		t.Errorf("after wrong ones, the right one: %v", err)
	}
}

// One file of the two is gone: that is said, and nothing is made in its place.
func TestOneFileIsMissing(t *testing.T) {
	for name, want := range map[string]error{
		"identity.age": vault.ErrDamagedIdentity,
		"notes.age":    vault.ErrDamagedNotes,
	} {
		dir := t.TempDir()
		closing(t, create(t, dir))
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		refuses(t, opening(t, dir, passphrase), want)
		_, err := vault.Create(dir, passphrase)
		refuses(t, err, vault.ErrExists)
		if _, there := files(t, dir)[name]; there {
			t.Errorf("%s is back", name)
		}
	}
}

// Creating was cut short at each of its steps. What it leaves is either no vault or an empty one.
func TestCreateIsCutShort(t *testing.T) {
	whole := t.TempDir()
	closing(t, create(t, whole))
	identity, notes := files(t, whole)["identity.age"], files(t, whole)["notes.age"]

	dir := t.TempDir()
	write(t, dir, ".tmp-123", notes[:100])
	write(t, dir, ".tmp-first-notes", notes)
	if vault.Exists(dir) {
		t.Error("a vault without either file")
	}
	holds(t, create(t, dir))
	hasJust(t, dir, ".lock", "identity.age", "notes.age")

	dir = t.TempDir()
	write(t, dir, ".tmp-first-notes", notes)
	write(t, dir, "identity.age", identity)
	_, err := vault.Create(dir, passphrase)
	refuses(t, err, vault.ErrExists)
	reader, err := vault.Read(dir, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	holds(t, reader)
	v := open(t, dir)
	put(t, v, "app.id", "kept")
	closing(t, v)
	holds(t, open(t, dir), "app.id", "kept")
	hasJust(t, dir, ".lock", "identity.age", "notes.age")
}

func TestFilesThatDoNotBelongTogether(t *testing.T) {
	dir := t.TempDir()
	closing(t, create(t, dir))
	other := t.TempDir()
	closing(t, create(t, other))
	write(t, dir, "notes.age", files(t, other)["notes.age"])
	refuses(t, opening(t, dir, passphrase), vault.ErrDamagedNotes)

	write(t, dir, "identity.age", files(t, other)["notes.age"])
	refuses(t, opening(t, dir, passphrase), vault.ErrDamagedIdentity)

	id := newIdentity(t)
	plant(t, dir, "# no identity at all\n", "version = 1", id.Recipient())
	refuses(t, opening(t, dir, passphrase), vault.ErrDamagedIdentity)
	plant(t, dir, "AGE-PLUGIN-YUBIKEY-1QQQQ\n", "version = 1", id.Recipient())
	refuses(t, opening(t, dir, passphrase), vault.ErrDamagedIdentity)
}

// An identity file that would have this machine compute for an hour is refused before it starts.
func TestScryptBeyondReason(t *testing.T) {
	dir := t.TempDir()
	closing(t, create(t, dir))
	identity := files(t, dir)["identity.age"]
	lines := strings.SplitAfterN(identity, "\n", 3)
	slow := lines[0] + strings.TrimSuffix(lines[1], "2\n") + "21\n" + lines[2]
	write(t, dir, "identity.age", slow)
	refuses(t, opening(t, dir, passphrase), vault.ErrDamagedIdentity)
}

func TestNotesFromOtherPrograms(t *testing.T) {
	for notes, want := range map[string]error{
		"version = 2\nform = 'of the future'":       vault.ErrNewerVersion,
		"version = 9223372036854775807":             vault.ErrNewerVersion,
		"":                                          vault.ErrDamagedNotes,
		"[app]\nid = 'x'":                           vault.ErrDamagedNotes,
		"version = 0":                               vault.ErrDamagedNotes,
		"version = '1'":                             vault.ErrDamagedNotes,
		"version = 1.0":                             vault.ErrDamagedNotes,
		"version = 1\nversion = 1":                  vault.ErrDamagedNotes,
		"version = 1\n[app]\nid = unquoted":         vault.ErrDamagedNotes,
		"version = 1\n[app]\nid = 'a'\nid = 'b'":    vault.ErrDamagedNotes,
		"version = 1\n[app]\nid = '\xff'":           vault.ErrDamagedNotes,
		"{\"version\": 1}":                          vault.ErrDamagedNotes,
		"version = 1\r\n\r\n[app]\r\nid = 'x'\r\n":  nil,
		"# mine\nversion = 1 # first\napp.id = 'x'": nil,
	} {
		dir := plantNotes(t, notes)
		if err := opening(t, dir, passphrase); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", notes, err, want)
		} else if err == nil {
			holds(t, open(t, dir), "app.id", "x")
		}
	}
}

// A newer program kept more in these notes than this one knows. A save here loses none of it.
func TestWhatIsNotUnderstoodIsKept(t *testing.T) {
	dir := plantNotes(t, `version = 1
written_by = "oktadance 9"
[app]
id = "old"
"Redirect URIs" = "a b"
tries = 3
[future]
kind = "new"
[future.deeper]
list = ["x", 1]
`)
	v := open(t, dir)
	holds(t, v, "app.id", "old", "future.kind", "new")
	put(t, v, "app.id", "changed")
	refuses(t, v.Put("written_by.x", "mine"), vault.ErrBadName)
	closing(t, v)
	want := `version = 1
written_by = 'oktadance 9'

[app]
'Redirect URIs' = 'a b'
id = 'changed'
tries = 3

[future]
kind = 'new'

[future.deeper]
list = ['x', 1]
`
	if got := decrypted(t, dir); got != want {
		t.Errorf("the notes now read:\n%s", got)
	}
}
