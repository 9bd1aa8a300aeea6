package vault_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

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

// BenchmarkSave saves with a full history, and in turn does what lies under it: age, fsync and rename on the
// same notes, and nothing else; not even the fsync of the folder, without which a save may be lost with the
// power. The disk's moods fall on both alike. It reports the medians of both in milliseconds, and the ratio.
func BenchmarkSave(b *testing.B) {
	dir := b.TempDir()
	v := walked(b, dir)
	notes := []byte(decrypted(b, dir))
	recipient := newIdentity(b).Recipient()
	from, to := filepath.Join(dir, "new"), filepath.Join(dir, "bare.age")
	var saves, bare []time.Duration
	for i := 0; b.Loop(); i++ {
		saves = append(saves, timed(func() { put(b, v, "app.client_id", fmt.Sprint(i)) }))
		bare = append(bare, timed(func() {
			if err := saveBare(from, to, notes, recipient); err != nil {
				b.Fatal(err)
			}
		}))
	}
	b.ReportMetric(median(saves), "ms/save")
	b.ReportMetric(median(bare), "ms/bare")
	b.ReportMetric(median(saves)/median(bare), "save/bare")
}

func timed(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}

// median is in milliseconds.
func median(all []time.Duration) float64 {
	slices.Sort(all)
	return float64(all[len(all)/2]) / float64(time.Millisecond)
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

// BenchmarkUnlock unlocks, and in turn does what lies under it: one evaluation of scrypt, as age asks for it.
// It reports the medians of both in milliseconds, and the ratio.
func BenchmarkUnlock(b *testing.B) {
	dir := b.TempDir()
	v, err := vault.Create(dir, passphrase)
	if err != nil {
		b.Fatal(err)
	}
	closing(b, v)
	var unlocks, bare []time.Duration
	for b.Loop() {
		runtime.GC() // neither pays for the 256 MiB that the other left
		unlocks = append(unlocks, timed(func() {
			if v, err = vault.Open(dir, passphrase); err != nil {
				b.Fatal(err)
			}
		}))
		closing(b, v)
		runtime.GC()
		bare = append(bare, timed(func() {
			if _, err := scrypt.Key([]byte(passphrase), make([]byte, 43), 1<<18, 8, 1, 32); err != nil {
				b.Fatal(err)
			}
		}))
	}
	b.ReportMetric(median(unlocks), "ms/unlock")
	b.ReportMetric(median(bare), "ms/scrypt")
	b.ReportMetric(median(unlocks)/median(bare), "unlock/scrypt")
}

// BenchmarkRekey is a change of passphrase with a full history, without its two evaluations of scrypt.
func BenchmarkRekey(b *testing.B) {
	v := walked(b, b.TempDir())
	for b.Loop() {
		rekey(b, v, passphrase)
	}
}

// BenchmarkHistory lists a full history.
func BenchmarkHistory(b *testing.B) {
	v := walked(b, b.TempDir())
	for b.Loop() {
		told(b, v)
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
