package gateway_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"oktadance/internal/gateway"
	"oktadance/internal/okta"
)

func TestSettingsThatCannotWork(t *testing.T) {
	for _, c := range []struct {
		setting string
		set     func(*gateway.Options)
	}{
		{"Upstream", func(o *gateway.Options) { o.Upstream = "" }},
		{"Upstream", func(o *gateway.Options) { o.Upstream = "ftp://api" }},
		{"Upstream", func(o *gateway.Options) { o.Upstream = "http://user:s3cret@api" }},
		{"Upstream", func(o *gateway.Options) { o.Upstream = "http://user:s3cret@api:x" }},
		{"Upstream", func(o *gateway.Options) { o.Upstream = "http://api/?key=s3cret" }},
		{"Validate", func(o *gateway.Options) { o.Validate = "guess" }},
		{"Answers", func(o *gateway.Options) { o.Answers = "none" }},
		{"Introspection", func(o *gateway.Options) { o.Server.Introspection = "" }},
		{"Client", func(o *gateway.Options) { o.Server.Client.ID = "" }},
		{"Client", func(o *gateway.Options) { o.Server.Client.Secret = okta.Secret{} }},
		{"JWKS", func(o *gateway.Options) { o.Validate, o.Server.JWKS = gateway.JWKS, "" }},
		{"Issuer", func(o *gateway.Options) { o.Validate, o.Server.Issuer = gateway.JWKS, "" }},
		{"Scopes", func(o *gateway.Options) { o.Policy.Scopes = []string{"a b"} }},
		{"Scopes", func(o *gateway.Options) { o.Policy.Scopes = []string{""} }},
		{"Scopes", func(o *gateway.Options) { o.Policy.Scopes = []string{`a"`} }},
		{"TTL", func(o *gateway.Options) { o.TTL = -time.Second }},
		{"TTL", func(o *gateway.Options) { o.NegativeTTL = -time.Second }},
		{"Remember", func(o *gateway.Options) { o.Remember = -1 }},
	} {
		o := possible()
		c.set(&o)
		_, err := gateway.New(o)
		var wrong *gateway.SettingError
		if !errors.As(err, &wrong) || wrong.Setting != c.setting || wrong.Why == "" {
			t.Errorf("%s: %v", c.setting, err)
		} else if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%v tells a secret", err)
		}
	}
}

func possible() gateway.Options {
	return gateway.Options{
		Upstream: "http://127.0.0.1:1",
		Server: gateway.Server{Issuer: "https://example.okta.com/oauth2/default", Introspection: "https://example.okta.com/oauth2/default/v1/introspect",
			JWKS: "https://example.okta.com/oauth2/default/v1/keys", Client: okta.Credentials{ID: "id", Secret: okta.NewSecret("secret")}},
	}
}

// Okta's org server signs tokens for Okta alone: nobody else may rely on what is in them.
func TestOrgServersTokensAreNotVerifiedHere(t *testing.T) {
	o := possible()
	o.Server = gateway.Server{Issuer: "https://example.okta.com", JWKS: "https://example.okta.com/oauth2/v1/keys"}
	o.Validate = gateway.JWKS
	if _, err := gateway.New(o); err == nil || !strings.Contains(err.Error(), "org authorization server") {
		t.Errorf("got %v", err)
	}
	o.Server = gateway.Server{Issuer: "https://example.com/", JWKS: "https://example.com/jwks"} // another maker's
	if _, err := gateway.New(o); err != nil {
		t.Error(err)
	}
	o = possible()
	o.Server.Issuer, o.Server.Introspection = "https://example.okta.com", "https://example.okta.com/oauth2/v1/introspect"
	if _, err := gateway.New(o); err != nil {
		t.Error(err)
	}
}

func TestTheZeroOptionsAreMuleSofts(t *testing.T) {
	if _, err := gateway.New(possible()); err != nil {
		t.Error(err)
	}
}
