package vault

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Remove destroys the vault in dir, for good: both files, and what an interrupted save left behind. Other
// files in dir stay. It fails with ErrLocked while the vault is open; where there is none it does nothing.
func Remove(dir string) error {
	if !Exists(dir) {
		return nil
	}
	lock, err := acquire(dir)
	if err != nil {
		return fmt.Errorf("removing the vault: %w", err)
	}
	defer func() { _ = lock.Close() }()
	sweep(dir)
	// The identity first: without it nothing opens the notes any more, however far this gets.
	for _, name := range []string{identityFile, notesFile} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing the vault: %w", refusal(err))
		}
	}
	return syncDir(dir)
}
