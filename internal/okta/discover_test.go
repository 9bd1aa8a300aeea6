package okta_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"oktadance/internal/okta"
)

// Okta's two documents for a custom authorization server, shortened to what is read and some
// of what is not. The OpenID Connect one leaves out client_credentials.
const (
	oauthDocument = `{"issuer":"$ORG/oauth2/default","authorization_endpoint":"$ORG/oauth2/default/v1/authorize",` +
		`"token_endpoint":"$ORG/oauth2/default/v1/token","registration_endpoint":"$ORG/oauth2/v1/clients","jwks_uri":"$ORG/oauth2/default/v1/keys",` +
		`"response_types_supported":["code","token"],"grant_types_supported":["authorization_code","client_credentials"],` +
		`"scopes_supported":["openid","profile"],"token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"],` +
		`"introspection_endpoint":"$ORG/oauth2/default/v1/introspect","introspection_endpoint_auth_methods_supported":["client_secret_basic"],` +
		`"revocation_endpoint":"$ORG/oauth2/default/v1/revoke","request_parameter_supported":true}`
	oidcDocument = `{"issuer":"$ORG/oauth2/default","authorization_endpoint":"$ORG/oauth2/default/v1/authorize",` +
		`"token_endpoint":"$ORG/oauth2/default/v1/token","userinfo_endpoint":"$ORG/oauth2/default/v1/userinfo","registration_endpoint":"$ORG/oauth2/v1/clients",` +
		`"jwks_uri":"$ORG/oauth2/default/v1/keys","grant_types_supported":["authorization_code","implicit"],"id_token_signing_alg_values_supported":["RS256"],` +
		`"introspection_endpoint":"$ORG/oauth2/default/v1/introspect"}`

	oktasPlace = "GET /oauth2/default/.well-known/oauth-authorization-server"
	rfcsPlace  = "GET /.well-known/oauth-authorization-server/oauth2/default"
	oidcPlace  = "GET /oauth2/default/.well-known/openid-configuration"
)

func TestAnOrgSaysWhoItIs(t *testing.T) {
	o := newOrg(t)
	o.on("GET /.well-known/okta-organization", 200, `{"id":"00o1a2b3c4d5e6f7g8h9","cell":"op3","_links":{"organization":{"href":"https://integrator-1.okta.com"},`+
		`"alternate":{"href":"https://login.example.com"}},"pipeline":"idx","settings":{"omEnabled":false}}`)
	got, err := newClient(t, okta.Options{}).Organization(t.Context(), o.URL+"/")
	want := okta.Organization{ID: "00o1a2b3c4d5e6f7g8h9", URL: "https://integrator-1.okta.com", Alternate: "https://login.example.com", Pipeline: "idx", Cell: "op3"}
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	o.on("GET /.well-known/okta-organization", 200, `{}`)
	_, err = newClient(t, okta.Options{}).Organization(t.Context(), o.URL)
	if e := serverError(t, err); e.Description != "id is missing from the answer" {
		t.Errorf("%v", e)
	}
}

func TestMetadataIsFoundInAllThreePlaces(t *testing.T) {
	for _, test := range []struct {
		what   string
		places map[string]string
		asked  []string
		client bool // client_credentials is listed
	}{
		{"Okta's place", map[string]string{oktasPlace: oauthDocument, oidcPlace: oidcDocument}, []string{oktasPlace, oidcPlace}, true},
		{"RFC 8414's place", map[string]string{rfcsPlace: oauthDocument}, []string{oktasPlace, rfcsPlace, oidcPlace}, true},
		{"the OpenID Connect place", map[string]string{oidcPlace: oidcDocument}, []string{oktasPlace, rfcsPlace, oidcPlace}, false},
	} {
		o := newOrg(t)
		for place, document := range test.places {
			o.on(place, 200, document)
		}
		m, err := newClient(t, okta.Options{}).Discover(t.Context(), o.URL+"/oauth2/default")
		if err != nil {
			t.Errorf("%s: %v", test.what, err)
			continue
		}
		o.sees(test.asked...)
		if m.TokenEndpoint != o.URL+"/oauth2/default/v1/token" || m.IntrospectionEndpoint != o.URL+"/oauth2/default/v1/introspect" ||
			m.RegistrationEndpoint != o.URL+"/oauth2/v1/clients" || len(m.Sources) != len(test.places) {
			t.Errorf("%s: %+v", test.what, m)
		}
		if yes, known := m.Supports("client_credentials"); yes != test.client || known != test.client {
			t.Errorf("%s: client_credentials is supported %v, known %v", test.what, yes, known)
		}
		if off := m.OffOrigin(o.URL); len(off) != 0 {
			t.Errorf("%s: off the origin: %v", test.what, off)
		}
	}
}

func TestAnUnsupportedGrantIsKnownFromTheOAuthDocument(t *testing.T) {
	o := newOrg(t)
	o.on(oktasPlace, 200, strings.Replace(oauthDocument, `,"client_credentials"`, "", 1))
	m, err := newClient(t, okta.Options{}).Discover(t.Context(), o.URL+"/oauth2/default")
	if yes, known := m.Supports("client_credentials"); err != nil || yes || !known {
		t.Errorf("supported %v, known %v, %v", yes, known, err)
	}
}

func TestTheOrgServersKeysComeFromItsOtherDocument(t *testing.T) {
	o := newOrg(t)
	o.on("GET /.well-known/oauth-authorization-server", 200, `{"issuer":"$ORG","token_endpoint":"$ORG/oauth2/v1/token","grant_types_supported":["client_credentials"]}`)
	o.on("GET /.well-known/openid-configuration", 200, `{"issuer":"$ORG","token_endpoint":"https://wrong.example","jwks_uri":"$ORG/oauth2/v1/keys","grant_types_supported":["implicit"]}`)
	m, err := newClient(t, okta.Options{}).Discover(t.Context(), o.URL)
	if err != nil || m.JWKSURI != o.URL+"/oauth2/v1/keys" || m.TokenEndpoint != o.URL+"/oauth2/v1/token" || !slices.Equal(m.Grants, []string{"client_credentials"}) {
		t.Errorf("%+v, %v", m, err)
	}
	o.sees("GET /.well-known/oauth-authorization-server", "GET /.well-known/openid-configuration")

	o.on("GET /.well-known/oauth-authorization-server", 200, `{"issuer":"$ORG"}`) // its grants stay unknown
	m, err = newClient(t, okta.Options{}).Discover(t.Context(), o.URL)
	if yes, known := m.Supports("client_credentials"); err != nil || yes || known {
		t.Errorf("supported %v, known %v, %v", yes, known, err)
	}
}

func TestAnotherIssuersMetadataIsNotAccepted(t *testing.T) {
	o := newOrg(t)
	o.on(oktasPlace, 200, strings.ReplaceAll(oauthDocument, "$ORG/oauth2/default\"", "https://login.example.com/oauth2/default\""))
	c := newClient(t, okta.Options{})
	m, err := c.Discover(t.Context(), o.URL+"/oauth2/default")
	var mismatch *okta.IssuerMismatch
	if !errors.As(err, &mismatch) || mismatch.Want != o.URL+"/oauth2/default" || mismatch.Got != "https://login.example.com/oauth2/default" {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(err.Error(), mismatch.Want) || !strings.Contains(err.Error(), mismatch.Got) || m.Issuer != mismatch.Got {
		t.Errorf("the error says %v; the document is %+v", err, m)
	}
	// Neither is one that differs by a slash, nor a second document that differs from the first.
	o.on(oktasPlace, 200, strings.Replace(oauthDocument, "oauth2/default\"", "oauth2/default/\"", 1))
	if _, err = c.Discover(t.Context(), o.URL+"/oauth2/default"); !errors.As(err, &mismatch) || !strings.HasSuffix(mismatch.Got, "/") {
		t.Errorf("a slash more: %v", err)
	}
	if _, err = c.Discover(t.Context(), o.URL+"/oauth2/default/"); err != nil {
		t.Errorf("an issuer that ends in a slash: %v", err)
	}
	o.on(oktasPlace, 200, oauthDocument)
	o.on(oidcPlace, 200, strings.Replace(oidcDocument, "oauth2/default\"", "oauth2/other\"", 1))
	if _, err = c.Discover(t.Context(), o.URL+"/oauth2/default"); !errors.As(err, &mismatch) {
		t.Errorf("two documents that disagree: %v", err)
	}
}

func TestAServerThatIsNotThereIsSaidSo(t *testing.T) {
	o := newOrg(t)
	_, err := newClient(t, okta.Options{}).Discover(t.Context(), o.URL+"/oauth2/nope")
	if e := serverError(t, err); e.Status != 404 || e.Code != "E0000007" || e.Shape != okta.ShapeManagement {
		t.Errorf("%+v", e)
	}
	o.routes[oktasPlace] = o.says(200, "text/html", "<html><title>Sign In</title>") // as an -admin host does
	_, err = newClient(t, okta.Options{}).Discover(t.Context(), o.URL+"/oauth2/default")
	if e := serverError(t, err); e.Shape != okta.ShapeHTML || e.Snippet != "Sign In" {
		t.Errorf("%+v", e)
	}
	_, err = newClient(t, okta.Options{}).Discover(t.Context(), "integrator-1.okta.com/oauth2/default")
	transportError(t, err, okta.KindAddress)
	o.Close()
	_, err = newClient(t, okta.Options{}).Discover(t.Context(), o.URL+"/oauth2/default")
	transportError(t, err, okta.KindRefused)
}

func TestEndpointsElsewhereAreFound(t *testing.T) {
	m, err := okta.ParseMetadata([]byte(`{"issuer":"https://Org.example/oauth2/default","token_endpoint":"https://org.example:443/token",` +
		`"jwks_uri":"http://org.example/keys","introspection_endpoint":"https://org.example.evil.example/i","revocation_endpoint":"/relative"}`))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range m.OffOrigin("https://ORG.example") {
		names = append(names, e.Name)
	}
	if !slices.Equal(names, []string{"jwks_uri", "introspection_endpoint", "revocation_endpoint"}) {
		t.Errorf("off the origin: %v", names)
	}
}

func TestAPastedDocument(t *testing.T) {
	for _, text := range []string{oauthDocument, "\ufeff\r\n" + oauthDocument + "\r\n"} {
		m, err := okta.ParseMetadata([]byte(text))
		if err != nil || m.Issuer != "$ORG/oauth2/default" {
			t.Errorf("%+v, %v", m, err)
		}
		if yes, known := m.Supports("client_credentials"); !yes || !known {
			t.Error("client_credentials is in the document")
		}
	}
	m, _ := okta.ParseMetadata([]byte(oidcDocument))
	if yes, known := m.Supports("client_credentials"); yes || known {
		t.Errorf("an OpenID Connect document cannot tell, yet says %v, %v", yes, known)
	}
	for text, shape := range map[string]okta.Shape{"": okta.ShapeEmpty, "https://org.example": okta.ShapeText, "<html>": okta.ShapeHTML,
		oauthDocument[:300]: okta.ShapeTruncated, "{}": okta.ShapeJSON, `{"errorCode":"E0000007","errorSummary":"Not found"}`: okta.ShapeManagement} {
		_, err := okta.ParseMetadata([]byte(text))
		if e := serverError(t, err); e.Status != 0 || e.Shape != shape || !strings.HasPrefix(e.Error(), "the text comes with ") {
			t.Errorf("%q is %s: %v", text, e.Shape, e)
		}
	}
}

// Places are guessed, and some front doors send whatever they don't know to a sign-in page.
func TestAGuessThatIsSentElsewhereIsNoEnd(t *testing.T) {
	o := newOrg(t)
	signIn := http.RedirectHandler("https://login.example.com/", http.StatusFound).ServeHTTP
	o.routes[oktasPlace], o.routes[rfcsPlace] = signIn, signIn
	o.on(oidcPlace, 200, oidcDocument)
	m, err := newClient(t, okta.Options{}).Discover(t.Context(), o.URL+"/oauth2/default")
	if err != nil || m.TokenEndpoint == "" {
		t.Errorf("%+v, %v", m, err)
	}
	o.routes[oidcPlace] = signIn
	_, err = newClient(t, okta.Options{}).Discover(t.Context(), o.URL+"/oauth2/default")
	transportError(t, err, okta.KindRedirect)
}
