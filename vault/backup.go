package vault

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/robustio"
)

// A Backup is the notes of a backup file.
type Backup struct{ notes notes }

// Backup writes the notes to one file, which it makes for its owner alone: TOML, as in notes.age, encrypted to
// a passphrase. age -d opens it. A file of that name is replaced only if over is true, and the error is a
// fs.ErrExist otherwise. Cut short, it leaves what was there before, and perhaps a hidden file with that name in
// its own, which a Backup to that name removes a minute later. It takes about a second. It fails with
// ErrNoPassphrase, ErrDiskFull, ErrDiskFailed, ErrReadOnly or ErrClosed, and with fs.ErrNotExist where there is
// no folder.
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
	err = place(path, sealed, over)
	if errors.Is(err, fs.ErrNotExist) {
		return err // it is no vault that is missing
	}
	return refusal(err)
}

// place writes a file under another name first, and then gives it its own.
func place(path string, contents []byte, over bool) error {
	sweepAsides(path)
	aside := filepath.Join(filepath.Dir(path), asidePrefix(path)+rand.Text())
	f, err := os.OpenFile(aside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := fill(f, contents); err != nil {
		return err
	}
	err = giveName(aside, path, over)
	_ = os.Remove(aside) // the name it has left, if it has one
	if err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// giveName gives a file its name. Linking, other than renaming, fails where a file has that name meanwhile; not
// every disk has links.
func giveName(aside, path string, over bool) error {
	if over {
		return robustio.Rename(aside, path)
	}
	err := os.Link(aside, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if there(path) {
		return fs.ErrExist
	}
	return robustio.Rename(aside, path)
}

const (
	longestAside = 200         // of the 255 bytes that a name may have, the rest is for what is added
	asideLives   = time.Minute // far longer than a backup takes to write
)

// asidePrefix begins the names that a backup to path has until it is whole. Random letters end them.
func asidePrefix(path string) string {
	name := filepath.Base(path)
	if len(name) > longestAside {
		name = strings.ToValidUTF8(name[:longestAside], "")
	}
	return "." + name + ".oktadance-"
}

// sweepAsides removes what backups to path left when they were cut short: files of no other names than those have,
// and none that may be of another process's backup under way. What can't be removed stays: it is encrypted.
func sweepAsides(path string) {
	dir := filepath.Dir(path)
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		letters, found := strings.CutPrefix(entry.Name(), asidePrefix(path))
		if !found || !random(letters) || !entry.Type().IsRegular() {
			continue
		}
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > asideLives {
			_ = os.Remove(filepath.Join(dir, entry.Name()))
		}
	}
}

// random reports whether rand.Text may have made a text: 26 letters and digits of base32, or more one day.
func random(text string) bool {
	return len(text) >= 26 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
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
