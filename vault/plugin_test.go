//go:build !windows

package vault_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/plugin"

	"oktadance/vault"
)

// The test binary is an age plugin too, by the name of age-plugin-lamp. Its keys are X25519 ones under another
// name; it wants a touch and a PIN before it opens anything.
func playPlugin() (code int, is bool) {
	if filepath.Base(os.Args[0]) != "age-plugin-lamp" {
		return 0, false
	}
	p, err := plugin.New("lamp")
	if err != nil {
		return 1, true
	}
	p.HandleRecipient(func(data []byte) (age.Recipient, error) { return age.ParseX25519Recipient(string(data)) })
	p.HandleIdentity(func(data []byte) (age.Identity, error) {
		if err := p.DisplayMessage("touch the lamp"); err != nil {
			return nil, err
		}
		pin, err := p.RequestValue("PIN of the lamp:", true)
		if err != nil {
			return nil, err
		}
		if pin != "1234" {
			return nil, errors.New("the PIN is wrong")
		}
		return age.ParseX25519Identity(string(data))
	})
	return p.Main(), true
}

// lamp puts the plugin on the PATH, and returns a key of its kind.
func lamp(t *testing.T) (identity, recipient string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(self, filepath.Join(bin, "age-plugin-lamp")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	id := newIdentity(t)
	return plugin.EncodeIdentity("lamp", []byte(id.String())), plugin.EncodeRecipient("lamp", []byte(id.Recipient().String()))
}

// holder answers a plugin as a person would, and keeps what it said.
func holder(pin string, said *[]string) *plugin.ClientUI {
	return &plugin.ClientUI{
		DisplayMessage: func(name, message string) error {
			*said = append(*said, name+": "+message)
			return nil
		},
		RequestValue: func(name, prompt string, secret bool) (string, error) {
			*said = append(*said, fmt.Sprint(name, ": ", prompt, " ", secret))
			return pin, nil
		},
	}
}

func TestAPluginOpensTheVault(t *testing.T) {
	text, recipient := lamp(t)
	dir := t.TempDir()
	v := create(t, dir)
	saves(t, v, 1, 1)
	rekey(t, v, passphrase, recipient)
	closing(t, v)

	var said []string
	identities, err := vault.ParseIdentities([]byte("# my lamp\n"+text+"\n"), nil, holder("1234", &said))
	if err != nil {
		t.Fatal(err)
	}
	v, err = vault.OpenWith(dir, identities...)
	if err != nil {
		t.Fatal(err)
	}
	saves(t, v, 2, 2) // without the plugin
	closing(t, v)
	if got := strings.Join(said, ", "); got != "lamp: touch the lamp, lamp: PIN of the lamp: true" {
		t.Errorf("the plugin said %s", got)
	}
	v = open(t, dir)
	holds(t, v, "app.id", "2")

	identities, err = vault.ParseIdentities([]byte(text), nil, holder("0000", &said))
	if err != nil {
		t.Fatal(err)
	}
	_, err = vault.ReadWith(dir, identities...)
	refuses(t, err, vault.ErrPlugin)
	identities, err = vault.ParseIdentities([]byte(text), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = vault.ReadWith(dir, identities...)
	refuses(t, err, vault.ErrPlugin)

	t.Setenv("PATH", t.TempDir())
	_, err = vault.ReadWith(dir, identities...)
	refuses(t, err, vault.ErrPlugin)
	if missing := new(plugin.NotFoundError); !errors.As(err, &missing) || missing.Name != "lamp" {
		t.Errorf("got error %v", err)
	}
	refuses(t, v.Rekey(passphrase, []string{recipient}, nil), vault.ErrPlugin)
}

// A vault that somebody encrypted by hand to a plugin's key alone can be read.
func TestNotesOfAPluginAlone(t *testing.T) {
	text, recipient := lamp(t)
	dir := t.TempDir()
	id := newIdentity(t)
	to, err := plugin.NewRecipient(recipient, &plugin.ClientUI{})
	if err != nil {
		t.Fatal(err)
	}
	plant(t, dir, id.String(), asPersonReads, to)
	identities, err := vault.ParseIdentities([]byte(text), nil, holder("1234", new([]string)))
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.OpenWith(dir, identities...)
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, v)
	holds(t, v, "account.url", "https://example.okta.com", "app.client_secret", "s p@ce")
	refuses(t, v.Put("app.id", "x"), vault.ErrReadOnly)
	refuses(t, v.Rekey(passphrase, nil, nil), vault.ErrReadOnly)
}
