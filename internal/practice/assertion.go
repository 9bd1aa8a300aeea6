package practice

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Refusals of a client assertion (Okta: OAuth error codes).
var (
	assertionType       = fault{400, "invalid_request", "The client_assertion_type is invalid.", false}
	assertionUnreadable = fault{401, "invalid_client", "The parsing of the client_assertion failed.", false}
	assertionIssuer     = fault{401, "invalid_client", "The issuer claim for client_assertion is not a valid client_id.", false}
	assertionSubject    = fault{401, "invalid_client", "The subject claim for client_assertion is not a valid client_id.", false}
	assertionAudience   = fault{401, "invalid_client", "The audience claim for client_assertion must be the endpoint invoked for the request.", false}
	assertionNoExpiry   = fault{401, "invalid_client", "The client_assertion must contain the 'exp' claim as seconds since epoch.", false}
	assertionExpired    = fault{401, "invalid_client", "The client_assertion token is expired.", false}
	assertionTooLong    = fault{401, "invalid_client", "The client_assertion token has an expiration too far into the future.", false}
	assertionFuture     = fault{401, "invalid_client", "The client_assertion token must be issued before the current time.", false}
	assertionReplayed   = fault{401, "invalid_client", "The client_assertion token has already been used.", false}
	assertionSignature  = fault{401, "invalid_client", "The client_assertion signature is invalid.", false}
	assertionKeyID      = fault{401, "invalid_client", "The client_assertion JWT kid is invalid.", false}
	assertionNoKeys     = fault{401, "invalid_client", "The client does not have a JWKSet configured, but the client_assertion requires one.", false}
	assertionBadKeys    = fault{401, "invalid_client", "The client JWKSet is invalid.", false}
)

// jwtBearer is the one assertion type there is (RFC 7523).
const jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// longestAssertion is how far ahead an assertion may end.
const longestAssertion = time.Hour

// Algorithms a client may sign with: its private key's, or one keyed by its secret.
var (
	keyAlgs    = []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.ES256, jose.ES384, jose.ES512}
	secretAlgs = []jose.SignatureAlgorithm{jose.HS256, jose.HS384, jose.HS512}
)

// assertionClaims is what a client says of itself.
type assertionClaims struct {
	Issuer   string   `json:"iss"`
	Subject  string   `json:"sub"`
	Audience audience `json:"aud"`
	Expires  *int64   `json:"exp"`
	IssuedAt *int64   `json:"iat"`
	ID       string   `json:"jti"`
}

// audience is one string or a list of them (RFC 7519 section 4.1.3).
type audience []string

// UnmarshalJSON reads both forms.
func (a *audience) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*a = audience{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(a))
}

// clientKeys are the public keys of a client that signs its assertions, kept as they
// were given.
type clientKeys struct {
	Keys []json.RawMessage `json:"keys"`
}

// assertedClient tells which client signed an assertion (RFC 7523).
func (o *Org) assertedClient(c *call, f form) (*app, error) {
	if f.get("client_assertion_type") != jwtBearer {
		return nil, refuse(assertionType)
	}
	jws, err := jose.ParseSignedCompact(f.get("client_assertion"), slices.Concat(keyAlgs, secretAlgs))
	var said assertionClaims
	if err != nil || json.Unmarshal(jws.UnsafePayloadWithoutVerification(), &said) != nil {
		return nil, refuse(assertionUnreadable)
	}
	client := c.s.client(said.Issuer)
	switch {
	case client == nil:
		return nil, refuse(assertionIssuer)
	case said.Subject != said.Issuer || f.has("client_id") && f.get("client_id") != said.Issuer:
		return nil, refuse(assertionSubject)
	case client.Status != active:
		return nil, refuse(clientRefused)
	}
	if err := client.signed(jws); err != nil {
		return nil, err
	}
	return client, o.timely(c, said)
}

// signed checks that the client made the signature, in the way it is set up for.
func (a *app) signed(jws *jose.JSONWebSignature) error {
	header := jws.Signatures[0].Header
	bySecret := slices.Contains(secretAlgs, jose.SignatureAlgorithm(header.Algorithm))
	switch {
	case bySecret && a.OAuth.AuthMethod == secretJWT:
		if _, err := jws.Verify([]byte(a.secret())); err != nil {
			return refuse(assertionSignature)
		}
		return nil
	case bySecret || a.OAuth.AuthMethod != privateKeyJWT:
		return refuse(clientRefused)
	case a.Settings.JWKS == nil:
		return refuse(assertionNoKeys)
	}
	key, err := a.Settings.JWKS.find(header.KeyID)
	if err != nil {
		return err
	}
	if _, err := jws.Verify(key); err != nil {
		return refuse(assertionSignature)
	}
	return nil
}

// find is the key with an id. A set of one key needn't be told which.
func (k *clientKeys) find(kid string) (*jose.JSONWebKey, error) {
	for _, raw := range k.Keys {
		var key jose.JSONWebKey
		if json.Unmarshal(raw, &key) != nil || !key.Valid() || !key.IsPublic() {
			return nil, refuse(assertionBadKeys)
		}
		if key.KeyID == kid || kid == "" && len(k.Keys) == 1 {
			return &key, nil
		}
	}
	return nil, refuse(assertionKeyID)
}

// timely checks what an assertion says about its audience and times, and that it
// wasn't used before.
func (o *Org) timely(c *call, said assertionClaims) error {
	switch {
	case !slices.Contains(said.Audience, c.endpoint()):
		return refuse(assertionAudience)
	case said.Expires == nil:
		return refuse(assertionNoExpiry)
	}
	ends := time.Unix(*said.Expires, 0)
	switch {
	case !c.now.Before(ends):
		return refuse(assertionExpired)
	case ends.Sub(c.now) > longestAssertion:
		return refuse(assertionTooLong)
	case said.IssuedAt != nil && time.Unix(*said.IssuedAt, 0).After(c.now.Add(clockLeeway)):
		return refuse(assertionFuture)
	case said.ID != "" && !o.seen.first("assertion "+said.Issuer+" "+said.ID, ends, c.now):
		return refuse(assertionReplayed)
	}
	return nil
}

// clockLeeway is how far ahead a client's clock may be.
const clockLeeway = 5 * time.Minute

// endpoint is the address that was called, without its query.
func (c *call) endpoint() string { return c.origin + c.r.URL.Path }
