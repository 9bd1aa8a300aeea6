//go:build unix

package gateway_test

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"oktadance/internal/gateway"
	"oktadance/internal/practice"
)

// What the gateway costs, beside httputil.ReverseProxy doing the same without a policy.
// CPU times are those of the whole process: caller, gateway and API over loopback in the
// first benchmark, the handler alone in the second.

// newBare is the proxy without a policy. It forwards as the gateway does, and waits no
// longer for an answer than it.
func newBare(upstream string) (http.Handler, error) {
	to, err := url.Parse(upstream)
	return &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.SetXForwarded()
		},
		Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true, ResponseHeaderTimeout: 30 * time.Second},
	}, err
}

// guarded is a gateway in front of an API, and a token that opens it.
func guarded(b testing.TB, upstream string, settings ...func(*gateway.Options)) (*gateway.Gateway, string) {
	b.Helper()
	org := newOrg(b, practice.Options{})
	o := guard(org, upstream)
	o.TTL = time.Hour
	for _, set := range settings {
		set(&o)
	}
	gw, err := gateway.New(o)
	if err != nil {
		b.Fatal(err)
	}
	return gw, tokenOf(b, org)
}

func contenders(b *testing.B, upstream string, run func(b *testing.B, h http.Handler, token string)) {
	warm, token := guarded(b, upstream)
	bare, err := newBare(upstream)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("bare", func(b *testing.B) { run(b, bare, token) })
	b.Run("introspection remembered", func(b *testing.B) { run(b, warm, token) })
	hidden, token := guarded(b, upstream, func(o *gateway.Options) { o.HideIdentity = true })
	b.Run("introspection remembered, no identity", func(b *testing.B) { run(b, hidden, token) })
	local, token := guarded(b, upstream, locally)
	b.Run("signature remembered", func(b *testing.B) { run(b, local, token) })
	each, token := guarded(b, upstream, locally, withoutTTL)
	b.Run("signature each time", func(b *testing.B) { run(b, each, token) })
	asks, token := guarded(b, upstream, withoutTTL)
	b.Run("introspection each time", func(b *testing.B) { run(b, asks, token) })
}

// BenchmarkOverLoopback sends requests through two real connections.
func BenchmarkOverLoopback(b *testing.B) {
	api := httptest.NewServer(gateway.API("scope"))
	b.Cleanup(api.Close)
	contenders(b, api.URL, func(b *testing.B, h http.Handler, token string) {
		front := httptest.NewServer(h)
		defer front.Close()
		client := front.Client()
		call := func() {
			r, err := http.NewRequest("GET", front.URL+"/orders", nil)
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+token)
			res, err := client.Do(r)
			if err != nil {
				b.Fatal(err)
			}
			defer res.Body.Close()
			if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != 200 {
				b.Fatalf("%d %v", res.StatusCode, err)
			}
		}
		call()
		began := cpu(b)
		for b.Loop() {
			call()
		}
		b.ReportMetric(float64(cpu(b)-began)/float64(b.N), "cpu-ns/op")
	})
}

// BenchmarkHandler leaves the caller out, and has an API that costs next to nothing: what
// remains is the proxy's own work.
func BenchmarkHandler(b *testing.B) {
	contenders(b, canned(b), func(b *testing.B, h http.Handler, token string) {
		b.ReportAllocs()
		r := httptest.NewRequest("GET", "/orders", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		call := func() {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != 200 {
				b.Fatal(w.Code, w.Body)
			}
		}
		call()
		began := cpu(b)
		for b.Loop() {
			call()
		}
		b.ReportMetric(float64(cpu(b)-began)/float64(b.N), "cpu-ns/op")
	})
}

// canned is an API that reads a header and answers always the same.
func canned(b testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				buffer := make([]byte, 8<<10)
				for {
					n, err := conn.Read(buffer)
					if err != nil || !bytes.HasSuffix(buffer[:n], []byte("\r\n\r\n")) {
						return
					}
					if _, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"); err != nil {
						return
					}
				}
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

// A remembered token costs few allocations besides those of the proxy.
func TestARememberedTokenAllocatesLittle(t *testing.T) {
	upstream := canned(t)
	bare, err := newBare(upstream)
	if err != nil {
		t.Fatal(err)
	}
	for way, set := range map[string]func(*gateway.Options){"introspection": func(*gateway.Options) {}, "signature": locally} {
		gw, token := guarded(t, upstream, set)
		count := func(h http.Handler) float64 {
			r := httptest.NewRequest("GET", "/orders", nil)
			r.Header.Set("Authorization", "Bearer "+token)
			return testing.AllocsPerRun(500, func() {
				w := httptest.NewRecorder()
				if h.ServeHTTP(w, r); w.Code != 200 {
					t.Fatal(w.Code, w.Body)
				}
			})
		}
		if more := count(gw) - count(bare); more > 10 {
			t.Errorf("%s: %.0f allocations more than the bare proxy's", way, more)
		} else {
			t.Logf("%s: %.0f allocations more than the bare proxy's", way, more)
		}
	}
}

// BenchmarkTenThousandTokens says how far ten thousand unknown tokens let the heap grow.
func BenchmarkTenThousandTokens(b *testing.B) {
	gw, _ := guarded(b, "http://127.0.0.1:1", func(o *gateway.Options) { o.NegativeTTL = time.Hour })
	flood(gw, 0, 2000, garbage)
	for b.Loop() {
		before := heap()
		flood(gw, 2000, 12_000, garbage)
		b.ReportMetric(float64(int64(heap())-int64(before))/1024, "KiB-grown")
	}
}

// BenchmarkRefusals says what callers without a good token cost.
func BenchmarkRefusals(b *testing.B) {
	gw, token := guarded(b, "http://127.0.0.1:1", locally)
	asks, _ := guarded(b, "http://127.0.0.1:1")
	for name, c := range map[string]struct {
		gw            http.Handler
		authorization string
	}{
		"no token":      {gw, ""},
		"bad signature": {gw, "Bearer " + token[:len(token)-100] + "AAAA" + token[len(token)-96:]},
		"unknown":       {asks, "Bearer unknown"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest("GET", "/orders", nil)
				if c.authorization != "" {
					r.Header.Set("Authorization", c.authorization)
				}
				w := httptest.NewRecorder()
				if c.gw.ServeHTTP(w, r); w.Code < 400 || w.Code > 401 {
					b.Fatal(w.Code)
				}
			}
		})
	}
}

// cpu is the time that the process has computed for, in nanoseconds.
func cpu(b *testing.B) int64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Skip(err, " on "+runtime.GOOS+" with "+strconv.Itoa(runtime.NumCPU()))
	}
	return used.Utime.Nano() + used.Stime.Nano()
}
