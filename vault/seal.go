package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"filippo.io/age"
)

// Work factors are powers of two of scrypt's N. Each step up doubles the time and the memory of a guess.
const (
	workFactor    = 18 // age's own default: about 0.75 s and 256 MiB
	maxWorkFactor = 20 // what identity.age may ask of this machine: about 3 s and 1 GiB
)

// ageIntro begins every age file. https://age-encryption.org/v1
const ageIntro = "age-encryption.org/"

// newIdentity returns a fresh identity, in the text that age-keygen would print, and its recipient. It is
// an X25519 one: age before 1.3 refuses a file that holds a post-quantum identity, and many systems ship 1.1.
func newIdentity(now time.Time) (text []byte, recipient age.Recipient, err error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, nil, fmt.Errorf("making an identity: %w", err)
	}
	text = fmt.Appendf(nil, "# created: %s\n# public key: %s\n%s\n",
		now.Format(time.RFC3339), id.Recipient(), id)
	return text, id.Recipient(), nil
}

func sealIdentity(text []byte, passphrase string, logN int) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, fmt.Errorf("encrypting the identity: %w", err)
	}
	recipient.SetWorkFactor(logN)
	return encrypt(text, recipient)
}

// openIdentity decrypts the contents of identity.age and returns the identities in it, with the recipient
// of the first to write to: age doesn't let a file have recipients of both its kinds.
func openIdentity(sealed []byte, passphrase string) ([]age.Identity, age.Recipient, error) {
	scrypt, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, nil, ErrWrongPassphrase // the empty one, which no vault has
	}
	scrypt.SetMaxWorkFactor(maxWorkFactor)
	text, err := decrypt(sealed, scrypt)
	var noMatch *age.NoIdentityMatchError
	if errors.As(err, &noMatch) && slices.Equal(noMatch.StanzaTypes, []string{"scrypt"}) {
		return nil, nil, ErrWrongPassphrase
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %s", ErrDamagedIdentity, damage(sealed, err))
	}
	identities, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil {
		return nil, nil, fmt.Errorf("%w: no identity of age's own is in it", ErrDamagedIdentity)
	}
	recipient, err := recipientOf(identities[0])
	return identities, recipient, err
}

func recipientOf(identity age.Identity) (age.Recipient, error) {
	switch id := identity.(type) {
	case *age.X25519Identity:
		return id.Recipient(), nil
	case *age.HybridIdentity:
		return id.Recipient(), nil
	}
	return nil, fmt.Errorf("%w: its identity is of an unknown kind", ErrDamagedIdentity)
}

func sealNotes(n notes, recipient age.Recipient) ([]byte, error) {
	text, err := n.encode()
	if err != nil {
		return nil, err
	}
	return encrypt(text, recipient)
}

func openNotes(sealed []byte, identities []age.Identity) (notes, error) {
	text, err := decrypt(sealed, identities...)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrDamagedNotes, damage(sealed, err))
	}
	return decode(text)
}

// damage says in words what is wrong with an age file. age's own words are left out: they quote the file,
// and a file that somebody decrypted in place is all secret.
func damage(sealed []byte, err error) string {
	var noMatch *age.NoIdentityMatchError
	switch {
	case len(sealed) == 0:
		return "it is empty"
	case !bytes.HasPrefix(sealed, []byte(ageIntro)):
		return "it is not an age file"
	case errors.As(err, &noMatch):
		return "it is encrypted for something else"
	}
	return "it was changed or cut short"
}

// encrypt works in memory: what reaches the disk is never anything but a whole age file.
func encrypt(plain []byte, recipient age.Recipient) ([]byte, error) {
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, recipient)
	if err != nil {
		return nil, fmt.Errorf("encrypting: %w", err)
	}
	if _, err := w.Write(plain); err != nil {
		return nil, fmt.Errorf("encrypting: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("encrypting: %w", err)
	}
	return sealed.Bytes(), nil
}

func decrypt(sealed []byte, identities ...age.Identity) ([]byte, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), identities...)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
