package gateway_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"oktadance/internal/gateway"
	"oktadance/internal/okta"
)

// write sends bytes as they are and returns all that comes back.
func (s *stage) write(raw string) string {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.front.Listener.Addr().String())
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, raw); err != nil {
		s.t.Fatal(err)
	}
	back, err := io.ReadAll(conn)
	if err != nil && back == nil {
		s.t.Fatal(err)
	}
	return string(back)
}

// get is a request by hand, with more header lines.
func get(target string, lines ...string) string {
	return "GET " + target + " HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n" + strings.Join(append(lines, "", ""), "\r\n")
}

// Whatever the path, nothing gets through without a token, and with one nothing gets out
// of the API's own paths.
func TestPathTricks(t *testing.T) {
	s := play(t, func(o *gateway.Options) { o.Upstream += "/base" })
	s.api.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.RequestURI) })
	token := s.token()
	for target, reaches := range map[string]string{
		"/orders":                   "/base/orders",
		"//orders":                  "/base//orders",
		"//evil.example/orders":     "/base//evil.example/orders",
		"/orders//1001":             "/base/orders//1001",
		"/a%2fb":                    "/base/a%2fb",
		"/%2f%2forders":             "/base/%2f%2forders",
		"/a%00b":                    "/base/a%00b",
		"/a;b":                      "/base/a;b",
		"/...":                      "/base/...",
		"/.well-known/x":            "/base/.well-known/x",
		"/healthz/":                 "/base/healthz/",
		"/healthz%2f":               "/base/healthz%2f",
		"//healthz":                 "/base//healthz",
		"/%252e%252e/x":             "/base/%252e%252e/x",
		"http://evil.example/x":     "/base/x",
		"/..":                       "",
		"/../admin":                 "",
		"/orders/../admin":          "",
		"/./orders":                 "",
		"/orders/%2e%2e/admin":      "",
		"/orders%2f..%2fadmin":      "",
		"/orders/..%2f..":           "",
		"/orders/%2E%2e%2Fadmin":    "",
		"/orders/..;x/admin":        "",
		`/orders/..\admin`:          "",
		"/orders/..%00/admin":       "",
		"/orders/..%5cadmin":        "",
		"/healthz/../orders":        "",
		"/healthz/%2e%2e/orders":    "",
		"http://evil.example/../x":  "",
		"/orders/%2e%2e%3bx/secret": "",
	} {
		if back := s.write(get(target)); !strings.HasPrefix(back, "HTTP/1.1 400 ") || len(s.api.calls()) > 0 {
			t.Fatalf("%s without a token: %s", target, back)
		}
		back := s.write(get(target, "Authorization: Bearer "+token))
		s.api.mu.Lock()
		seen := s.api.seen
		s.api.seen = nil
		s.api.mu.Unlock()
		switch {
		case reaches == "" && (len(seen) > 0 || !strings.HasPrefix(back, "HTTP/1.1 400 ")):
			t.Errorf("%s gets through: %s", target, back)
		case reaches != "" && (len(seen) != 1 || seen[0].RequestURI != reaches):
			t.Errorf("%s: %s", target, back)
		case reaches != "" && seen[0].Host == "evil.example":
			t.Errorf("%s names the host to the API", target)
		}
	}
}

func TestMethodsThatAreNotForProxies(t *testing.T) {
	s := play(t)
	token := "Authorization: Bearer " + s.token()
	for _, line := range []string{"OPTIONS * HTTP/1.1", "CONNECT api:80 HTTP/1.1"} {
		if back := s.write(line + "\r\nHost: gateway\r\nConnection: close\r\n" + token + "\r\n\r\n"); !strings.HasPrefix(back, "HTTP/1.1 400 ") {
			if !strings.HasPrefix(line, "OPTIONS") || !strings.HasPrefix(back, "HTTP/1.1 200 ") { // net/http answers this one itself
				t.Errorf("%s: %s", line, back)
			}
		}
	}
	s.unheard()
}

// A caller can neither claim to be somebody nor have it taken out what the gateway says.
func TestIdentityIsTheGatewaysWord(t *testing.T) {
	s := play(t)
	token := s.token()
	r := s.request("GET", "/orders", "Bearer "+token)
	for _, name := range []string{"X-AGW-client_id", "X-Agw-Sub", "x-agw-admin", "X_AGW_client_id", "X_agw-role"} {
		r.Header[name] = []string{"somebody"}
	}
	r.Header.Set("Connection", "X-AGW-client_id, X-AGW-sub, Authorization")
	r.Header.Set("X-Forwarded-For", "1.2.3.4")
	s.send(r).is(200)
	got := s.api.calls()[0].Header
	want := map[string]string{"client_id": s.ClientID, "sub": s.ClientID, "iss": s.Issuer, "aud": "api://default", "active": "true", "token_type": "Bearer"}
	for field, value := range want {
		if got.Get("X-AGW-"+field) != value {
			t.Errorf("X-AGW-%s is %q, not %q", field, got.Get("X-AGW-"+field), value)
		}
	}
	for name, values := range got {
		key := strings.ReplaceAll(strings.ToLower(name), "_", "-")
		switch {
		case strings.HasPrefix(key, "x-agw-") && (len(values) != 1 || values[0] == "somebody"):
			t.Errorf("%s is %q", name, values)
		case key == "x-agw-scope", key == "x-agw-exp", key == "authorization", key == "x-forwarded-for" && values[0] != "127.0.0.1":
			t.Errorf("the API is sent %s: %q", name, values)
		}
	}
}

func TestIdentityFromTheTokenItself(t *testing.T) {
	s := play(t, locally)
	s.call(edited(with("department name", "R&D"), with("level", 3), with("groups", []string{"a"}), with("evil", "a\r\nb"),
		with("Sub", "shadow"), with("bad:name", "x"), with("long", strings.Repeat("x", 2000)))(s)).is(200)
	got := s.api.calls()[0].Header
	for name, want := range map[string]string{"Authorization": "", "X-AGW-client_id": s.ClientID, "X-AGW-cid": s.ClientID, "X-AGW-sub": s.ClientID, "X-AGW-level": "3",
		"X-AGW-department-name": "R&D", "X-AGW-groups": "", "X-AGW-scp": "", "X-AGW-evil": "", "X-AGW-long": "", "X-AGW-exp": ""} {
		if got.Get(name) != want {
			t.Errorf("%s is %q, not %q", name, got.Get(name), want)
		}
	}
}

// A secret can be part of what somebody is called. The API is told the name as it is,
// whichever way the gateway learnt it, and nobody else gets to see the secret in it.
func TestTheAPIIsToldNamesAsTheyAre(t *testing.T) {
	const tenant, caller = "00aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789-_ab", "the-token-of-a-caller"
	said := claims{"active": true, "scope": "s", "client_id": "dancers", "username": "dancer@example.com", "tenant": tenant,
		"client_secret": "of-another", "floor": " dancer ", "token": caller, "mirror": caller + "s"}
	text, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	named := func(o *gateway.Options) {
		o.Server.Client.Secret, o.Policy.Scopes = okta.NewSecret("dancer"), []string{"s"}
	}
	asks, reads := play(t, named, saying(t, string(text))), play(t, named, locally)
	asks.call(caller).is(200)
	reads.call(edited(func(c claims) { maps.Copy(c, said) }, without("token"), without("cid"))(reads)).is(200)
	for way, s := range map[string]*stage{"introspection": asks, "signature": reads} {
		got := s.api.calls()[0].Header
		for name, want := range map[string]string{"client_id": "dancers", "username": "dancer@example.com", "tenant": tenant,
			"client_secret": "of-another", "floor": "", "token": "", "mirror": caller + "s"} {
			if got.Get("X-AGW-"+name) != want {
				t.Errorf("%s: X-AGW-%s is %q, not %q", way, name, got.Get("X-AGW-"+name), want)
			}
		}
		told := fmt.Sprintf("%+v", s.legs())
		if !strings.Contains(told, "{Name:X-AGW-username Value:••••••••@example.com}") || strings.Contains(told, "dancer@") ||
			strings.Contains(told, tenant) || strings.Contains(told, "of-another") {
			t.Errorf("%s: told %s", way, told)
		}
	}
}

func TestIdentityAndTokenAsSet(t *testing.T) {
	s := play(t, func(o *gateway.Options) { o.HideIdentity, o.PassToken = true, true })
	token := s.token()
	r := s.request("GET", "/orders", "Bearer "+token)
	r.Header.Set("Connection", "Authorization")
	s.send(r).is(200)
	got := s.api.calls()[0].Header
	if got.Get("X-AGW-client_id") != "" || got.Get("Authorization") != "Bearer "+token {
		t.Errorf("the API is sent %v", got)
	}
}

// In trailers nobody looks; none is passed on.
func TestTrailersAreNotPassedOn(t *testing.T) {
	s := play(t)
	s.api.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		fmt.Fprint(w, len(r.Trailer))
	})
	back := s.write("POST /orders HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nAuthorization: Bearer " + s.token() +
		"\r\nTransfer-Encoding: chunked\r\nTrailer: X-AGW-client_id\r\n\r\n2\r\n{}\r\n0\r\nX-AGW-client_id: somebody\r\n\r\n")
	if !strings.HasPrefix(back, "HTTP/1.1 200 ") || !strings.HasSuffix(back, "0") {
		t.Error(back)
	}
}

func TestOversizedHeaders(t *testing.T) {
	s := play(t)
	if back := s.write(get("/orders", "Authorization: Bearer "+strings.Repeat("a", 17<<10))); !strings.HasPrefix(back, "HTTP/1.1 401 ") {
		t.Errorf("a token of 17 KiB: %.100s", back)
	}
	if n := s.asked(); n != 0 {
		t.Error("the org was asked about it")
	}
	s.unheard()
}

// A caller who breaks off in the middle of a body gets told so, not that the API failed.
func TestCallerWhoBreaksOff(t *testing.T) {
	s := play(t)
	conn, err := net.Dial("tcp", s.front.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /orders HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer %s\r\nTransfer-Encoding: chunked\r\n\r\nnot a chunk\r\n", s.token())
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != 400 {
		t.Errorf("answer %d", res.StatusCode)
	}
}

func TestUpgradeToNonsense(t *testing.T) {
	s := play(t)
	back := s.write("GET /orders HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade, close\r\nUpgrade: \xff\r\nAuthorization: Bearer " + s.token() + "\r\n\r\n")
	if !strings.HasPrefix(back, "HTTP/1.1 400 ") {
		t.Error(back)
	}
	s.unheard()
}

// What the API sends arrives while it is still sending.
func TestAnswersAreStreamed(t *testing.T) {
	s := play(t)
	more := make(chan bool)
	s.api.handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "first")
		http.NewResponseController(w).Flush()
		<-more
		fmt.Fprint(w, " then")
	})
	res, err := s.front.Client().Do(s.request("GET", "/orders", "Bearer "+s.token()))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	first := make([]byte, 5)
	_, err = io.ReadFull(res.Body, first)
	close(more)
	rest, _ := io.ReadAll(res.Body)
	if err != nil || string(first)+string(rest) != "first then" {
		t.Errorf("%s, %s, %v", first, rest, err)
	}
}

func TestHealth(t *testing.T) {
	s := play(t)
	s.org.Close()
	if a := s.send(s.request("GET", "/healthz")).is(200); a.body != `{"status":"ok"}` {
		t.Error(a.body)
	}
	s.send(s.request("HEAD", "/healthz")).is(200)
	if a := s.send(s.request("DELETE", "/healthz")).is(405); a.header.Get("Allow") != "GET, HEAD" {
		t.Error(a.header)
	}
	s.unheard()
	if moves := s.moves.take(); len(moves) > 0 {
		t.Errorf("health checks are told: %v", moves)
	}
}

// It works behind net/http/httptest alone as well, without a server.
func TestIsAHandler(t *testing.T) {
	s := play(t)
	r := httptest.NewRequest("GET", "/orders", nil)
	r.Header.Set("Authorization", "Bearer "+s.token())
	w := httptest.NewRecorder()
	s.gw.ServeHTTP(w, r)
	if w.Code != 200 {
		t.Errorf("answer %d", w.Code)
	}
}
