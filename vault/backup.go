package vault

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/robustio"
)

// A Backup is the notes of a backup file.
type Backup struct{ notes notes }

// backupPart is added to the name of a backup until it is whole.
const backupPart = ".part"

// Backup writes the notes to one file, which it makes for its owner alone: TOML, as in notes.age, encrypted to
// a passphrase. age -d opens it. A file of that name is replaced only if over is true, and the error is a
// fs.ErrExist otherwise. Cut short, it leaves what was there before, and perhaps a file by the same name and
// .part, which the next Backup to that name removes. It takes about a second. It fails with ErrNoPassphrase,
// ErrDiskFull, ErrDiskFailed, ErrReadOnly or ErrClosed, and with fs.ErrNotExist where there is no folder.
func (v *Vault) Backup(path, passphrase string, over bool) error {
	v.saving.Lock()
	n, cost, closed := *v.notes.Load(), v.cost, v.closed
	v.saving.Unlock()
	if closed {
		return fmt.Errorf("writing a backup: %w", ErrClosed)
	}
	if err := n.backUp(path, passphrase, cost, over); err != nil {
		return fmt.Errorf("writing a backup: %w", err)
	}
	return nil
}

func (n notes) backUp(path, passphrase string, logN int, over bool) error {
	if there(path) && !over {
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	}
	text, err := n.encode()
	if err != nil {
		return err
	}
	sealed, err := sealByPassphrase(text, passphrase, logN)
	if err != nil {
		return err
	}
	err = place(path, sealed)
	if errors.Is(err, fs.ErrNotExist) {
		return err // it is no vault that is missing
	}
	return refusal(err)
}

// place writes a file under another name first, and then gives it its own.
func place(path string, contents []byte) error {
	part := path + backupPart
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := fill(f, contents); err != nil {
		return err
	}
	if err := robustio.Rename(part, path); err != nil {
		_ = os.Remove(part)
		return err
	}
	return syncDir(filepath.Dir(path))
}

// OpenBackup decrypts a backup file, which takes about a second. Create and Replace take what it returns. It
// fails with ErrWrongPassphrase, ErrDamagedBackup or ErrNewerVersion, and as os.ReadFile does.
func OpenBackup(path, passphrase string) (*Backup, error) {
	n, err := openBackup(path, passphrase)
	if err != nil {
		return nil, fmt.Errorf("reading a backup: %w", err)
	}
	return &Backup{n}, nil
}

func openBackup(path, passphrase string) (notes, error) {
	sealed, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	text, err := openByPassphrase(sealed, passphrase, ErrDamagedBackup)
	if err != nil {
		return nil, err
	}
	n, err := decode(text)
	if errors.Is(err, ErrDamagedNotes) {
		return nil, fmt.Errorf("%w: there are no notes in it", ErrDamagedBackup)
	}
	return n, err
}

// Replace puts the notes of a backup in the place of those in the vault, which go into the history. The
// passphrase of the vault stays. It fails as Put does.
func (v *Vault) Replace(b *Backup) error {
	v.saving.Lock()
	defer v.saving.Unlock()
	err := v.writable()
	if err == nil {
		err = v.save(b.notes)
	}
	if err != nil {
		return fmt.Errorf("replacing the notes: %w", err)
	}
	return nil
}
