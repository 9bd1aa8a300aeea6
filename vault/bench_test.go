package vault_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"golang.org/x/crypto/scrypt"

	"oktadance/vault"
)

// walked fills a vault as a finished walk does: some thirty notes, 4 KB in all.
func walked(b *testing.B, dir string) *vault.Vault {
	b.Helper()
	v := create(b, dir)
	for _, step := range []string{"account", "app", "metadata", "scope", "test", "token"} {
		for _, key := range []string{"first", "second", "third", "fourth", "fifth"} {
			put(b, v, step+"."+key, strings.Repeat("x", 120))
		}
	}
	return v
}

func BenchmarkSave(b *testing.B) {
	v := walked(b, b.TempDir())
	for i := 0; b.Loop(); i++ {
		put(b, v, "app.client_id", fmt.Sprint(i))
	}
}

// BenchmarkSaveBare is the floor under BenchmarkSave: age, fsync and rename on the same notes, and nothing
// else; not even the fsync of the folder, without which a save may be lost with the power.
func BenchmarkSaveBare(b *testing.B) {
	dir := b.TempDir()
	walked(b, dir)
	notes := []byte(decrypted(b, dir))
	recipient := newIdentity(b).Recipient()
	from, to := filepath.Join(dir, "new"), filepath.Join(dir, "bare.age")
	for b.Loop() {
		if err := saveBare(from, to, notes, recipient); err != nil {
			b.Fatal(err)
		}
	}
}

func saveBare(from, to string, notes []byte, recipient age.Recipient) error {
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		return err
	}
	if _, err := w.Write(notes); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	f, err := os.Create(from)
	if err != nil {
		return err
	}
	if _, err := f.Write(sealed.Bytes()); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(from, to)
}

func BenchmarkUnlock(b *testing.B) {
	dir := b.TempDir()
	v, err := vault.Create(dir, passphrase)
	if err != nil {
		b.Fatal(err)
	}
	closing(b, v)
	for b.Loop() {
		v, err := vault.Open(dir, passphrase)
		if err != nil {
			b.Fatal(err)
		}
		closing(b, v)
	}
}

// BenchmarkUnlockBare is the floor under BenchmarkUnlock: one evaluation of scrypt, as age asks for it.
func BenchmarkUnlockBare(b *testing.B) {
	for b.Loop() {
		if _, err := scrypt.Key([]byte(passphrase), make([]byte, 43), 1<<18, 8, 1, 32); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	v := walked(b, b.TempDir())
	for b.Loop() {
		v.Get("app.third")
	}
}

// BenchmarkStrength is what a key costs on the screen where a passphrase is made.
func BenchmarkStrength(b *testing.B) {
	typed := "related porridge occupant nervous hardcore caravan"
	for b.Loop() {
		vault.Strength(typed)
	}
}
