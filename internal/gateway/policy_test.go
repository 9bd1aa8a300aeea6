package gateway_test

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"oktadance/internal/gateway"
)

// with sets a claim; without takes it out.
func with(name string, value any) func(claims) { return func(c claims) { c[name] = value } }
func without(name string) func(claims)         { return func(c claims) { delete(c, name) } }

// edited is the token that the org would have signed, with changes.
func edited(changes ...func(claims)) func(*stage) string {
	return func(s *stage) string { return s.forge(jose.RS256, theKey(), s.kid(), changes...) }
}

// at is a time as claims write it, from now on.
func at(d time.Duration) int64 { return time.Now().Add(d).Unix() }

// unsigned is a token that asks to be believed.
func unsigned(s *stage) string {
	parts := strings.Split(edited()(s), ".")
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","kid":"`+s.kid()+`"}`)) + "." + parts[1] + "."
}

// confused is signed with the public key, as if that were a shared secret.
func confused(s *stage) string {
	der, err := x509.MarshalPKIXPublicKey(&theKey().PublicKey)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.forge(jose.HS256, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), s.kid())
}

// changed has another character in the middle of its signature.
func changed(s *stage) string {
	token := []byte(s.token())
	place := len(token) - 100
	token[place] = map[bool]byte{true: 'B', false: 'A'}[token[place] == 'A']
	return string(token)
}

// respelt has the same signature, written with another last character.
func respelt(s *stage) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	token := s.token()
	last := strings.IndexByte(alphabet, token[len(token)-1])
	return token[:len(token)-1] + alphabet[last+1:last+2]
}

// policyCase is a token, and what becomes of it in either way to validate.
type policyCase struct {
	name          string
	token         func(*stage) string
	jwks          gateway.Fault // "" is let through
	introspection gateway.Fault
}

func policyCases() []policyCase {
	const (
		passes   = gateway.Fault("")
		inactive = gateway.FaultInactive
		invalid  = gateway.FaultInvalid
	)
	return []policyCase{
		{"as issued", (*stage).token, passes, passes},
		{"as the org would issue it", edited(), passes, passes},
		{"alg none", unsigned, invalid, inactive},
		{"HS256 with the public key", confused, invalid, inactive},
		{"RS512", func(s *stage) string { return s.forge(jose.RS512, theKey(), s.kid()) }, invalid, inactive},
		{"another key under the right kid", func(s *stage) string { return s.forge(jose.RS256, strangerKey(), s.kid()) }, invalid, inactive},
		{"unknown kid", func(s *stage) string { return s.forge(jose.RS256, theKey(), "unknown") }, invalid, inactive},
		{"one character changed", changed, invalid, inactive},
		{"the last character changed to one that decodes alike", respelt, invalid, invalid},
		{"expired", edited(with("exp", at(-2*time.Minute))), gateway.FaultExpired, inactive},
		{"expired within the clocks' difference", edited(with("exp", at(-10*time.Second))), passes, inactive},
		{"no exp", edited(without("exp")), invalid, inactive},
		{"issued in the future", edited(with("iat", at(10*time.Minute))), invalid, passes},
		{"of the org server", func(s *stage) string { return edited(with("iss", s.OrgURL))(s) }, gateway.FaultForeign, gateway.FaultForeign},
		{"two audiences", edited(with("aud", []string{"other", "api://default"})), passes, inactive},
		{"another audience", edited(with("aud", "api://other")), gateway.FaultForeign, gateway.FaultForeign},
		{"without the scope", edited(with("scp", []string{"other"})), gateway.FaultScope, gateway.FaultScope},
		{"without any scope", edited(with("scp", []string{})), gateway.FaultScope, gateway.FaultScope},
		{"bound to a key", edited(with("cnf", map[string]string{"jkt": "thumbprint"})), gateway.FaultBound, gateway.FaultBound},
		{"too long", edited(with("padding", strings.Repeat("x", 16<<10))), invalid, invalid},
		{"a logout token", func(s *stage) string {
			signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: theKey()},
				(&jose.SignerOptions{}).WithType("logout+jwt").WithHeader("kid", s.kid()))
			if err != nil {
				s.t.Fatal(err)
			}
			signed, err := signer.Sign([]byte(`{"iss":"` + s.Issuer + `","aud":"api://default","exp":9999999999,"scp":["` + s.ScopeName + `"]}`))
			if err != nil {
				s.t.Fatal(err)
			}
			token, _ := signed.CompactSerialize()
			return token
		}, invalid, inactive},
		{"opaque", func(*stage) string { return "00aBcDeFgHiJkLmNoPqRsTuVwXyZ" }, invalid, inactive},
	}
}

// The practice org knows no tokens without its own claims; where it cannot read one, an
// aud array for instance, it calls the token inactive, and so does the gateway.
func TestPolicyCases(t *testing.T) {
	for _, c := range policyCases() {
		for way, validate := range map[string]func(*gateway.Options){"jwks": locally, "introspect": func(*gateway.Options) {}} {
			for voice, answers := range map[string]func(*gateway.Options){"mulesoft": func(*gateway.Options) {}, "rfc6750": byTheBook} {
				t.Run(c.name+"/"+way+"/"+voice, func(t *testing.T) {
					t.Parallel()
					s := play(t, validate, answers, forAudience)
					want := map[string]gateway.Fault{"jwks": c.jwks, "introspect": c.introspection}[way]
					s.meets(c.token(s), want)
				})
			}
		}
	}
}

// meets sends a token and looks at the fault found with it.
func (s *stage) meets(token string, want gateway.Fault) {
	s.t.Helper()
	a := s.call(token)
	told := s.moves.take()
	verdict := told[len(told)-1].Verdict
	if verdict.Fault != want {
		s.t.Errorf("answer %d %s: fault %q (%s), not %q", a.status, a.body, verdict.Fault, verdict.Why, want)
	}
	if want == "" {
		a.is(200)
		return
	}
	if a.status < 400 || a.status >= 500 {
		s.t.Errorf("answer %d", a.status)
	}
	s.unheard()
}

// saying is an authorization server, of whatever make, that says the same of every token.
func saying(t testing.TB, said string) func(*gateway.Options) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, said)
	}))
	t.Cleanup(server.Close)
	return func(o *gateway.Options) { o.Server.Introspection = server.URL }
}

// What servers of other makes may say of a token, and Okta's does not.
func TestWhatAServerMaySayOfAToken(t *testing.T) {
	for said, fault := range map[string]gateway.Fault{
		`{"active":true,"scope":"s"}`:                                           "",
		`{"active":true,"scope":"s","exp":1,"iss":"https://elsewhere.example"}`: gateway.FaultForeign,
		`{"active":true,"scope":"s","exp":1}`:                                   gateway.FaultExpired,
		`{"active":true,"scope":"s","cnf":{"x5t#S256":"thumbprint"}}`:           gateway.FaultBound, // RFC 8705
		`{"active":true,"scope":"s","token_type":"DPoP"}`:                       gateway.FaultBound,
		`{"active":true,"scope":"s","cnf":null}`:                                "",
		`{"active":false,"scope":"s"}`:                                          gateway.FaultInactive,
		`{"active":"true","scope":"s"}`:                                         gateway.FaultUnreadable,
		`{"Active":true,"scope":"s"}`:                                           gateway.FaultUnreadable,
		`{"active":false,"active":true,"scope":"s"}`:                            gateway.FaultUnreadable,
		`{"scope":"s"}`:               gateway.FaultUnreadable,
		`[]`:                          gateway.FaultUnreadable,
		``:                            gateway.FaultUnreadable,
		`{"active":true}`:             gateway.FaultScope,
		`{"active":true,"Scope":"s"}`: gateway.FaultScope,
		`{"active":true,"scope":"s","padding":"` + strings.Repeat("x", 2<<20) + `"}`: gateway.FaultUnreachable,
	} {
		s := play(t, saying(t, said), func(o *gateway.Options) { o.Policy.Scopes = []string{"s"} })
		s.call("any")
		told := s.legs()
		if v := told[len(told)-1].Verdict; v.Fault != fault {
			t.Errorf("%.80s: fault %q (%s), not %q", said, v.Fault, v.Why, fault)
		}
		if n := len(s.api.calls()); (n == 1) != (fault == "") {
			t.Errorf("%.80s: %d calls reach the API", said, n)
		}
	}
}

func TestScopesAllOrAny(t *testing.T) {
	for _, c := range []struct {
		name     string
		required []string
		any      bool
		has      []string
		status   int
	}{
		{"none required", nil, false, nil, 200},
		{"none required of any", nil, true, nil, 200},
		{"both there", []string{"a", "b"}, false, []string{"b", "a", "c"}, 200},
		{"one missing", []string{"a", "b"}, false, []string{"a"}, 403},
		{"one of them is enough", []string{"a", "b"}, true, []string{"b"}, 200},
		{"neither", []string{"a", "b"}, true, []string{"c"}, 403},
		{"another case", []string{"a"}, false, []string{"A"}, 403},
		{"part of a word", []string{"read"}, false, []string{"reader"}, 403},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := play(t, locally, func(o *gateway.Options) { o.Policy.Scopes, o.Policy.AnyScope = c.required, c.any })
			s.call(edited(with("scp", c.has))(s)).is(c.status)
		})
	}
}

func TestContracts(t *testing.T) {
	s := play(t)
	token := s.token()
	for _, c := range []struct {
		clients []string
		status  int
	}{{nil, 200}, {[]string{}, 403}, {[]string{"other"}, 403}, {[]string{"other", s.ClientID}, 200}} {
		s.opt.Policy.Clients = c.clients
		s.open()
		s.call(token).is(c.status)
	}
}

// What the gateway decides about a token is told, with its reason, in every move.
func TestFaultsHaveNamesAndReasons(t *testing.T) {
	faults := map[gateway.Fault]bool{}
	for _, row := range rows() {
		s := play(t)
		s.send(s.request("GET", "/orders", row.meet(s)...))
		for _, m := range s.moves.take() {
			if v := m.Verdict; !v.Good() {
				faults[v.Fault] = true
				if v.Why == "" {
					t.Errorf("%s: no reason for %s", row.name, v.Fault)
				}
			}
		}
	}
	want := []gateway.Fault{"contract", "expired", "inactive", "malformed", "no token", "scope", "server", "unreachable", "unreadable"}
	if got := slices.Sorted(maps.Keys(faults)); !slices.Equal(got, want) {
		t.Errorf("faults %q", got)
	}
}

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
