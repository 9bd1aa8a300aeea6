package okta

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"

	"github.com/go-jose/go-jose/v4"
)

// KeySet holds the public keys that a server signs its tokens with.
type KeySet struct{ keys []jose.JSONWebKey }

// Keys fetches a key set.
func (c *Client) Keys(ctx context.Context, jwksURI string) (KeySet, error) {
	a, err := c.get(ctx, jwksURI)
	if err != nil {
		return KeySet{}, doing("fetching the signing keys", err)
	}
	set, err := readKeys(a)
	if err != nil {
		return KeySet{}, doing("fetching the signing keys", err)
	}
	return set, nil
}

// ParseKeys reads a key set (RFC 7517 §5). What is none gives an *Error with Status zero.
func ParseKeys(text []byte) (KeySet, error) {
	set, err := readKeys(answer{body: text, mask: noSecrets})
	if err != nil {
		return KeySet{}, doing("reading the signing keys", err)
	}
	return set, nil
}

// readKeys leaves out what is not a public key for RS256 or ES256 signatures, as RFC 7517 §5
// asks of keys that one does not understand. One odd key must not spoil the others.
func readKeys(a answer) (KeySet, error) {
	wire, err := decode[struct{ Keys []json.RawMessage }](a)
	if err != nil {
		return KeySet{}, err
	}
	if wire.Keys == nil {
		return KeySet{}, a.lacking("keys")
	}
	var set KeySet
	for _, text := range wire.Keys {
		var key jose.JSONWebKey
		if json.Unmarshal(text, &key) == nil && key.Use != "enc" && algorithmOf(key) != "" {
			set.keys = append(set.keys, key)
		}
	}
	return set, nil
}

// algorithmOf returns the algorithm that tokens signed with key have, or nothing when we
// verify none such.
func algorithmOf(key jose.JSONWebKey) jose.SignatureAlgorithm {
	var alg jose.SignatureAlgorithm
	switch k := key.Key.(type) {
	case *rsa.PublicKey:
		alg = jose.RS256
	case *ecdsa.PublicKey:
		if k.Curve == elliptic.P256() {
			alg = jose.ES256
		}
	}
	if key.Algorithm != "" && key.Algorithm != string(alg) {
		return ""
	}
	return alg
}

// weak reports whether a key is shorter than RS256 permits (RFC 7518 §3.3).
func weak(key jose.JSONWebKey) bool {
	k, ok := key.Key.(*rsa.PublicKey)
	return ok && k.N.BitLen() < 2048
}

// Len returns the number of keys that can be used.
func (s KeySet) Len() int { return len(s.keys) }

// IDs returns the key ids (kid), in the set's order.
func (s KeySet) IDs() []string {
	ids := make([]string, len(s.keys))
	for i, key := range s.keys {
		ids[i] = key.KeyID
	}
	return ids
}

// Has reports whether the set has a key with that id.
func (s KeySet) Has(id string) bool {
	for _, key := range s.keys {
		if key.KeyID == id {
			return true
		}
	}
	return false
}
