// Package vault keeps named notes in a file that age encrypts and that age alone can open.
//
// A vault is a folder with two age files in it. identity.age holds an age identity, as age-keygen writes
// one, encrypted to the passphrase; notes.age holds the notes as TOML, encrypted to that identity. So the
// slow scrypt step is paid once, when the vault opens, and saving is quick. The identity's recipient stands
// nowhere in the clear: age doesn't sign, and whoever doesn't know the recipient can't forge notes.age.
// Without this program, age opens both:
//
//	age -d -i identity.age notes.age
package vault

import (
	"errors"
	"fmt"
	"iter"
	"sync"
	"sync/atomic"
	"time"

	"filippo.io/age"
	"github.com/gofrs/flock"
)

// Vault is one opened vault. It is safe for concurrent use: reading never waits for a save, and saves queue.
type Vault struct {
	dir       string
	recipient age.Recipient

	// notes is replaced whole by each save and never changed in place, so that reading needs no lock. It is
	// also why fmt finds an address here and not the notes, however deep in another struct the vault is.
	notes atomic.Pointer[notes]

	saving sync.Mutex   // held from building the next notes until they are on disk
	lock   *flock.Flock // nil when opened by Read
	closed bool         // guarded by saving
}

// Create makes an empty vault in dir, which it makes too if need be, and opens it as Open does. It fails
// with ErrExists if a vault, or what is left of one, is there already, and with ErrNoPassphrase, ErrLocked,
// ErrDiskFull or ErrReadOnly. A Create that is cut short leaves either no vault or a whole one.
func Create(dir, passphrase string) (*Vault, error) {
	v, err := create(dir, passphrase, workFactor)
	if err != nil {
		return nil, fmt.Errorf("creating a vault in %s: %w", dir, err)
	}
	return v, nil
}

func create(dir, passphrase string, logN int) (*Vault, error) {
	if passphrase == "" {
		return nil, ErrNoPassphrase
	}
	if err := makeDir(dir); err != nil {
		return nil, refusal(err)
	}
	return locked(dir, func() (*Vault, error) {
		if Exists(dir) {
			return nil, ErrExists
		}
		sweep(dir)
		return furnish(dir, passphrase, logN)
	})
}

// furnish writes a new identity and no notes into dir.
func furnish(dir, passphrase string, logN int) (*Vault, error) {
	identity, recipient, err := newIdentity(time.Now())
	if err != nil {
		return nil, err
	}
	sealedIdentity, err := sealIdentity(identity, passphrase, logN)
	if err != nil {
		return nil, err
	}
	none := noNotes()
	sealedNotes, err := sealNotes(none, recipient)
	if err != nil {
		return nil, err
	}
	if err := lay(dir, sealedIdentity, sealedNotes); err != nil {
		return nil, err
	}
	return newVault(dir, recipient, none), nil
}

// Open opens the vault in dir for reading and writing, and keeps every other process from doing so until
// Close. It clears away what an interrupted save left behind. It fails with ErrNoVault, ErrLocked,
// ErrWrongPassphrase, ErrDamagedIdentity, ErrDamagedNotes, ErrNewerVersion, ErrDiskFull or ErrReadOnly.
//
// It takes about a second and 256 MiB, which the runtime keeps until debug.FreeOSMemory.
func Open(dir, passphrase string) (*Vault, error) {
	v, err := open(dir, passphrase)
	if err != nil {
		return nil, fmt.Errorf("opening the vault in %s: %w", dir, err)
	}
	return v, nil
}

func open(dir, passphrase string) (*Vault, error) {
	if !Exists(dir) {
		return nil, ErrNoVault
	}
	return locked(dir, func() (*Vault, error) {
		if err := finishCreate(dir); err != nil {
			return nil, err
		}
		sweep(dir)
		return unlock(dir, passphrase)
	})
}

// Read opens the vault in dir for reading alone: it takes no lock and changes nothing on disk, so that it
// works while the vault is open in another process. It sees the notes as they were last saved and does not
// follow later saves. It fails as Open does, but never with ErrLocked.
func Read(dir, passphrase string) (*Vault, error) {
	if !Exists(dir) {
		return nil, fmt.Errorf("reading the vault in %s: %w", dir, ErrNoVault)
	}
	v, err := unlock(dir, passphrase)
	if err != nil {
		return nil, fmt.Errorf("reading the vault in %s: %w", dir, err)
	}
	return v, nil
}

// locked runs makeVault while holding the lock on dir, and hands the lock to the vault it makes.
func locked(dir string, makeVault func() (*Vault, error)) (*Vault, error) {
	lock, err := acquire(dir)
	if err != nil {
		return nil, err
	}
	v, err := makeVault()
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	v.lock = lock
	return v, nil
}

// unlock reads both files of the vault in dir.
func unlock(dir, passphrase string) (*Vault, error) {
	sealedIdentity, err := readIdentity(dir)
	if err != nil {
		return nil, err
	}
	identities, recipient, err := openIdentity(sealedIdentity, passphrase)
	if err != nil {
		return nil, err
	}
	// Read after the slow unlocking, so that Read shows what another process saved meanwhile.
	sealedNotes, err := readNotes(dir)
	if err != nil {
		return nil, err
	}
	n, err := openNotes(sealedNotes, identities)
	if err != nil {
		return nil, err
	}
	return newVault(dir, recipient, n), nil
}

func newVault(dir string, recipient age.Recipient, n notes) *Vault {
	v := &Vault{dir: dir, recipient: recipient}
	v.notes.Store(&n)
	return v
}

// Get returns the note of that name, or "" if there is none. It never waits for a save.
func (v *Vault) Get(name string) string {
	return v.notes.Load().get(name)
}

// All yields the notes there are now, name and value, sorted by name.
func (v *Vault) All() iter.Seq2[string, string] {
	return v.notes.Load().all()
}

// Put saves value under name, which is a step and a value's own name, such as app.client_secret, in
// lower-case letters and underscores. The empty value removes the note. When Put returns nil the note is on
// disk; when it fails, Get still answers what it did before. It fails with ErrBadName, ErrBadValue,
// ErrDiskFull, ErrReadOnly, ErrNoVault when the folder is gone, or ErrClosed.
func (v *Vault) Put(name, value string) error {
	v.saving.Lock()
	defer v.saving.Unlock()
	if err := v.put(name, value); err != nil {
		return fmt.Errorf("saving a note: %w", err)
	}
	return nil
}

func (v *Vault) put(name, value string) error {
	switch {
	case v.closed:
		return ErrClosed
	case v.lock == nil:
		return fmt.Errorf("%w: it was opened for reading alone", ErrReadOnly)
	}
	next, err := v.notes.Load().with(name, value)
	if err != nil {
		return err
	}
	sealed, err := sealNotes(next, v.recipient)
	if err != nil {
		return err
	}
	if err := replace(v.dir, notesFile, sealed); err != nil {
		return err
	}
	v.notes.Store(&next)
	return nil
}

// Close waits for a save in flight, forgets the notes and lets other processes open the vault. Closing
// twice is harmless.
func (v *Vault) Close() error {
	v.saving.Lock()
	defer v.saving.Unlock()
	if v.closed {
		return nil
	}
	v.closed = true
	v.notes.Store(new(notes))
	if v.lock == nil {
		return nil
	}
	if err := v.lock.Unlock(); err != nil {
		return fmt.Errorf("closing the vault: %w", err)
	}
	return nil
}
