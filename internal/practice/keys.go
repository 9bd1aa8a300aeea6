package practice

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// keyBits is the size of Okta's own signing keys.
const keyBits = 2048

// keyring holds the keys of the org ready for use, by kid. It grows with the keys
// of the org, never with what they sign.
type keyring struct {
	mu     sync.RWMutex
	ready  map[string]*readyKey
	making sync.Mutex // one key is made at a time
}

// readyKey is a signing key that needn't be parsed again.
type readyKey struct {
	kid     string
	private *rsa.PrivateKey
	header  string // of every token it signs, encoded
}

// key gives the kept key, ready for use.
func (k *keyring) key(kept *signingKey) (*readyKey, error) {
	k.mu.RLock()
	found := k.ready[kept.Kid]
	k.mu.RUnlock()
	if found != nil {
		return found, nil
	}
	made, err := prepare(kept)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ready == nil {
		k.ready = map[string]*readyKey{}
	}
	k.ready[kept.Kid] = made
	return made, nil
}

func prepare(kept *signingKey) (*readyKey, error) {
	var jwk jose.JSONWebKey
	if err := json.Unmarshal(kept.JWK, &jwk); err != nil {
		return nil, fmt.Errorf("reading the signing key %s: %w", kept.Kid, err)
	}
	private, ok := jwk.Key.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("reading the signing key %s: it is no RSA key", kept.Kid)
	}
	// A key that comes out of a JWK isn't prepared for signing yet; each signature
	// would do that again.
	private.Precompute()
	// The header is written by hand because a JOSE library sorts its members, and
	// Okta puts kid first.
	header := fmt.Sprintf(`{"kid":%q,"alg":"RS256"}`, kept.Kid)
	return &readyKey{
		kid:     kept.Kid,
		private: private,
		header:  base64.RawURLEncoding.EncodeToString([]byte(header)),
	}, nil
}

// sign makes a compact JWS of a payload.
func (k *readyKey) sign(payload any) (string, error) {
	b, err := json.Marshal(payload)
	if err != nil {
		return "", fmt.Errorf("signing a token: %w", err)
	}
	signed := k.header + "." + base64.RawURLEncoding.EncodeToString(b)
	sum := sha256.Sum256([]byte(signed))
	sig, err := rsa.SignPKCS1v15(nil, k.private, crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("signing a token: %w", err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(sig), nil
}

// keepKey turns a private key into what is kept. Its kid is its thumbprint: 43
// characters, like Okta's.
func keepKey(private *rsa.PrivateKey, now time.Time) (signingKey, error) {
	jwk := jose.JSONWebKey{Key: private, Algorithm: string(jose.RS256), Use: "sig"}
	sum, err := jwk.Thumbprint(crypto.SHA256)
	if err != nil {
		return signingKey{}, fmt.Errorf("keeping a signing key: %w", err)
	}
	jwk.KeyID = base64.RawURLEncoding.EncodeToString(sum)
	b, err := jwk.MarshalJSON()
	if err != nil {
		return signingKey{}, fmt.Errorf("keeping a signing key: %w", err)
	}
	return signingKey{Kid: jwk.KeyID, Status: active, Created: at(now), JWK: b}, nil
}

// makeKey generates a key, which takes some 60 ms.
func makeKey(now time.Time) (signingKey, error) {
	private, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return signingKey{}, fmt.Errorf("making a signing key: %w", err)
	}
	return keepKey(private, now)
}

// signer is the key that signs for a server now. The first to ask makes it, and it is
// kept before it signs: a token must still be good after a crash.
func (o *Org) signer(serverID string) (*readyKey, error) {
	if kept := o.state.Load().keyOf(serverID); kept != nil {
		return o.keys.key(kept)
	}
	o.keys.making.Lock()
	defer o.keys.making.Unlock()
	for {
		if kept := o.state.Load().keyOf(serverID); kept != nil {
			return o.keys.key(kept)
		}
		if err := o.addKey(serverID); err != nil {
			return nil, err
		}
	}
}

// addKey makes a key and lets the server sign with it.
func (o *Org) addKey(serverID string) error {
	fresh, err := makeKey(o.clock())
	if err != nil {
		return err
	}
	return o.change(func(s *state) error {
		v := s.serverOrRoot(serverID)
		if v == nil {
			return missing(serverID, "AuthorizationServer")
		}
		v.rotate(fresh)
		return nil
	})
}

// warmUp has the default server's key ready before anybody asks for a token. What
// goes wrong here is told to the first who does.
func (o *Org) warmUp() {
	_, _ = o.signer(o.state.Load().defaultServer().ID)
}

// serverOrRoot is the server with an id; "" is the org authorization server.
func (s *state) serverOrRoot(id string) *server {
	if id == "" {
		return &s.Root
	}
	return s.server(id)
}

// keyOf is the key that signs for a server, if there is one. While the newest key is
// hidden there must be an older one to show.
func (s *state) keyOf(id string) *signingKey {
	v := s.serverOrRoot(id)
	if v == nil || s.Weather.KeyHidden && len(v.Keys) < 2 {
		return nil
	}
	return v.activeKey()
}

// rsaNumbers are modulus and exponent of a public key, as a JWK writes them.
func rsaNumbers(k *rsa.PublicKey) (n, e string) {
	encode := base64.RawURLEncoding.EncodeToString
	return encode(k.N.Bytes()), encode(big.NewInt(int64(k.E)).Bytes())
}
