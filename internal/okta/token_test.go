package okta_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"oktadance/internal/okta"
)

// checksClient is a token endpoint that knows one client and says who came.
func checksClient(o *org, id, secret string) {
	o.routes["POST /token"] = func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		gotID, gotSecret, basic := r.BasicAuth()
		if !basic {
			gotID, gotSecret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
		}
		if basic && r.PostForm.Has("client_secret") {
			o.says(401, "application/json", `{"error":"invalid_request","error_description":"Cannot supply multiple client credentials."}`)(w, r)
			return
		}
		if gotID != id || gotSecret != secret || r.PostForm.Get("grant_type") != "client_credentials" || r.URL.RawQuery != "" || r.Header.Get("Origin") != "" {
			o.says(401, "application/json", `{"error":"invalid_client","error_description":"`+gotID+"/"+r.PostForm.Encode()+`"}`)(w, r)
			return
		}
		o.says(200, "application/json", `{"token_type":"Bearer","expires_in":3600,"access_token":"`+accessToken+`","scope":"`+r.PostForm.Get("scope")+`"}`)(w, r)
	}
}

func TestBothWaysToSendASecret(t *testing.T) {
	o := newOrg(t)
	checksClient(o, clientID, clientSecret)
	c := newClient(t, okta.Options{})
	for _, method := range []okta.AuthMethod{okta.Basic, okta.Post, ""} {
		g, err := c.ClientCredentials(t.Context(), o.URL+"/token", credentials(method), "mule-okta-scope")
		if err != nil || g.AccessToken.Reveal() != accessToken || g.TokenType != "Bearer" || g.ExpiresIn != time.Hour || !slices.Equal(g.Scopes, []string{"mule-okta-scope"}) {
			t.Errorf("%q: %+v, %v", method, g, err)
		}
		noSecrets(t, g)
	}
	if n := len(o.requests()); n != 3 {
		t.Errorf("%d requests, want one for each", n)
	}
	_, err := c.ClientCredentials(t.Context(), o.URL+"/token", okta.Credentials{ID: clientID, Secret: okta.NewSecret("wrong")}, "s")
	if serverError(t, err).Code != "invalid_client" {
		t.Errorf("a wrong secret: %v", err)
	}
}

func TestBasicEncodesWhatIsNotPlain(t *testing.T) {
	o := newOrg(t)
	// RFC 6749 §2.3.1: each side is form-urlencoded first, so a colon in an id does no harm.
	checksClient(o, "my%3Aid", "p%40ss+w%C3%B6rd%25")
	cred := okta.Credentials{ID: "my:id", Secret: okta.NewSecret("p@ss wörd%")}
	if _, err := newClient(t, okta.Options{}).ClientCredentials(t.Context(), o.URL+"/token", cred, ""); err != nil {
		t.Error(err)
	}
}

func TestTokensOfOtherServers(t *testing.T) {
	const centuries = 9223372036 * time.Second // as many as a time.Duration holds
	for _, test := range []struct {
		what, body string
		expires    time.Duration
		scopes     string
	}{
		{"expires_in is a string", `{"access_token":"opaque","expires_in":"1800","token_type":"bearer","scope":"a"}`, 30 * time.Minute, "a"},
		{"expires_in is empty", `{"access_token":"opaque","expires_in":""}`, 0, "a b"},
		{"expires_in is longer than we can count", `{"access_token":"opaque","expires_in":9999999999}`, centuries, "a b"},
		{"expires_in is longer than anybody can count", `{"access_token":"opaque","expires_in":"1e999"}`, centuries, "a b"},
		{"expires_in is over already", `{"access_token":"opaque","expires_in":-1}`, 0, "a b"},
		{"expires_in is null", `{"access_token":"opaque","expires_in":null}`, 0, "a b"},
		{"no scope is as asked for", `{"access_token":"opaque","expires_in":60.0}`, time.Minute, "a b"},
		{"fewer scopes than asked for", "\ufeff" + `{"access_token":"opaque","scope":"b"}`, 0, "b"},
		{"scopes as a list", `{"access_token":"opaque","scope":["a","c d"]}`, 0, "a c d"},
	} {
		o := newOrg(t)
		o.routes["POST /token"] = o.says(200, "text/json", test.body)
		g, err := newClient(t, okta.Options{}).ClientCredentials(t.Context(), o.URL+"/token", credentials(okta.Basic), "a b")
		if err != nil || g.ExpiresIn != test.expires || strings.Join(g.Scopes, " ") != test.scopes {
			t.Errorf("%s: %+v, %v", test.what, g, err)
		}
	}
	if err := ask(t, 200, "application/json", `{"access_token":"x","expires_in":"soon"}`); serverError(t, err).Shape != okta.ShapeJSON {
		t.Errorf("nonsense: %v", err)
	}
}

func TestIntrospection(t *testing.T) {
	o := newOrg(t)
	c := newClient(t, okta.Options{})
	ask := func() (okta.Introspection, error) {
		return c.Introspect(t.Context(), o.URL+"/introspect", credentials(okta.Post), okta.NewSecret(accessToken))
	}
	o.on("POST /introspect", 200, `{"active":true,"token_type":"Bearer","scope":"mule-okta-scope other","client_id":"`+clientID+`","username":"`+clientID+`","exp":1795431600,`+
		`"iat":1795428000,"sub":"`+clientID+`","aud":"api://default","iss":"https://org.example/oauth2/default","jti":"AT.abc","ACTIVE":false}`)
	i, err := ask()
	if err != nil || !i.Active || i.ClientID != clientID || !slices.Equal(i.Scopes, []string{"mule-okta-scope", "other"}) || !slices.Equal(i.Audience, []string{"api://default"}) ||
		i.Issuer != "https://org.example/oauth2/default" || i.ID != "AT.abc" || i.Expires.Unix() != 1795431600 || i.IssuedAt.Unix() != 1795428000 || i.Type != "Bearer" || i.Subject != clientID || i.Username != clientID {
		t.Errorf("%+v, %v", i, err)
	}
	if !strings.Contains(o.requests()[0], "token="+accessToken) || !strings.Contains(o.requests()[0], "token_type_hint=access_token") {
		t.Errorf("the request is %s", o.requests()[0])
	}
	if !strings.HasSuffix(i.Payload.Reveal(), `"jti":"AT.abc","ACTIVE":false}`) {
		t.Errorf("the answer was %s", i.Payload.Reveal())
	}
	o.on("POST /introspect", 200, "\ufeff"+`{"active":true,"sub":"`+clientSecret+`"}`)
	if i, err = ask(); err != nil || i.Payload.Reveal() != `{"active":true,"sub":"`+clientSecret+`"}` {
		t.Errorf("%s, %v", i.Payload.Reveal(), err)
	}
	o.on("POST /introspect", 200, `{"active":false}`)
	if i, err = ask(); err != nil || i.Active || !i.Expires.IsZero() {
		t.Errorf("%+v, %v", i, err)
	}
	o.on("POST /introspect", 200, `{"Active":true}`)
	if _, err = ask(); serverError(t, err).Description != "active is missing from the answer" {
		t.Errorf("a member of another name counts: %v", err)
	}
	o.on("POST /introspect", 401, `{"error":"invalid_client","error_description":"No client credentials found."}`)
	if _, err = ask(); serverError(t, err).Status != 401 {
		t.Errorf("%v", err)
	}
}

func TestRevoking(t *testing.T) {
	o := newOrg(t)
	c := newClient(t, okta.Options{})
	o.on("POST /revoke", 200, "")
	if err := c.Revoke(t.Context(), o.URL+"/revoke", credentials(okta.Basic), okta.NewSecret(accessToken)); err != nil {
		t.Error(err)
	}
	o.sees("POST /revoke token=" + accessToken)
	o.on("POST /revoke", 401, `{"error":"invalid_client","error_description":"No client credentials found."}`)
	err := c.Revoke(t.Context(), o.URL+"/revoke", credentials(okta.Basic), okta.NewSecret(accessToken))
	if serverError(t, err).Code != "invalid_client" {
		t.Error(err)
	}
}

// RFC 8705 and RFC 9449 have servers say when a token is good with a proof only.
func TestIntrospectionSaysWhenATokenIsBound(t *testing.T) {
	for said, bound := range map[string]bool{
		`{"active":true,"token_type":"Bearer"}`:               false,
		`{"active":true,"cnf":null}`:                          false,
		`{"active":true,"token_type":"DPoP"}`:                 true,
		`{"active":true,"cnf":{"x5t#S256":"the thumbprint"}}`: true,
	} {
		o := newOrg(t)
		o.routes["POST /introspect"] = o.says(200, "application/json", said)
		got, err := newClient(t, okta.Options{}).Introspect(t.Context(), o.URL+"/introspect", credentials(okta.Post), okta.NewSecret(accessToken))
		if err != nil || got.Bound != bound {
			t.Errorf("%s: %v, %v", said, got.Bound, err)
		}
	}
}
