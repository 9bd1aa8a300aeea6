package vault

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"
)

// cutShort makes a vault with two saves in its history and a recovery key, begins to change its passphrase
// from lamp to oyster, and dies after n writes. It says whether there were more.
func cutShort(t *testing.T, dir string, n int) (key age.Identity, more bool) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	v, err := create(dir, "lamp", TestOnlyWorkFactor)
	must(err)
	must(v.Put("app.id", "1"))
	must(v.Put("app.id", "2"))
	text, recipient, err := v.NewKey()
	must(err)
	must(v.Rekey("lamp", []string{recipient}, nil))
	next, err := newKeyring(false, v.Recovery())
	must(err)
	r, err := v.newRekeying(next.followedBy(v.keys), next, "oyster", nil)
	must(err)
	writes := r.all(v)
	must(stage(dir, writes))
	if n > 0 {
		_, err = carryOut(dir, writes[:n])
		must(err)
	}
	must(v.lock.Unlock())
	identities, err := ParseIdentities([]byte(text), nil, nil)
	must(err)
	return identities[0], n < len(writes)
}

// After each of its writes, one of the two passphrases opens the vault, with age alone too, and opening it
// finishes the change. The recovery key opens it as well, and what is saved with it locks nobody out.
func TestAChangeOfPassphraseIsCutShort(t *testing.T) {
	for n, more := 0, true; more; n++ {
		dir := t.TempDir()
		var key age.Identity
		key, more = cutShort(t, dir, n)
		good, bad := "oyster", "lamp"
		if n == 0 {
			good, bad = bad, good
		}
		if _, err := open(dir, byPassphrase(bad)); !errors.Is(err, ErrWrongPassphrase) {
			t.Errorf("after %d writes: %v", n, err)
		}
		opensWithAgeAlone(t, dir, good)

		v, err := OpenWith(dir, key)
		if err != nil {
			t.Fatalf("after %d writes, with the recovery key: %v", n, err)
		}
		if err := errors.Join(v.Put("app.id", "3"), v.Close()); err != nil {
			t.Fatal(err)
		}
		opensWithAgeAlone(t, dir, good)

		v, err = open(dir, byPassphrase(good))
		if err != nil {
			t.Fatalf("after %d writes: %v", n, err)
		}
		if len(v.keys.identities) != 1 || v.keys.replaced {
			t.Errorf("after %d writes the change was not finished", n)
		}
		saves, err := v.History()
		if err != nil || v.Get("app.id") != "3" || len(saves) != 4 {
			t.Errorf("after %d writes the notes are %q, with %d saves: %v", n, v.Get("app.id"), len(saves), err)
		}
		for _, s := range saves {
			if s.Damaged {
				t.Errorf("after %d writes save %d is lost", n, s.Number)
			}
		}
		if err := v.Close(); err != nil {
			t.Fatal(err)
		}
		if v, err = OpenWith(dir, key); err != nil {
			t.Fatalf("finished after %d writes, with the recovery key: %v", n, err)
		}
		if err := v.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// opensWithAgeAlone checks that what is in identity.age opens notes.age, whatever else is there.
func opensWithAgeAlone(t *testing.T, dir, passphrase string) {
	t.Helper()
	sealed, err := os.ReadFile(filepath.Join(dir, identityFile))
	if err != nil {
		t.Fatal(err)
	}
	ring, err := openIdentity(sealed, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	notes, err := os.ReadFile(filepath.Join(dir, notesFile))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := decrypt(notes, ring.identities...); err != nil {
		t.Errorf("age does not open the notes: %v", err)
	}
}

// A disk that is full before the first write leaves everything as it was, and one that fails later says so.
func TestAChangeOfPassphraseFailsHalfWay(t *testing.T) {
	dir := t.TempDir()
	v, err := create(dir, "lamp", TestOnlyWorkFactor)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Put("app.id", "1"); err != nil {
		t.Fatal(err)
	}
	r, err := v.newRekeying(v.keys, v.keys, "oyster", nil)
	if err != nil {
		t.Fatal(err)
	}
	full := write{name: notesFile, seal: func() ([]byte, error) { return nil, ErrDiskFull }}
	if err := v.change(r, append(r.all(v), full)); !errors.Is(err, ErrDiskFull) || errors.Is(err, ErrUnfinished) {
		t.Error(err)
	}
	astray := write{name: filepath.Join("nowhere", notesFile), seal: func() ([]byte, error) { return []byte("x"), nil }}
	if err := v.change(r, append([]write{astray}, r.all(v)...)); err == nil || errors.Is(err, ErrUnfinished) {
		t.Error(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 4 {
		t.Errorf("%d files are left: %v", len(entries), err)
	}
	if err := v.change(r, append(r.all(v)[:1], astray)); !errors.Is(err, ErrUnfinished) {
		t.Error(err)
	}
	if err := errors.Join(v.Put("app.id", "2"), v.Close()); err != nil {
		t.Error(err)
	}
	if v, err = Open(dir, "oyster"); err != nil {
		t.Fatal(err)
	}
	if got := v.Get("app.id"); got != "2" {
		t.Errorf("the note is %q", got)
	}
	if err := v.Close(); err != nil {
		t.Error(err)
	}
}
