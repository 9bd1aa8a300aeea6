package vault

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"filippo.io/age"
)

// A keyring is what identity.age holds, and recovery.age too.
type keyring struct {
	// identities open the notes. The first is the one to write to: age doesn't let a file have recipients of
	// both its kinds, and one is enough.
	identities []age.Identity

	// recovery are the recipients of recovery.age.
	recovery []string

	// replaced says that all identities but the first go as soon as no file is encrypted to them.
	replaced bool
}

const (
	recoveryLine = "# recovery key: "
	replacedLine = "# replaced by the one above, and here until every file is written anew:"
)

// newKeyring returns a keyring with one fresh identity. Unless it is to be post-quantum it is an X25519 one:
// age before 1.3 refuses a file that holds a post-quantum identity, and many systems ship 1.1.
func newKeyring(postQuantum bool, recovery []string) (*keyring, error) {
	id, err := generate(postQuantum)
	if err != nil {
		return nil, fmt.Errorf("making an identity: %w", err)
	}
	return &keyring{identities: []age.Identity{id}, recovery: recovery}, nil
}

func generate(postQuantum bool) (age.Identity, error) {
	if postQuantum {
		return age.GenerateHybridIdentity()
	}
	return age.GenerateX25519Identity()
}

// followedBy returns the keyring to keep while files are written anew, from the old keyring to this one.
func (k *keyring) followedBy(old *keyring) *keyring {
	return &keyring{append(k.identities[:1:1], old.identities...), k.recovery, true}
}

// settled returns the keyring with its first identity alone.
func (k *keyring) settled() *keyring {
	return &keyring{identities: k.identities[:1], recovery: k.recovery}
}

// recipient returns what notes are encrypted to, or nil where the first identity is not of age's own kinds.
func (k *keyring) recipient() age.Recipient {
	_, recipient := native(k.identities[0])
	return recipient
}

func (k *keyring) postQuantum() bool {
	_, is := k.identities[0].(*age.HybridIdentity)
	return is
}

// native returns an identity of age's own kinds as text, and its recipient; or "" and nil for another.
func native(identity age.Identity) (text string, recipient age.Recipient) {
	switch id := identity.(type) {
	case *age.X25519Identity:
		return id.String(), id.Recipient()
	case *age.HybridIdentity:
		return id.String(), id.Recipient()
	}
	return "", nil
}

// encode writes the keyring as age-keygen writes an identity, with comments that only this program reads.
func (k *keyring) encode(now time.Time) []byte {
	text := fmt.Appendf(nil, "# created: %s\n# public key: %s\n", now.Format(time.RFC3339), k.recipient())
	for _, r := range k.recovery {
		text = fmt.Appendln(text, recoveryLine+r)
	}
	for i, id := range k.identities {
		if i == 1 && k.replaced {
			text = fmt.Appendln(text, replacedLine)
		}
		line, _ := native(id)
		text = fmt.Appendln(text, line)
	}
	return text
}

var errNoOwnIdentity = errors.New("no identity of age's own is in it")

// decodeKeyring reads what encode wrote, and what age-keygen writes. Its errors don't quote the text.
func decodeKeyring(text []byte) (*keyring, error) {
	identities, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil {
		return nil, errNoOwnIdentity
	}
	k := &keyring{identities: identities}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		if r, found := strings.CutPrefix(lines.Text(), recoveryLine); found {
			k.recovery = append(k.recovery, r)
		}
		k.replaced = k.replaced || lines.Text() == replacedLine
	}
	k.replaced = k.replaced && len(identities) > 1
	return k, nil
}
