package vault

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Remove destroys the vault in dir, for good: its files, their history, and what an interrupted save left
// behind. Other files in dir stay. It fails with ErrLocked while the vault is open; where there is none it does nothing.
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
	past, err := shelf(dir)
	// What opens the notes first: without it nothing does any more, however far this gets.
	names := []string{identityFile, recoveryFile, notesFile}
	for _, s := range past {
		names = append(names, s.name)
	}
	for _, name := range names {
		if gone := os.Remove(filepath.Join(dir, name)); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, refusal(gone))
		}
	}
	_ = os.Remove(filepath.Join(dir, historyDir)) // which may hold files that aren't ours
	if err = errors.Join(err, syncDir(dir)); err != nil {
		return fmt.Errorf("removing the vault: %w", err)
	}
	return nil
}
