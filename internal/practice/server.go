package practice

import "encoding/json"

// How a server decides which host its issuer names.
const (
	issuerDynamic   = "DYNAMIC"
	issuerOrgURL    = "ORG_URL"
	issuerCustomURL = "CUSTOM_URL"
)

// server is a custom authorization server, or the org's own one when its ID is "".
type server struct {
	ID           string       `json:"id"`
	Name         string       `json:"name"`
	Description  string       `json:"description"`
	Audiences    []string     `json:"audiences"`
	IssuerMode   string       `json:"issuerMode"`
	Status       string       `json:"status"`
	Created      instant      `json:"created"`
	LastUpdated  instant      `json:"lastUpdated"`
	RotationMode string       `json:"rotationMode"`
	Default      bool         `json:"default"`
	Keys         []signingKey `json:"keys"`
	Scopes       []scope      `json:"scopes"`
	Policies     []policy     `json:"policies"`
}

// signingKey is a key pair as it is kept: a private JWK.
type signingKey struct {
	Kid     string          `json:"kid"`
	Status  string          `json:"status"` // ACTIVE, NEXT or EXPIRED
	Created instant         `json:"created"`
	JWK     json.RawMessage `json:"jwk"`
}

// scope is one of the things a token can be good for.
type scope struct {
	ID              string  `json:"id"`
	Name            string  `json:"name"`
	DisplayName     *string `json:"displayName"`
	Description     *string `json:"description"`
	System          bool    `json:"system"`
	MetadataPublish string  `json:"metadataPublish"`
	Consent         string  `json:"consent"`
	Optional        bool    `json:"optional"`
	APIResourceID   *string `json:"apiResourceId"`
	Default         bool    `json:"default"`
}

// policy says which clients its rules are for.
type policy struct {
	policyFacts
	Rules []rule `json:"rules"`
}

// policyFacts is what a policy is apart from its rules, in Okta's order.
type policyFacts struct {
	ID          string           `json:"id"`
	Status      string           `json:"status"`
	Name        string           `json:"name"`
	Description string           `json:"description"`
	Priority    int              `json:"priority"`
	System      bool             `json:"system"`
	Conditions  policyConditions `json:"conditions"`
	Created     instant          `json:"created"`
	LastUpdated instant          `json:"lastUpdated"`
}

type policyConditions struct {
	Clients include `json:"clients"`
}

type include struct {
	Include []string `json:"include"`
}

// rule allows some grants and scopes to a policy's clients.
type rule struct {
	ID          string         `json:"id"`
	Status      string         `json:"status"`
	Name        string         `json:"name"`
	Priority    int            `json:"priority"`
	Created     instant        `json:"created"`
	LastUpdated instant        `json:"lastUpdated"`
	System      bool           `json:"system"`
	Conditions  ruleConditions `json:"conditions"`
	Actions     ruleActions    `json:"actions"`
}

type ruleConditions struct {
	People     *people `json:"people,omitempty"`
	GrantTypes include `json:"grantTypes"`
	Scopes     include `json:"scopes"`
}

type people struct {
	Users  userFilter `json:"users"`
	Groups include    `json:"groups"`
}

type userFilter struct {
	Include []string `json:"include,omitempty"`
	Exclude []string `json:"exclude"`
}

type ruleActions struct {
	Token tokenActions `json:"token"`
}

type tokenActions struct {
	AccessMinutes        int `json:"accessTokenLifetimeMinutes"`
	RefreshMinutes       int `json:"refreshTokenLifetimeMinutes"`
	RefreshWindowMinutes int `json:"refreshTokenWindowMinutes"`
}

// isRoot tells whether this is the org authorization server.
func (v *server) isRoot() bool { return v.ID == "" }

// alias is what stands for the server in addresses: Okta writes "default" for the
// default one, whose id works as well.
func (v *server) alias() string {
	if v.Default {
		return "default"
	}
	return v.ID
}

// activeKey is the key that signs now, or nil before it was made.
func (v *server) activeKey() *signingKey {
	return find(v.Keys, func(k *signingKey) bool { return k.Status == active })
}

func (v *server) scope(id string) *scope {
	return find(v.Scopes, func(s *scope) bool { return s.ID == id })
}

func (v *server) scopeNamed(name string) *scope {
	return find(v.Scopes, func(s *scope) bool { return s.Name == name })
}

func (v *server) policy(id string) *policy {
	return find(v.Policies, func(p *policy) bool { return p.ID == id })
}

func (p *policy) rule(id string) *rule {
	return find(p.Rules, func(r *rule) bool { return r.ID == id })
}

// issuer is how a server names itself to a client that calls it at origin.
func (o *Org) issuer(v *server, origin string) string {
	base := o.base(v, origin)
	if v.isRoot() {
		return base
	}
	return base + "/oauth2/" + v.alias()
}

// base is the org's URL in the spelling that the server's issuer mode asks for.
func (o *Org) base(v *server, origin string) string {
	switch v.IssuerMode {
	case issuerOrgURL:
		return o.url
	case issuerCustomURL:
		return o.customURL()
	default:
		return origin
	}
}

// customURL is the org under its other name: what a custom domain is to a real org,
// localhost is to one on loopback.
func (o *Org) customURL() string {
	if o.hosts.local == "" {
		return o.url
	}
	return "http://" + o.hosts.local
}
