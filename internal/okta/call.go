package okta

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// call is a request that can be sent more than once.
type call struct {
	method        string
	url           string
	authorization Secret
	contentType   string
	body          string
}

// answer is what came back, whatever its status.
type answer struct {
	call   call
	status int
	header http.Header
	body   []byte
	mask   func() *masker // made when it is needed, as a success needs none
	date   time.Time      // the server's clock, or zero
	skew   time.Duration  // how far ours is ahead of it
	now    time.Time      // our clock when it came
}

// noSecrets is the masker of a text that came with no request.
func noSecrets() *masker { return new(masker) }

// get fetches a document that needs no credentials.
func (c *Client) get(ctx context.Context, address string) (answer, error) {
	return c.do(ctx, call{method: http.MethodGet, url: address})
}

// do sends a call and repeats it where that is safe: any on 429, which means that it was not
// carried out, and a GET on 503 and 504. It returns a *TransportError or an answer.
func (c *Client) do(ctx context.Context, r call) (answer, error) {
	for try := 1; ; try++ {
		a, err := c.once(ctx, r)
		if err != nil {
			return answer{}, err
		}
		wait := c.pause(ctx, a, try)
		if wait == 0 {
			return a, nil
		}
		if tell, ok := ctx.Value(waiterKey{}).(func(Wait)); ok {
			tell(Wait{For: wait, Try: try, Err: a.failure()})
		}
		if err := c.sleep(ctx, wait); err != nil {
			return answer{}, classify(ctx, hostOf(r.url), err)
		}
	}
}

func (c *Client) once(ctx context.Context, r call) (answer, error) {
	req, err := r.request(ctx)
	if err != nil {
		return answer{}, err
	}
	mask := sync.OnceValue(func() *masker { return maskerFor(req, r.body) })
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, c.fail(ctx, req.URL.Host, mask(), err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, c.fail(ctx, req.URL.Host, mask(), err)
	}
	a := answer{call: r, status: res.StatusCode, header: res.Header, body: body, mask: mask, now: c.now()}
	if date, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		a.date, a.skew = date, skew(a.now, date)
		c.skew.Store(&a.skew)
	}
	return a, nil
}

func (c *Client) fail(ctx context.Context, host string, mask *masker, err error) *TransportError {
	e := *classify(ctx, host, err)
	e.Detail, e.Target = mask.loose(e.Detail), mask.loose(e.Target)
	return &e
}

func (r call) request(ctx context.Context) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, r.method, r.url, strings.NewReader(r.body))
	if err != nil { // the error quotes the URL, which may hold anything that was pasted
		return nil, &TransportError{Kind: KindAddress, Detail: "it is not a URL"}
	}
	req.Header.Set("Accept", "application/json")
	if r.contentType != "" {
		req.Header.Set("Content-Type", r.contentType)
	}
	if !r.authorization.IsZero() {
		req.Header.Set("Authorization", r.authorization.Reveal())
	}
	return req, nil
}

// Wait says that a request has to be repeated, and when.
type Wait struct {
	For time.Duration // how long from now
	Try int           // how often the request has been sent so far
	Err *Error        // the answer that asks for the wait
}

type waiterKey struct{}

// WithWaiter returns a context under which tell is called before every wait for another try.
func WithWaiter(ctx context.Context, tell func(Wait)) context.Context {
	return context.WithValue(ctx, waiterKey{}, tell)
}

// maxTries bounds how often one request is sent.
const maxTries = 4

// pause returns how long to wait before the call is sent again, or zero to take the answer as it is.
func (c *Client) pause(ctx context.Context, a answer, try int) time.Duration {
	var wait time.Duration
	switch {
	case try == maxTries:
		return 0
	case a.status == http.StatusTooManyRequests:
		wait = cmp.Or(a.retryAfter(), 5*time.Second)
	case a.call.method != http.MethodGet:
		return 0
	case a.status == http.StatusServiceUnavailable, a.status == http.StatusGatewayTimeout:
		wait = cmp.Or(a.retryAfter(), time.Duration(try)*time.Second)
	}
	if wait > c.maxWait {
		return 0
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait {
		return 0 // the caller would rather hear what the server says than that time ran out
	}
	return wait
}

// decode reads a JSON answer into a T, or says as an *Error why it cannot.
func decode[T any](a answer) (T, error) {
	var value, none T
	if err := a.ok(); err != nil {
		return none, err
	}
	if err := json.Unmarshal(bytes.TrimPrefix(a.body, []byte(bom)), &value); err != nil {
		return none, a.failure()
	}
	return value, nil
}

// ok returns an *Error unless the answer is a success. Its body does not matter.
func (a answer) ok() error {
	pasted := a.status == 0
	// Some proxies and servers send an error with status 200.
	if !pasted && (a.status < 200 || a.status > 299) || readFault(a.body).Code != "" {
		return a.failure()
	}
	return nil
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// stopsShort reports whether a JSON error means that the text ended too early.
func stopsShort(err error) bool {
	var syntax *json.SyntaxError
	return errors.As(err, &syntax) && syntax.Error() == "unexpected end of JSON input"
}
