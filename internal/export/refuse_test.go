package export_test

import (
	"errors"
	"strings"
	"testing"

	"oktadance/internal/export"
)

// refused checks that an export is refused for one value, and that the refusal
// doesn't repeat a secret.
func refused(t *testing.T, engine string, n map[string]string, o export.Options, where, value string) {
	t.Helper()
	_, err := export.Engine(engine, notes(n), o)
	var bad *export.BadValue
	if !errors.As(err, &bad) || bad.Note+bad.Option != where || bad.Why == "" {
		t.Errorf("%s takes %s %q: %v", engine, where, value, err)
		return
	}
	if where == "app.client_secret" && strings.Contains(err.Error(), value) {
		t.Errorf("the refusal repeats the secret: %v", err)
	}
}

func TestEndpointsThatWouldLeakAreRefused(t *testing.T) {
	for _, url := range []string{
		"http://integrator-1234567.okta.com/oauth2/default/v1/introspect",
		"http://127.0.0.1.example.com/introspect",
		"http://10.0.0.1/introspect",
		"https://user:pass@integrator-1234567.okta.com/introspect",
		"ftp://integrator-1234567.okta.com/introspect",
		"https:///introspect",
		"https://integrator-1234567.okta.com:99999/introspect",
		"https://integrator-1234567.okta.com:0/introspect",
		"https://one.okta.com,two.okta.com/introspect",
		"https://integrator-1234567.okta.com/introspect#there",
		"https://integrator-1234567.okta.com/\nproxy_pass http://evil.example",
		"https://integrator-1234567.okta.com/;",
		"https://integrator-1234567.okta.com/$host",
		"https://integrator-1234567.okta.com/${HOME}",
		"https://integrator-1234567.okta.com/\"",
		"https://$host/introspect",
		"//integrator-1234567.okta.com/introspect",
		"introspect",
	} {
		for _, engine := range []string{"nginx", "apache", "kong"} {
			refused(t, engine, but(org(), "metadata.introspection_endpoint", url), export.Options{}, "metadata.introspection_endpoint", url)
		}
		for _, engine := range []string{"envoy", "apache", "flex"} {
			refused(t, engine, but(org(), "metadata.jwks_uri", url), export.Options{Validate: export.JWKS}, "metadata.jwks_uri", url)
		}
	}
}

func TestLoopbackMayBeHTTP(t *testing.T) {
	for _, url := range []string{"http://127.0.0.1:41234/introspect", "http://localhost:41234/introspect", "http://[::1]:41234/introspect"} {
		if _, err := export.Engine("nginx", notes(but(org(), "metadata.introspection_endpoint", url)), export.Options{}); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}

// Apache's module starts with https endpoints only, wherever they are.
func TestApacheIsNotGivenHTTP(t *testing.T) {
	for note, validate := range map[string]string{"metadata.introspection_endpoint": export.Introspect, "metadata.jwks_uri": export.JWKS} {
		refused(t, "apache", but(org(), note, "http://127.0.0.1:41234/x"), export.Options{Validate: validate}, note, "")
	}
	n := but(org(), "metadata.issuer", "http://127.0.0.1:41234/oauth2/default")
	if _, err := export.Engine("apache", notes(n), export.Options{}); err != nil {
		t.Errorf("the issuer, which is only compared, is refused: %v", err)
	}
}

// Okta calls the org server's access tokens opaque: whoever verifies them with
// keys relies on something that may change any day.
func TestKeysOfTheOrgServerAreRefused(t *testing.T) {
	for _, issuer := range []string{"https://integrator-1234567.okta.com", "https://integrator-1234567.okta.com/"} {
		for _, engine := range []string{"envoy", "apache", "flex"} {
			refused(t, engine, but(org(), "metadata.issuer", issuer), export.Options{Validate: export.JWKS}, "metadata.issuer", "")
		}
		if _, err := export.Engine("apache", notes(but(org(), "metadata.issuer", issuer)), export.Options{}); err != nil {
			t.Errorf("asking the org server is refused: %v", err)
		}
	}
}

func TestValuesThatNoFormatCanHoldAreRefused(t *testing.T) {
	names, _ := export.Engines()
	for _, engine := range names {
		for _, scope := range []string{"two words", "quo\"te", `back\slash`, "line\nend", "tab\t", "nul\x00", "ünicode", "\u2028"} {
			refused(t, engine, but(org(), "scope.name", scope), export.Options{}, "scope.name", scope)
			refused(t, engine, org(), export.Options{Scopes: []string{"fine", scope}}, "scope", scope)
			refused(t, engine, org(), export.Options{Audience: scope}, "audience", scope)
		}
		refused(t, engine, org(), export.Options{Scopes: []string{""}}, "scope", "")
	}
	for _, engine := range []string{"nginx", "apache", "kong"} {
		for _, value := range []string{"line\nend", "tab\there", "bell\x07", "ünicode"} {
			refused(t, engine, but(org(), "app.client_secret", value), export.Options{Secrets: true}, "app.client_secret", value)
			refused(t, engine, but(org(), "app.client_id", value), export.Options{}, "app.client_id", value)
		}
	}
}

// Quotes don't keep these engines from reading something else into a value.
func TestWhatAnEngineWouldExpandIsRefused(t *testing.T) {
	refused(t, "apache", org(), export.Options{Scopes: []string{"${PATH}"}}, "scope", "${PATH}")
	refused(t, "apache", but(org(), "app.client_secret", "a${HOME}b"), export.Options{Secrets: true}, "app.client_secret", "a${HOME}b")
	refused(t, "flex", org(), export.Options{Scopes: []string{"$PATH"}}, "scope", "$PATH")
	refused(t, "flex", org(), export.Options{Scopes: []string{"#[payload]"}}, "scope", "#[payload]")
	refused(t, "flex", org(), export.Options{Validate: export.JWKS, Audience: "$(vars)"}, "audience", "$(vars)")
}

func TestOptionsThatMakeNoSenseAreRefused(t *testing.T) {
	for _, o := range []struct {
		option, value string
		export.Options
	}{
		{"validate", "guess", export.Options{Validate: "guess"}},
		{"listen", "8080", export.Options{Listen: "8080"}},
		{"listen", "127.0.0.1", export.Options{Listen: "127.0.0.1"}},
		{"listen", "127.0.0.1:0", export.Options{Listen: "127.0.0.1:0"}},
		{"listen", "[fe80::1%eth0]:80", export.Options{Listen: "[fe80::1%eth0]:80"}},
		{"listen", "gateway.example:80", export.Options{Listen: "gateway.example:80"}},
		{"upstream", "127.0.0.1:9000", export.Options{Upstream: "127.0.0.1:9000"}},
		{"upstream", "http://127.0.0.1:9000/v1", export.Options{Upstream: "http://127.0.0.1:9000/v1"}},
		{"upstream", "http://127.0.0.1:9000?x=1", export.Options{Upstream: "http://127.0.0.1:9000?x=1"}},
		{"upstream", "http://127.0.0.1:9000;", export.Options{Upstream: "http://127.0.0.1:9000;"}},
		{"upstream", "unix:/run/api.sock", export.Options{Upstream: "unix:/run/api.sock"}},
	} {
		names, _ := export.Engines()
		for _, engine := range names {
			refused(t, engine, org(), o.Options, o.option, o.value)
			if export.Check(engine, o.Options) == nil {
				t.Errorf("Check finds nothing wrong with %s %s", o.option, o.value)
			}
		}
	}
}
