package main

import (
	"errors"
	"os"

	"filippo.io/age"
	"filippo.io/age/plugin"
)

// lampPlugin is an age plugin. Its keys are X25519 ones under another name; it wants a PIN before it opens
// anything.
func lampPlugin() {
	p, err := plugin.New("lamp")
	if err != nil {
		panic(err)
	}
	p.HandleRecipient(func(data []byte) (age.Recipient, error) { return age.ParseX25519Recipient(string(data)) })
	p.HandleIdentity(func(data []byte) (age.Identity, error) {
		pin, err := p.RequestValue("PIN of the lamp:", true)
		if err == nil && pin != "1234" {
			err = errors.New("the PIN is wrong")
		}
		if err != nil {
			return nil, err
		}
		return age.ParseX25519Identity(string(data))
	})
	os.Exit(p.Main())
}
