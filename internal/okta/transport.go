package okta

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// The bounds that no server can move. They are far above what an org sends or needs.
const (
	maxBody      = 1 << 20  // bytes of an answer, after gunzip
	maxHeader    = 64 << 10 // bytes of an answer's header
	maxRedirects = 3
	dialTime     = 8 * time.Second
	shakeTime    = 8 * time.Second
	headerTime   = 15 * time.Second // from the request sent to the answer's first byte
	wholeTime    = 20 * time.Second
)

// NewHTTPClient returns a client that is safe to point at an address a person has pasted:
// TLS 1.2 or newer, plain http to loopback only, no user names in URLs, no redirects for
// anything but a GET without credentials inside one origin, answers of at most 1 MiB with
// headers of at most 64 KiB, and a limit on every kind of waiting. Its errors contain a
// *TransportError. It feeds the recorder of the request's context.
func NewHTTPClient(o Options) *http.Client {
	now, timeout := o.Now, o.Timeout
	if now == nil {
		now = time.Now
	}
	if timeout == 0 {
		timeout = wholeTime
	}
	return &http.Client{
		Transport:     &guard{base: newTransport(o), agent: userAgent(o.Version), now: now, only: o.Only},
		CheckRedirect: checkRedirect,
		Timeout:       timeout,
	}
}

func newTransport(o Options) *http.Transport {
	return &http.Transport{
		Proxy:                  proxyFor,
		OnProxyConnectResponse: proxyAnswer,
		DialContext:            dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: o.RootCAs},
		TLSHandshakeTimeout:    shakeTime,
		ResponseHeaderTimeout:  headerTime,
		MaxResponseHeaderBytes: maxHeader,
		IdleConnTimeout:        time.Minute,
		MaxIdleConnsPerHost:    4,
		ForceAttemptHTTP2:      true, // a DialContext of one's own turns it off
	}
}

// guard is the RoundTripper that applies the rules which http.Transport has no setting for.
type guard struct {
	base  http.RoundTripper
	agent string
	now   func() time.Time
	only  func(*url.URL) bool
}

// RoundTrip sends one request, or refuses it with a *TransportError.
func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	if req.Header.Get("User-Agent") == "" {
		req.Header.Set("User-Agent", g.agent)
	}
	rec := startRecording(req, g.now())
	res, err := g.send(req.WithContext(rec.trace(req.Context())))
	if err != nil {
		failure := classify(req.Context(), req.URL.Host, err)
		rec.fail(failure)
		return nil, failure
	}
	res.Body = &limitedBody{ReadCloser: res.Body, ctx: req.Context(), host: req.URL.Host, left: maxBody}
	rec.answer(res)
	return res, nil
}

// CloseIdleConnections lets http.Client pass its own call of that name through.
func (g *guard) CloseIdleConnections() {
	if t, ok := g.base.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

func (g *guard) send(req *http.Request) (*http.Response, error) {
	err := checkURL(req.URL)
	if err == nil && g.only != nil && !g.only(req.URL) {
		err = &TransportError{Kind: KindForeign, Host: req.URL.Host}
	}
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // a RoundTripper closes the body even when it fails
		}
		return nil, err
	}
	return g.base.RoundTrip(req)
}

func checkURL(u *url.URL) error {
	switch {
	case u.User != nil:
		return &TransportError{Kind: KindAddress, Host: u.Host, Detail: "it contains a user name"}
	case u.Hostname() == "":
		return &TransportError{Kind: KindAddress, Detail: "it has no host name"}
	case u.Scheme == "https", u.Scheme == "http" && loopbackName(u.Hostname()):
		return nil
	case u.Scheme == "http":
		return &TransportError{Kind: KindInsecure, Host: u.Host}
	}
	return &TransportError{Kind: KindAddress, Host: u.Host, Detail: "it is not an https address"}
}

// loopbackName accepts what can only mean this machine: localhost and literal loopback
// addresses. Names that merely resolve to one, and the short forms of IPv4 that some
// resolvers take (0, 127.1, 2130706433), are not accepted.
func loopbackName(host string) bool {
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return strings.EqualFold(host, "localhost")
	}
	return ip.IsLoopback()
}

// dial opens a connection. What calls itself localhost must also resolve to loopback.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: dialTime}
	if host, _, err := net.SplitHostPort(address); err == nil && loopbackName(host) {
		d.Control = loopbackOnly
	}
	return d.DialContext(ctx, network, address)
}

func loopbackOnly(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil || !loopbackName(host) {
		return &TransportError{Kind: KindInsecure, Host: address, Detail: "the name of this machine resolves to another one"}
	}
	return nil
}

// proxyFor obeys the environment for https. Plain http goes to this machine only, and directly.
func proxyFor(req *http.Request) (*url.URL, error) {
	if req.URL.Scheme == "http" {
		return nil, nil
	}
	proxy, err := http.ProxyFromEnvironment(req)
	if err != nil {
		// The cause quotes the variable's value, which may hold the proxy's password.
		return nil, &TransportError{Kind: KindProxy, Host: req.URL.Host, Detail: "the proxy address in the environment cannot be read"}
	}
	return proxy, nil
}

func proxyAnswer(_ context.Context, proxy *url.URL, _ *http.Request, res *http.Response) error {
	if res.StatusCode == http.StatusOK {
		return nil
	}
	return &TransportError{Kind: KindProxy, Host: proxy.Host, Status: res.StatusCode,
		Detail: "it answers " + clean(res.Status, 80)}
}

// checkRedirect follows a redirect only where nothing can leak: a GET without credentials that
// stays on its origin. net/http alone would post a form's client_secret again to another host
// on a 307, and would send Authorization along from https to http on the same host.
func checkRedirect(req *http.Request, via []*http.Request) error {
	first := via[0]
	if first.Method == http.MethodGet && first.Header.Get("Authorization") == "" &&
		origin(req.URL) == origin(first.URL) && len(via) <= maxRedirects {
		return nil
	}
	return &TransportError{Kind: KindRedirect, Host: first.URL.Host, Target: place(req.URL)}
}

// origin returns scheme, host and port, with the port always written out (RFC 6454 §4).
func origin(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	return u.Scheme + "://" + net.JoinHostPort(strings.ToLower(u.Hostname()), port)
}

// place returns a URL without what may be secret in it: user, query and fragment.
func place(u *url.URL) string {
	bare := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	return clean(bare.String(), 200)
}

// limitedBody ends an answer that is larger than any honest one, and types what goes wrong on the way.
type limitedBody struct {
	io.ReadCloser
	ctx  context.Context
	host string
	left int
	err  error
}

func (b *limitedBody) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if len(p) > b.left+1 { // one more than allowed tells a full body from one that is too large
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	switch {
	case n > b.left:
		n, b.err = b.left, &TransportError{Kind: KindTooLarge, Host: b.host}
	case err != nil && !errors.Is(err, io.EOF):
		b.err = classify(b.ctx, b.host, err)
	default:
		b.err = err
	}
	b.left -= n
	return n, b.err
}
