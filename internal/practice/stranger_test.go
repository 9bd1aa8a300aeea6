package practice_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// A client none of us wrote finds the org, gets a token and verifies it.
func TestStrangersGetAndVerifyAToken(t *testing.T) {
	v := visit(t)
	provider, err := oidc.NewProvider(t.Context(), v.Issuer)
	if err != nil {
		t.Fatal(err)
	}
	for name, style := range map[string]oauth2.AuthStyle{"basic": oauth2.AuthStyleInHeader, "post": oauth2.AuthStyleInParams, "auto": oauth2.AuthStyleAutoDetect} {
		t.Run(name, func(t *testing.T) {
			config := clientcredentials.Config{
				ClientID: v.ClientID, ClientSecret: v.ClientSecret, TokenURL: provider.Endpoint().TokenURL,
				Scopes: []string{v.ScopeName}, AuthStyle: style,
			}
			token, err := config.Token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			verifier := provider.Verifier(&oidc.Config{ClientID: "api://default"})
			verified, err := verifier.Verify(t.Context(), token.AccessToken)
			if err != nil {
				t.Fatal(err)
			}
			var claims struct {
				Scopes []string `json:"scp"`
				Client string   `json:"cid"`
			}
			if err := verified.Claims(&claims); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(claims.Scopes, []string{v.ScopeName}) || claims.Client != v.ClientID || verified.Subject != v.ClientID {
				t.Errorf("claims %+v of %s", claims, verified.Subject)
			}
		})
	}
}

// The same client hears Okta's words when it is refused.
func TestStrangersHearWhyTheyAreRefused(t *testing.T) {
	v := visit(t, "integrator")
	config := clientcredentials.Config{ClientID: v.ClientID, ClientSecret: v.ClientSecret, TokenURL: v.URL() + tokenPath, Scopes: []string{v.ScopeName}, AuthStyle: oauth2.AuthStyleInHeader}
	_, err := config.Token(context.Background())
	refused, ok := err.(*oauth2.RetrieveError)
	if !ok || refused.ErrorCode != "access_denied" || refused.Response.StatusCode != 401 || !strings.HasPrefix(refused.ErrorDescription, "Policy evaluation failed") {
		t.Fatalf("%v", err)
	}
}

// After a rotation the stranger fetches the keys again and goes on, and tokens of the
// old key stay good.
func TestStrangersFollowAKeyRotation(t *testing.T) {
	v := visit(t)
	provider, err := oidc.NewProvider(t.Context(), v.Issuer)
	if err != nil {
		t.Fatal(err)
	}
	verifier := provider.Verifier(&oidc.Config{ClientID: "api://default"})
	old := v.token()
	if _, err := verifier.Verify(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	keys := v.api("POST", serverPath+"/credentials/lifecycle/keyRotate", obj{"use": "sig"}).is(200).list()
	if len(keys) != 2 || keys[0]["status"] != "EXPIRED" || keys[1]["status"] != "ACTIVE" {
		t.Fatalf("keys after the rotation: %v", keys)
	}
	for _, token := range []string{v.token(), old} {
		if _, err := verifier.Verify(t.Context(), token); err != nil {
			t.Error(err)
		}
		if active := v.form(introspectPath, "token", token).is(200).at("active"); active != true {
			t.Error("the org itself finds a token inactive after the rotation")
		}
	}
}

// Whoever asks at localhost gets an issuer that says localhost (issuer mode DYNAMIC),
// so that discovery is consistent under both names.
func TestBothNamesOfTheOrgAreConsistent(t *testing.T) {
	v := visit(t)
	at := strings.Replace(v.Issuer, "127.0.0.1", "localhost", 1)
	provider, err := oidc.NewProvider(t.Context(), at)
	if err != nil {
		t.Skipf("this machine doesn't resolve localhost: %v", err)
	}
	config := clientcredentials.Config{ClientID: v.ClientID, ClientSecret: v.ClientSecret, TokenURL: provider.Endpoint().TokenURL, Scopes: []string{v.ScopeName}}
	token, err := config.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.Verifier(&oidc.Config{ClientID: "api://default"}).Verify(t.Context(), token.AccessToken); err != nil {
		t.Error(err)
	}
	if got := v.form(introspectPath, "token", token.AccessToken).text("iss"); got != at {
		t.Errorf("issuer %s", got)
	}
}

// The tutorial sends grant and scope in the query of a POST without a body.
func TestTheTutorialsRequestWorksWithTheClientsCredentials(t *testing.T) {
	v := visit(t)
	query := url.Values{"grant_type": {"client_credentials"}, "scope": {v.ScopeName}}
	r := v.formRequest(tokenPath + "?" + query.Encode())
	r.SetBasicAuth(v.ClientID, v.ClientSecret)
	v.send(r).is(200)
}

// Bodies no longer than a header line away from Okta's: a client that reads only the
// headers still knows what it got.
func TestHeaders(t *testing.T) {
	v := visit(t)
	has := func(a answer, present bool, names ...string) {
		t.Helper()
		for _, name := range names {
			if (a.header.Get(name) != "") != present {
				t.Errorf("%s present is not %v in %v", name, present, a.header)
			}
		}
	}
	rate := []string{"X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset"}
	metadata := v.open("/oauth2/default/.well-known/openid-configuration").is(200)
	has(metadata, true, "X-Okta-Request-Id", "Date", "Content-Type", "Cache-Control")
	has(metadata, false, rate...)
	keys := v.open("/oauth2/default/v1/keys").is(200)
	has(keys, false, rate...)
	if c := keys.header.Get("Cache-Control"); !strings.HasPrefix(c, "max-age=") || !strings.HasSuffix(c, ", must-revalidate") {
		t.Errorf("keys are cached as %q", c)
	}
	me := v.get("/api/v1/users/me").is(200)
	has(me, true, append(rate, "X-Okta-Request-Id")...)
	if again := v.get("/api/v1/users/me"); again.header.Get(rate[1]) >= me.header.Get(rate[1]) || again.header.Get("X-Okta-Request-Id") == me.header.Get("X-Okta-Request-Id") {
		t.Errorf("two calls look the same: %v %v", me.header, again.header)
	}
	token := v.ask(v.ScopeName).is(200)
	has(token, true, rate...)
	if token.header.Get("Cache-Control") != "no-cache, no-store" || token.header.Get("Pragma") != "no-cache" {
		t.Errorf("a token may be stored: %v", token.header)
	}
	for _, a := range []answer{metadata, keys, me, token, v.get("/api/v1/nothing"), v.ask("nothing")} {
		if a.header.Get("Content-Type") != "application/json" {
			t.Errorf("content type %q", a.header.Get("Content-Type"))
		}
	}
	if _, err := http.ParseTime(me.header.Get("Date")); err != nil {
		t.Error(err)
	}
}
