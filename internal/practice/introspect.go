package practice

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// inactiveAnswer is all that introspection says about a token that isn't good.
type inactiveAnswer struct {
	Active bool `json:"active"`
}

// activeAnswer is what it says about a good one, in Okta's order. There is no uid:
// no token of this org has a user.
type activeAnswer struct {
	Active    bool          `json:"active"`
	TokenType string        `json:"token_type"`
	Scope     string        `json:"scope"`
	ClientID  string        `json:"client_id"`
	Username  string        `json:"username"`
	Expires   int64         `json:"exp"`
	IssuedAt  int64         `json:"iat"`
	Subject   string        `json:"sub"`
	Audience  string        `json:"aud"`
	Issuer    string        `json:"iss"`
	ID        string        `json:"jti"`
	Confirm   *confirmation `json:"cnf,omitempty"`
}

// introspect answers POST /v1/introspect (RFC 7662). Any confidential client of the
// org may ask about any token of the same server. Nothing issued is remembered: the
// token itself says what there is to say.
func (o *Org) introspect(c *call) (reply, error) {
	v, client, f, err := o.tokenCall(c)
	if err != nil {
		return reply{}, err
	}
	got, good := o.verify(c, v, f.get("token"))
	if !good || client.OAuth.AuthMethod == publicClient && got.Client != client.OAuth.ClientID {
		return noStore(ok(inactiveAnswer{})), nil
	}
	return noStore(ok(activeAnswer{
		Active: true, TokenType: tokenType(got.Confirm), Scope: strings.Join(got.Scopes, " "), ClientID: got.Client, Username: got.Subject,
		Expires: got.Expires, IssuedAt: got.IssuedAt, Subject: got.Subject, Audience: got.Audience, Issuer: got.Issuer,
		ID: got.ID, Confirm: got.Confirm,
	})), nil
}

// tokenCall is what introspection and revocation begin with.
func (o *Org) tokenCall(c *call) (*server, *app, form, error) {
	v, err := c.authServer()
	if err != nil {
		return nil, nil, nil, err
	}
	f, err := readForm(c.r)
	if err != nil {
		return nil, nil, nil, err
	}
	client, err := o.authenticate(c, f)
	if err != nil {
		return nil, nil, nil, err
	}
	if f.get("token") == "" {
		return nil, nil, nil, refuse(missingToken)
	}
	return v, client, f, nil
}

// verify reads a token and tells whether it is good now: signed by this server, not
// ended, not revoked, and its client still there.
func (o *Org) verify(c *call, v *server, token string) (claims, bool) {
	var got claims
	payload, good := o.payload(v, token)
	if !good || json.Unmarshal(payload, &got) != nil {
		return got, false
	}
	revoked := slices.ContainsFunc(c.s.Revoked, func(r revocation) bool { return r.JTI == got.ID })
	return got, !revoked && c.now.Before(time.Unix(got.Expires, 0)) && c.s.client(got.Client) != nil
}

// payload is what a token says, if one of the server's keys signed it with RS256. Each
// server has keys of its own, so that a good signature says whose token it is.
func (o *Org) payload(v *server, token string) ([]byte, bool) {
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil || len(jws.Signatures) != 1 {
		return nil, false
	}
	kid := jws.Signatures[0].Header.KeyID
	kept := find(v.Keys, func(k *signingKey) bool { return k.Kid == kid })
	if kept == nil {
		return nil, false
	}
	key, err := o.keys.key(kept)
	if err != nil {
		return nil, false
	}
	payload, err := jws.Verify(&key.private.PublicKey)
	return payload, err == nil
}

// mostRevoked bounds what is kept of revoked tokens; the ones that would end first
// are forgotten first.
const mostRevoked = 10_000

// revoke answers POST /v1/revoke (RFC 7009): 200 with nothing, whatever the token
// was. A client can only revoke its own.
func (o *Org) revoke(c *call) (reply, error) {
	v, client, f, err := o.tokenCall(c)
	if err != nil {
		return reply{}, err
	}
	if got, good := o.verify(c, v, f.get("token")); good && got.Client == client.OAuth.ClientID {
		err = o.change(func(s *state) error {
			s.revoke(revocation{got.ID, got.Expires}, c.now)
			return nil
		})
	}
	return noStore(reply{status: http.StatusOK}), err
}

// revoke remembers a token until it would have ended anyway.
func (s *state) revoke(r revocation, now time.Time) {
	s.Revoked = slices.DeleteFunc(s.Revoked, func(old revocation) bool { return old.Expires <= now.Unix() || old.JTI == r.JTI })
	if len(s.Revoked) >= mostRevoked {
		slices.SortFunc(s.Revoked, func(a, b revocation) int { return int(a.Expires - b.Expires) })
		s.Revoked = s.Revoked[len(s.Revoked)-mostRevoked+1:]
	}
	s.Revoked = append(s.Revoked, r)
}
