// Package okta speaks HTTP to an org and cannot tell a real one from a practice one.
package okta

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/url"
	"runtime"
	"sync/atomic"
	"time"
)

// Options say how a Client behaves. The zero value is ready for use.
type Options struct {
	// Version is the program's version, sent in the User-Agent header.
	Version string
	// RootCAs are the certificate authorities to trust; nil means the system's. See RootCAs.
	RootCAs *x509.CertPool
	// Only says which URLs may be asked; nil means all. What it refuses never leaves this machine.
	Only func(*url.URL) bool
	// Timeout bounds one request from dialling to the last byte of its answer; zero means 20 s.
	Timeout time.Duration
	// MaxWait is the longest the Client sleeps before it repeats a request; zero means 90 s.
	// An org that asks for more is reported as an *Error with RetryAfter set.
	MaxWait time.Duration
	// Now tells the time that is compared with the server's; nil means time.Now.
	Now func() time.Time
	// Sleep waits for d or until ctx is done, and then returns ctx.Err(); nil means a timer.
	Sleep func(ctx context.Context, d time.Duration) error
}

// RootCAs returns the system's certificate authorities with those in the PEM text added.
func RootCAs(pem []byte) (*x509.CertPool, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, ErrNoCertificate
	}
	return pool, nil
}

// ErrNoCertificate means that a text given as certificate authorities has no PEM certificate in it.
var ErrNoCertificate = errors.New("no PEM certificate found")

// Client talks to authorization servers and to Okta's management API. It is safe for
// concurrent use.
type Client struct {
	http    *http.Client
	now     func() time.Time
	sleep   func(context.Context, time.Duration) error
	maxWait time.Duration
	skew    atomic.Pointer[time.Duration]
}

// New returns a Client that sends everything through NewHTTPClient.
func New(o Options) *Client {
	c := &Client{http: NewHTTPClient(o), now: o.Now, sleep: o.Sleep, maxWait: o.MaxWait}
	if c.now == nil {
		c.now = time.Now
	}
	if c.sleep == nil {
		c.sleep = sleep
	}
	if c.maxWait == 0 {
		c.maxWait = 90 * time.Second
	}
	return c
}

// CloseIdle closes the connections that no request is using.
func (c *Client) CloseIdle() { c.http.CloseIdleConnections() }

// Skew returns how far the local clock is ahead of the server's, by the Date header of the
// last answer, in whole seconds; it is negative when the local clock is behind. A slow answer
// makes it too large by at most the time that the answer took. It reports false when no
// answer has had a date.
func (c *Client) Skew() (time.Duration, bool) {
	if d := c.skew.Load(); d != nil {
		return *d, true
	}
	return 0, false
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func userAgent(version string) string {
	if version == "" {
		version = "devel"
	}
	return "oktadance/" + version + " (" + runtime.GOOS + "/" + runtime.GOARCH + ")"
}
