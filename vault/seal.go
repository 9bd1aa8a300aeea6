package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"filippo.io/age"
)

// Work factors are powers of two of scrypt's N. Each step up doubles the time and the memory of a guess.
const (
	workFactor    = 18 // age's own default: about 0.75 s and 256 MiB
	maxWorkFactor = 20 // what a file may ask of this machine: about 3 s and 1 GiB
)

// ageIntro begins every age file. https://age-encryption.org/v1
const ageIntro = "age-encryption.org/"

// sealByPassphrase encrypts text to a passphrase.
func sealByPassphrase(text []byte, passphrase string, logN int) ([]byte, error) {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, ErrNoPassphrase
	}
	recipient.SetWorkFactor(logN)
	return encrypt(text, recipient)
}

// openByPassphrase decrypts what sealByPassphrase, or age -p, encrypted. Its errors are ErrWrongPassphrase and
// damaged, which it is given.
func openByPassphrase(sealed []byte, passphrase string, damaged error) ([]byte, error) {
	scrypt, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return nil, ErrWrongPassphrase // the empty one, which nothing is encrypted to
	}
	scrypt.SetMaxWorkFactor(maxWorkFactor)
	text, err := decrypt(sealed, scrypt)
	var noMatch *age.NoIdentityMatchError
	if errors.As(err, &noMatch) && slices.Equal(noMatch.StanzaTypes, []string{"scrypt"}) {
		return nil, ErrWrongPassphrase
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s", damaged, damage(sealed, err))
	}
	return text, nil
}

// openIdentity decrypts the contents of identity.age.
func openIdentity(sealed []byte, passphrase string) (*keyring, error) {
	text, err := openByPassphrase(sealed, passphrase, ErrDamagedIdentity)
	if err != nil {
		return nil, err
	}
	ring, err := decodeKeyring(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamagedIdentity, err)
	}
	return ring, nil
}

// costOf returns the work factor of a file that is encrypted to a passphrase: the last word of the second line.
func costOf(sealed []byte) int {
	lines := bytes.SplitN(sealed, []byte("\n"), 3)
	if words := bytes.Fields(lines[min(1, len(lines)-1)]); len(words) == 4 {
		if logN, err := strconv.Atoi(string(words[3])); err == nil {
			return logN
		}
	}
	return workFactor
}

func sealNotes(n notes, recipient age.Recipient) ([]byte, error) {
	text, err := n.encode()
	if err != nil {
		return nil, err
	}
	return encrypt(text, recipient)
}

// errOtherKey is what is wrong with notes that were encrypted to another identity.
var errOtherKey = errors.New("it is encrypted for something else")

// openNotes decrypts the contents of notes.age, or of a save of it.
func openNotes(sealed []byte, identities ...age.Identity) (notes, error) {
	text, err := decrypt(sealed, identities...)
	switch {
	case errors.Is(err, ErrPlugin):
		return nil, err
	case isNoMatch(err):
		return nil, fmt.Errorf("%w: %w", ErrDamagedNotes, errOtherKey)
	case err != nil:
		return nil, fmt.Errorf("%w: %s", ErrDamagedNotes, damage(sealed, err))
	}
	return decode(text)
}

func isNoMatch(err error) bool {
	var noMatch *age.NoIdentityMatchError
	return errors.As(err, &noMatch)
}

// damage says in words what is wrong with an age file. age's own words are left out: they quote the file,
// and a file that somebody decrypted in place is all secret.
func damage(sealed []byte, err error) string {
	switch {
	case len(sealed) == 0:
		return "it is empty"
	case !bytes.HasPrefix(sealed, []byte(ageIntro)):
		return "it is not an age file"
	case isNoMatch(err):
		return errOtherKey.Error()
	}
	return "it was changed or cut short"
}

// recipients counts whom an age file is encrypted to.
func recipients(sealed []byte) int {
	header, err := age.ExtractHeader(bytes.NewReader(sealed))
	if err != nil {
		return 0
	}
	return bytes.Count(header, []byte("\n-> "))
}

// encrypt works in memory: what reaches the disk is never anything but a whole age file.
func encrypt(plain []byte, to ...age.Recipient) ([]byte, error) {
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to...)
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
