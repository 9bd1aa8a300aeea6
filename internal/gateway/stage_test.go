package gateway_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oktadance/internal/gateway"
	"oktadance/internal/okta"
	"oktadance/internal/practice"

	"github.com/go-jose/go-jose/v4"
)

// theKey signs for every org of these tests, and lets them forge.
var theKey = sync.OnceValue(newKey)

// strangerKey is somebody else's.
var strangerKey = sync.OnceValue(newKey)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

// stage is an org, an API, and a gateway between callers and the API.
type stage struct {
	t *testing.T
	practice.Paste
	org   *practice.Org
	api   *api
	opt   gateway.Options
	gw    *gateway.Gateway
	front *httptest.Server
	clock *clock
	moves moves
}

// clock is the org's and the gateway's, which can be moved.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// api is the API, with a list of what reached it.
type api struct {
	*httptest.Server
	handler http.Handler
	mu      sync.Mutex
	seen    []*http.Request
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.seen = append(a.seen, r)
	a.mu.Unlock()
	a.handler.ServeHTTP(w, r)
}

func (a *api) calls() []*http.Request {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.seen)
}

// moves are those told.
type moves struct {
	mu  sync.Mutex
	all []gateway.Move
}

func (m *moves) add(move gateway.Move) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all = append(m.all, move)
}

func (m *moves) take() []gateway.Move {
	m.mu.Lock()
	defer m.mu.Unlock()
	taken := m.all
	m.all = nil
	return taken
}

// asked counts the exchanges with the authorization server.
func (s *stage) asked() int {
	n := 0
	for _, m := range s.moves.take() {
		if m.Leg == gateway.Asks {
			n++
		}
	}
	return n
}

func newOrg(t testing.TB, opt practice.Options) *practice.Org {
	t.Helper()
	if opt.Key == nil {
		opt.Key = theKey()
	}
	org, err := practice.Start(opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	return org
}

// guard is how a gateway guards an API with an org.
func guard(org *practice.Org, upstream string) gateway.Options {
	paste := org.Paste()
	return gateway.Options{
		Upstream: upstream,
		Server: gateway.Server{
			Issuer: paste.Issuer, Introspection: paste.Issuer + "/v1/introspect", JWKS: paste.Issuer + "/v1/keys",
			Client: okta.Credentials{ID: paste.ClientID, Secret: okta.NewSecret(paste.ClientSecret)},
		},
		Policy: gateway.Policy{Scopes: []string{paste.ScopeName}},
		TTL:    gateway.DefaultTTL, NegativeTTL: gateway.DefaultNegativeTTL,
	}
}

// play sets a stage. Each setting may change how the API is guarded.
func play(t *testing.T, settings ...func(*gateway.Options)) *stage {
	t.Helper()
	return playIn(t, practice.Options{SlowBy: time.Hour}, settings...)
}

func playIn(t *testing.T, o practice.Options, settings ...func(*gateway.Options)) *stage {
	t.Helper()
	s := &stage{t: t, clock: &clock{}}
	o.Now = s.clock.now
	s.org = newOrg(t, o)
	s.Paste = s.org.Paste()
	s.api = &api{handler: gateway.API(s.ScopeName)}
	s.api.Server = httptest.NewServer(s.api)
	t.Cleanup(s.api.Close)
	s.opt = guard(s.org, s.api.URL)
	s.opt.Now, s.opt.Watch = s.clock.now, s.moves.add
	for _, set := range settings {
		set(&s.opt)
	}
	s.open()
	return s
}

// open opens the gateway anew, as s.opt says.
func (s *stage) open() {
	s.t.Helper()
	gw, err := gateway.New(s.opt)
	if err != nil {
		s.t.Fatal(err)
	}
	s.gw, s.front = gw, httptest.NewServer(gw)
	s.t.Cleanup(s.front.Close)
}

// Settings.
func locally(o *gateway.Options)     { o.Validate, o.TTL = gateway.JWKS, gateway.DefaultJWKSTTL }
func byTheBook(o *gateway.Options)   { o.Answers = gateway.RFC6750 }
func withoutTTL(o *gateway.Options)  { o.TTL, o.NegativeTTL = 0, 0 }
func forAudience(o *gateway.Options) { o.Policy.Audience = "api://default" }

// token is one that the org issues.
func (s *stage) token() string { s.t.Helper(); return tokenOf(s.t, s.org) }

func tokenOf(t testing.TB, org *practice.Org) string {
	t.Helper()
	paste := org.Paste()
	who := okta.Credentials{ID: paste.ClientID, Secret: okta.NewSecret(paste.ClientSecret)}
	grant, err := okta.New(okta.Options{}).ClientCredentials(context.Background(), paste.Issuer+"/v1/token", who, paste.ScopeName)
	if err != nil {
		t.Fatal(err)
	}
	return grant.AccessToken.Reveal()
}

func (s *stage) revoke(token string) {
	s.t.Helper()
	if err := okta.New(okta.Options{}).Revoke(context.Background(), s.Issuer+"/v1/revoke", s.opt.Server.Client, okta.NewSecret(token)); err != nil {
		s.t.Fatal(err)
	}
}

// kid is the name of the org's key.
func (s *stage) kid() string { s.t.Helper(); return kidOf(s.t, s.org) }

func kidOf(t testing.TB, org *practice.Org) string {
	t.Helper()
	keys, err := okta.New(okta.Options{}).Keys(context.Background(), org.Paste().Issuer+"/v1/keys")
	if err != nil {
		t.Fatal(err)
	}
	return keys.IDs()[0]
}

type claims = map[string]any

// forge signs what the org never said. Each change edits what it would have said.
func (s *stage) forge(alg jose.SignatureAlgorithm, key any, kid string, changes ...func(claims)) string {
	s.t.Helper()
	now := s.clock.now()
	body := claims{"ver": 1, "jti": "AT.forged", "iss": s.Issuer, "aud": "api://default", "iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
		"cid": s.ClientID, "scp": []string{s.ScopeName}, "sub": s.ClientID}
	for _, change := range changes {
		change(body)
	}
	return sign(s.t, alg, key, kid, body)
}

func sign(t testing.TB, alg jose.SignatureAlgorithm, key any, kid string, body claims) string {
	t.Helper()
	options := &jose.SignerOptions{ExtraHeaders: map[jose.HeaderKey]any{"kid": kid}}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, options)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// answer is what a caller gets.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

// call sends GET /orders with a token.
func (s *stage) call(token string) answer {
	s.t.Helper()
	return s.send(s.request("GET", "/orders", "Bearer "+token))
}

func (s *stage) request(method, path string, authorization ...string) *http.Request {
	s.t.Helper()
	r, err := http.NewRequest(method, s.front.URL+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(authorization) > 0 {
		r.Header["Authorization"] = authorization
	}
	return r
}

func (s *stage) send(r *http.Request) answer {
	s.t.Helper()
	client := &http.Client{Transport: s.front.Client().Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{s.t, res.StatusCode, res.Header, strings.TrimSuffix(string(body), "\n")}
}

// is fails unless the status is this.
func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Errorf("answer %d %s, not %d", a.status, a.body, status)
	}
	return a
}

// says fails unless the body's error is this.
func (a answer) says(text string) answer {
	a.t.Helper()
	var body map[string]string
	if err := json.Unmarshal([]byte(a.body), &body); err != nil || body["error"] != text {
		a.t.Errorf("body %s, not the error %q", a.body, text)
	}
	return a
}

// unheard fails if anything reached the API.
func (s *stage) unheard() {
	s.t.Helper()
	if n := len(s.api.calls()); n > 0 {
		s.t.Errorf("%d requests reached the API", n)
	}
}
