package gateway

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Limits of waiting for the API.
const (
	upstreamDial   = 8 * time.Second
	upstreamHeader = 30 * time.Second
)

func (g *Gateway) newProxy(upstream *url.URL) *httputil.ReverseProxy {
	return &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { g.rewrite(r, upstream) },
		Transport:      newTransport(),
		BufferPool:     make(buffers, 64),
		ErrorLog:       log.New(io.Discard, "", 0), // what goes wrong is in the request's own line
		ErrorHandler:   g.noAnswer,
		ModifyResponse: g.answered,
	}
}

func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: upstreamDial}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    upstreamDial,
		ResponseHeaderTimeout:  upstreamHeader,
		MaxResponseHeaderBytes: maxHeader,
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        time.Minute,
		MaxIdleConns:           256,
		MaxIdleConnsPerHost:    256, // there is one host
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
	}
}

// rewrite makes the request that goes to the API. It comes after hop-by-hop headers were
// taken out, so that no Connection header of a caller's can take out what is added here.
func (g *Gateway) rewrite(r *httputil.ProxyRequest, upstream *url.URL) {
	v := visitOf(r.In.Context())
	r.SetURL(upstream)
	r.SetXForwarded()
	r.Out.URL.RawQuery = withoutToken(r.Out.URL.RawQuery)
	r.Out.Trailer = nil // nobody looks whether one passes for an identity
	for name := range r.Out.Header {
		if claimsIdentity(name) {
			delete(r.Out.Header, name)
		}
	}
	delete(r.Out.Header, "Authorization")
	if g.o.PassToken {
		r.Out.Header.Set("Authorization", "Bearer "+v.token)
	}
	for _, f := range v.ruling.grant.identity {
		r.Out.Header[f.name] = f.values // in MuleSoft's spelling, which Set would change
	}
	v.forward(r.Out)
}

// answered notes what the API answers. net/http reads a status such as 000, but panics when
// it is to write one.
func (g *Gateway) answered(res *http.Response) error {
	if res.StatusCode < http.StatusContinue {
		return fmt.Errorf("the API's status is %03d", res.StatusCode)
	}
	visitOf(res.Request.Context()).forwarded(res, nil)
	return nil
}

// noAnswer answers in the API's place. The caller is told whose fault it is, and no more.
func (g *Gateway) noAnswer(w http.ResponseWriter, r *http.Request, err error) {
	v := visitOf(r.Context())
	v.forwarded(nil, err)
	var timeout net.Error
	switch {
	case !v.sent: // the request could not be made into one for the API
		say(w, http.StatusBadRequest, map[string]string{"error": "The request cannot be passed on"})
	case v.body != nil && v.body.failed():
		w.Header().Set("Connection", "close")
		say(w, http.StatusBadRequest, map[string]string{"error": "The request's body did not arrive"})
	case errors.As(err, &timeout) && timeout.Timeout():
		say(w, http.StatusGatewayTimeout, map[string]string{"error": "The API takes too long to answer"})
	default:
		say(w, http.StatusBadGateway, map[string]string{"error": "The API does not answer"})
	}
}

// crooked reports a path that is not one, or that a server behind could take for one
// above the API's: with dot segments, written in whatever way. An escaped slash or two
// in a row are the API's business, and reach it as they were sent.
func crooked(u *url.URL) bool {
	if !strings.HasPrefix(u.Path, "/") {
		return true
	}
	if !strings.Contains(u.Path, ".") {
		return false
	}
	for segment := range strings.FieldsFuncSeq(u.Path, func(r rune) bool { return r == '/' || r == '\\' }) {
		// To some servers ..;x is .. with a parameter, and a NUL is where the path ends.
		if end := strings.IndexAny(segment, ";\x00"); end >= 0 {
			segment = segment[:end]
		}
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}

// buffers lend the proxy what it copies bodies with. A sync.Pool would make an allocation
// of each slice that is put back.
type buffers chan []byte

// Get lends a buffer.
func (b buffers) Get() []byte {
	select {
	case lent := <-b:
		return lent
	default:
		return make([]byte, 32<<10)
	}
}

// Put takes a buffer back.
func (b buffers) Put(buffer []byte) {
	select {
	case b <- buffer:
	default: // there are enough
	}
}

// incoming is a request's body. It remembers whether it was the caller who failed.
type incoming struct {
	io.ReadCloser
	mu  sync.Mutex
	err error
}

// Read reads on.
func (b *incoming) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.mu.Lock()
		b.err = err
		b.mu.Unlock()
	}
	return n, err
}

func (b *incoming) failed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err != nil
}

type visitKey struct{}

func visitOf(ctx context.Context) *visit { v, _ := ctx.Value(visitKey{}).(*visit); return v }
