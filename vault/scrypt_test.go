//go:build !race

package vault_test

import (
	"strings"
	"testing"

	"oktadance/vault"
)

// This is the one test that waits for a real scrypt, which under the race detector takes ten times as long.

// What Create makes outside tests costs a guesser what age's own passphrase files do.
func TestPassphrasesAreStretched(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	v, err := vault.Create(dir, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	closing(t, v)
	identity := files(t, dir)["identity.age"]
	stanza := strings.Fields(strings.Split(identity, "\n")[1])
	if len(stanza) != 4 || stanza[1] != "scrypt" || stanza[3] != "18" {
		t.Errorf("the identity's stanza is %q", stanza)
	}
}
