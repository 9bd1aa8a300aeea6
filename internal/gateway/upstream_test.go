package gateway_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"oktadance/internal/gateway"
	"oktadance/internal/practice"
)

// An API that is down, or silent, or breaks off, is never the caller's token's fault.
func TestAPIThatFails(t *testing.T) {
	s := play(t)
	token := s.token()
	s.api.handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		fmt.Fprint(w, "the beginning")
		http.NewResponseController(w).Flush()
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			conn.Close()
		}
	})
	res, err := s.front.Client().Do(s.request("GET", "/orders", "Bearer "+token))
	if err == nil {
		_, err = io.ReadAll(res.Body)
		res.Body.Close()
	}
	if err == nil {
		t.Error("an answer that broke off passes for a whole one")
	}
	s.tells(gateway.Answered, func(m gateway.Move) bool { return m.Err == "the answer broke off" })
	s.api.handler = rawAnswer("HTTP/1.1 200 OK\r\nContent-")
	s.call(token).is(502).says("The API does not answer")
	s.api.Close()
	s.call(token).is(502).says("The API does not answer")
}

// rawAnswer answers with bytes as they are, and then closes the connection.
func rawAnswer(raw string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			_, _ = io.WriteString(conn, raw)
			conn.Close()
		}
	}
}

// What is no answer of HTTP's is the API's failure, and told once.
func TestAPIThatAnswersNonsense(t *testing.T) {
	s := play(t)
	token := s.token()
	for _, raw := range []string{
		"nonsense", "HTTP/1.1 000 Nothing\r\n\r\n", "HTTP/1.1 099 Low\r\n\r\n", "HTTP/1.1 1000 High\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
		"HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 70<<10) + "\r\n\r\n",
		"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: uninvited\r\n\r\n",
	} {
		s.api.handler = rawAnswer(raw)
		s.call(token).is(502).says("The API does not answer")
		forwarded := 0
		for _, m := range s.legs() {
			if m.Leg == gateway.Forwarded {
				forwarded++
			}
		}
		if forwarded != 1 {
			t.Errorf("%.40q: forwarding is told %d times", raw, forwarded)
		}
	}
}

// FuzzAPI has an API answer anything at all. The gateway hands it on or says that it
// cannot; it neither fails itself nor makes a server error of what is none.
func FuzzAPI(f *testing.F) {
	for _, seed := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.1 000 \r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 204 No\r\n\r\n",
		"HTTP/1.1 101 Switching\r\nUpgrade: \xff\r\nConnection: Upgrade\r\n\r\n", "HTTP/1.1 999 X\r\nTrailer: X\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: y\r\n\r\n",
		"HTTP/1.1 304 Not\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.0 500 Own\r\n\r\n", "HTTP/1.1 200 OK\r\nConnection: X-A\r\nX-A: b\r\nContent-Length: 9\r\n\r\nhalf", "",
	} {
		f.Add(seed)
	}
	var raw string // what the API answers; the next call waits for this one's end
	api := answersWith(f, &raw)
	org := newOrg(f, practice.Options{})
	gw, err := gateway.New(guard(org, api))
	if err != nil {
		f.Fatal(err)
	}
	token := tokenOf(f, org)
	f.Fuzz(func(t *testing.T, answer string) {
		raw = answer
		r := httptest.NewRequest("GET", "/orders", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		if !served(gw, w, r) {
			return // it broke off, because the API did
		}
		own := w.Code == http.StatusBadGateway || w.Code == http.StatusGatewayTimeout
		if w.Code >= 500 && !own && !strings.Contains(raw, strconv.Itoa(w.Code)) {
			t.Errorf("%q becomes %d", raw, w.Code)
		}
	})
}

// answersWith is an API that answers every request with what is there at the time. It
// returns its URL.
func answersWith(t testing.TB, raw *string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if _, err := conn.Read(make([]byte, 8<<10)); err == nil {
				_, _ = io.WriteString(conn, *raw)
			}
			conn.Close()
		}
	}()
	return "http://" + l.Addr().String()
}

// served reports whether there is a whole answer. The one way out besides is that of
// net/http for an answer that breaks off.
func served(h http.Handler, w http.ResponseWriter, r *http.Request) (whole bool) {
	defer func() {
		if left := recover(); left != nil && left != any(http.ErrAbortHandler) {
			panic(left)
		}
	}()
	h.ServeHTTP(w, r)
	return true
}
