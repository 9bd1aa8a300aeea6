package okta

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
)

func TestFailuresThatCannotBeMadeHereAreNamed(t *testing.T) {
	on := func(op string, err error) error {
		return &url.Error{Op: "Get", URL: "https://h/", Err: &net.OpError{Op: op, Net: "tcp", Err: err}}
	}
	for _, test := range []struct {
		err  error
		kind TransportKind
	}{
		{on("dial", &net.DNSError{Err: "no such host", Name: "h", IsNotFound: true}), KindDNS},
		{on("dial", syscall.ENETUNREACH), KindUnreachable},
		{on("dial", syscall.Errno(10065)), KindUnreachable}, // Windows
		{on("dial", syscall.Errno(10061)), KindRefused},     // Windows
		{on("dial", syscall.ETIMEDOUT), KindTimeout},
		{on("read", syscall.ECONNRESET), KindClosed},
		{on("proxyconnect", &net.DNSError{Err: "no such host", Name: "proxy"}), KindProxy},
		{on("dial", &TransportError{Kind: KindInsecure, Host: "10.0.0.1:80"}), KindInsecure},
		{errors.New("http2: server sent GOAWAY and closed the connection"), KindClosed},
		{errors.New("something new"), KindOther},
	} {
		if e := classify(t.Context(), "h", test.err); e.Kind != test.kind {
			t.Errorf("%v is %q, want %q", test.err, e.Kind, test.kind)
		}
	}
}

func TestEveryKindOfFailureHasItsOwnWords(t *testing.T) {
	seen := map[string]TransportKind{}
	for _, k := range []TransportKind{KindAddress, KindInsecure, KindForeign, KindDNS, KindRefused, KindUnreachable, KindTimeout, KindCancelled,
		KindTLSUnknown, KindTLSExpired, KindTLSWrongHost, KindTLSOther, KindProxy, KindRedirect, KindTooLarge, KindHeadersTooLarge,
		KindClosed, KindNotHTTP, KindOther} {
		if other, taken := seen[k.words()]; taken {
			t.Errorf("%s and %s are both %q", k, other, k.words())
		}
		seen[k.words()] = k
	}
}

func TestAnUnknownFailureShowsItsTextWithoutSecrets(t *testing.T) {
	err := fmt.Errorf("failed to parse Location header %q", "https://h/?client_secret=abcdefgh&token=00Qw3rTyUi0pAsDfGhJkLzXcVbNm-1234567890_ab\x1b[2J")
	text := classify(t.Context(), "h", err).Error()
	if strings.Contains(text, "abcdefgh") || strings.Contains(text, "AsDfGhJk") || !strings.Contains(text, "failed to parse Location header") {
		t.Error(text)
	}
}

func TestANameOfThisMachineMustResolveToIt(t *testing.T) {
	for address, fine := range map[string]bool{"127.0.0.1:80": true, "[::1]:80": true, "10.0.0.1:80": false, "[2001:db8::1]:443": false} {
		if err := loopbackOnly("tcp", address, nil); (err == nil) != fine {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestAProxyThatRefusesIsNamedWithItsStatus(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
	}))
	defer proxy.Close()
	c := New(Options{})
	at, _ := url.Parse(proxy.URL)
	c.http.Transport.(*guard).base.(*http.Transport).Proxy = http.ProxyURL(at)
	_, err := c.Organization(t.Context(), "https://org.example")
	var e *TransportError
	if !errors.As(err, &e) || e.Kind != KindProxy || e.Status != 407 || e.Host != at.Host {
		t.Errorf("got %+v", err)
	}
	proxy.Close()
	_, err = c.Organization(t.Context(), "https://org.example")
	if !errors.As(err, &e) || e.Kind != KindProxy {
		t.Errorf("a proxy that is gone: %v", err)
	}
}

func TestPlainHTTPIsNeverProxied(t *testing.T) {
	req := httptest.NewRequest("GET", "http://127.0.0.1/", nil)
	if proxy, err := proxyFor(req); proxy != nil || err != nil {
		t.Errorf("got %v, %v", proxy, err)
	}
}
