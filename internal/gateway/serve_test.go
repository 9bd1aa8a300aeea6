package gateway

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

// serving starts a server of little patience and returns its address and what Serve came to.
func serving(t *testing.T, ctx context.Context, patience time.Duration, h http.HandlerFunc) (string, <-chan error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, newServer(h, patience), l) }()
	return l.Addr().String(), ended
}

// A caller who sends a header, or a body, drop by drop does not keep a connection.
func TestSlowCallersAreCutOff(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	address, _ := serving(t, ctx, 20*time.Millisecond, func(w http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		fmt.Fprint(w, err)
	})
	for _, beginning := range []string{
		"", "GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bear",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nthe beginning",
	} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, beginning); err != nil {
			t.Fatal(err)
		}
		// This ends because the server closes, or never.
		if back, _ := io.ReadAll(conn); strings.Contains(string(back), "<nil>") {
			t.Errorf("%q was taken for a whole request: %s", beginning, back)
		}
	}
}

// A caller who does not take the answer ends it, and not the server.
func TestCallerWhoDoesNotRead(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error)
	address, _ := serving(t, ctx, 5*time.Millisecond, func(w http.ResponseWriter, _ *http.Request) {
		for {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				ended <- err
				return
			}
		}
	})
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	if err := <-ended; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("writing ended with %v", err)
	}
}

// An API that does not begin to answer is given up.
func TestAPIThatIsTooSlow(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	g, err := New(Options{Upstream: "http://" + silent.Addr().String(), Validate: JWKS, Server: Server{Issuer: "https://example.com/as", JWKS: "https://example.com/keys"}})
	if err != nil {
		t.Fatal(err)
	}
	g.proxy.Transport.(*http.Transport).ResponseHeaderTimeout = time.Millisecond
	w := httptest.NewRecorder()
	v := g.visit(w, httptest.NewRequest("GET", "/orders", nil))
	v.ruling.grant = &grant{}
	if g.pass(v, v.request); w.Code != http.StatusGatewayTimeout || w.Body.String() != `{"error":"The API takes too long to answer"}`+"\n" {
		t.Errorf("answer %d %s", w.Code, w.Body)
	}
}

func TestHeadersHaveABound(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	address, _ := serving(t, ctx, time.Minute, func(http.ResponseWriter, *http.Request) { t.Error("it got through") })
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	go fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n", strings.Repeat("x", 100<<10))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if res.Body.Close(); res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("answer %d", res.StatusCode)
	}
}

// Requests under way end in peace; new ones find nobody.
func TestServeEndsWell(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	inside, finish := make(chan bool), make(chan bool)
	address, ended := serving(t, ctx, time.Minute, func(w http.ResponseWriter, _ *http.Request) {
		inside <- true
		<-finish
		fmt.Fprint(w, "done")
	})
	answers := make(chan string)
	go func() {
		res, err := http.Get("http://" + address)
		if err != nil {
			answers <- err.Error()
			return
		}
		defer res.Body.Close()
		body, _ := io.ReadAll(res.Body)
		answers <- string(body)
	}()
	<-inside
	stop()
	close(finish)
	if got := <-answers; got != "done" {
		t.Errorf("the request under way got %s", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("ending as asked gives %v", err)
	}
	if res, err := http.Get("http://" + address); err == nil {
		res.Body.Close()
		t.Error("it still answers")
	}
}

func TestServeSaysWhyItEnds(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := Serve(t.Context(), l, http.NotFoundHandler()); err == nil {
		t.Error("a listener that is closed is no reason to end")
	}
}
