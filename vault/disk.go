package vault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/robustio"
)

const (
	identityFile = "identity.age"
	notesFile    = "notes.age"
	recoveryFile = "recovery.age" // what identity.age holds, encrypted to the recovery keys; most vaults have none
	lockFile     = ".lock"        // never renamed or removed, or two processes could each lock their own

	tempPrefix = ".tmp-"
	firstNotes = tempPrefix + "first-notes"
)

// Exists reports whether dir holds a vault, or what is left of one: a single file of the two is reason to
// open and be told what is missing, not to create a vault over it.
func Exists(dir string) bool {
	return there(filepath.Join(dir, identityFile)) || there(filepath.Join(dir, notesFile))
}

// there also holds for a file that can't be looked at, so that the error comes up when it is opened.
func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil || !errors.Is(err, fs.ErrNotExist)
}

// makeDir makes dir and whatever is missing above it. Their names are put on disk too: notes that survive a
// power cut in a folder that doesn't are lost.
func makeDir(dir string) error {
	if there(dir) {
		return nil
	}
	parent := filepath.Dir(dir)
	if err := makeDir(parent); err != nil {
		return err
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(parent)
}

// lay puts the two files of a new vault into dir. The identity's rename is the moment at which the vault
// comes to be: the notes wait beside it under a temporary name, and if this process dies before they get
// their own, finishCreate gives it to them. So a file that is found alone means that somebody removed the
// other, and is never taken for a vault without notes.
func lay(dir string, identity, notes []byte) error {
	if err := replace(dir, firstNotes, notes); err != nil {
		return err
	}
	if err := replace(dir, identityFile, identity); err != nil {
		return err
	}
	return finishCreate(dir)
}

// finishCreate does the last step of a Create that was cut short, if there is one to do.
func finishCreate(dir string) error {
	if there(filepath.Join(dir, notesFile)) || !there(filepath.Join(dir, firstNotes)) {
		return nil
	}
	return rename(dir, firstNotes, notesFile)
}

func readNotes(dir string) ([]byte, error) {
	// The vault may be in the making in another process. notes.age is looked for again at the end because
	// the file may get its name between the two looks.
	for _, name := range []string{notesFile, firstNotes, notesFile} {
		sealed, err := robustio.ReadFile(filepath.Join(dir, name))
		if !errors.Is(err, fs.ErrNotExist) {
			return sealed, err
		}
	}
	return nil, fmt.Errorf("%w: it is missing", ErrDamagedNotes)
}

// A lock that is taken is asked for again for a moment: it may only be looked at, by Look.
const (
	lockPatience = 100 * time.Millisecond
	lockPause    = 10 * time.Millisecond
)

// acquire takes the vault's lock and closes its folder to other users.
func acquire(dir string) (*flock.Flock, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lockPatience)
	defer cancel()
	lock := flock.New(filepath.Join(dir, lockFile))
	got, err := lock.TryLockContext(ctx, lockPause)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, errors.Join(ErrLocked, lock.Close())
	case isNoLock(err):
		return nil, fmt.Errorf("%w: %w", ErrNoLocks, err)
	case err != nil:
		return nil, refusal(err)
	case !got:
		return nil, ErrLocked
	}
	tighten(dir, 0o700)
	tighten(filepath.Join(dir, historyDir), 0o700)
	for _, name := range []string{identityFile, notesFile, recoveryFile} {
		tighten(filepath.Join(dir, name), 0o600)
	}
	return lock, nil
}

// sweep removes what interrupted saves left in dir. Whoever calls it holds the lock, so no save is under
// way. What can't be removed stays: it is encrypted, and no reason to refuse the vault.
func sweep(dir string) {
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), tempPrefix) && entry.Type().IsRegular() {
			_ = os.Remove(filepath.Join(dir, entry.Name()))
		}
	}
}

// replace gives the file called name in dir new contents, so that whatever happens meanwhile, either the old
// or the new contents are there whole. When it returns nil, they are the new ones and on disk.
func replace(dir, name string, contents []byte) error {
	temp, err := writeTemp(dir, contents)
	if err != nil {
		return refusal(err)
	}
	if err := rename(dir, temp, name); err != nil {
		_ = os.Remove(filepath.Join(dir, temp))
		return err
	}
	return nil
}

// writeTemp writes contents to a new file in dir and returns its name once they are on disk.
func writeTemp(dir string, contents []byte) (name string, err error) {
	f, err := os.CreateTemp(dir, tempPrefix+"*") // 0600, whatever the umask
	if err != nil {
		return "", err
	}
	return filepath.Base(f.Name()), fill(f, contents)
}

// fill writes contents to a new file and closes it once they are on disk. Where it can't, the file goes.
func fill(f *os.File, contents []byte) error {
	_, err := f.Write(contents)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// rename renames a file within dir, and returns once the new name is on disk. On Windows a file that somebody
// has open, if only a virus scanner, can't be replaced: then it is tried again for a moment.
func rename(dir, from, to string) error {
	if err := robustio.Rename(filepath.Join(dir, from), filepath.Join(dir, to)); err != nil {
		return refusal(err)
	}
	return refusal(syncDir(dir))
}

// refusal gives the system's reason for not writing one of our names, where we have one for it.
func refusal(err error) error {
	switch {
	case err == nil:
		return nil
	case isDiskFull(err):
		return fmt.Errorf("%w: %w", ErrDiskFull, err)
	case isReadOnly(err):
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	case isDiskFailure(err):
		return fmt.Errorf("%w: %w", ErrDiskFailed, err)
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %w", ErrNoVault, err)
	}
	return err
}
