package practice

import (
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// Lists that both metadata documents have (Okta: recorded documents).
var (
	responseModes  = []string{"query", "fragment", "form_post", "okta_post_message"}
	authMethods    = []string{secretBasic, secretPost, secretJWT, privateKeyJWT, publicClient}
	requestAlgs    = []string{"HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"}
	proofAlgs      = []string{"RS256", "RS384", "RS512", "ES256", "ES384", "ES512"}
	oauthResponses = []string{"code", "token", "id_token", "code id_token", "code token", "id_token token", "code id_token token"}
	oidcResponses  = []string{"code", "id_token", "code id_token", "code token", "id_token token", "code id_token token"}
	oauthClaims    = []string{"ver", "jti", "iss", "aud", "iat", "exp", "cid", "uid", "scp", "sub"}
	oidcClaims     = []string{
		"iss", "ver", "sub", "aud", "iat", "exp", "jti", "auth_time", "amr", "idp", "nonce", "name", "nickname", "preferred_username",
		"given_name", "middle_name", "family_name", "email", "email_verified", "profile", "zoneinfo", "locale", "address",
		"phone_number", "picture", "website", "gender", "birthdate", "updated_at", "at_hash", "c_hash",
	}
	// oidcGrants has no client_credentials, though the server knows it. That is so in
	// Okta's own document, and whoever decides by it decides wrongly.
	oidcGrants = append([]string{
		authorizationCode, "implicit", "refresh_token", "password",
		"urn:ietf:params:oauth:grant-type:device_code", "urn:openid:params:grant-type:ciba",
	}, directGrants...)
	directGrants = []string{
		"urn:okta:params:oauth:grant-type:otp", "http://auth0.com/oauth/grant-type/mfa-otp",
		"urn:okta:params:oauth:grant-type:oob", "http://auth0.com/oauth/grant-type/mfa-oob",
	}
	rootGrants = append(append([]string{
		authorizationCode, "implicit", "refresh_token", "password", clientCredentials,
		"urn:ietf:params:oauth:grant-type:device_code",
	}, directGrants...), "urn:ietf:params:oauth:grant-type:token-exchange")
)

// metadataAge is what Okta's Cache-Control allows for keys and documents.
const metadataAge = "max-age=86400, must-revalidate"

// oauthMetadata answers …/.well-known/oauth-authorization-server (RFC 8414).
func (o *Org) oauthMetadata(c *call) (reply, error) {
	return o.metadata(c, o.oauthDocument)
}

// oidcMetadata answers …/.well-known/openid-configuration.
func (o *Org) oidcMetadata(c *call) (reply, error) {
	return o.metadata(c, o.oidcDocument)
}

func (o *Org) metadata(c *call, of func(*server, string) document) (reply, error) {
	v, err := c.metadataServer()
	if err != nil {
		return reply{}, err
	}
	return ok(of(v, c.origin)).with("Cache-Control", metadataAge), nil
}

// metadataServer is the server whose documents or keys are asked for. One that was
// deactivated has none.
func (c *call) metadataServer() (*server, error) {
	v, err := c.authServer()
	if err != nil {
		return nil, missing(c.path("as"), "AuthorizationServer")
	}
	return v, nil
}

// place is where a server's endpoints are.
type place struct {
	issuer, base, endpoints string
}

func (o *Org) place(v *server, origin string) place {
	p := place{issuer: o.issuer(v, origin), base: o.base(v, origin)}
	p.endpoints = p.issuer + "/v1"
	if v.isRoot() {
		p.endpoints = p.base + "/oauth2/v1"
	}
	return p
}

// oauthDocument is the document that tells the truth about grants. The org server's
// has no jwks_uri: its tokens are nobody else's to verify.
func (o *Org) oauthDocument(v *server, origin string) document {
	p := o.place(v, origin)
	d := document{
		{"issuer", p.issuer},
		{"authorization_endpoint", p.endpoints + "/authorize"},
		{"token_endpoint", p.endpoints + "/token"},
		{"registration_endpoint", p.base + "/oauth2/v1/clients"},
	}
	grants := rootGrants
	if !v.isRoot() {
		d = append(d, member{"jwks_uri", p.endpoints + "/keys"})
		grants = grantTypes
	}
	d = append(d,
		member{"response_types_supported", oauthResponses},
		member{"response_modes_supported", responseModes},
		member{"grant_types_supported", grants},
		member{"subject_types_supported", []string{"public"}},
		member{"scopes_supported", v.publishedScopes()},
		member{"token_endpoint_auth_methods_supported", authMethods},
		member{"claims_supported", oauthClaims},
		member{"code_challenge_methods_supported", []string{"S256"}},
	)
	return append(append(d, p.tokenEndpoints()...), p.tail(v)...)
}

// oidcDocument is the document of OpenID Connect discovery.
func (o *Org) oidcDocument(v *server, origin string) document {
	p := o.place(v, origin)
	grants := oidcGrants
	if v.isRoot() {
		grants = rootGrants
	}
	d := document{
		{"issuer", p.issuer},
		{"authorization_endpoint", p.endpoints + "/authorize"},
		{"token_endpoint", p.endpoints + "/token"},
		{"userinfo_endpoint", p.endpoints + "/userinfo"},
		{"registration_endpoint", p.base + "/oauth2/v1/clients"},
		{"jwks_uri", p.endpoints + "/keys"},
		{"response_types_supported", oidcResponses},
		{"response_modes_supported", responseModes},
		{"grant_types_supported", grants},
		{"subject_types_supported", []string{"public"}},
		{"id_token_signing_alg_values_supported", []string{"RS256"}},
		{"scopes_supported", v.publishedScopes()},
		{"token_endpoint_auth_methods_supported", authMethods},
		{"claims_supported", oidcClaims},
		{"code_challenge_methods_supported", []string{"S256"}},
	}
	return append(append(d, p.tokenEndpoints()...), p.tail(v)...)
}

// tokenEndpoints are the endpoints that take a token.
func (p place) tokenEndpoints() document {
	return document{
		{"introspection_endpoint", p.endpoints + "/introspect"},
		{"introspection_endpoint_auth_methods_supported", authMethods},
		{"revocation_endpoint", p.endpoints + "/revoke"},
		{"revocation_endpoint_auth_methods_supported", authMethods},
		{"end_session_endpoint", p.endpoints + "/logout"},
	}
}

// tail is the end of both documents.
func (p place) tail(v *server) document {
	d := document{
		{"request_parameter_supported", true},
		{"request_object_signing_alg_values_supported", requestAlgs},
		{"device_authorization_endpoint", p.endpoints + "/device/authorize"},
		{"pushed_authorization_request_endpoint", p.endpoints + "/par"},
		{"backchannel_token_delivery_modes_supported", []string{"poll"}},
		{"backchannel_authentication_request_signing_alg_values_supported", requestAlgs},
		{"dpop_signing_alg_values_supported", proofAlgs},
	}
	if !v.isRoot() {
		return d
	}
	return append(d,
		member{"frontchannel_logout_supported", true},
		member{"frontchannel_logout_session_supported", true},
		member{"identity_chaining_requested_token_types_supported", []string{"urn:ietf:params:oauth:token-type:id-jag"}},
	)
}

// publishedScopes are the scopes that metadata shows. Most custom ones aren't
// published, and Okta's own okta.myAccount ones never appear, so a scope that isn't
// here may still exist.
func (v *server) publishedScopes() []string {
	if v.isRoot() {
		return slices.Concat(orgScopes, stockScopes[:6], []string{"groups"})
	}
	published := slices.Clone(stockScopes)
	for _, s := range v.Scopes {
		if s.MetadataPublish == "ALL_CLIENTS" && !s.System && !strings.HasPrefix(s.Name, "okta.") {
			published = append(published, s.Name)
		}
	}
	return published
}

// orgScopes stand for the some eighty API scopes of the org server.
var orgScopes = []string{
	"okta.apiTokens.manage", "okta.apiTokens.read", "okta.apps.manage", "okta.apps.read",
	"okta.authorizationServers.manage", "okta.authorizationServers.read",
	"okta.clients.manage", "okta.clients.read", "okta.clients.register",
	"okta.groups.manage", "okta.groups.read", "okta.logs.read", "okta.orgs.read",
	"okta.policies.manage", "okta.policies.read", "okta.users.manage", "okta.users.read",
}

// orgMetadata answers /.well-known/okta-organization.
func (o *Org) orgMetadata(c *call) (reply, error) {
	links := document{{"organization", linkTo(o.url)}}
	if c.s.Org.CustomDomain {
		links = append(links, member{"alternate", linkTo(o.customURL())})
	}
	return ok(document{
		{"id", c.s.Org.ID},
		{"cell", c.s.Org.Cell},
		{"_links", links},
		{"pipeline", c.s.Org.Pipeline},
		{"settings", document{
			{"analyticsCollectionEnabled", false}, {"bugReportingEnabled", true}, {"omEnabled", false},
			{"pssoEnabled", false}, {"desktopMFAEnabled", false}, {"itpEnabled", false},
		}},
	}), nil
}

// publicKey is an entry of a key set, in Okta's order.
type publicKey struct {
	KeyType   string `json:"kty"`
	Algorithm string `json:"alg"`
	ID        string `json:"kid"`
	Use       string `json:"use"`
	Exponent  string `json:"e"`
	Modulus   string `json:"n"`
}

type keySet struct {
	Keys []publicKey `json:"keys"`
}

// publicKeys answers GET /v1/keys. A server that has no key yet makes one now.
func (o *Org) publicKeys(c *call) (reply, error) {
	v, err := c.metadataServer()
	if err != nil {
		return reply{}, err
	}
	if _, err := o.signer(v.ID); err != nil {
		return reply{}, err
	}
	set := keySet{Keys: []publicKey{}}
	if now := o.state.Load().serverOrRoot(v.ID); now != nil {
		v = now
	}
	hidden := o.keyHidden()
	for _, kept := range v.Keys {
		if hidden && kept.Status == active {
			continue
		}
		key, err := o.keys.key(&kept)
		if err != nil {
			return reply{}, err
		}
		set.Keys = append(set.Keys, publicKeyOf(key))
	}
	return ok(set).with("Cache-Control", metadataAge), nil
}

func publicKeyOf(k *readyKey) publicKey {
	n, e := rsaNumbers(&k.private.PublicKey)
	return publicKey{"RSA", string(jose.RS256), k.kid, "sig", e, n}
}
