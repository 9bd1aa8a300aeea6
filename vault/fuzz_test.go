package vault

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"filippo.io/age"
)

// FuzzNotes reads any text as notes: what can be read is written in a way that reads the same and stays the
// same, and a note saved among it comes back.
func FuzzNotes(f *testing.F) {
	f.Fuzz(func(t *testing.T, text []byte, value string) {
		n, err := decode(text)
		if err != nil {
			if !errors.Is(err, ErrDamagedNotes) && !errors.Is(err, ErrNewerVersion) {
				t.Fatalf("an error of no kind: %v", err)
			}
			n = noNotes()
		}
		again := rewritten(t, n)
		for name, want := range n.all() {
			if got := again.get(name); got != want {
				t.Errorf("%s was %q and became %q", name, want, got)
			}
		}
		if len(again.names()) != len(n.names()) {
			t.Errorf("the notes were %q and became %q", n.names(), again.names())
		}
		changed, err := again.with("fuzz.value", value)
		if err != nil {
			return // not text, or the file has something else by that name
		}
		if got := rewritten(t, changed).get("fuzz.value"); got != value {
			t.Errorf("%q became %q", value, got)
		}
	})
}

// rewritten writes the notes, reads them, and checks that writing those again makes no difference.
func rewritten(t *testing.T, n notes) notes {
	t.Helper()
	first, err := n.encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := decode(first)
	if err != nil {
		t.Fatalf("%v in:\n%s", err, first)
	}
	second, err := again.encode()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, second) {
		t.Fatalf("written:\n%s\nand written again:\n%s", first, second)
	}
	return again
}

// FuzzOpen opens whatever is in the two files. Once sealed, what was in them lies inside proper age files.
func FuzzOpen(f *testing.F) {
	const passphrase = "lamp"
	// The seeds' identity, which guards nothing.
	id, err := age.ParseX25519Identity("AGE-SECRET-KEY-170LZ43KNX85PDJHWN5XN9ZMN9VAKFWS92EDEQJV3J85F33MG6JTSFNLNP0")
	if err != nil {
		f.Fatal(err)
	}
	slow := regexp.MustCompile(`-> scrypt \S+ \d\d`)
	f.Fuzz(func(t *testing.T, identity, notes []byte, sealed bool) {
		if slow.Match(identity) {
			return
		}
		if sealed {
			identity, err = sealByPassphrase(identity, passphrase, TestOnlyWorkFactor)
			if err != nil {
				t.Fatal(err)
			}
			notes, err = encrypt(notes, id.Recipient())
			if err != nil {
				t.Fatal(err)
			}
		}
		dir := t.TempDir()
		for name, contents := range map[string][]byte{identityFile: identity, notesFile: notes} {
			if err := os.WriteFile(filepath.Join(dir, name), contents, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		v, err := Open(dir, passphrase)
		if err != nil {
			for _, kind := range []error{ErrWrongPassphrase, ErrDamagedIdentity, ErrDamagedNotes, ErrNewerVersion} {
				if errors.Is(err, kind) {
					return
				}
			}
			t.Fatalf("an error of no kind: %v", err)
		}
		for name, value := range v.All() {
			if v.Get(name) != value {
				t.Errorf("All and Get differ on %s", name)
			}
		}
		if err := v.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
