package practice

import (
	"bufio"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"io"
	"sync"
)

// Lengths of what Okta generates, in characters.
const (
	idLength      = 20
	errorIDLength = 25
)

const alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// ids makes every random thing the org hands out. It is safe for concurrent use.
type ids struct {
	mu   sync.Mutex
	from *bufio.Reader
}

func newIDs(from io.Reader) *ids {
	if from == nil {
		from = rand.Reader
	}
	// A reader that ends goes on as crypto/rand, so that running dry is no error.
	return &ids{from: bufio.NewReader(io.MultiReader(from, rand.Reader))}
}

// bytes is n random bytes.
func (d *ids) bytes(n int) []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	b := make([]byte, n)
	if _, err := io.ReadFull(d.from, b); err != nil {
		_, _ = rand.Read(b) // never fails: crypto/rand ends the program first
	}
	return b
}

// id is a new object id with one of Okta's three-letter prefixes.
func (d *ids) id(prefix string) string { return d.long(prefix, idLength) }

// errorID is what Okta calls one occurrence of an error.
func (d *ids) errorID() string { return d.long("oae", errorIDLength) }

func (d *ids) long(prefix string, length int) string {
	b := d.bytes(length - len(prefix))
	for i := range b {
		b[i] = alphanumerics[int(b[i])%len(alphanumerics)]
	}
	return prefix + string(b)
}

// requestID is what X-Okta-Request-Id carries.
func (d *ids) requestID() string { return hex.EncodeToString(d.bytes(16)) }

// clientSecret is 64 characters of base64url.
func (d *ids) clientSecret() string { return base64.RawURLEncoding.EncodeToString(d.bytes(48)) }

// apiToken is 42 characters that start with 00.
func (d *ids) apiToken() string { return "00" + base64.RawURLEncoding.EncodeToString(d.bytes(30)) }

// jti names one access token: "AT." and 43 characters.
func (d *ids) jti() string { return "AT." + base64.RawURLEncoding.EncodeToString(d.bytes(32)) }
