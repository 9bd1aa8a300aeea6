package practice

import "slices"

// Statuses of apps, secrets, servers, policies and rules.
const (
	active   = "ACTIVE"
	inactive = "INACTIVE"
)

// How a client proves itself at the token endpoint.
const (
	secretBasic   = "client_secret_basic"
	secretPost    = "client_secret_post"
	secretJWT     = "client_secret_jwt"
	privateKeyJWT = "private_key_jwt"
	publicClient  = "none"
)

// The two kinds of client a machine can be.
const (
	webApp     = "web"
	serviceApp = "service"
)

const (
	clientCredentials = "client_credentials"
	authorizationCode = "authorization_code"
)

// oidcApp is the name (Okta: app definition key) of the OIDC apps people make.
const oidcApp = "oidc_client"

// app is an OIDC app, which is a client of the authorization servers.
type app struct {
	ID          string           `json:"id"`
	Name        string           `json:"name"`
	Label       string           `json:"label"`
	Status      string           `json:"status"`
	Created     instant          `json:"created"`
	LastUpdated instant          `json:"lastUpdated"`
	Hide        hide             `json:"hide"`
	OAuth       oauthCredentials `json:"credentials"`
	Settings    oauthSettings    `json:"settings"`
	Secrets     []clientSecret   `json:"secrets"`
	PolicyID    string           `json:"accessPolicyId"`
	LinkID      string           `json:"appLinkId"`
	SigningKey  string           `json:"signingKid"`
}

type hide struct {
	IOS bool `json:"iOS"`
	Web bool `json:"web"`
}

// oauthCredentials is credentials.oauthClient of an app, without the secret.
type oauthCredentials struct {
	AutoKeyRotation bool   `json:"autoKeyRotation"`
	ClientID        string `json:"client_id"`
	AuthMethod      string `json:"token_endpoint_auth_method"`
	PKCERequired    bool   `json:"pkce_required"`
}

// oauthSettings is settings.oauthClient of an app, in Okta's order.
type oauthSettings struct {
	ClientURI        *string       `json:"client_uri"`
	LogoURI          *string       `json:"logo_uri"`
	RedirectURIs     []string      `json:"redirect_uris"`
	ResponseTypes    []string      `json:"response_types"`
	GrantTypes       []string      `json:"grant_types"`
	JWKS             *clientKeys   `json:"jwks,omitempty"`
	ApplicationType  string        `json:"application_type"`
	ConsentMethod    string        `json:"consent_method"`
	IssuerMode       string        `json:"issuer_mode"`
	IDPLogin         *idpInitiated `json:"idp_initiated_login"`
	WildcardRedirect string        `json:"wildcard_redirect"`
	Network          *network      `json:"network,omitempty"`
	DPoP             bool          `json:"dpop_bound_access_tokens"`
	ParticipateSLO   bool          `json:"participate_slo"`
}

type idpInitiated struct {
	Mode         string   `json:"mode"`
	DefaultScope []string `json:"default_scope"`
}

// clientSecret is one of the at most two secrets of an app.
type clientSecret struct {
	ID          string  `json:"id"`
	Created     instant `json:"created"`
	LastUpdated instant `json:"lastUpdated"`
	Status      string  `json:"status"`
	Value       string  `json:"client_secret"`
}

// secret is the newest secret that works, or "".
func (a *app) secret() string {
	for _, s := range slices.Backward(a.Secrets) {
		if s.Status == active {
			return s.Value
		}
	}
	return ""
}

// holds tells whether value is one of the app's working secrets.
func (a *app) holds(value string) bool {
	good := false
	for _, s := range a.Secrets {
		if s.Status == active && sameSecret(s.Value, value) {
			good = true
		}
	}
	return good
}

// may tells whether the app is configured for a grant type.
func (a *app) may(grant string) bool { return slices.Contains(a.Settings.GrantTypes, grant) }

// orgOnly tells whether the app is an API service integration: a ready-made app of
// Okta's catalogue that may call Okta and nothing else.
func (a *app) orgOnly() bool { return a.Name != oidcApp }

// reachable tells whether the app's network restriction lets this machine in.
func (a *app) reachable() bool {
	return a.Settings.Network == nil || a.Settings.Network.allows()
}
