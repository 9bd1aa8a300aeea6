package practice

import (
	"slices"
	"strings"
	"time"
)

// grantTypes is what a server's OAuth metadata says it supports.
var grantTypes = []string{
	authorizationCode, "implicit", "refresh_token", "password", clientCredentials,
	"urn:ietf:params:oauth:grant-type:device_code", "urn:openid:params:grant-type:ciba",
}

// longestScope is how many characters Okta takes as scope.
const longestScope = 1024

// tokenAnswer is a token response.
type tokenAnswer struct {
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
	AccessToken string `json:"access_token"`
	Scope       string `json:"scope"`
}

// claims is the payload of an access token, in Okta's order.
type claims struct {
	Version  int           `json:"ver"`
	ID       string        `json:"jti"`
	Issuer   string        `json:"iss"`
	Audience string        `json:"aud"`
	IssuedAt int64         `json:"iat"`
	Expires  int64         `json:"exp"`
	Confirm  *confirmation `json:"cnf,omitempty"`
	Client   string        `json:"cid"`
	Scopes   []string      `json:"scp"`
	Subject  string        `json:"sub"`
}

// confirmation binds a token to the key of the client's DPoP proofs.
type confirmation struct {
	Thumbprint string `json:"jkt"`
}

// token answers POST /v1/token. The order of the checks is Okta's as far as it is
// known: the client proves itself before its grant is looked at, and grant and
// DPoP proof come before scopes, and scopes before policy.
func (o *Org) token(c *call) (reply, error) {
	v, err := c.authServer()
	if err != nil {
		return reply{}, err
	}
	if c.r.Header.Get("Origin") != "" {
		return reply{}, refuse(browserRequest)
	}
	f, err := readForm(c.r)
	if err != nil {
		return reply{}, err
	}
	client, err := o.authenticate(c, f)
	if err != nil {
		return reply{}, err
	}
	if err := mayAsk(client, v, c.s, f); err != nil {
		return reply{}, err
	}
	bound, err := o.proofKey(c, client)
	if err != nil {
		return reply{}, err
	}
	asked, err := wantedScopes(v, f.get("scope"))
	if err != nil {
		return reply{}, err
	}
	return o.grant(c, v, client, asked, bound)
}

// mayAsk checks the grant type and whether this client may use it here.
func mayAsk(client *app, v *server, s *state, f form) error {
	grant := f.get("grant_type")
	switch {
	case grant == "":
		return refuse(noGrantType, grantTypes...)
	case !slices.Contains(grantTypes, grant):
		return refuse(unknownGrant, grantTypes...)
	case v.isRoot() && grant == clientCredentials:
		return mayAskRoot(client, s)
	case client.orgOnly():
		return refuse(orgServerOnlyClient)
	case !client.may(grant):
		return refuse(grantNotAllowed, client.Settings.GrantTypes...)
	case grant != clientCredentials:
		return refuse(invalidCode) // nobody can sign in here, so no code was ever given
	case client.OAuth.AuthMethod == publicClient:
		return refuse(confidentialOnly)
	}
	return nil
}

// mayAskRoot says why a client can't have a token of the org authorization server.
// On Classic Engine orgs that server knows no client credentials at all.
func mayAskRoot(client *app, s *state) error {
	switch {
	case s.Org.Pipeline != "idx":
		return refuse(customServerOnly)
	case client.OAuth.AuthMethod != privateKeyJWT:
		return refuse(orgServerNeedsJWT)
	case client.Settings.ApplicationType != serviceApp:
		return refuse(orgServerNeedsBot)
	case !client.may(clientCredentials):
		return refuse(grantNotAllowed, client.Settings.GrantTypes...)
	}
	return nil
}

// wantedScopes are the scopes asked for, or the default ones, all of which exist and
// can be had without a user.
func wantedScopes(v *server, param string) ([]string, error) {
	if len(param) > longestScope {
		return nil, refuse(scopeTooLong)
	}
	asked := scopes(param)
	if v.isRoot() {
		return nil, rootScopes(asked)
	}
	if len(asked) == 0 {
		asked = v.defaultScopes()
	}
	if len(asked) == 0 {
		return nil, refuse(noDefaultScopes)
	}
	var needConsent []string
	for _, name := range asked {
		known := v.scopeNamed(name)
		if known == nil {
			return nil, refuse(unknownScope)
		}
		if known.Consent == "REQUIRED" {
			needConsent = append(needConsent, name)
		}
	}
	if slices.ContainsFunc(asked, isOpenID) {
		return nil, refuse(openidScope)
	}
	if len(needConsent) > 0 {
		return nil, refuse(consentNeeded, needConsent...)
	}
	return asked, nil
}

func isOpenID(name string) bool { return slices.Contains(stockScopes, name) }

// rootScopes says why the org authorization server won't give these scopes. It never
// does here: its scopes are granted to service apps in the Admin Console.
func rootScopes(asked []string) error {
	switch {
	case len(asked) == 0:
		return refuse(noScopes)
	case slices.ContainsFunc(asked, isOpenID):
		return refuse(openidScope)
	case slices.ContainsFunc(asked, func(s string) bool { return !strings.HasPrefix(s, "okta.") }):
		return refuse(customScope)
	}
	return refuse(noOrgScopes)
}

func (v *server) defaultScopes() []string {
	var names []string
	for _, s := range v.Scopes {
		if s.Default {
			names = append(names, s.Name)
		}
	}
	return names
}

// grant asks the policies and issues the token.
func (o *Org) grant(c *call, v *server, client *app, asked []string, bound *confirmation) (reply, error) {
	d := decide(v.Policies, client.OAuth.ClientID, clientCredentials, asked)
	switch d.verdict {
	case noMatch:
		return reply{}, refuse(noMatchingPolicy)
	case allRejected:
		return reply{}, refuse(allScopesDenied)
	case someDenied:
		return reply{}, refuse(someScopesDenied, d.denied...)
	}
	key, err := o.signer(v.ID)
	if err != nil {
		return reply{}, err
	}
	jwt, err := key.sign(o.claimsFor(c, v, client, asked, d.lifetime, bound))
	if err != nil {
		return reply{}, err
	}
	if c.s.Weather.KeyHidden {
		o.noteSigned()
	}
	return noStore(ok(tokenAnswer{tokenType(bound), int(d.lifetime / time.Second), jwt, strings.Join(asked, " ")})), nil
}

// tokenType is how a token is to be presented.
func tokenType(bound *confirmation) string {
	if bound != nil {
		return "DPoP"
	}
	return "Bearer"
}

// claimsFor are the claims of a new token. The audience is a string though the
// server keeps a list (Okta: decoded tokens).
func (o *Org) claimsFor(c *call, v *server, client *app, asked []string, life time.Duration, bound *confirmation) claims {
	id := client.OAuth.ClientID
	return claims{
		Version: 1, ID: o.ids.jti(), Issuer: o.issuer(v, c.origin), Audience: first(v.Audiences),
		IssuedAt: c.now.Unix(), Expires: c.now.Add(life).Unix(), Confirm: bound,
		Client: id, Scopes: asked, Subject: id,
	}
}

func first(items []string) string {
	if len(items) == 0 {
		return ""
	}
	return items[0]
}

// authServer is the authorization server the request is addressed to.
func (c *call) authServer() (*server, error) {
	id := c.path("as")
	if id == "" {
		return &c.s.Root, nil
	}
	v := c.s.server(id)
	if v == nil || !c.s.Org.APIAccessManagement {
		return nil, missing(id, "AuthorizationServer")
	}
	if v.Status != active {
		return nil, refuse(inactiveServer)
	}
	return v, nil
}
