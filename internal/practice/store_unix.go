//go:build !windows

package practice

import (
	"errors"
	"fmt"
	"os"
)

// syncFolder makes a rename in dir survive a power cut.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("syncing the folder of org.json: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("syncing the folder of org.json: %w", err)
	}
	return nil
}
