//go:build unix

package practice_test

import (
	"bufio"
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"oktadance/internal/practice"
)

// wire sends one request again and again over one connection, with as little work of
// its own as there can be, so that what is measured is the org.
type wire struct {
	b       testing.TB
	conn    net.Conn
	in      *bufio.Reader
	request []byte
}

func newWire(b testing.TB, v *visitor, r *http.Request) *wire {
	b.Helper()
	r.SetBasicAuth(v.ClientID, v.ClientSecret)
	dump, err := httputil.DumpRequestOut(r, true)
	if err != nil {
		b.Fatal(err)
	}
	conn, err := net.Dial("tcp", strings.TrimPrefix(v.URL(), "http://"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	return &wire{b, conn, bufio.NewReader(conn), dump}
}

// once sends the request and reads the answer, which must be a 200 with a length.
func (w *wire) once() {
	if _, err := w.conn.Write(w.request); err != nil {
		w.b.Fatal(err)
	}
	length := 0
	for line := 0; ; line++ {
		s, err := w.in.ReadSlice('\n')
		if err != nil || line == 0 && !bytes.Contains(s, []byte(" 200 ")) {
			w.b.Fatalf("%v %s", err, s)
		}
		if value, found := bytes.CutPrefix(s, []byte("Content-Length: ")); found {
			length, _ = strconv.Atoi(string(bytes.TrimSpace(value)))
		}
		if len(bytes.TrimSpace(s)) == 0 {
			break
		}
	}
	if _, err := w.in.Discard(length); err != nil {
		w.b.Fatal(err)
	}
}

func visitBench(b testing.TB) *visitor {
	b.Helper()
	o, err := practice.Start(practice.Options{Key: theKey()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { o.Close() })
	return newVisitor(&testing.T{}, o)
}

// cpu reports how much processor time an operation took. On a shared machine that says
// more than the clock on the wall.
func cpu(b *testing.B) func() {
	spent := func() int64 {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return u.Utime.Nano() + u.Stime.Nano()
	}
	before := spent()
	return func() { b.ReportMetric(float64(spent()-before)/float64(b.N)/1000, "cpu-µs/op") }
}

// BenchmarkBareSignature is what a token costs at the least.
func BenchmarkBareSignature(b *testing.B) {
	sum, key := sha256.Sum256([]byte("dance")), theKey()
	defer cpu(b)()
	for b.Loop() {
		if _, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:]); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkToken is a token over HTTP, client and all.
func BenchmarkToken(b *testing.B) {
	v := visitBench(b)
	w := newWire(b, v, v.tokenRequest())
	b.ReportAllocs()
	defer cpu(b)()
	for b.Loop() {
		w.once()
	}
}

// BenchmarkIntrospection is one introspection over HTTP, client and all.
func BenchmarkIntrospection(b *testing.B) {
	v := visitBench(b)
	w := newWire(b, v, v.formRequest(introspectPath, "token", v.token()))
	b.ReportAllocs()
	defer cpu(b)()
	for b.Loop() {
		w.once()
	}
}

// BenchmarkStart is how long it takes from nothing to an org that answers.
func BenchmarkStart(b *testing.B) {
	path := b.TempDir() + "/org.json"
	for b.Loop() {
		o, err := practice.Start(practice.Options{State: path, Fresh: true, Key: theKey()})
		if err != nil {
			b.Fatal(err)
		}
		answer, err := http.Get(o.URL() + "/.well-known/okta-organization")
		if err != nil || answer.StatusCode != 200 {
			b.Fatal(err)
		}
		answer.Body.Close()
		b.StopTimer()
		o.Close()
		b.StartTimer()
	}
}

// BenchmarkChange is one change that is kept on disk.
func BenchmarkChange(b *testing.B) {
	var calls atomic.Int64
	hurried := func() time.Time { return time.Unix(1_700_000_000+calls.Add(1)/10, 0) } // so that no rate limit is met
	o, err := practice.Start(practice.Options{State: b.TempDir() + "/org.json", Key: theKey(), Now: hurried})
	if err != nil {
		b.Fatal(err)
	}
	defer o.Close()
	v := newVisitor(&testing.T{}, o)
	id := v.api("POST", scopesPath, obj{"name": "dance"}).text("id")
	r := v.request("PUT", scopesPath+"/"+id, `{"name":"dance"}`)
	r.Header.Set("Content-Type", "application/json")
	w := newWire(b, v, r)
	w.request = bytes.Replace(w.request, []byte("Basic "), []byte("SSWS "+v.APIToken+"\r\nX-Was: "), 1)
	defer cpu(b)()
	for b.Loop() {
		w.once()
	}
}

// However many tokens were issued, the org is no larger.
func TestMemoryStaysFlat(t *testing.T) {
	v := visitBench(t)
	w := newWire(t, v, v.tokenRequest())
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	issue := func(n int) uint64 {
		for range n {
			w.once()
		}
		return heap()
	}
	before := issue(50)
	if after := issue(200); after > before+64<<10 {
		t.Errorf("200 tokens took %s", fmt.Sprint(after-before, " bytes for good"))
	}
}
