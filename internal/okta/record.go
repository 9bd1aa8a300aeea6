package okta

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"time"
)

// Exchange is one request and its answer as text fit to show: secrets are masked before
// anything is kept, and control characters are taken out.
type Exchange struct {
	Method         string
	URL            string
	Proto          string // the answer's protocol, such as HTTP/2.0; empty without an answer
	TLS            string // such as TLS 1.3; empty for plain http
	Remote         string // the address at the other end: host:port, of the proxy if there is one
	Status         int    // zero without an answer
	RequestHeader  []Header
	RequestBody    string
	ResponseHeader []Header
	ResponseBody   string        // after gunzip, as far as it was read
	At             time.Time     // when the request began, by the local clock
	Date           time.Time     // the answer's Date header, or zero
	Took           time.Duration // from At to the last byte
	Timing         Timing
	Err            string // why there is no answer, or no complete one; otherwise empty
}

// Header is one header field. Those of a request are in the order they were sent in (by name
// when they never were), those of an answer are by name, as net/http does not keep their order.
type Header struct{ Name, Value string }

// Timing says where an Exchange's time went. Parts that did not take place are zero.
type Timing struct {
	DNS, Connect, TLS time.Duration
	FirstByte         time.Duration // from the beginning to the first byte of the answer
	Reused            bool          // an open connection was used again
}

// Skew returns how far the local clock was ahead of the server's, like Client.Skew.
func (x Exchange) Skew() (time.Duration, bool) {
	if x.Date.IsZero() {
		return 0, false
	}
	return skew(x.At.Add(x.Timing.FirstByte), x.Date), true
}

func skew(local, server time.Time) time.Duration { return local.Sub(server).Truncate(time.Second) }

type recorderKey struct{}

// WithRecorder returns a context under which every exchange is reported to tell, once each,
// when its answer has been read or has failed. A redirect that is followed is an exchange of
// its own. tell is called on the goroutine that reads the answer.
func WithRecorder(ctx context.Context, tell func(Exchange)) context.Context {
	return context.WithValue(ctx, recorderKey{}, tell)
}

// recording gathers one Exchange. A nil recording does nothing.
type recording struct {
	tell   func(Exchange)
	mask   *masker
	header http.Header // what is to be sent
	began  time.Time   // carries the monotonic clock, which Exchange.At may not

	mu     sync.Mutex // net/http calls the trace on its own goroutines
	x      Exchange
	dns    time.Time
	dial   time.Time
	shake  time.Time
	body   bytes.Buffer
	report sync.Once
}

func startRecording(req *http.Request, now time.Time) *recording {
	tell, ok := req.Context().Value(recorderKey{}).(func(Exchange))
	if !ok {
		return nil
	}
	body := sentBody(req)
	r := &recording{tell: tell, mask: maskerFor(req, body), header: req.Header, began: time.Now()}
	r.x = Exchange{
		Method:      req.Method,
		URL:         r.mask.url(req.URL),
		RequestBody: r.mask.body(req.Header.Get("Content-Type"), body),
		At:          now,
	}
	return r
}

// sentBody reads a copy of the request's body, where there can be one.
func sentBody(req *http.Request) string {
	if req.GetBody == nil {
		return ""
	}
	body, err := req.GetBody()
	if err != nil {
		return ""
	}
	defer func() { _ = body.Close() }()
	text, _ := io.ReadAll(io.LimitReader(body, maxBody))
	return string(text)
}

func (m *masker) headers(h http.Header) []Header {
	var all []Header
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			all = append(all, Header{printable(name), m.header(name, value)})
		}
	}
	return all
}

// trace returns a context in which net/http reports what it does.
func (r *recording) trace(ctx context.Context) context.Context {
	if r == nil {
		return ctx
	}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		DNSStart:          func(httptrace.DNSStartInfo) { r.begin(&r.dns) },
		DNSDone:           func(httptrace.DNSDoneInfo) { r.end(&r.dns, &r.x.Timing.DNS) },
		ConnectStart:      func(string, string) { r.begin(&r.dial) },
		ConnectDone:       func(string, string, error) { r.end(&r.dial, &r.x.Timing.Connect) },
		TLSHandshakeStart: func() { r.begin(&r.shake) },
		TLSHandshakeDone:  func(tls.ConnectionState, error) { r.end(&r.shake, &r.x.Timing.TLS) },
		GotConn:           r.gotConn,
		WroteHeaderField:  r.wrote,
		GotFirstResponseByte: func() {
			r.end(&r.began, &r.x.Timing.FirstByte)
		},
	})
}

func (r *recording) begin(mark *time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if mark.IsZero() { // of several addresses tried, the first one's start counts
		*mark = time.Now()
	}
}

func (r *recording) end(mark *time.Time, took *time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*took = time.Since(*mark)
}

func (r *recording) gotConn(info httptrace.GotConnInfo) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.x.Remote, r.x.Timing.Reused = info.Conn.RemoteAddr().String(), info.Reused
	r.x.RequestHeader = nil // what is written from here on is what really went out
}

func (r *recording) wrote(name string, values []string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case strings.EqualFold(name, ":authority"):
		name = "Host"
	case strings.HasPrefix(name, ":"): // HTTP/2 sends method and path as fields too
		return
	}
	for _, value := range values {
		r.x.RequestHeader = append(r.x.RequestHeader, Header{http.CanonicalHeaderKey(name), r.mask.header(name, value)})
	}
}

// answer notes the head of an answer, and reads along with whoever reads its body.
func (r *recording) answer(res *http.Response) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.x.Proto, r.x.Status = res.Proto, res.StatusCode
	r.x.ResponseHeader = r.mask.headers(res.Header)
	r.x.Date, _ = http.ParseTime(res.Header.Get("Date"))
	if res.TLS != nil {
		r.x.TLS = tls.VersionName(res.TLS.Version)
	}
	res.Body = &recordedBody{ReadCloser: res.Body, rec: r, contentType: res.Header.Get("Content-Type")}
}

// fail reports an exchange that has no answer.
func (r *recording) fail(err error) {
	if r != nil {
		r.finish("", err)
	}
}

func (r *recording) finish(contentType string, err error) {
	r.report.Do(func() {
		r.mu.Lock()
		r.x.Took = time.Since(r.began)
		r.x.ResponseBody = r.mask.body(contentType, r.body.String())
		if err != nil {
			r.x.Err = r.mask.loose(err.Error())
		}
		if len(r.x.RequestHeader) == 0 { // nothing went out
			r.x.RequestHeader = r.mask.headers(r.header)
		}
		// An answer may have taught the masker secrets that its own header repeats.
		for i, h := range r.x.ResponseHeader {
			r.x.ResponseHeader[i].Value = r.mask.text(h.Value)
		}
		x := r.x
		r.mu.Unlock()
		r.tell(x)
	})
}

// recordedBody copies a body to its recording while it is read.
type recordedBody struct {
	io.ReadCloser
	rec         *recording
	contentType string
}

func (b *recordedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.rec.mu.Lock()
	b.rec.body.Write(p[:n])
	b.rec.mu.Unlock()
	switch {
	case errors.Is(err, io.EOF):
		b.rec.finish(b.contentType, nil)
	case err != nil:
		b.rec.finish(b.contentType, err)
	}
	return n, err
}

// Close reports the exchange if nobody has read it to its end.
func (b *recordedBody) Close() error {
	err := b.ReadCloser.Close()
	b.rec.finish(b.contentType, nil)
	return err
}
