package okta

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// AuthMethod says how a client sends its secret, by its name in metadata documents.
type AuthMethod string

// The two ways to send a client secret (RFC 6749 §2.3.1). Okta accepts the one that the app
// is set to.
const (
	Basic AuthMethod = "client_secret_basic" // in the Authorization header; the zero AuthMethod means this too
	Post  AuthMethod = "client_secret_post"  // in the form
)

// Credentials are what a confidential client proves itself with.
type Credentials struct {
	ID     string
	Secret Secret
	Method AuthMethod
}

// Grant is an access token as it was issued (RFC 6749 §5.1).
type Grant struct {
	AccessToken Secret
	TokenType   string        // Bearer, or DPoP
	ExpiresIn   time.Duration // never negative; zero when the server does not say
	Scopes      []string      // as granted; as asked for when the server does not say
}

// ClientCredentials asks a token endpoint for an access token, in one request (RFC 6749 §4.4).
// scope may name several scopes with spaces between them, or be empty for the server's defaults.
func (c *Client) ClientCredentials(ctx context.Context, endpoint string, cred Credentials, scope string) (Grant, error) {
	form := url.Values{"grant_type": {"client_credentials"}}
	if scope != "" {
		form.Set("scope", scope)
	}
	a, err := c.post(ctx, endpoint, cred, form)
	if err != nil {
		return Grant{}, doing("asking for a token", err)
	}
	wire, err := decode[struct {
		AccessToken Secret  `json:"access_token"`
		TokenType   string  `json:"token_type"`
		ExpiresIn   seconds `json:"expires_in"`
		Scope       words   `json:"scope"`
	}](a)
	if err == nil && wire.AccessToken.IsZero() {
		err = a.lacking("access_token")
	}
	if err != nil {
		return Grant{}, doing("asking for a token", err)
	}
	g := Grant{AccessToken: wire.AccessToken, TokenType: wire.TokenType, Scopes: wire.Scope,
		ExpiresIn: time.Duration(wire.ExpiresIn) * time.Second}
	if g.Scopes == nil {
		g.Scopes = strings.Fields(scope)
	}
	return g, nil
}

// Introspection is what a server says about a token (RFC 7662 §2.2). When Active is false
// nothing else is known.
type Introspection struct {
	Active   bool
	Scopes   []string
	ClientID string
	Username string
	Subject  string
	Audience []string
	Issuer   string
	ID       string // jti
	Type     string // token_type
	Bound    bool   // bound to a key (RFC 8705 §3.2, RFC 9449 §6.2), so not good as a bearer token
	Expires  time.Time
	IssuedAt time.Time
	Payload  Secret // the answer's JSON, like Claims.Payload; a server may repeat in it what it was sent
}

// Introspect asks a server whether a token is good. It has to be the one that issued it: at
// Okta another one says that the token is not active.
func (c *Client) Introspect(ctx context.Context, endpoint string, cred Credentials, token Secret) (Introspection, error) {
	a, err := c.post(ctx, endpoint, cred, tokenForm(token))
	if err != nil {
		return Introspection{}, doing("introspecting the token", err)
	}
	said, err := decode[exact[struct {
		Active    *bool   `json:"active"`
		Scope     words   `json:"scope"`
		ClientID  string  `json:"client_id"`
		Username  string  `json:"username"`
		Subject   string  `json:"sub"`
		Audience  texts   `json:"aud"`
		Issuer    string  `json:"iss"`
		ID        string  `json:"jti"`
		TokenType string  `json:"token_type"`
		Expires   instant `json:"exp"`
		IssuedAt  instant `json:"iat"`
		Key       any     `json:"cnf"`
	}]](a)
	wire := said.value
	if err == nil && wire.Active == nil {
		err = a.lacking("active")
	}
	if err != nil {
		return Introspection{}, doing("introspecting the token", err)
	}
	return Introspection{Active: *wire.Active, Scopes: wire.Scope, ClientID: wire.ClientID, Username: wire.Username,
		Subject: wire.Subject, Audience: wire.Audience, Issuer: wire.Issuer, ID: wire.ID, Type: wire.TokenType,
		Bound: wire.Key != nil || strings.EqualFold(wire.TokenType, "DPoP"), Expires: wire.Expires.Time, IssuedAt: wire.IssuedAt.Time,
		Payload: NewSecret(printable(string(a.body)))}, nil
}

// Revoke ends a token's life (RFC 7009). The server says yes to tokens it does not know, too.
// Whoever checks tokens by their signature alone accepts it until it expires.
func (c *Client) Revoke(ctx context.Context, endpoint string, cred Credentials, token Secret) error {
	a, err := c.post(ctx, endpoint, cred, tokenForm(token))
	if err == nil {
		err = a.ok()
	}
	if err != nil {
		return doing("revoking the token", err)
	}
	return nil
}

func tokenForm(token Secret) url.Values {
	return url.Values{"token": {token.Reveal()}, "token_type_hint": {"access_token"}}
}

// post sends a form with a client's credentials, in the one place its method says: Okta
// refuses them in two.
func (c *Client) post(ctx context.Context, endpoint string, cred Credentials, form url.Values) (answer, error) {
	r := call{method: http.MethodPost, url: endpoint, contentType: "application/x-www-form-urlencoded"}
	if cred.Method == Post {
		form.Set("client_id", cred.ID)
		form.Set("client_secret", cred.Secret.Reveal())
	} else {
		// RFC 6749 §2.3.1: both are form-urlencoded before they are joined.
		pair := url.QueryEscape(cred.ID) + ":" + url.QueryEscape(cred.Secret.Reveal())
		r.authorization = NewSecret("Basic " + base64.StdEncoding.EncodeToString([]byte(pair)))
	}
	r.body = form.Encode()
	return c.do(ctx, r)
}
