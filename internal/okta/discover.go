package okta

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Organization is what an org tells anybody about itself (Okta: /.well-known/okta-organization).
type Organization struct {
	ID        string // 00o…
	URL       string // at the Okta domain, such as https://integrator-1234567.okta.com
	Alternate string // at the org's own domain; empty if it has none
	Pipeline  string // idx is Identity Engine, v1 is Classic
	Cell      string // such as op3
}

// Organization asks whether there is an Okta org at a URL, and who it is. Whatever else is
// there gives an *Error or a *TransportError.
func (c *Client) Organization(ctx context.Context, orgURL string) (Organization, error) {
	a, err := c.get(ctx, strings.TrimRight(orgURL, "/")+"/.well-known/okta-organization")
	if err != nil {
		return Organization{}, doing("looking for an org", err)
	}
	wire, err := decode[struct {
		ID, Pipeline, Cell string
		Links              struct{ Organization, Alternate struct{ Href string } } `json:"_links"`
	}](a)
	if err == nil && wire.ID == "" {
		err = a.lacking("id")
	}
	if err != nil {
		return Organization{}, doing("looking for an org", err)
	}
	return Organization{ID: wire.ID, URL: wire.Links.Organization.Href, Alternate: wire.Links.Alternate.Href,
		Pipeline: wire.Pipeline, Cell: wire.Cell}, nil
}

// Metadata is what an authorization server says about itself (RFC 8414 §2, OpenID Connect
// Discovery 1.0 §3).
type Metadata struct {
	Issuer                   string   `json:"issuer"`
	AuthorizationEndpoint    string   `json:"authorization_endpoint"`
	TokenEndpoint            string   `json:"token_endpoint"`
	RegistrationEndpoint     string   `json:"registration_endpoint"` // at Okta it belongs to the org, not to the server
	IntrospectionEndpoint    string   `json:"introspection_endpoint"`
	RevocationEndpoint       string   `json:"revocation_endpoint"`
	JWKSURI                  string   `json:"jwks_uri"`
	Grants                   []string `json:"grant_types_supported"`
	Scopes                   []string `json:"scopes_supported"` // at Okta without most custom scopes
	TokenAuthMethods         []string `json:"token_endpoint_auth_methods_supported"`
	IntrospectionAuthMethods []string `json:"introspection_endpoint_auth_methods_supported"`
	IDTokenAlgorithms        []string `json:"id_token_signing_alg_values_supported"` // in OpenID Connect documents only
	Sources                  []string `json:"-"`                                     // the URLs this was read from
}

// IssuerMismatch means that a metadata document names another issuer than the one it was
// asked for. Accepting it would let one server speak for another (RFC 8414 §3.3).
type IssuerMismatch struct{ Want, Got string }

// Error says both issuers.
func (e *IssuerMismatch) Error() string {
	return fmt.Sprintf("the metadata is for the issuer %q, not for %q", e.Got, e.Want)
}

// Discover reads the metadata of an issuer: the OAuth document from Okta's place or from RFC
// 8414's, and the OpenID Connect document for what the first one lacks, such as the jwks_uri
// of Okta's org server. With an *IssuerMismatch it also returns the document that caused it.
func (c *Client) Discover(ctx context.Context, issuer string) (Metadata, error) {
	places, err := wellKnown(issuer)
	if err != nil {
		return Metadata{}, doing("reading metadata", err)
	}
	var found Metadata
	var refused error
	for _, p := range places {
		if p.oauth && found.Issuer != "" {
			continue // one OAuth document is enough
		}
		m, miss, err := c.document(ctx, p.url)
		if err == nil && miss == nil && m.Issuer != issuer {
			err = &IssuerMismatch{Want: issuer, Got: m.Issuer}
		}
		var elsewhere *TransportError
		if errors.As(err, &elsewhere) && elsewhere.Kind == KindRedirect {
			miss, err = err, nil // a place that was guessed; the document may be at another
		}
		if err != nil {
			return m, doing("reading metadata", err)
		}
		refused = cmp.Or(refused, miss)
		found.fill(m)
	}
	if found.Issuer == "" {
		return Metadata{}, doing("reading metadata", refused)
	}
	return found, nil
}

// wellKnownPlace is a URL at which an issuer may keep a document.
type wellKnownPlace struct {
	url   string
	oauth bool
}

func wellKnown(issuer string) ([]wellKnownPlace, error) {
	u, err := url.Parse(issuer)
	if err != nil || u.Host == "" {
		return nil, &TransportError{Kind: KindAddress, Detail: "the issuer is not a URL"}
	}
	path := strings.TrimRight(u.Path, "/")
	base := u.Scheme + "://" + u.Host
	places := []wellKnownPlace{{base + path + "/.well-known/oauth-authorization-server", true}}
	if path != "" { // RFC 8414 §3.1 puts it before the issuer's path
		places = append(places, wellKnownPlace{base + "/.well-known/oauth-authorization-server" + path, true})
	}
	return append(places, wellKnownPlace{base + path + "/.well-known/openid-configuration", false}), nil
}

// document fetches one metadata document. miss says why there is none; with err there is no
// use in looking elsewhere.
func (c *Client) document(ctx context.Context, place string) (m Metadata, miss, err error) {
	a, err := c.get(ctx, place)
	if err != nil {
		return Metadata{}, nil, err
	}
	m, miss = readMetadata(a)
	if miss == nil {
		m.Sources = []string{place}
	}
	return m, miss, nil
}

// ParseMetadata reads a metadata document that somebody has pasted. What is none gives an
// *Error with Status zero.
func ParseMetadata(text []byte) (Metadata, error) {
	m, err := readMetadata(answer{body: text, mask: noSecrets})
	if err != nil {
		return Metadata{}, doing("reading metadata", err)
	}
	return m, nil
}

func readMetadata(a answer) (Metadata, error) {
	m, err := decode[Metadata](a)
	if err == nil && m.Issuer == "" {
		err = a.lacking("issuer")
	}
	return m, err
}

// fill takes from another document what is missing in m. Of grants it takes nothing once it
// has an issuer: Okta's OpenID Connect document leaves out client_credentials, which the
// server supports nevertheless.
func (m *Metadata) fill(from Metadata) {
	if m.Issuer == "" {
		m.Grants = from.Grants
	}
	m.Issuer = cmp.Or(m.Issuer, from.Issuer)
	m.AuthorizationEndpoint = cmp.Or(m.AuthorizationEndpoint, from.AuthorizationEndpoint)
	m.TokenEndpoint = cmp.Or(m.TokenEndpoint, from.TokenEndpoint)
	m.RegistrationEndpoint = cmp.Or(m.RegistrationEndpoint, from.RegistrationEndpoint)
	m.IntrospectionEndpoint = cmp.Or(m.IntrospectionEndpoint, from.IntrospectionEndpoint)
	m.RevocationEndpoint = cmp.Or(m.RevocationEndpoint, from.RevocationEndpoint)
	m.JWKSURI = cmp.Or(m.JWKSURI, from.JWKSURI)
	for _, list := range []struct {
		to   *[]string
		from []string
	}{
		{&m.Scopes, from.Scopes},
		{&m.TokenAuthMethods, from.TokenAuthMethods},
		{&m.IntrospectionAuthMethods, from.IntrospectionAuthMethods},
		{&m.IDTokenAlgorithms, from.IDTokenAlgorithms},
	} {
		if len(*list.to) == 0 {
			*list.to = list.from
		}
	}
	m.Sources = append(m.Sources, from.Sources...)
}

// Supports reports whether the server supports a grant type, and whether the documents can
// tell: an OpenID Connect document of Okta's leaves out client_credentials even so.
func (m Metadata) Supports(grant string) (supported, known bool) {
	oauth := len(m.Sources) == 0 && len(m.IDTokenAlgorithms) == 0 ||
		slices.ContainsFunc(m.Sources, func(s string) bool { return strings.Contains(s, "/.well-known/oauth-") })
	supported = slices.Contains(m.Grants, grant)
	return supported, supported || oauth && len(m.Grants) > 0
}

// Endpoint is a URL in a metadata document, by its name there.
type Endpoint struct{ Name, URL string }

// Endpoints returns the URLs that the document names, in the tutorial's order.
func (m Metadata) Endpoints() []Endpoint {
	all := []Endpoint{
		{"authorization_endpoint", m.AuthorizationEndpoint},
		{"token_endpoint", m.TokenEndpoint},
		{"registration_endpoint", m.RegistrationEndpoint},
		{"jwks_uri", m.JWKSURI},
		{"introspection_endpoint", m.IntrospectionEndpoint},
		{"revocation_endpoint", m.RevocationEndpoint},
	}
	return slices.DeleteFunc(all, func(e Endpoint) bool { return e.URL == "" })
}

// OffOrigin returns the endpoints that are not on the origin (scheme, host and port) of a URL.
// Credentials meant for one server must not be sent to them unasked.
func (m Metadata) OffOrigin(of string) []Endpoint {
	return slices.DeleteFunc(m.Endpoints(), func(e Endpoint) bool { return sameOrigin(e.URL, of) })
}

func sameOrigin(a, b string) bool {
	x, err := url.Parse(a)
	if err != nil || x.Host == "" {
		return false
	}
	y, err := url.Parse(b)
	return err == nil && y.Host != "" && origin(x) == origin(y)
}
