package vault_test

import (
	"io"
	"strings"
	"testing"

	"filippo.io/age"
)

// decrypted opens a vault as a person without this program does, and returns the text of its notes.
func decrypted(t testing.TB, dir string) string {
	t.Helper()
	byPassphrase, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	identity := unseal(t, files(t, dir)["identity.age"], byPassphrase)
	identities, err := age.ParseIdentities(strings.NewReader(identity))
	if err != nil {
		t.Fatal(err)
	}
	return unseal(t, files(t, dir)["notes.age"], identities...)
}

func unseal(t testing.TB, sealed string, identities ...age.Identity) string {
	t.Helper()
	r, err := age.Decrypt(strings.NewReader(sealed), identities...)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const asPersonReads = `version = 1

[account]
url = 'https://example.okta.com'

[app]
client_secret = 's p@ce'
`

func TestAgeAloneOpensTheNotes(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	put(t, v, "app.client_secret", "s p@ce")
	put(t, v, "account.url", "https://example.okta.com")
	if got := decrypted(t, dir); got != asPersonReads {
		t.Errorf("age reads:\n%s", got)
	}
}

// Without the recipient nobody can write notes that open, so it must not lie about in the clear.
func TestTheRecipientIsNowhereInTheClear(t *testing.T) {
	dir := t.TempDir()
	closing(t, create(t, dir))
	byPassphrase, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	identity := unseal(t, files(t, dir)["identity.age"], byPassphrase)
	_, recipient, found := strings.Cut(strings.SplitN(identity, "\n", 3)[1], "# public key: ")
	if !found || !strings.HasPrefix(recipient, "age1") {
		t.Fatal("the identity doesn't read as age-keygen writes it")
	}
	for name, contents := range files(t, dir) {
		if strings.Contains(contents, recipient) {
			t.Errorf("it stands in %s", name)
		}
	}
}

func TestVaultsMadeWithAgeAloneOpen(t *testing.T) {
	x25519 := newIdentity(t)
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	for name, made := range map[string]struct {
		identity  string
		recipient age.Recipient
	}{
		"classic":      {x25519.String() + "\n", x25519.Recipient()},
		"post-quantum": {hybrid.String() + "\n", hybrid.Recipient()},
		"on Windows":   {"# created: today\r\n" + x25519.String() + "\r\n", x25519.Recipient()},
		"two keys":     {newIdentity(t).String() + "\n" + x25519.String() + "\n", x25519.Recipient()},
		"both kinds":   {x25519.String() + "\n" + hybrid.String() + "\n", hybrid.Recipient()},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			plant(t, dir, made.identity, asPersonReads, made.recipient)
			v := open(t, dir)
			put(t, v, "app.client_secret", "")
			closing(t, v)
			holds(t, open(t, dir), "account.url", "https://example.okta.com")
			if got, _, _ := strings.Cut(asPersonReads, "\n[app]"); decrypted(t, dir) != got {
				t.Errorf("age reads:\n%s", decrypted(t, dir))
			}
		})
	}
}
