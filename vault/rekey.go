package vault

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"filippo.io/age"
	"filippo.io/age/plugin"
	"github.com/rogpeppe/go-internal/robustio"
)

// Recovery returns the recipients of the keys that open the vault beside the passphrase.
func (v *Vault) Recovery() []string {
	v.saving.Lock()
	defer v.saving.Unlock()
	if v.closed {
		return nil
	}
	return append([]string(nil), v.keys.recovery...)
}

// NewKey makes up a key of the vault's kind, and the recipient that lets it in once it is given to Rekey. The
// key is what age-keygen would print: AGE-SECRET-KEY-1 and more.
func (v *Vault) NewKey() (key, recipient string, err error) {
	v.saving.Lock()
	defer v.saving.Unlock()
	if v.closed {
		return "", "", ErrClosed
	}
	id, err := generate(v.keys.postQuantum())
	if err != nil {
		return "", "", fmt.Errorf("making a key: %w", err)
	}
	key, to := native(id)
	return key, fmt.Sprint(to), nil
}

// Rekey gives the vault a new identity, which passphrase opens, and the holders of recovery: recipients of
// age's own kinds or of plugins, which talk through ui. Every file is written anew for it, history too. From
// then on nothing that opened the vault before opens it, nor does a copy of an earlier identity.age.
//
// It takes about two seconds, and keeps the work factor that the old passphrase had. When it is cut short, the vault opens with the passphrase of before or with the
// new one, and with age alone as ever. When it fails, all is as before, unless with ErrUnfinished. It fails
// with ErrNoPassphrase or ErrBadRecipient, and as Put does.
func (v *Vault) Rekey(passphrase string, recovery []string, ui *plugin.ClientUI) error {
	v.saving.Lock()
	defer v.saving.Unlock()
	if err := v.rekey(passphrase, recovery, ui); err != nil {
		return fmt.Errorf("changing the keys: %w", err)
	}
	return nil
}

func (v *Vault) rekey(passphrase string, recovery []string, ui *plugin.ClientUI) error {
	if err := v.writable(); err != nil {
		return err
	}
	if passphrase == "" {
		return ErrNoPassphrase
	}
	next, err := newKeyring(v.keys.postQuantum(), recovery)
	if err != nil {
		return err
	}
	r, err := v.newRekeying(next.followedBy(v.keys), next, passphrase, ui)
	if err != nil {
		return err
	}
	return v.change(r, r.all(v))
}

// finishRekey does what is left of a Rekey that was cut short: all but its first write.
func (v *Vault) finishRekey(passphrase string) error {
	r, err := v.newRekeying(v.keys, v.keys.settled(), passphrase, nil)
	if err != nil {
		return err
	}
	return v.change(r, r.all(v)[1:])
}

func (v *Vault) newRekeying(between, next *keyring, passphrase string, ui *plugin.ClientUI) (rekeying, error) {
	to, err := next.recoveryRecipients(ui)
	if err != nil {
		return rekeying{}, err
	}
	past, err := shelf(v.dir)
	return rekeying{between, next, to, past, passphrase, v.cost}, err
}

// change carries out the writes of a rekeying.
func (v *Vault) change(r rekeying, writes []write) error {
	defer unstage(v.dir, writes)
	if err := stage(v.dir, writes); err != nil {
		return err
	}
	begun, err := carryOut(v.dir, writes)
	switch {
	case err == nil:
		v.keys = r.next
	case begun:
		v.keys = r.between
		return fmt.Errorf("%w: %w", ErrUnfinished, err)
	}
	return err
}

// A rekeying leads from one keyring to the next.
//
// No two files can be renamed in one step, so identity.age goes by a keyring in between, which holds the new
// identity and the old ones and is encrypted to the new passphrase: the moment at which it gets its name is
// the moment at which the passphrase changes. Before and after, each other file opens with what is in
// identity.age, however far the writing got. Only the last write takes the old identities out, to which
// nothing is encrypted by then. recovery.age goes by the same keyrings, one step behind on the way in and one
// ahead on the way out, so that who opens the vault with it saves what identity.age can open.
type rekeying struct {
	between, next *keyring
	recovery      []age.Recipient
	past          []shelved
	passphrase    string
	cost          int
}

// A write gives a file of the vault new contents, or removes it if there are none to give.
type write struct {
	name string
	seal func() ([]byte, error)
	temp string // where the contents wait, once staged
}

// all lists what is to be written to v, in order.
func (r rekeying) all(v *Vault) []write {
	notes := write{name: notesFile, seal: func() ([]byte, error) {
		return sealNotes(*v.notes.Load(), r.next.recipient())
	}}
	writes := []write{r.identity(r.between), r.escape(r.between), notes}
	for _, s := range r.past {
		writes = append(writes, r.again(v.dir, s.name))
	}
	return append(writes, r.escape(r.next), r.identity(r.next))
}

// identity writes a keyring to the passphrase.
func (r rekeying) identity(ring *keyring) write {
	return write{name: identityFile, seal: func() ([]byte, error) {
		runtime.GC() // or the 256 MiB of two evaluations of scrypt are held at once
		return sealByPassphrase(ring.encode(time.Now()), r.passphrase, r.cost)
	}}
}

// escape writes a keyring to the recovery keys, where there are any.
func (r rekeying) escape(ring *keyring) write {
	return write{name: recoveryFile, seal: func() ([]byte, error) {
		if len(r.recovery) == 0 {
			return nil, nil
		}
		return encrypt(ring.encode(time.Now()), r.recovery...)
	}}
}

// again writes a save anew. One that can't be opened goes: nobody may be left with the only key to it.
func (r rekeying) again(dir, name string) write {
	return write{name: name, seal: func() ([]byte, error) {
		sealed, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, refusal(err)
		}
		text, err := decrypt(sealed, r.between.identities...)
		if err != nil {
			return nil, nil
		}
		return encrypt(text, r.next.recipient())
	}}
}

// stage puts the contents of all writes on disk under temporary names, so that a full disk is met before
// anything changes.
func stage(dir string, writes []write) error {
	for i := range writes {
		w := &writes[i]
		contents, err := w.seal()
		if err == nil && contents != nil {
			w.temp, err = writeTemp(dir, contents)
		}
		if err != nil {
			return refusal(err)
		}
	}
	return nil
}

// unstage removes what was staged and not carried out.
func unstage(dir string, writes []write) {
	for _, w := range writes {
		if w.temp != "" {
			_ = os.Remove(filepath.Join(dir, w.temp))
		}
	}
}

// carryOut gives what was staged its names, one by one. It begins with the first that is given.
func carryOut(dir string, writes []write) (begun bool, err error) {
	for i, w := range writes {
		target := filepath.Join(dir, w.name)
		if w.temp == "" {
			err = os.Remove(target)
			if errors.Is(err, os.ErrNotExist) {
				continue
			}
		} else {
			err = robustio.Rename(filepath.Join(dir, w.temp), target)
		}
		begun = i > 0 || err == nil
		if err == nil {
			err = syncDir(filepath.Dir(target))
		}
		if err != nil {
			return begun, refusal(err)
		}
	}
	return true, nil
}

// recoveryRecipients reads the recipients of recovery.age, and tries that they may receive what the keyring's
// own may: nothing post-quantum is worth that if a classic key opens it too.
func (k *keyring) recoveryRecipients(ui *plugin.ClientUI) ([]age.Recipient, error) {
	if len(k.recovery) == 0 {
		return nil, nil
	}
	var all []age.Recipient
	for _, text := range k.recovery {
		r, err := parseRecipient(text, ui)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrBadRecipient, err)
		}
		all = append(all, r)
	}
	_, err := age.Encrypt(io.Discard, append([]age.Recipient{k.recipient()}, all...)...)
	switch {
	case errors.Is(err, ErrPlugin):
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w: it is not post-quantum, or alone is", ErrBadRecipient)
	}
	return all, nil
}
