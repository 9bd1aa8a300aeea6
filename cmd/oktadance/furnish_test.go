package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"
)

// furnish makes an empty vault with age alone, as a person could by hand. Its
// passphrase is cheap to check, so that stories don't wait for scrypt.
func furnish(dir, passphrase string) error {
	return furnishWith(dir, passphrase, "version = 1\n")
}

// furnishWith is furnish with notes in it, as TOML.
func furnishWith(dir, passphrase, notes string) error {
	const testOnlyWorkFactor = 2
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	lock, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return err
	}
	lock.SetWorkFactor(testOnlyWorkFactor)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := seal(filepath.Join(dir, "identity.age"), fmt.Sprintln(identity), lock); err != nil {
		return err
	}
	return seal(filepath.Join(dir, "notes.age"), notes, identity.Recipient())
}

func seal(path, text string, to age.Recipient) error {
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, to)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, text); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, sealed.Bytes(), 0o600)
}
