package practice

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// stranger sends a request straight to the org's handler.
func stranger(o *Org, method, path, body string, header http.Header) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, o.URL(), strings.NewReader(body))
	r.URL.Path, r.URL.RawQuery, _ = strings.Cut(path, "?")
	r.Host = strings.TrimPrefix(o.URL(), "http://")
	r.Header = header
	w := httptest.NewRecorder()
	o.handler().ServeHTTP(w, r)
	return w
}

func fuzzOrg(f *testing.F) *Org {
	f.Helper()
	o, err := Start(Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { o.Close() })
	return o
}

// Whatever a client sends, it hears a refusal in one of Okta's shapes, and gets a token
// only with the right credentials.
func FuzzTokenRequest(f *testing.F) {
	o := fuzzOrg(f)
	p := o.Paste()
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(p.ClientID+":"+p.ClientSecret))
	f.Add("grant_type=client_credentials&scope="+p.ScopeName, basic, "", "")
	f.Add("grant_type=client_credentials&client_id="+p.ClientID+"&client_secret="+p.ClientSecret, "", "scope=x", "")
	f.Add("grant_type=password", "Bearer SSWS "+p.APIToken, "", "eyJ.eyJ.x")
	f.Add("client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=eyJhbGciOiJIUzI1NiJ9.e30.AA", "", "", "")
	f.Add("%zz", "Basic :", "%", ".")
	f.Fuzz(func(t *testing.T, body, authorization, query, proof string) {
		header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
		if authorization != "" {
			header.Set("Authorization", authorization)
		}
		if proof != "" {
			header.Set("DPoP", proof)
		}
		w := stranger(o, "POST", "/oauth2/default/v1/token?"+query, body, header)
		if w.Code >= 500 || !json.Valid(w.Body.Bytes()) {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
		if knows := authorization == basic || strings.Contains(body, p.ClientSecret); w.Code == 200 && !knows {
			t.Fatalf("a token for %q %q", authorization, body)
		}
	})
}

// Whatever an administrator sends, the org stays one that can be kept and opened again.
func FuzzManagementRequest(f *testing.F) {
	o := fuzzOrg(f)
	p := o.Paste()
	if _, err := o.signer(o.state.Load().defaultServer().ID); err != nil { // the key is made once
		f.Fatal(err)
	}
	whole := o.state.Load()
	server := "/api/v1/authorizationServers/default"
	policy := server + "/policies/" + o.state.Load().defaultServer().Policies[0].ID
	for _, seed := range [][3]string{
		{"POST", "/api/v1/apps", `{"name":"oidc_client","label":"x","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"application_type":"web","grant_types":["authorization_code"],"redirect_uris":["http://x"],"response_types":["code"],"jwks":{"keys":[{"kty":"RSA"}]}}}}`},
		{"PUT", "/api/v1/apps/" + p.AppID, `{"label":"x","signOnMode":"OPENID_CONNECT","settings":{"oauthClient":{"grant_types":null,"idp_initiated_login":null}},"credentials":{"oauthClient":{"client_secret":"12345678901234"}}}`},
		{"POST", server + "/scopes", `{"name":"x","consent":"REQUIRED"}`},
		{"POST", server + "/policies", `{"type":"OAUTH_AUTHORIZATION_POLICY","name":"x","description":"y","priority":-1,"conditions":{"clients":{"include":["ALL_CLIENTS"]}}}`},
		{"POST", policy + "/rules", `{"type":"RESOURCE_ACCESS","name":"x","priority":99,"conditions":{"people":{},"grantTypes":{"include":["client_credentials"]}}}`},
		{"PUT", policy, `{"type":"OAUTH_AUTHORIZATION_POLICY","name":"x","description":"y","priority":5,"conditions":{"clients":{"include":["ALL_CLIENTS"]}}}`},
		{"PUT", server, `{"name":"x","audiences":["a"]}`},
		{"PUT", "/api/v1/api-tokens/" + p.TokenID, `{"name":"x","network":{"connection":"ANYWHERE"}}`},
		{"POST", "/oauth2/v1/clients", `{"client_name":"x","grant_types":["authorization_code"],"redirect_uris":["http://x"]}`},
		{"GET", "/api/v1/apps?limit=1&after=x&filter=status%20eq%20%22ACTIVE%22", ""},
		{"DELETE", "/api/v1/apps/" + p.AppID + "/credentials/secrets/x", ""},
	} {
		f.Add(seed[0], seed[1], seed[2])
	}
	f.Fuzz(func(t *testing.T, method, path, body string) {
		if !slices.Contains([]string{"GET", "POST", "PUT", "DELETE"}, method) || !strings.HasPrefix(path, "/") || strings.Contains(path, "current") {
			t.Skip()
		}
		o.state.Store(whole)
		header := http.Header{"Content-Type": {"application/json"}, "Authorization": {"SSWS " + p.APIToken}}
		w := stranger(o, method, path, body, header)
		if w.Code >= 500 {
			t.Fatalf("%s %s %s: %d %s", method, path, body, w.Code, w.Body)
		}
		b, err := json.Marshal(o.state.Load())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parseState("org.json", b); err != nil {
			t.Fatalf("%s %s %s: %v", method, path, body, err)
		}
	})
}

// Whatever is in org.json, reading it ends in an org or in an error.
func FuzzStateFile(f *testing.F) {
	o := fuzzOrg(f)
	whole, err := json.Marshal(o.state.Load())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"version":1,"org":{"id":"00o"},"authorizationServers":[{"default":true}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := parseState("org.json", b)
		if (s == nil) == (err == nil) {
			t.Fatalf("%v %v", s, err)
		}
		if s != nil {
			s.paste("http://127.0.0.1:1")
		}
	})
}
