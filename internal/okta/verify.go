package okta

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json"
)

// Expect says what a token must be for.
type Expect struct {
	Issuer   string        // must be exactly this
	Audience string        // must be among the token's audiences; empty is not checked
	Scopes   []string      // must all be among the token's scopes
	Skew     time.Duration // how far clocks may differ
	Now      time.Time     // zero means the present
	Bound    bool          // accept a token that is bound to a key (DPoP), whose proof is checked elsewhere
}

// Claims are what a token says (RFC 9068 §2.2, and Okta's cid, scp and uid).
type Claims struct {
	Issuer    string
	Subject   string
	Audience  []string
	ClientID  string   // cid or client_id
	Scopes    []string // of scp and scope
	ID        string   // jti
	UserID    string   // uid; empty when the token is the client's own
	IssuedAt  time.Time
	NotBefore time.Time
	Expires   time.Time
	Bound     string // how the token is bound to a key: jkt is DPoP (RFC 9449 §6.1); empty for a bearer token
	KeyID     string // kid of the header
	Algorithm string // alg of the header
	Type      string // typ of the header; Okta sends none, RFC 9068 at+jwt
	Payload   string // the claims' JSON as it was signed
}

// Reason names why a token is refused.
type Reason string

// The reasons why a token is refused.
const (
	ReasonOpaque     Reason = "opaque"        // not a signed JWT: only introspection can tell
	ReasonMalformed  Reason = "malformed"     // a JWT that was damaged, or asks for extensions we lack
	ReasonTooLong    Reason = "too long"      // more than 16 KiB
	ReasonAlgorithm  Reason = "algorithm"     // not RS256 or ES256; Got has it
	ReasonUnknownKey Reason = "unknown key"   // its key is not in the set; Got has the kid
	ReasonWeakKey    Reason = "weak key"      // its RSA key has fewer than 2048 bits
	ReasonSignature  Reason = "signature"     // not made with the key it names
	ReasonType       Reason = "type"          // a JWT for another purpose; Got has its typ
	ReasonIssuer     Reason = "issuer"        // Want and Got have them
	ReasonAudience   Reason = "audience"      // Want and Got have them
	ReasonNoExpiry   Reason = "no expiry"     // no exp claim
	ReasonExpired    Reason = "expired"       // By says for how long
	ReasonNotYet     Reason = "not yet valid" // nbf or iat is By from now
	ReasonScope      Reason = "scope"         // Want has what is missing, Got what there is
	ReasonBound      Reason = "bound"         // bound to a key, so not good as a bearer token
)

// TokenError means that a token is not good for what is expected of it.
type TokenError struct {
	Reason    Reason
	Want, Got string        // never the token itself
	By        time.Duration // for ReasonExpired and ReasonNotYet
	Err       error
}

// Error says what is wrong.
func (e *TokenError) Error() string {
	switch e.Reason {
	case ReasonOpaque:
		return "the token is not a JWT"
	case ReasonMalformed:
		return "the token is a damaged JWT"
	case ReasonTooLong:
		return "the token is longer than 16 KiB"
	case ReasonAlgorithm:
		return fmt.Sprintf("the token's algorithm is %q, not RS256 or ES256", e.Got)
	case ReasonUnknownKey:
		return fmt.Sprintf("the token's key %q is not among the server's", e.Got)
	case ReasonWeakKey:
		return "the token's key has fewer than 2048 bits"
	case ReasonSignature:
		return "the token's signature does not match"
	case ReasonType:
		return fmt.Sprintf("the token is a %q, not an access token", e.Got)
	case ReasonNoExpiry:
		return "the token has no expiry"
	case ReasonExpired:
		return fmt.Sprintf("the token expired %s ago", e.By)
	case ReasonNotYet:
		return fmt.Sprintf("the token is not valid until %s from now", e.By)
	case ReasonScope:
		return fmt.Sprintf("the token lacks the scope %q, it has %q", e.Want, e.Got)
	case ReasonBound:
		return "the token is bound to a key and cannot be used as a bearer token"
	}
	return fmt.Sprintf("the token's %s is %q, not %q", e.Reason, e.Got, e.Want)
}

// Unwrap returns the cause.
func (e *TokenError) Unwrap() error { return e.Err }

// maxToken is far above any access token, and below what headers may hold.
const maxToken = 16 << 10

// Verify checks a signed access token against the keys of its issuer, and then what it says
// against what is expected (RFC 9068 §4, RFC 8725). What is wrong is a *TokenError. Claims are
// returned as soon as the signature is proven, also when they are not as expected; before that
// they are nobody's word and stay empty.
func Verify(token Secret, keys KeySet, want Expect) (Claims, error) {
	jws, err := parseToken(token.Reveal())
	if err != nil {
		return Claims{}, err
	}
	payload, err := keys.prove(jws)
	if err != nil {
		return Claims{}, err
	}
	claims, err := readClaims(payload)
	if err != nil {
		return Claims{}, err
	}
	header := jws.Signatures[0].Protected
	claims.KeyID, claims.Algorithm = clean(header.KeyID, 100), header.Algorithm
	typ, _ := header.ExtraHeaders[jose.HeaderType].(string)
	claims.Type = clean(typ, 40)
	return claims, want.check(claims)
}

func parseToken(token string) (*jose.JSONWebSignature, error) {
	if len(token) > maxToken {
		return nil, &TokenError{Reason: ReasonTooLong}
	}
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256, jose.ES256})
	var algorithm *jose.ErrUnexpectedSignatureAlgorithm
	switch {
	case errors.As(err, &algorithm):
		return nil, &TokenError{Reason: ReasonAlgorithm, Got: clean(string(algorithm.Got), 40)}
	case err != nil && strings.HasPrefix(token, "eyJ") && strings.Count(token, ".") <= 2:
		return nil, &TokenError{Reason: ReasonMalformed, Err: err}
	case err != nil:
		return nil, &TokenError{Reason: ReasonOpaque, Err: err}
	}
	return jws, nil
}

// prove returns the payload once one of the keys that the token may be signed with fits. A
// token without a kid may be signed with any, and two keys may have one kid.
func (s KeySet) prove(jws *jose.JSONWebSignature) ([]byte, error) {
	header := jws.Signatures[0].Protected
	refused := &TokenError{Reason: ReasonUnknownKey, Got: clean(header.KeyID, 100)}
	for _, key := range s.keys {
		if header.KeyID != "" && header.KeyID != key.KeyID || header.Algorithm != string(algorithmOf(key)) {
			continue
		}
		if weak(key) {
			if refused.Reason == ReasonUnknownKey {
				refused = &TokenError{Reason: ReasonWeakKey}
			}
			continue
		}
		payload, err := jws.Verify(key.Key)
		if err == nil {
			return payload, nil
		}
		refused = &TokenError{Reason: ReasonSignature, Err: err}
		if errors.Is(err, jose.ErrUnsupportedCriticalHeader) {
			refused.Reason = ReasonMalformed
		}
	}
	return nil, refused
}

// readClaims uses go-jose's JSON, which tells a claim named Scope from one named scope and
// refuses duplicates; encoding/json would let a custom claim stand in for a registered one.
func readClaims(payload []byte) (Claims, error) {
	var wire struct {
		Iss      string                     `json:"iss"`
		Sub      string                     `json:"sub"`
		CID      string                     `json:"cid"`
		ClientID string                     `json:"client_id"`
		JTI      string                     `json:"jti"`
		UID      string                     `json:"uid"`
		Aud      texts                      `json:"aud"`
		Scp      words                      `json:"scp"`
		Scope    words                      `json:"scope"`
		Exp      instant                    `json:"exp"`
		Nbf      instant                    `json:"nbf"`
		Iat      instant                    `json:"iat"`
		Cnf      map[string]json.RawMessage `json:"cnf"`
	}
	if err := json.Unmarshal(payload, &wire); err != nil {
		return Claims{}, &TokenError{Reason: ReasonMalformed, Err: err}
	}
	c := Claims{Issuer: wire.Iss, Subject: wire.Sub, Audience: wire.Aud, ClientID: cmp.Or(wire.CID, wire.ClientID), ID: wire.JTI, UserID: wire.UID,
		IssuedAt: wire.Iat.Time, NotBefore: wire.Nbf.Time, Expires: wire.Exp.Time, Payload: printable(string(payload))}
	for _, scope := range append(wire.Scp, wire.Scope...) {
		if !slices.Contains(c.Scopes, scope) {
			c.Scopes = append(c.Scopes, scope)
		}
	}
	for kind := range wire.Cnf {
		if c.Bound == "" || kind == "jkt" {
			c.Bound = clean(kind, 40)
		}
	}
	return c, nil
}

// check compares claims with what is expected of them.
func (want Expect) check(c Claims) error {
	now := want.Now
	if now.IsZero() {
		now = time.Now()
	}
	starts := c.IssuedAt
	if c.NotBefore.After(starts) {
		starts = c.NotBefore
	}
	missing := slices.DeleteFunc(slices.Clone(want.Scopes), func(s string) bool { return slices.Contains(c.Scopes, s) })
	switch {
	case !accessTokenType(c.Type):
		return &TokenError{Reason: ReasonType, Got: c.Type}
	case c.Issuer != want.Issuer:
		return &TokenError{Reason: ReasonIssuer, Want: want.Issuer, Got: clean(c.Issuer, 200)}
	case want.Audience != "" && !slices.Contains(c.Audience, want.Audience):
		return &TokenError{Reason: ReasonAudience, Want: want.Audience, Got: clean(strings.Join(c.Audience, " "), 200)}
	case c.Expires.IsZero():
		return &TokenError{Reason: ReasonNoExpiry}
	case !now.Before(c.Expires.Add(want.Skew)):
		return &TokenError{Reason: ReasonExpired, By: now.Sub(c.Expires).Round(time.Second)}
	case starts.After(now.Add(want.Skew)):
		return &TokenError{Reason: ReasonNotYet, By: starts.Sub(now).Round(time.Second)}
	case len(missing) > 0:
		return &TokenError{Reason: ReasonScope, Want: strings.Join(missing, " "), Got: clean(strings.Join(c.Scopes, " "), 200)}
	case c.Bound != "" && !want.Bound:
		return &TokenError{Reason: ReasonBound, Got: c.Bound}
	}
	return nil
}

// accessTokenType accepts the typ of an access token, or none, or the general one. Others
// mark JWTs that are not access tokens, such as logout tokens and DPoP proofs (RFC 8725 §3.11).
func accessTokenType(typ string) bool {
	switch strings.TrimPrefix(strings.ToLower(typ), "application/") {
	case "", "jwt", "at+jwt":
		return true
	}
	return false
}
