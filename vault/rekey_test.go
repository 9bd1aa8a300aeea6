package vault_test

import (
	"strings"
	"testing"

	"filippo.io/age"

	"oktadance/vault"
)

const newPassphrase = "bonnet trellis cinder"

// rekey changes the keys of a vault.
func rekey(t testing.TB, v *vault.Vault, passphrase string, recovery ...string) {
	t.Helper()
	if err := v.Rekey(passphrase, recovery, nil); err != nil {
		t.Fatal(err)
	}
}

// openBy opens a vault with another passphrase than the usual one.
func openBy(t testing.TB, dir, passphrase string) *vault.Vault {
	t.Helper()
	v, err := vault.Open(dir, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closing(t, v) })
	return v
}

func identity(t testing.TB, text string) age.Identity {
	t.Helper()
	all, err := vault.ParseIdentities([]byte(text), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

func TestThePassphraseChangesAndTheNotesStay(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	saves(t, v, 1, 12)
	before := told(t, v)
	rekey(t, v, newPassphrase)
	if got := told(t, v); got != before {
		t.Errorf("the history was %s and is %s", before, got)
	}
	saves(t, v, 13, 13) // the vault goes on
	closing(t, v)
	refuses(t, opening(t, dir, passphrase), vault.ErrWrongPassphrase)
	v = openBy(t, dir, newPassphrase)
	holds(t, v, "app.id", "13")
	if err := v.Return(12); err != nil {
		t.Error(err)
	}
	hasJust(t, dir, ".lock", "identity.age", "notes.age")
	refuses(t, v.Rekey("", nil, nil), vault.ErrNoPassphrase)
	closing(t, v)
	refuses(t, v.Rekey(passphrase, nil, nil), vault.ErrClosed)
}

// Somebody copied the folder while they knew the passphrase. Once it is changed, that copy opens nothing here.
func TestACopiedIdentityOpensNothingAfterTheChange(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	saves(t, v, 1, 3)
	copied := identitiesIn(t, dir, passphrase)
	rekey(t, v, newPassphrase)
	saves(t, v, 4, 4)
	now := identitiesIn(t, dir, newPassphrase)
	if len(now) != 1 {
		t.Errorf("identity.age holds %d identities", len(now))
	}
	all := history(t, dir)
	all["notes.age"] = files(t, dir)["notes.age"]
	if len(all) != 5 {
		t.Errorf("there are %d files", len(all))
	}
	for name, sealed := range all {
		if _, err := age.Decrypt(strings.NewReader(sealed), copied...); err == nil {
			t.Errorf("the copy opens %s", name)
		}
		unseal(t, sealed, now...)
	}
}

// Other keys open the vault beside the passphrase: to read, to save, and to set a new passphrase when the old
// one is forgotten.
func TestARecoveryKeyOpensTheVault(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	saves(t, v, 1, 1)
	key, recipient := newKey(t, v)
	closing(t, v)
	_, err := vault.OpenWith(dir, identity(t, key))
	refuses(t, err, vault.ErrWrongKey)

	v = open(t, dir)
	rekey(t, v, passphrase, recipient)
	other, more := newKey(t, v)
	rekey(t, v, passphrase, append(v.Recovery(), more)...)
	closing(t, v)
	hasJust(t, dir, ".lock", "identity.age", "notes.age", "recovery.age")
	for i, key := range []string{key, other} {
		v := keyed(t, dir, key)
		saves(t, v, 2+i, 2+i)
		if len(v.Recovery()) != 2 {
			t.Errorf("the recovery keys are %q", v.Recovery())
		}
		closing(t, v)
	}
	v = open(t, dir)
	holds(t, v, "app.id", "3")
	closing(t, v)
	v = keyed(t, dir, key)
	rekey(t, v, newPassphrase, v.Recovery()...)
	closing(t, v)
	closing(t, openBy(t, dir, newPassphrase))
	closing(t, keyed(t, dir, other))

	v = openBy(t, dir, newPassphrase)
	rekey(t, v, newPassphrase)
	closing(t, v)
	hasJust(t, dir, ".lock", "identity.age", "notes.age")
	_, err = vault.OpenWith(dir, identity(t, key))
	refuses(t, err, vault.ErrWrongKey)
}

func TestAgeAloneOpensTheNotesWithARecoveryKey(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	saves(t, v, 1, 1)
	key, recipient := newKey(t, v)
	rekey(t, v, passphrase, recipient)
	ring := unseal(t, files(t, dir)["recovery.age"], identity(t, key))
	identities, err := age.ParseIdentities(strings.NewReader(ring))
	if err != nil {
		t.Fatal(err)
	}
	if text := unseal(t, files(t, dir)["notes.age"], identities...); !strings.Contains(text, "id = '1'") {
		t.Errorf("age reads:\n%s", text)
	}
}

func TestRecipientsThatAreRefused(t *testing.T) {
	v := create(t, t.TempDir())
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	quantum := create(t, t.TempDir(), vault.PostQuantum())
	for _, wrong := range []struct {
		v         *vault.Vault
		recipient string
	}{
		{v, ""}, {v, "age1nonsense"}, {v, classic.String()}, {v, "ssh-ed25519 AAAA"},
		{v, hybrid.Recipient().String()}, {quantum, classic.Recipient().String()},
	} {
		err := wrong.v.Rekey(newPassphrase, []string{wrong.recipient}, nil)
		refuses(t, err, vault.ErrBadRecipient)
		if strings.Contains(err.Error(), "AGE-SECRET-KEY") {
			t.Error("the error quotes a key")
		}
	}
	rekey(t, quantum, newPassphrase, hybrid.Recipient().String())
}

// The key that notes.age itself is encrypted to opens them as well. What is saved with it may lock nobody out.
func TestTheVaultsOwnKeyOpensIt(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	saves(t, v, 1, 1)
	closing(t, v)
	own, other := identitiesIn(t, dir, passphrase)[0], newIdentity(t)
	v, err := vault.OpenWith(dir, other, own)
	if err != nil {
		t.Fatal(err)
	}
	saves(t, v, 2, 2)
	closing(t, v)
	v = open(t, dir)
	holds(t, v, "app.id", "2")
	closing(t, v)

	shared := t.TempDir()
	id := newIdentity(t)
	plant(t, shared, id.String(), "", id.Recipient())
	write(t, shared, "notes.age", seal(t, "version = 1", id.Recipient(), other.Recipient()))
	v, err = vault.OpenWith(shared, other)
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, v)
	refuses(t, v.Put("app.id", "x"), vault.ErrReadOnly)
}

func TestAPostQuantumVault(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir, vault.PostQuantum())
	saves(t, v, 1, 1)
	key, recipient := newKey(t, v)
	if !strings.HasPrefix(key, "AGE-SECRET-KEY-PQ-1") || !strings.HasPrefix(recipient, "age1pq1") {
		t.Errorf("a key of another kind: %.20s %.9s", key, recipient)
	}
	rekey(t, v, newPassphrase, recipient)
	closing(t, v)
	if _, hybrid := identitiesIn(t, dir, newPassphrase)[0].(*age.HybridIdentity); !hybrid {
		t.Error("the new identity is of another kind")
	}
	if !strings.Contains(files(t, dir)["notes.age"], "-> mlkem768x25519") {
		t.Error("notes.age is not post-quantum")
	}
	holds(t, keyed(t, dir, key), "app.id", "1")
}

func newKey(t testing.TB, v *vault.Vault) (key, recipient string) {
	t.Helper()
	key, recipient, err := v.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return key, recipient
}

// keyed opens a vault with a key instead of the passphrase.
func keyed(t testing.TB, dir, key string) *vault.Vault {
	t.Helper()
	v, err := vault.OpenWithKeyAndTestOnlyWorkFactor(dir, identity(t, key))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closing(t, v) })
	return v
}
