package vault_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
	"filippo.io/age/armor"

	"oktadance/vault"
)

func TestIdentityFilesOfEveryKind(t *testing.T) {
	id, other := newIdentity(t), newIdentity(t)
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	lock, err := age.NewScryptRecipient("kettle")
	if err != nil {
		t.Fatal(err)
	}
	lock.SetWorkFactor(vault.TestOnlyWorkFactor)
	sealed := seal(t, id.String(), lock)
	for name, file := range map[string]string{
		"plain":           id.String(),
		"as age-keygen":   "# created: today\n# public key: " + id.Recipient().String() + "\n" + id.String() + "\n",
		"Windows":         "\r\n  " + id.String() + "\r\n",
		"several":         other.String() + "\n" + hybrid.String() + "\n" + id.String() + "\n",
		"with passphrase": sealed,
		"armored":         "\n" + armored(t, sealed),
	} {
		all, err := vault.ParseIdentities([]byte(file), func() (string, error) { return "kettle", nil }, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		unseal(t, seal(t, "x", id.Recipient()), all...)
	}
	_, err = vault.ParseIdentities([]byte(sealed), func() (string, error) { return "pot", nil }, nil)
	refuses(t, err, vault.ErrWrongPassphrase)
	_, err = vault.ParseIdentities([]byte(sealed), func() (string, error) { return "", io.EOF }, nil)
	refuses(t, err, io.EOF)
}

// A file that is none may hold a secret of another kind, which must not be quoted.
func TestWhatIsNoIdentityFile(t *testing.T) {
	secret := newIdentity(t).String()
	ask := func() (string, error) { return "kettle", nil }
	for _, file := range []string{
		"", "# nothing\n", "hunter2", secret[:40], secret + "x", "age1qqqq", "AGE-PLUGIN-LAMP-1hunter2", "AGE-PLUGIN-",
		"-----BEGIN AGE ENCRYPTED FILE-----\nhunter2\n", "age-encryption.org/v1\nhunter2", secret + "\nhunter2\n",
		seal(t, secret, newIdentity(t).Recipient()), "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2", "\xff\xfe",
	} {
		_, err := vault.ParseIdentities([]byte(file), ask, nil)
		if !errors.Is(err, vault.ErrNoIdentity) {
			t.Errorf("%.40q: %v", file, err)
		} else if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "AGE-SECRET") {
			t.Errorf("the error quotes the file: %v", err)
		}
	}
}

func armored(t *testing.T, sealed string) string {
	t.Helper()
	var text strings.Builder
	w := armor.NewWriter(&text)
	if _, err := io.WriteString(w, sealed); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return text.String()
}
