package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"filippo.io/age"
	"github.com/rogpeppe/go-internal/robustio"
)

// Open opens the vault in dir for reading and writing, and keeps every other process from doing so until
// Close. It clears away what an interrupted save left behind, and finishes a Rekey that was cut short. It
// fails with ErrNoVault, ErrLocked, ErrNoLocks, ErrWrongPassphrase, ErrDamagedIdentity, ErrDamagedNotes,
// ErrNewerVersion, ErrDiskFull, ErrDiskFailed or ErrReadOnly.
//
// It takes about a second and 256 MiB, which the runtime keeps until debug.FreeOSMemory.
func Open(dir, passphrase string) (*Vault, error) {
	return opened(dir, byPassphrase(passphrase))
}

// OpenWith opens the vault in dir as Open does, by identities of age instead of the passphrase: those of a
// recovery key, or those that notes.age itself is encrypted to. It takes no time. Where it is not known who
// else must be able to open what is saved, the vault is for reading alone. It fails as Open does, and with
// ErrWrongKey, ErrPlugin or ErrDamagedRecovery.
func OpenWith(dir string, identities ...age.Identity) (*Vault, error) {
	return opened(dir, byIdentities(identities))
}

// Read opens the vault in dir for reading alone: it takes no lock and changes nothing on disk, so that it
// works while the vault is open in another process. It sees the notes as they were last saved and does not
// follow later saves. It fails as Open does, but never with ErrLocked or ErrNoLocks.
func Read(dir, passphrase string) (*Vault, error) {
	return read(dir, byPassphrase(passphrase))
}

// ReadWith opens the vault in dir for reading alone, as Read does, by identities of age as OpenWith does.
func ReadWith(dir string, identities ...age.Identity) (*Vault, error) {
	return read(dir, byIdentities(identities))
}

func opened(dir string, k key) (*Vault, error) {
	v, err := open(dir, k)
	if err != nil {
		return nil, fmt.Errorf("opening the vault in %s: %w", dir, err)
	}
	return v, nil
}

func open(dir string, k key) (*Vault, error) {
	if !Exists(dir) {
		return nil, ErrNoVault
	}
	return locked(dir, func() (*Vault, error) {
		if err := finishCreate(dir); err != nil {
			return nil, err
		}
		sweep(dir)
		tidy(dir)
		v, err := unlock(dir, k)
		if err == nil && v.keys.replaced && k.passphrase != "" {
			_ = v.finishRekey(k.passphrase) // it opens without, and the next Open tries again
		}
		return v, err
	})
}

func read(dir string, k key) (*Vault, error) {
	err := ErrNoVault
	if Exists(dir) {
		var v *Vault
		if v, err = unlock(dir, k); err == nil {
			return v, nil
		}
	}
	return nil, fmt.Errorf("reading the vault in %s: %w", dir, err)
}

// A key is what a vault is opened with.
type key struct {
	passphrase string

	// file holds the keyring, and open decrypts it.
	file string
	open func(sealed []byte) (*keyring, error)

	// cost is scrypt's work factor for what is to be encrypted to a passphrase, given an opened file.
	cost func(sealed []byte) int

	identities []age.Identity // they may open the notes themselves
}

// byPassphrase keeps to the work factor of the vault. That it is the true one, the passphrase proves.
func byPassphrase(passphrase string) key {
	open := func(sealed []byte) (*keyring, error) { return openIdentity(sealed, passphrase) }
	return key{passphrase: passphrase, file: identityFile, open: open, cost: costOf}
}

func byIdentities(identities []age.Identity) key {
	open := func(sealed []byte) (*keyring, error) { return openRecovery(sealed, identities) }
	usual := func([]byte) int { return workFactor }
	return key{file: recoveryFile, open: open, cost: usual, identities: identities}
}

// unlock opens the keyring in dir, and the notes with it.
func unlock(dir string, k key) (*Vault, error) {
	sealedRing, err := k.read(dir)
	if err != nil {
		return nil, err
	}
	ring, err := k.open(sealedRing)
	if err != nil && !errors.Is(err, ErrWrongKey) {
		return nil, err
	}
	// Read after the slow unlocking, so that Read shows what another process saved meanwhile.
	sealed, err := readNotes(dir)
	if err != nil {
		return nil, err
	}
	if ring == nil {
		return unlockDirectly(dir, k, sealed)
	}
	n, err := openNotes(sealed, ring.identities...)
	if errors.Is(err, errOtherKey) {
		if now, _ := k.read(dir); !bytes.Equal(now, sealedRing) {
			return unlock(dir, k) // another process changed the keys meanwhile
		}
	}
	if err != nil {
		return nil, err
	}
	return newVault(dir, ring, n, k.cost(sealedRing)), nil
}

// read reads the file that holds the keyring. There need be none for identities.
func (k key) read(dir string) ([]byte, error) {
	sealed, err := robustio.ReadFile(filepath.Join(dir, k.file))
	switch {
	case !errors.Is(err, fs.ErrNotExist):
		return sealed, refusal(err)
	case k.file == identityFile:
		return nil, fmt.Errorf("%w: it is missing", ErrDamagedIdentity)
	}
	return nil, nil
}

// openRecovery decrypts the contents of recovery.age; there may be none.
func openRecovery(sealed []byte, identities []age.Identity) (*keyring, error) {
	if sealed == nil {
		return nil, ErrWrongKey
	}
	text, err := decrypt(sealed, identities...)
	switch {
	case isNoMatch(err):
		return nil, ErrWrongKey
	case errors.Is(err, ErrPlugin):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w: %s", ErrDamagedRecovery, damage(sealed, err))
	}
	ring, err := decodeKeyring(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamagedRecovery, err)
	}
	return ring, nil
}

// unlockDirectly opens notes by the one of the key's identities that they are encrypted to.
func unlockDirectly(dir string, k key, sealed []byte) (*Vault, error) {
	for _, id := range k.identities {
		n, err := openNotes(sealed, id)
		if errors.Is(err, errOtherKey) {
			continue
		}
		if err != nil {
			return nil, err
		}
		v := newVault(dir, &keyring{identities: []age.Identity{id}}, n, k.cost(nil))
		v.fixed = onlyReading(v.keys, sealed)
		return v, nil
	}
	return nil, ErrWrongKey
}

// onlyReading says why notes that were opened directly can't be saved: nobody who could open them may lose
// them for it.
func onlyReading(ring *keyring, sealed []byte) string {
	switch {
	case ring.recipient() == nil:
		return "it was opened by the key of a plugin, which can't be written to"
	case recipients(sealed) != 1:
		return "its notes are encrypted to other keys too, and those are not known"
	}
	return ""
}
