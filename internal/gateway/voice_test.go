package gateway_test

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"oktadance/internal/gateway"
	"oktadance/internal/okta"
	"oktadance/internal/practice"
)

// row is a situation, and what a caller sees in it in each voice.
type row struct {
	name string
	// meet brings the situation about and returns the Authorization headers to send.
	meet      func(*stage) []string
	mule      int
	says      string // the body's error; $IDP stands for what the authorization server says
	challenge bool
	standard  int
	code      string // of the challenge in the standard voice; "" for none
}

const idp = "$IDP"

func bearer(token string) []string { return []string{"Bearer " + token} }

// spoilt is a good token met by an org in trouble.
func spoilt(trouble string) func(*stage) []string {
	return func(s *stage) []string {
		token := s.token()
		if err := s.org.Spoil(trouble); err != nil {
			s.t.Fatal(err)
		}
		return bearer(token)
	}
}

// rateLimited is a good token met by an org that has had enough. The practice org limits its
// management API alone, so that the gateway is made to ask there.
func rateLimited(s *stage) []string {
	s.opt.Server.Introspection = s.OrgURL + "/api/v1/apps"
	s.open()
	return spoilt("rate-limited")(s)
}

// unvouched is a good token met by a gateway that is to ask a server whose certificate no
// authority has signed.
func unvouched(s *stage) []string {
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	s.t.Cleanup(server.Close)
	s.opt.Server.Introspection = server.URL
	s.open()
	return bearer(s.token())
}

func sent(headers ...string) func(*stage) []string { return func(*stage) []string { return headers } }

// reopened is a good token met by a gateway with another setting.
func reopened(set func(*gateway.Options)) func(*stage) []string {
	return func(s *stage) []string {
		set(&s.opt)
		s.open()
		return bearer(s.token())
	}
}

// rows are those of MuleSoft's documented answers, with the ways into each.
func rows() []row {
	const revoked, malformed = "Token has been revoked.", "Authorization header is invalid"
	return []row{
		{"no token", sent(), 400, "Access token was not provided", false, 401, ""},
		{"basic", sent("Basic dXNlcjpwYXNz"), 400, malformed, false, 401, ""},
		{"extra words", sent("Bearer a b"), 400, malformed, false, 400, "invalid_request"},
		{"no prefix", sent("eyJhbGciOiJub25lIn0.e30."), 400, malformed, false, 401, ""},
		{"quotes", sent(`Bearer "token"`), 400, malformed, false, 400, "invalid_request"},
		{"no token behind Bearer", sent("Bearer "), 400, malformed, false, 400, "invalid_request"},
		{"two headers", sent("Bearer a", "Bearer a"), 400, malformed, false, 400, "invalid_request"},
		{"garbage", sent("Bearer garbage"), 401, revoked, true, 401, "invalid_token"},
		{"revoked", func(s *stage) []string { token := s.token(); s.revoke(token); return bearer(token) }, 401, revoked, true, 401, "invalid_token"},
		{"another server's", func(s *stage) []string {
			return bearer(tokenOf(s.t, newOrg(s.t, practice.Options{Key: strangerKey()})))
		}, 401, revoked, true, 401, "invalid_token"},
		{"expired at the server", func(s *stage) []string { token := s.token(); s.clock.pass(2 * time.Hour); return bearer(token) }, 401, revoked, true, 401, "invalid_token"},
		{"expired by the gateway's clock", reopened(func(o *gateway.Options) {
			slow := o.Now
			o.Now = func() time.Time { return slow().Add(2 * time.Hour) }
		}), 401, "Token has expired.", true, 401, "invalid_token"},
		{"wrong introspection secret", reopened(func(o *gateway.Options) { o.Server.Client.Secret = okta.NewSecret("not the secret") }), 401, idp, true, 503, ""},
		{"unknown introspection client", reopened(func(o *gateway.Options) { o.Server.Client.ID = "0oaNobody" }), 401, idp, true, 503, ""},
		{"server gone", func(s *stage) []string { token := s.token(); s.org.Close(); return bearer(token) }, 401, "Unauthorized", true, 503, ""},
		{"server silent", func(s *stage) []string {
			s.opt.Client.Timeout = 50 * time.Millisecond
			s.open()
			return spoilt("slow")(s)
		}, 401, "Unauthorized", true, 503, ""},
		{"server nobody vouches for", unvouched, 401, "Unauthorized", true, 503, ""},
		{"server over http elsewhere", reopened(func(o *gateway.Options) { o.Server.Introspection = "http://example.com/introspect" }), 401, "Unauthorized", true, 503, ""},
		{"server out of order", spoilt("outage"), 401, idp, true, 503, ""},
		{"rate limit", rateLimited, 401, idp, true, 503, ""},
		{"scope", reopened(func(o *gateway.Options) { o.Policy.Scopes = []string{"another"} }), 403, "The required scopes are not authorized", false, 403, "insufficient_scope"},
		{"contract", reopened(func(o *gateway.Options) { o.Policy.Clients = []string{"0oaAnother"} }), 403, "Invalid Client", false, 403, "insufficient_scope"},
		{"server says 403", spoilt("network-zone"), 403, idp, false, 503, ""},
		{"server says 400", spoilt("deactivated-server"), 500, idp, false, 503, ""},
		{"server says HTML", spoilt("captive-portal"), 500, "Unexpected error processing Authentication Server response", false, 503, ""},
	}
}

func TestMuleSoftsAnswers(t *testing.T) {
	for _, row := range rows() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := play(t)
			a := s.send(s.request("GET", "/orders", row.meet(s)...)).is(row.mule)
			want := row.says
			if want == idp {
				want = s.serverSays()
			}
			a.says(want)
			if a.header.Get("Content-Type") != "application/json; charset=UTF-8" {
				t.Errorf("content type %q", a.header.Get("Content-Type"))
			}
			challenge := a.header.Get("WWW-Authenticate")
			if row.challenge && challenge != `Bearer realm="OpenId Client Realm"` || !row.challenge && challenge != "" {
				t.Errorf("challenge %q", challenge)
			}
			s.unheard()
		})
	}
}

// serverSays is the body of the authorization server's last answer.
func (s *stage) serverSays() string {
	s.t.Helper()
	said := ""
	for _, m := range s.moves.take() {
		if m.Leg == gateway.Asks {
			said = m.Query.ResponseBody
		}
	}
	if !strings.HasPrefix(said, `{"error`) {
		s.t.Fatalf("the server said %q", said)
	}
	return said
}

func TestStandardAnswers(t *testing.T) {
	for _, row := range rows() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := play(t, byTheBook)
			a := s.send(s.request("GET", "/orders", row.meet(s)...)).is(row.standard)
			challenge := a.header.Get("WWW-Authenticate")
			switch {
			case row.standard == 503:
				a.says("temporarily_unavailable")
				if challenge != "" {
					t.Errorf("the caller is challenged for the gateway's fault: %q", challenge)
				}
			case row.code == "":
				if challenge != `Bearer realm="oktadance"` || a.body != "" {
					t.Errorf("challenge %q, body %q", challenge, a.body)
				}
			default:
				a.says(row.code)
				if !strings.HasPrefix(challenge, `Bearer realm="oktadance", error="`+row.code+`", error_description="`) {
					t.Errorf("challenge %q", challenge)
				}
			}
			if named := strings.Contains(challenge, `scope="another"`); named != (row.name == "scope") {
				t.Errorf("challenge %q", challenge)
			}
			s.unheard()
		})
	}
}

// A token in the query counts for MuleSoft and not for the standard, and the header wins.
func TestTokenInTheQuery(t *testing.T) {
	s := play(t)
	good := s.token()
	s.send(s.request("GET", "/orders?access_token="+good)).is(200)
	s.send(s.request("GET", "/orders?%61ccess_token="+good+"&status=open")).is(200)
	s.send(s.request("GET", "/orders?access_token=garbage", "Bearer "+good)).is(200)
	for _, r := range s.api.calls() {
		if strings.Contains(r.RequestURI, "access_token") || strings.Contains(r.RequestURI, "eyJ") {
			t.Errorf("the API is sent %s", r.RequestURI)
		}
	}
	if got := s.api.calls()[1].RequestURI; got != "/orders?status=open" {
		t.Errorf("the API is sent %s", got)
	}
	s.send(s.request("GET", "/orders?access_token=")).is(400).says("Access token was not provided")
	s.send(s.request("GET", "/orders?access_token=a&access_token="+good)).is(400).says("Authorization header is invalid")

	b := play(t, byTheBook)
	good = b.token()
	if challenge := b.send(b.request("GET", "/orders?access_token="+good)).is(401).header.Get("WWW-Authenticate"); strings.Contains(challenge, "error") {
		t.Errorf("challenge %q", challenge)
	}
	b.send(b.request("GET", "/orders?access_token="+good, "Bearer "+good)).is(400).says("invalid_request")
	b.unheard()
}

// The standard leaves the case of the scheme open; MuleSoft does not.
func TestSpellingOfBearer(t *testing.T) {
	s := play(t)
	s.send(s.request("GET", "/orders", "bearer "+s.token())).is(400)
	s.unheard()
	b := play(t, byTheBook)
	b.send(b.request("GET", "/orders", "bEARER  "+b.token())).is(200)
}

func TestRetryAfterIsHandedOn(t *testing.T) {
	s := play(t, byTheBook)
	a := s.send(s.request("GET", "/orders", rateLimited(s)...)).is(503)
	if a.header.Get("Retry-After") == "" {
		t.Error("the caller is not told when to try again")
	}
}
