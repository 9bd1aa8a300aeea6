package vault

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// A Sight is what a vault shows without a key.
type Sight struct {
	Saved    time.Time // when the notes were last written; zero if notes.age is missing
	InUse    bool      // another process, or another part of this one, has it open
	Recovery bool      // other keys than the passphrase open it too
}

// Look says what can be known of the vault in dir without opening it. It fails with ErrNoVault.
func Look(dir string) (Sight, error) {
	if !Exists(dir) {
		return Sight{}, fmt.Errorf("looking at the vault in %s: %w", dir, ErrNoVault)
	}
	s := Sight{InUse: inUse(dir), Recovery: there(filepath.Join(dir, recoveryFile))}
	if info, err := os.Stat(filepath.Join(dir, notesFile)); err == nil {
		s.Saved = info.ModTime()
	}
	return s, nil
}

// inUse takes the lock to see whether it can, and gives it back at once. Open waits longer than that.
func inUse(dir string) bool {
	path := filepath.Join(dir, lockFile)
	if !there(path) {
		return false
	}
	lock := flock.New(path)
	got, err := lock.TryLock()
	return errors.Join(err, lock.Close()) == nil && !got
}
