package steps_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"oktadance/internal/okta"
	"oktadance/steps"
)

// stranger is an authorization server by the book that is not Okta: endpoints
// outside /v1, a path in its issuer, tokens as RFC 9068 has them.
type stranger struct {
	*httptest.Server
	issuer  string
	opaque  bool   // gives tokens that only it can read
	drops   bool   // leaves unknown scopes out instead of refusing them
	keyType string // content type of the key set
	blind   bool   // has no introspection endpoint

	endpoints string // where its endpoints are, when not below the issuer
	refusal   string // what it says with 401 to a client that it does not believe
	bodyOnly  bool   // does not look at the Authorization header
	scopeless bool   // names no scope, neither in the answer nor in the token
}

func strange(t *testing.T, change func(*stranger)) *stranger {
	t.Helper()
	s := &stranger{keyType: "application/jwk-set+json", refusal: `{"error":"invalid_client"}`}
	mux := http.NewServeMux()
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	s.issuer = s.URL + "/realms/dance"
	change(s)
	mux.HandleFunc("GET /.well-known/oauth-authorization-server/realms/dance", s.metadata)
	mux.HandleFunc("GET /realms/dance/certs", s.certs)
	mux.HandleFunc("POST /realms/dance/token", s.token)
	mux.HandleFunc("POST /realms/dance/introspect", s.introspect)
	return s
}

func (s *stranger) metadata(w http.ResponseWriter, _ *http.Request) {
	base := s.endpoints
	if base == "" {
		base = strings.TrimSuffix(s.issuer, "/")
	}
	m := map[string]any{
		"issuer": s.issuer, "token_endpoint": base + "/token", "jwks_uri": base + "/certs",
		"authorization_endpoint": base + "/auth", "response_types_supported": []string{"code"},
	}
	if !s.blind {
		m["introspection_endpoint"] = base + "/introspect"
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(m)
}

func (s *stranger) certs(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", s.keyType)
	_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
		{Key: &theKey().PublicKey, KeyID: "one", Algorithm: "RS256", Use: "sig"},
	}})
}

func (s *stranger) token(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	if !ok || s.bodyOnly {
		id, secret = r.FormValue("client_id"), r.FormValue("client_secret")
	}
	asked := r.FormValue("scope")
	w.Header().Set("Content-Type", "application/json;charset=utf-8")
	switch {
	case id != "dancer" || secret != "steps":
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, s.refusal)
		return
	case asked != "orders" && !s.drops:
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_scope"}`))
		return
	case asked != "orders":
		asked = "email"
	}
	answer := map[string]any{"token_type": "bearer", "expires_in": "300", "access_token": s.sign(asked)}
	if !s.scopeless {
		answer["scope"] = asked
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func (s *stranger) sign(scope string) string {
	if s.opaque {
		return "2YotnFZFEjr1zCsicMWpAA"
	}
	signer, err := jose.NewSigner(
		jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: theKey(), KeyID: "one"}},
		(&jose.SignerOptions{}).WithType("at+jwt"))
	if err != nil {
		return err.Error()
	}
	now := time.Now()
	claims := map[string]any{
		"iss": s.issuer, "aud": []string{"orders", "account"}, "sub": "service-account", "client_id": "dancer",
		"iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(), "jti": "1",
	}
	if !s.scopeless {
		claims["scope"] = scope
	}
	token, err := jwt.Signed(signer).Claims(claims).Serialize()
	if err != nil {
		return err.Error()
	}
	return token
}

func (s *stranger) introspect(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(`{"active":true,"client_id":"dancer","scope":"orders"}`))
}

// meets walks a stranger: everything is answered by hand.
func meets(t *testing.T, s *stranger, scope string) person {
	notes := newMemory()
	answers := map[string]string{
		"account.url": s.URL, "metadata.issuer": s.issuer, "app.client_id": "dancer", "app.client_secret": "steps", "scope.name": scope,
	}
	env := steps.Env{Client: okta.New(okta.Options{}), Offer: func(note string) string { return answers[note] }}
	u := person{t, steps.NewWalk(steps.All(), notes, env), notes}
	u.enters()
	if p := u.walk.Problem(); p == nil || !strings.Contains(p.What, "is not an Okta org") || len(p.Repairs) == 0 {
		t.Fatalf("a stranger's account: %v", p)
	}
	u.walk.Fix(0)
	u.settle()
	u.enters()
	return u
}

func TestAStandardServerThatIsNotOktaIsWalkedToTheEnd(t *testing.T) {
	for name, change := range map[string]func(*stranger){
		"by the book":                      func(*stranger) {},
		"opaque tokens":                    func(s *stranger) { s.opaque = true },
		"no introspection":                 func(s *stranger) { s.blind = true },
		"drops scopes":                     func(s *stranger) { s.drops = true },
		"keys as plain JSON":               func(s *stranger) { s.keyType = "application/json; charset=utf-8" },
		"tokens without a scope":           func(s *stranger) { s.scopeless = true },
		"a slash at the end of the issuer": func(s *stranger) { s.issuer += "/" },
		"the secret in the body alone, and a parameter is missed": func(s *stranger) {
			s.bodyOnly, s.refusal = true, `{"error":"invalid_request","error_description":"Missing parameter: client_id"}`
		},
		"the secret in the body alone, and the client is not known": func(s *stranger) {
			s.bodyOnly, s.refusal = true, `{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}`
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := strange(t, change)
			u := meets(t, s, "orders")
			u.isDone()
			if u.notes.Get("metadata.issuer") != s.issuer {
				t.Errorf("the issuer noted is %q", u.notes.Get("metadata.issuer"))
			}
			if u.notes.Get("test.scope") != "orders" {
				t.Errorf("the scope granted is %q", u.notes.Get("test.scope"))
			}
		})
	}
}

func TestAScopeThatIsLeftOutIsNoticed(t *testing.T) {
	u := meets(t, strange(t, func(s *stranger) { s.drops = true }), "ordres")
	if p := u.walk.Problem(); p == nil || !strings.Contains(p.What, "left the scope ordres out") {
		t.Fatalf("the problem is %v", p)
	}
	u.isAsked("scope.name")
}

func TestAnotherIssuersDocumentIsRefused(t *testing.T) {
	s := strange(t, func(*stranger) {})
	given := s.issuer
	s.issuer = "https://elsewhere.example.com"
	u := person{t, nil, newMemory()}
	u.walk = steps.NewWalk(steps.All(), u.notes, steps.Env{Client: okta.New(okta.Options{}), Offer: func(note string) string {
		return map[string]string{"account.url": s.URL, "metadata.issuer": given}[note]
	}})
	u.enters()
	u.walk.Fix(0)
	u.settle()
	u.enters()
	if p := u.walk.Problem(); p == nil || !strings.Contains(p.What, "https://elsewhere.example.com") {
		t.Fatalf("the problem is %v", p)
	}
	u.isAsked("metadata.issuer")
}

func TestSecretsGoToAnotherHostOnlyByConsent(t *testing.T) {
	s := strange(t, func(*stranger) {})
	target, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	away := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }})
	t.Cleanup(away.Close)
	s.endpoints = away.URL + "/realms/dance"
	u := person{t, nil, newMemory()}
	u.walk = steps.NewWalk(steps.All(), u.notes, steps.Env{Client: okta.New(okta.Options{}), Offer: func(note string) string {
		return map[string]string{"account.url": s.URL, "metadata.issuer": s.issuer}[note]
	}})
	u.enters()
	u.walk.Fix(0)
	u.settle()
	for u.walk.State() != steps.Stuck {
		u.step(u.walk.Heard)
	}
	p := u.walk.Problem()
	if p.Consent == nil || !strings.Contains(strings.Join(p.Consent, " "), away.URL) {
		t.Fatalf("nobody was asked about %s: %v", away.URL, p)
	}
	u.step(u.walk.Heard)
	if u.walk.State() != steps.Passed {
		t.Fatalf("agreed, and then %v: %v", u.walk.State(), u.walk.Problem())
	}
}

// What other servers answer to a wrong secret is not taken for a proof of it.
func TestAWrongSecretElsewhereIsToldWhereItWasGiven(t *testing.T) {
	for _, refusal := range []string{
		`{"error":"invalid_client"}`,
		`{"error":"access_denied","error_description":"Unauthorized"}`,
		`{"error":"unauthorized_client","error_description":"Invalid client or Invalid client credentials"}`,
	} {
		s := strange(t, func(s *stranger) { s.refusal = refusal })
		u := meets(t, s, "orders")
		u.isDone()
		u.walk.Open("app.client_secret")
		u.answers("a-wrong-one")
		if p := u.walk.Problem(); p == nil || p.What != "The server does not believe that the client is who it says." {
			t.Fatalf("%s: %v", refusal, p)
		}
		u.isAsked("app.client_secret")
	}
}

// Where the server can't be asked, a pasted document still sends no secret to
// another host unless the person agrees.
func TestAPastedDocumentAsksBeforeSecretsGoElsewhere(t *testing.T) {
	const nobody = "http://127.0.0.1:1"
	u := person{t, nil, newMemory()}
	for name, value := range map[string]string{"account.url": nobody, "account.kind": "another authorization server than Okta", "account.passed": "x"} {
		if err := u.notes.Put(name, value); err != nil {
			t.Fatal(err)
		}
	}
	u.walk = steps.NewWalk(steps.All(), u.notes, steps.Env{Client: okta.New(okta.Options{})})
	u.answers(nobody)
	u.walk.Fix(0)
	u.settle()
	u.isAsked("metadata.document")
	u.answers(`{"issuer":"` + nobody + `","token_endpoint":"https://login.example.net/token","jwks_uri":"https://login.example.net/keys"}`)
	p := u.walk.Problem()
	if p == nil || !strings.Contains(strings.Join(p.Consent, " "), "https://login.example.net/token") {
		t.Fatalf("nobody was asked: %v", p)
	}
	u.walk.Fix(0)
	u.settle()
	if u.walk.State() != steps.Passed {
		t.Fatalf("agreed, and then %v: %v", u.walk.State(), u.walk.Problem())
	}
	for _, r := range steps.Check(t.Context(), steps.All(), u.notes, steps.Env{Client: okta.New(okta.Options{})}, []string{"metadata"}) {
		if r.Verdict != steps.Failed {
			t.Errorf("checked again with nobody there to ask, it %v", r.Verdict)
		}
	}
}
