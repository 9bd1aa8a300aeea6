package okta

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"syscall"
)

// TransportKind names a way in which a request gets no answer.
type TransportKind string

// The ways in which a request gets no answer.
const (
	KindAddress         TransportKind = "address"               // the URL cannot be used
	KindInsecure        TransportKind = "insecure"              // http to another machine
	KindForeign         TransportKind = "foreign"               // Options.Only refuses it
	KindDNS             TransportKind = "dns"                   // the host name does not resolve
	KindRefused         TransportKind = "refused"               // nothing listens on that port
	KindUnreachable     TransportKind = "unreachable"           // no route to host or network
	KindTimeout         TransportKind = "timeout"               // a limit of time was passed
	KindCancelled       TransportKind = "cancelled"             // the caller's context was cancelled
	KindTLSUnknown      TransportKind = "tls-unknown-authority" // the certificate's issuer is not trusted
	KindTLSExpired      TransportKind = "tls-expired"           // the certificate is not valid at this time
	KindTLSWrongHost    TransportKind = "tls-wrong-host"        // the certificate is for another name
	KindTLSOther        TransportKind = "tls-other"             // the handshake fails otherwise
	KindProxy           TransportKind = "proxy"                 // the proxy fails or refuses; Status has its answer
	KindRedirect        TransportKind = "redirect"              // a redirect that is not followed; Target has where to
	KindTooLarge        TransportKind = "too-large"             // the answer has more than 1 MiB
	KindHeadersTooLarge TransportKind = "headers-too-large"     // the answer's header has more than 64 KiB
	KindClosed          TransportKind = "closed"                // the server hangs up before the answer is complete
	KindNotHTTP         TransportKind = "not-http"              // the server speaks another protocol
	KindOther           TransportKind = "other"                 // anything else; Detail says what
)

// TransportError means that a request got no answer, or no complete one.
type TransportError struct {
	Kind   TransportKind
	Host   string // whom we were talking to, with the port if it was named
	Target string // for KindRedirect: scheme, host and path of the place named, never its query
	Status int    // for KindProxy: the status the proxy answered with, or zero
	Detail string // what else is known, without secrets; often empty
	Err    error  // the cause; its text is not fit for people
}

// Error says what happened, in our words rather than the cause's, which may quote a query.
func (e *TransportError) Error() string {
	text := "reaching " + e.Host + ": " + e.Kind.words()
	if e.Host == "" {
		text = e.Kind.words()
	}
	if e.Target != "" {
		text += " to " + e.Target
	}
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	return text
}

// Unwrap returns the cause.
func (e *TransportError) Unwrap() error { return e.Err }

func (k TransportKind) words() string {
	switch k {
	case KindAddress:
		return "the address cannot be used"
	case KindInsecure:
		return "http is used only to this machine, https to all others"
	case KindForeign:
		return "nobody but the org may be asked"
	case KindDNS:
		return "the host name does not resolve"
	case KindRefused:
		return "connection refused"
	case KindUnreachable:
		return "no route to the host"
	case KindTimeout:
		return "no answer in time"
	case KindCancelled:
		return "cancelled"
	case KindTLSUnknown:
		return "the certificate is signed by an unknown authority"
	case KindTLSExpired:
		return "the certificate is expired or not yet valid"
	case KindTLSWrongHost:
		return "the certificate is for another host name"
	case KindTLSOther:
		return "the TLS handshake fails"
	case KindProxy:
		return "the proxy does not let the request through"
	case KindRedirect:
		return "the server redirects"
	case KindTooLarge:
		return "the answer is larger than 1 MiB"
	case KindHeadersTooLarge:
		return "the answer's header is larger than 64 KiB"
	case KindClosed:
		return "the server closes the connection before the answer is complete"
	case KindNotHTTP:
		return "the server does not speak HTTP"
	}
	return "the request fails"
}

// classify gives err its kind. host is whom the request was for. A *TransportError anywhere
// in err is returned as it is.
func classify(ctx context.Context, host string, err error) *TransportError {
	var known *TransportError
	if errors.As(err, &known) {
		return known
	}
	e := &TransportError{Kind: kindOf(ctx, err), Host: clean(host, 200), Err: err}
	if e.Kind == KindOther || e.Kind == KindTLSOther {
		e.Detail = clean(new(masker).loose(err.Error()), 200)
	}
	return e
}

func kindOf(ctx context.Context, err error) TransportKind {
	var op *net.OpError
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(ctx.Err(), context.Canceled):
		return KindCancelled
	case errors.As(err, &op) && op.Op == "proxyconnect":
		return KindProxy
	case errors.As(err, &dns):
		return KindDNS
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded),
		errors.As(err, &timeout) && timeout.Timeout(),
		strings.Contains(err.Error(), "request canceled"): // by http.Client.Timeout, as it was not by ctx
		return KindTimeout
	}
	if kind := tlsKind(err); kind != "" {
		return kind
	}
	if kind := socketKind(err); kind != "" {
		return kind
	}
	return httpKind(err)
}

func tlsKind(err error) TransportKind {
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var verify *tls.CertificateVerificationError
	switch {
	case errors.As(err, &unknown):
		return KindTLSUnknown
	case errors.As(err, &host):
		return KindTLSWrongHost
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return KindTLSExpired
	case errors.As(err, &verify), errors.As(err, &invalid), errors.As(err, &record),
		errors.As(err, &alert), errors.Is(err, http.ErrSchemeMismatch),
		strings.Contains(err.Error(), "tls: "):
		return KindTLSOther
	}
	return ""
}

// socketKind looks at the system's error number. Windows has its own numbers for these (those
// above 10000), which package syscall does not compare as equal.
func socketKind(err error) TransportKind {
	var number syscall.Errno
	if !errors.As(err, &number) {
		return ""
	}
	switch number {
	case syscall.ECONNREFUSED, 10061:
		return KindRefused
	case syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.EHOSTDOWN, 10050, 10051, 10064, 10065:
		return KindUnreachable
	case syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED, 10053, 10054:
		return KindClosed
	case syscall.ETIMEDOUT, 10060:
		return KindTimeout
	}
	return ""
}

// httpKind reads the text where net/http has no type for what it means.
func httpKind(err error) TransportKind {
	text := err.Error()
	says := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
	}
	switch {
	case says("server response headers exceeded", "response header list larger",
		"COMPRESSION_ERROR"): // what one large field gives in HTTP/2
		return KindHeadersTooLarge
	case says("malformed HTTP", "malformed MIME header", "unsupported transfer encoding", "bad Content-Length", "gzip: invalid"):
		return KindNotHTTP
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), says("server closed", "closed the connection", "client connection lost"):
		return KindClosed
	}
	return KindOther
}
