package export

import (
	"cmp"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// policy is what every configuration is filled with. Its values have been checked: they
// are printable ASCII, and hold nothing that the engine would not take literally.
type policy struct {
	Validate      string
	Issuer        string
	Audience      string
	Keys          address
	Introspection address
	ClientID      string
	ClientSecret  string // "" where a placeholder stands in its place
	Scopes        []string
	Listen        netip.AddrPort
	Upstream      address
}

// address is a URL that an engine connects to.
type address struct {
	URL  string
	Host string // without brackets
	Port string
	TLS  bool
}

// IP reports whether the host is an address rather than a name.
func (a address) IP() bool {
	_, err := netip.ParseAddr(a.Host)
	return err == nil
}

const (
	defaultListen   = "127.0.0.1:8080"
	defaultUpstream = "http://127.0.0.1:8081"
	defaultAudience = "api://default" // Okta: of the server named default
)

// policy gathers the values from the options and the notes.
func (e engine) policy(get func(string) string, o Options) (policy, error) {
	p := policy{Validate: cmp.Or(o.Validate, e.validate[0])}
	steps := []func() error{
		func() error { return e.options(&p, o) },
		func() error { return e.server(&p, get) },
		func() error { return e.client(&p, get, o.Secrets) },
		func() error { return e.scopes(&p, get) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return policy{}, err
		}
	}
	return p, nil
}

// options takes what the options say.
func (e engine) options(p *policy, o Options) error {
	listen, err := netip.ParseAddrPort(cmp.Or(o.Listen, defaultListen))
	if err != nil || listen.Addr().Zone() != "" || listen.Port() == 0 {
		return &BadValue{Option: "listen", Why: "it is an IP address and a port, such as " + defaultListen}
	}
	p.Listen = listen
	upstream, why := endpoint(cmp.Or(o.Upstream, defaultUpstream))
	if why == "" && strings.Trim(afterHost(upstream.URL), "/") != "" {
		why = "it is a URL without a path: requests keep their own"
	}
	if why != "" {
		return &BadValue{Option: "upstream", Why: why}
	}
	upstream.URL = strings.TrimRight(upstream.URL, "/")
	p.Upstream = upstream
	if why := e.literal(o.Audience, false); why != "" && o.Audience != "" {
		return &BadValue{Option: "audience", Why: why}
	}
	p.Audience = o.Audience
	for _, scope := range o.Scopes {
		if why := e.literal(scope, false); why != "" {
			return &BadValue{Option: "scope", Why: why}
		}
	}
	p.Scopes = slices.Clone(o.Scopes)
	return nil
}

// server takes what the notes say about the authorization server.
func (e engine) server(p *policy, get func(string) string) error {
	issuer, err := e.noted(get, "metadata.issuer")
	if err != nil {
		return err
	}
	p.Issuer = issuer.URL
	path := strings.TrimRight(afterHost(issuer.URL), "/")
	switch {
	case p.Audience != "":
	case path == "/oauth2/default":
		p.Audience = defaultAudience
	case path == "":
		p.Audience = issuer.URL // Okta: tokens of the org server are for the org
	default:
		return &BadValue{Option: "audience", Why: "it is not in the notes, and has no default for an authorization server of one's own"}
	}
	if p.Validate == Introspect {
		p.Introspection, err = e.noted(get, "metadata.introspection_endpoint")
		return err
	}
	if path == "" {
		// Okta: access tokens of the org authorization server are opaque to everybody else.
		return &BadValue{Note: "metadata.issuer", Why: "it is the org's own server, whose tokens nobody but the org may verify"}
	}
	p.Keys, err = e.noted(get, "metadata.jwks_uri")
	return err
}

// client takes what the engine proves itself with when it asks about a token.
func (e engine) client(p *policy, get func(string) string, secrets bool) error {
	if p.Validate != Introspect || e.name == "flex" {
		return nil // in MuleSoft's gateways the client provider has it
	}
	p.ClientID = get("app.client_id")
	if p.ClientID == "" {
		return &MissingNote{Note: "app.client_id"}
	}
	if why := e.literal(p.ClientID, true); why != "" {
		return &BadValue{Note: "app.client_id", Why: why}
	}
	if !secrets {
		return nil
	}
	p.ClientSecret = get("app.client_secret")
	if p.ClientSecret == "" {
		return &MissingNote{Note: "app.client_secret"}
	}
	if why := e.literal(p.ClientSecret, true); why != "" {
		return &BadValue{Note: "app.client_secret", Why: why}
	}
	return nil
}

// scopes falls back to the scope of the notes.
func (e engine) scopes(p *policy, get func(string) string) error {
	if len(p.Scopes) > 0 {
		return nil
	}
	scope := get("scope.name")
	if scope == "" {
		return &MissingNote{Note: "scope.name"}
	}
	if why := e.literal(scope, false); why != "" {
		return &BadValue{Note: "scope.name", Why: why}
	}
	p.Scopes = []string{scope}
	return nil
}

// noted takes a URL that an engine asks, from a note.
func (e engine) noted(get func(string) string, note string) (address, error) {
	raw := get(note)
	if raw == "" {
		return address{}, &MissingNote{Note: note}
	}
	a, why := endpoint(raw)
	switch {
	case why != "" || a.TLS:
	case !isLoopback(a.Host):
		why = "it is not https, and so is only good on this machine"
	case e.https && note != "metadata.issuer":
		why = "it is not https, as a practice org's never is, and " + e.name + " refuses to start with it"
	}
	if why != "" {
		return address{}, &BadValue{Note: note, Why: why}
	}
	return a, nil
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// urlCharacters are those of RFC 3986 that stand for themselves in every one of
// the formats. Okta's endpoints have no others.
const urlCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?&=%+@,[]"

// endpoint reads a URL, or says why it can't be used.
func endpoint(raw string) (a address, why string) {
	u, err := url.Parse(raw)
	switch {
	case strings.Trim(raw, urlCharacters) != "":
		return a, "it has characters that a URL of this kind doesn't have"
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return a, "it is no http or https URL"
	case u.User != nil:
		return a, "there is a user name in the URL"
	case strings.ContainsAny(u.Hostname(), "%,&=+"):
		return a, "there is no such host"
	}
	a = address{URL: raw, Host: u.Hostname(), Port: u.Port(), TLS: u.Scheme == "https"}
	if a.Port == "" {
		a.Port = map[bool]string{false: "80", true: "443"}[a.TLS]
	}
	if n, err := strconv.ParseUint(a.Port, 10, 16); err != nil || n == 0 {
		return a, "there is no such port"
	}
	return a, ""
}

// afterHost is what follows the host and port of a URL that endpoint has read.
func afterHost(raw string) string {
	_, rest, _ := strings.Cut(raw, "://")
	i := strings.IndexAny(rest, "/?")
	if i < 0 {
		return ""
	}
	return rest[i:]
}

// literal says why a value can't be written for this engine, or "". Client IDs and
// secrets are printable ASCII (RFC 6749 appendix A.1 and A.2); scopes have neither
// spaces nor quotes nor backslashes (section 3.3), and audiences are held to that.
func (e engine) literal(value string, credential bool) (why string) {
	for _, c := range []byte(value) {
		if c < ' ' || c > '~' || !credential && strings.IndexByte(` "\`, c) >= 0 {
			return "it has characters that are not allowed there"
		}
	}
	if value == "" {
		return "it is empty"
	}
	for text, reading := range e.forbids {
		if strings.Contains(value, text) {
			return "it contains " + text + ", and " + reading
		}
	}
	return ""
}
