package practice

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Forget removes the org that is kept at path, once what goes with it is gone: nobody
// can serve the org meanwhile. Where somebody does, the error is an *InUse and nothing
// is done. The lock file stays: somebody may be waiting for it.
func Forget(path string, first func() error) error {
	st, err := openStore(path)
	if err != nil {
		return err
	}
	defer st.close()
	if err := first(); err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing org.json: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}
