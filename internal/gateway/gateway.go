// Package gateway is a reverse proxy that lets a request through to an API only with an access token that the API's policy accepts.
package gateway

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"oktadance/internal/okta"
)

// Validation is how a Gateway finds out whether a token is good.
type Validation string

// The two ways to validate.
const (
	Introspect Validation = "introspect" // ask the authorization server (RFC 7662), as MuleSoft's OIDC policy does
	JWKS       Validation = "jwks"       // verify the signature with the server's published keys (RFC 9068)
)

// Voice is the manner in which a Gateway answers a caller that it refuses.
type Voice string

// The two voices.
const (
	MuleSoft Voice = "mulesoft" // statuses and texts of MuleSoft's OIDC access token enforcement policy
	RFC6750  Voice = "rfc6750"  // the standard's
)

// Server is the authorization server whose tokens count.
type Server struct {
	Issuer        string
	Introspection string // introspection_endpoint, for Introspect
	JWKS          string // jwks_uri, for JWKS
	// Client is who asks, for Introspect. Its secret goes into the form, whatever
	// Method says: MuleSoft's policy knows no other way.
	Client okta.Credentials
}

// Policy says what a good token must also be to open this API.
type Policy struct {
	Audience string   // must be among the token's audiences; empty is not checked
	Scopes   []string // must be among the token's scopes, to the letter
	AnyScope bool     // one of Scopes is enough
	Clients  []string // the clients with a contract; nil is not checked
}

// How long answers are remembered unless somebody wants it otherwise.
const (
	DefaultTTL         = 10 * time.Second // for Introspect: so long does a revoked token still work
	DefaultJWKSTTL     = maxKeyAge        // for JWKS: no verdict outlives the keys it was made with
	DefaultNegativeTTL = 5 * time.Second
	DefaultRemember    = 1000 // tokens; MuleSoft's Flex Gateway has the same
)

// Options say what a Gateway guards, and how.
type Options struct {
	Upstream string // the API's URL; its path, if any, goes before the paths of requests
	Server   Server
	Validate Validation // empty is Introspect
	Answers  Voice      // empty is MuleSoft
	Policy   Policy

	// TTL is how long a good token is remembered, never beyond its expiry; zero
	// means that every call is checked anew. With Introspect it is the longest
	// that a revoked token still works. With JWKS it is at most DefaultJWKSTTL.
	TTL         time.Duration
	NegativeTTL time.Duration // how long Introspect remembers that a token is not active
	Remember    int           // how many tokens of each kind; zero is DefaultRemember

	HideIdentity bool // send the API no X-AGW- headers about the token
	PassToken    bool // send the API the bearer token as well

	Client okta.Options     // for requests to the server; a zero Timeout is MuleSoft's 10 s
	Now    func() time.Time // judges tokens; nil is time.Now
	Watch  func(Move)       // is told every move as it happens, on the request's goroutine; nil is nobody
	Log    *slog.Logger     // gets one line a request, without secrets; nil is none
}

// Gateway guards an API. It answers /healthz itself; every other path takes a token
// that the policy accepts. It is safe for concurrent use.
type Gateway struct {
	o       Options
	client  *okta.Client
	keys    *ring // nil for Introspect
	memory  memory
	flights singleflight.Group
	proxy   *httputil.ReverseProxy
	count   atomic.Uint64
}

// New returns a Gateway. It sends nothing yet. Its error is a *SettingError.
func New(o Options) (*Gateway, error) {
	upstream, err := o.settle()
	if err != nil {
		return nil, err
	}
	g := &Gateway{o: o, client: okta.New(o.Client)}
	g.memory, err = newMemory(o.Remember)
	if err != nil {
		return nil, &SettingError{"Remember", err.Error()}
	}
	if o.Validate == JWKS {
		g.keys = newRing(o.Now, func(ctx context.Context) (okta.KeySet, error) {
			return g.client.Keys(ctx, o.Server.JWKS)
		})
	}
	g.proxy = g.newProxy(upstream)
	return g, nil
}

const healthPath = "/healthz"

// ServeHTTP lets a request through to the API, or says why not.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == healthPath {
		health(w, r)
		return
	}
	v := g.visit(w, r)
	defer v.end() // the proxy leaves by panic when the API breaks off
	if refused := g.admit(v, r); refused != nil {
		g.refuse(v, refused)
	} else {
		g.pass(v, r)
	}
	v.whole = true
}

// admit says why a request must not pass, if there is a reason.
func (g *Gateway) admit(v *visit, r *http.Request) *refusal {
	token, refused := g.bearer(r)
	v.arrive(token)
	switch {
	case crooked(r.URL):
		return &refusal{fault: FaultPath, why: "the path is not one that stays below the API's"}
	case refused != nil:
		return refused
	}
	v.ruled(g.rule(r.Context(), token))
	if v.ruling.refused != nil {
		return v.ruling.refused
	}
	return g.o.Policy.check(v.ruling.grant, g.o.Now())
}

// pass hands a request to the API, and its answer to the caller.
func (g *Gateway) pass(v *visit, r *http.Request) {
	if r.ContentLength != 0 {
		v.body = &incoming{ReadCloser: r.Body}
		r.Body = v.body
	}
	g.proxy.ServeHTTP(v, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
}

// health says that the gateway runs. It says nothing of the API or of the server.
func health(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"status":"ok"}`+"\n")
}
