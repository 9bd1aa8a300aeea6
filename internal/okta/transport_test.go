package okta_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"oktadance/internal/okta"
)

func TestPlainHTTPReachesThisMachineAndNoOther(t *testing.T) {
	c := newClient(t, okta.Options{})
	for _, address := range []string{"http://example.com", "http://0.0.0.0", "http://2130706433", "http://127.1",
		"http://127.0.0.1.nip.io", "http://localhost.example.com", "http://[::ffff:10.0.0.1]", "http://10.0.0.1:8080"} {
		_, err := c.Organization(t.Context(), address)
		if e := transportError(t, err, okta.KindInsecure); !strings.Contains(address, e.Host) {
			t.Errorf("%s: the error names host %q", address, e.Host)
		}
	}
	o := newOrg(t)
	o.on("GET /.well-known/okta-organization", 200, `{"id":"00o1"}`)
	for _, address := range []string{o.URL, strings.Replace(o.URL, "127.0.0.1", "localhost", 1), strings.Replace(o.URL, "127.0.0.1", "LocalHost", 1)} {
		if _, err := c.Organization(t.Context(), address); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestWhatIsNoAddressIsSaidSoWithoutEchoingIt(t *testing.T) {
	c := newClient(t, okta.Options{})
	for _, address := range []string{"", "/just/a/path", "ftp://example.com", "file:///etc/passwd", "https://",
		"https://user:hunter2-hunter2@example.com", "https://{yourOktaDomain}\x7f", "https://example.com:port"} {
		_, err := c.Organization(t.Context(), address)
		transportError(t, err, okta.KindAddress)
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error shows the password: %v", err)
		}
	}
}

func TestA307DoesNotTakeTheClientSecretAlong(t *testing.T) {
	thief, o := newOrg(t), newOrg(t)
	o.routes["POST /token"] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, thief.URL+"/token?code=abcdefgh", http.StatusTemporaryRedirect)
	}
	for _, method := range []okta.AuthMethod{okta.Basic, okta.Post} {
		_, err := newClient(t, okta.Options{}).ClientCredentials(t.Context(), o.URL+"/token", credentials(method), "s")
		e := transportError(t, err, okta.KindRedirect)
		if e.Target != thief.URL+"/token" || !strings.Contains(err.Error(), e.Target) {
			t.Errorf("the error names %q: %v", e.Target, err)
		}
	}
	thief.sees()
	// Not even to another path of its own origin: the form would be posted again.
	o.routes["POST /token"] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/other", http.StatusTemporaryRedirect)
	}
	_, err := newClient(t, okta.Options{}).ClientCredentials(t.Context(), o.URL+"/token", credentials(okta.Post), "s")
	transportError(t, err, okta.KindRedirect)
	o.sees("POST /token", "POST /token", "POST /token")
}

func TestAnAPITokenDoesNotFollowFromHTTPSToHTTP(t *testing.T) {
	thief := newOrg(t)
	secure := httptest.NewTLSServer(http.RedirectHandler(thief.URL+"/api/v1/users/me", http.StatusFound))
	defer secure.Close()
	c := newClient(t, okta.Options{RootCAs: authority(t, secure)})
	_, err := c.Management(secure.URL, okta.NewSecret(apiToken)).Me(t.Context())
	transportError(t, err, okta.KindRedirect)
	_, err = c.Organization(t.Context(), secure.URL) // nor without credentials: it is another origin
	transportError(t, err, okta.KindRedirect)
	thief.sees()
	o, m := managed(t)
	o.routes["GET /api/v1/users/me"] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) }
	_, err = m.Me(t.Context())
	transportError(t, err, okta.KindRedirect)
	o.sees("GET /api/v1/users/me")
}

func TestAPlainGetFollowsRedirectsInsideTheOrg(t *testing.T) {
	o := newOrg(t)
	o.on("GET /there", 200, `{"keys":[]}`)
	o.routes["GET /here"] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/there", http.StatusFound) }
	o.routes["GET /round"] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) }
	c := newClient(t, okta.Options{})
	if _, err := c.Keys(t.Context(), o.URL+"/here"); err != nil {
		t.Error(err)
	}
	_, err := c.Keys(t.Context(), o.URL+"/round")
	transportError(t, err, okta.KindRedirect)
	o.sees("GET /here", "GET /there", "GET /round", "GET /round", "GET /round", "GET /round")
}

func TestACaptivePortalIsNamed(t *testing.T) {
	o := newOrg(t)
	o.routes["GET /keys"] = func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://portal.example/login?mac=00:11", http.StatusFound)
	}
	_, err := newClient(t, okta.Options{}).Keys(t.Context(), o.URL+"/keys")
	if e := transportError(t, err, okta.KindRedirect); e.Target != "https://portal.example/login" {
		t.Errorf("target %q", e.Target)
	}
}

func TestAnAnswerThatIsTooLargeIsNotRead(t *testing.T) {
	zeros := make([]byte, 1<<20)
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	_, _ = z.Write(zeros)
	_ = z.Close()
	o := newOrg(t)
	o.routes["GET /huge"] = func(w http.ResponseWriter, _ *http.Request) {
		for range 64 {
			if _, err := w.Write(zeros); err != nil {
				return
			}
		}
	}
	o.routes["GET /bomb"] = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bytes.Repeat(bomb.Bytes(), 64)) // gzip may be a sequence of parts
	}
	o.routes["GET /full"] = o.says(200, "application/json", `{"keys":[]}`+strings.Repeat(" ", 1<<20-len(`{"keys":[]}`)))
	c := newClient(t, okta.Options{})
	for _, path := range []string{"/huge", "/bomb"} {
		ctx, seen := record(t.Context())
		_, err := c.Keys(ctx, o.URL+path)
		transportError(t, err, okta.KindTooLarge)
		if x := (*seen)[0]; len(x.ResponseBody) > 1<<20 || !strings.Contains(x.Err, "larger than 1 MiB") {
			t.Errorf("%s: recorded %d bytes and %q", path, len(x.ResponseBody), x.Err)
		}
	}
	if _, err := c.Keys(t.Context(), o.URL+"/full"); err != nil {
		t.Errorf("an answer of just 1 MiB: %v", err)
	}
}

func TestAHeaderThatIsTooLargeIsRefused(t *testing.T) {
	o := newOrg(t)
	o.on("GET /keys", 200, `{"keys":[]}`, "X-Filler", strings.Repeat("a", 200<<10))
	_, err := newClient(t, okta.Options{}).Keys(t.Context(), o.URL+"/keys")
	transportError(t, err, okta.KindHeadersTooLarge)
}

// rawServer speaks bytes rather than HTTP. It gives each caller a turn and then hangs up.
func rawServer(t *testing.T, turn func(net.Conn)) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				_, _ = conn.Read(make([]byte, 4096))
				turn(conn)
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

func TestServersThatDoNotFinishAnHTTPAnswer(t *testing.T) {
	say := func(text string) func(net.Conn) {
		return func(c net.Conn) { _, _ = io.WriteString(c, text) }
	}
	for _, test := range []struct {
		what string
		turn func(net.Conn)
		kind okta.TransportKind
	}{
		{"speaks SSH", say("SSH-2.0-OpenSSH_9.2\r\n"), okta.KindNotHTTP},
		{"has a broken header", say("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n"), okta.KindNotHTTP},
		{"says nothing", say(""), okta.KindClosed},
		{"stops in the header", say("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"), okta.KindClosed},
		{"stops in the body", say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"keys\":"), okta.KindClosed},
		{"is not gzip", say("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\nhello, hello"), okta.KindNotHTTP},
	} {
		_, err := newClient(t, okta.Options{}).Keys(t.Context(), rawServer(t, test.turn)+"/keys")
		t.Log(test.what)
		transportError(t, err, test.kind)
	}
}

func TestAServerThatDripsIsCutOff(t *testing.T) {
	stop := make(chan struct{})
	defer close(stop)
	drip := func(c net.Conn) {
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{")
		for tick := time.NewTicker(5 * time.Millisecond); ; {
			select {
			case <-stop:
				tick.Stop()
				return
			case <-tick.C:
				_, _ = io.WriteString(c, " ")
			}
		}
	}
	stall := func(net.Conn) { <-stop }
	for _, turn := range []func(net.Conn){drip, stall} {
		c := newClient(t, okta.Options{Timeout: 60 * time.Millisecond})
		ctx, seen := record(t.Context())
		_, err := c.Keys(ctx, rawServer(t, turn)+"/keys")
		transportError(t, err, okta.KindTimeout)
		if len(*seen) != 1 || !strings.Contains((*seen)[0].Err, "no answer in time") {
			t.Errorf("recorded %+v", *seen)
		}
	}
}

func TestLeavingCancelsTheRequest(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	stop := make(chan struct{})
	defer close(stop)
	address := rawServer(t, func(net.Conn) { leave(); <-stop })
	_, err := newClient(t, okta.Options{}).Keys(ctx, address)
	transportError(t, err, okta.KindCancelled)
}

func TestHTTP2IsTheSameToUsers(t *testing.T) {
	o := newOrg(t)
	o.on("POST /token", 200, `{"access_token":"`+accessToken+`"}`)
	o.on("GET /large", 200, `{"keys":[]}`, "X-Filler", strings.Repeat("a", 200<<10))
	o.routes["GET /many"] = func(w http.ResponseWriter, _ *http.Request) {
		for range 2000 {
			w.Header().Add("X-Filler", strings.Repeat("a", 100))
		}
	}
	s := httptest.NewUnstartedServer(o)
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	c := newClient(t, okta.Options{RootCAs: authority(t, s)})
	ctx, seen := record(t.Context())
	if _, err := c.ClientCredentials(ctx, s.URL+"/token", credentials(okta.Basic), "s"); err != nil {
		t.Fatal(err)
	}
	x := (*seen)[0]
	noSecrets(t, x)
	if x.Proto != "HTTP/2.0" || x.TLS != "TLS 1.3" || x.Timing.TLS <= 0 || field(x.RequestHeader, "Host") != strings.TrimPrefix(s.URL, "https://") ||
		field(x.RequestHeader, "Authorization") != "Basic ••••••••" {
		t.Errorf("%+v", x)
	}
	for _, path := range []string{"/large", "/many"} {
		_, err := c.Keys(t.Context(), s.URL+path)
		transportError(t, err, okta.KindHeadersTooLarge)
	}
}

func TestNobodyListens(t *testing.T) {
	const nobody = "127.0.0.1:1" // a port that no test is ever given
	_, err := newClient(t, okta.Options{}).Keys(t.Context(), "http://"+nobody)
	if e := transportError(t, err, okta.KindRefused); e.Host != nobody {
		t.Errorf("host %q", e.Host)
	}
	if want := "fetching the signing keys: reaching " + nobody + ": connection refused"; err.Error() != want {
		t.Errorf("it reads %q", err)
	}
}

func TestCertificates(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"keys":[]}`) }))
	s.Config.ErrorLog = quiet()
	defer s.Close()
	trusting := newClient(t, okta.Options{RootCAs: authority(t, s)})
	if _, err := trusting.Keys(t.Context(), s.URL); err != nil {
		t.Errorf("a certificate of an added authority: %v", err)
	}
	_, err := newClient(t, okta.Options{}).Keys(t.Context(), s.URL)
	transportError(t, err, okta.KindTLSUnknown)
	_, err = trusting.Keys(t.Context(), strings.Replace(s.URL, "127.0.0.1", "localhost", 1))
	transportError(t, err, okta.KindTLSWrongHost)

	expired := expiredServer(t)
	_, err = newClient(t, okta.Options{RootCAs: authority(t, expired)}).Keys(t.Context(), expired.URL)
	transportError(t, err, okta.KindTLSExpired)

	old := httptest.NewUnstartedServer(http.NotFoundHandler())
	old.TLS = &tls.Config{MaxVersion: tls.VersionTLS11}
	old.Config.ErrorLog = quiet()
	old.StartTLS()
	defer old.Close()
	_, err = newClient(t, okta.Options{RootCAs: authority(t, old)}).Keys(t.Context(), old.URL)
	transportError(t, err, okta.KindTLSOther)

	plain := newOrg(t)
	_, err = trusting.Keys(t.Context(), strings.Replace(plain.URL, "http:", "https:", 1))
	transportError(t, err, okta.KindTLSOther)

	if _, err := okta.RootCAs([]byte("not a certificate")); err == nil {
		t.Error("text without a certificate is accepted as authorities")
	}
	if _, err := okta.RootCAs(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})); err != nil {
		t.Error(err)
	}
}
