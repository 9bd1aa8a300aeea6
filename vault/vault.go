// Package vault keeps named notes in a file that age encrypts and that age alone can open.
//
// A vault is a folder with two age files in it. identity.age holds an age identity, as age-keygen writes
// one, encrypted to the passphrase; notes.age holds the notes as TOML, encrypted to that identity. So the
// slow scrypt step is paid once, when the vault opens, and saving is quick. The identity's recipient stands
// nowhere in the clear: age doesn't sign, and whoever doesn't know the recipient can't forge notes.age.
// Without this program, age opens both:
//
//	age -d -i identity.age notes.age
//
// Beside them lie history, a folder of earlier saves, which age opens in the same way, and recovery.age where
// other keys than the passphrase open the vault: it holds the same identity, encrypted to those.
//
//	age -d -i key.txt recovery.age | age -d -i - notes.age
package vault

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/robustio"
)

// Vault is one opened vault. It is safe for concurrent use: reading never waits for a save, and saves queue.
type Vault struct {
	dir  string
	cost int // scrypt's work factor, for what is to be encrypted to a passphrase

	// notes is replaced whole by each save and never changed in place, so that reading needs no lock. It is
	// also why fmt finds an address here and not the notes, however deep in another struct the vault is.
	notes atomic.Pointer[notes]

	saving sync.Mutex   // held from building the next notes until they are on disk
	keys   *keyring     // guarded by saving
	fixed  string       // why nothing can be saved, or ""
	lock   *flock.Flock // nil when opened by Read
	closed bool         // guarded by saving
	unsure bool         // a save failed after its rename: what is on disk may not be notes; guarded by saving
}

// A Choice is something special about a vault that Create makes.
type Choice func(*creation)

type creation struct {
	postQuantum bool
	notes       notes
}

// PostQuantum encrypts the notes so that no quantum computer of the future opens what is copied today. age
// opens such a vault from version 1.3 on, and not before.
func PostQuantum() Choice { return func(c *creation) { c.postQuantum = true } }

// From fills the vault with the notes of a backup.
func From(b *Backup) Choice { return func(c *creation) { c.notes = b.notes } }

// Create makes a vault in dir, which it makes too if need be, and opens it as Open does. Without a choice it
// is an empty one. It fails with ErrExists if a vault, or what is left of one, is there already, and with
// ErrNoPassphrase, ErrLocked, ErrNoLocks, ErrDiskFull, ErrDiskFailed or ErrReadOnly. A Create that is cut
// short leaves either no vault or a whole one.
func Create(dir, passphrase string, choices ...Choice) (*Vault, error) {
	v, err := create(dir, passphrase, workFactor, choices...)
	if err != nil {
		return nil, fmt.Errorf("creating a vault in %s: %w", dir, err)
	}
	return v, nil
}

func create(dir, passphrase string, logN int, choices ...Choice) (*Vault, error) {
	if passphrase == "" {
		return nil, ErrNoPassphrase
	}
	if err := makeDir(dir); err != nil {
		return nil, refusal(err)
	}
	c := creation{notes: noNotes()}
	for _, choose := range choices {
		choose(&c)
	}
	return locked(dir, func() (*Vault, error) {
		if Exists(dir) {
			return nil, ErrExists
		}
		sweep(dir)
		return furnish(dir, passphrase, logN, c)
	})
}

// furnish writes a new identity and the first notes into dir.
func furnish(dir, passphrase string, logN int, c creation) (*Vault, error) {
	ring, err := newKeyring(c.postQuantum, nil)
	if err != nil {
		return nil, err
	}
	sealedIdentity, err := sealByPassphrase(ring.encode(time.Now()), passphrase, logN)
	if err != nil {
		return nil, err
	}
	sealedNotes, err := sealNotes(c.notes, ring.recipient())
	if err != nil {
		return nil, err
	}
	if err := lay(dir, sealedIdentity, sealedNotes); err != nil {
		return nil, err
	}
	return newVault(dir, ring, c.notes, logN), nil
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

func newVault(dir string, ring *keyring, n notes, logN int) *Vault {
	v := &Vault{dir: dir, keys: ring, cost: logN}
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
// disk, and what was there before is in History, unless nothing changed; when it fails, Get still answers what
// it did before. It fails with ErrBadName, ErrBadValue, ErrDiskFull, ErrDiskFailed, ErrReadOnly, ErrNoVault
// when the folder is gone, or ErrClosed.
func (v *Vault) Put(name, value string) error {
	v.saving.Lock()
	defer v.saving.Unlock()
	if err := v.put(name, value); err != nil {
		return fmt.Errorf("saving a note: %w", err)
	}
	return nil
}

func (v *Vault) put(name, value string) error {
	if err := v.writable(); err != nil {
		return err
	}
	next, err := v.notes.Load().with(name, value)
	if err != nil || !v.unsure && v.Get(name) == value {
		return err
	}
	return v.save(next)
}

// writable says why nothing can be saved, if so.
func (v *Vault) writable() error {
	switch {
	case v.closed:
		return ErrClosed
	case v.lock == nil:
		return fmt.Errorf("%w: it was opened for reading alone", ErrReadOnly)
	case v.fixed != "":
		return fmt.Errorf("%w: %s", ErrReadOnly, v.fixed)
	}
	return nil
}

// save puts other notes in the place of those that are there, and those into the history.
func (v *Vault) save(next notes) error {
	sealed, err := sealNotes(next, v.keys.recipient())
	if err != nil {
		return err
	}
	temp, err := writeTemp(v.dir, sealed)
	if err != nil {
		return refusal(err)
	}
	kept, err := shelve(v.dir)
	if err == nil {
		err = robustio.Rename(filepath.Join(v.dir, temp), filepath.Join(v.dir, notesFile))
	}
	if err != nil {
		_ = os.Remove(filepath.Join(v.dir, temp))
		kept.takeBack()
		return refusal(err)
	}
	if err := syncDir(v.dir); err != nil {
		v.unsure = true
		return refusal(err)
	}
	v.unsure = false
	v.notes.Store(&next)
	kept.dropOldest()
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
	v.closed, v.keys = true, nil
	v.notes.Store(new(notes))
	if v.lock == nil {
		return nil
	}
	if err := v.lock.Unlock(); err != nil {
		return fmt.Errorf("closing the vault: %w", err)
	}
	return nil
}
