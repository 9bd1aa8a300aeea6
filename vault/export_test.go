package vault

// TestOnlyWorkFactor makes scrypt take no time and guard nothing. It has one digit, so that no single damaged
// byte of an identity file can ask for a slow one.
const TestOnlyWorkFactor = 2

// CreateWithTestOnlyWorkFactor is Create for tests, whose vaults hold nothing worth a second's wait.
func CreateWithTestOnlyWorkFactor(dir, passphrase string) (*Vault, error) {
	return create(dir, passphrase, TestOnlyWorkFactor)
}
