package vault

import "filippo.io/age"

// TestOnlyWorkFactor makes scrypt take no time and guard nothing. It has one digit, so that no single damaged
// byte of an identity file can ask for a slow one.
const TestOnlyWorkFactor = 2

// CreateWithTestOnlyWorkFactor is Create for tests, whose vaults hold nothing worth a second's wait.
func CreateWithTestOnlyWorkFactor(dir, passphrase string, choices ...Choice) (*Vault, error) {
	return create(dir, passphrase, TestOnlyWorkFactor, choices...)
}

// OpenWithKeyAndTestOnlyWorkFactor is OpenWith for tests that change the passphrase.
func OpenWithKeyAndTestOnlyWorkFactor(dir string, identities ...age.Identity) (*Vault, error) {
	k := byIdentities(identities)
	k.cost = func([]byte) int { return TestOnlyWorkFactor }
	return opened(dir, k)
}
