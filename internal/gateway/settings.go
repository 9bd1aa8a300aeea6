package gateway

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"oktadance/internal/okta"
)

// SettingError means that a Gateway cannot work as its Options say.
type SettingError struct {
	Setting string // the field of Options or of what is in it
	Why     string // in words for people, without the value if that is secret
}

// Error names the setting and what is wrong with it.
func (e *SettingError) Error() string { return "setting " + e.Setting + ": " + e.Why }

// settle fills what was left out, and refuses what cannot work.
func (o *Options) settle() (*url.URL, error) {
	o.fill()
	upstream, err := parseUpstream(o.Upstream)
	if err != nil {
		return nil, err
	}
	for _, wrong := range []struct {
		is           bool
		setting, why string
	}{
		{o.Validate != Introspect && o.Validate != JWKS, "Validate", "it is neither introspect nor jwks"},
		{o.Answers != MuleSoft && o.Answers != RFC6750, "Answers", "it is neither mulesoft nor rfc6750"},
		{o.Validate == Introspect && o.Server.Introspection == "", "Introspection", "there is no introspection endpoint to ask"},
		{o.Validate == Introspect && (o.Server.Client.ID == "" || o.Server.Client.Secret.IsZero()), "Client", "introspection needs a client ID and a client secret"},
		{o.Validate == JWKS && o.Server.JWKS == "", "JWKS", "there is no jwks_uri to fetch keys from"},
		{o.Validate == JWKS && o.Server.Issuer == "", "Issuer", "without the issuer's name its tokens cannot be told from others"},
		{o.Validate == JWKS && orgServer(o.Server), "Issuer", "this is Okta's org authorization server, whose tokens are for Okta alone and cannot be verified by their signature: use a custom one, such as /oauth2/default, or introspection"},
		{slices.ContainsFunc(o.Policy.Scopes, badScope), "Scopes", "a scope is empty or has a space, a quote or a backslash in it"},
		{o.TTL < 0 || o.NegativeTTL < 0, "TTL", "it is less than nothing"},
		{o.Remember < 0, "Remember", "it is less than nothing"},
	} {
		if wrong.is {
			return nil, &SettingError{wrong.setting, wrong.why}
		}
	}
	return upstream, nil
}

// fill puts the defaults in.
func (o *Options) fill() {
	if o.Validate == "" {
		o.Validate = Introspect
	}
	if o.Answers == "" {
		o.Answers = MuleSoft
	}
	if o.Remember == 0 {
		o.Remember = DefaultRemember
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Client.Timeout == 0 {
		o.Client.Timeout = 10 * time.Second
	}
	// A caller must not be kept waiting until a rate limit is over.
	o.Client.MaxWait = time.Nanosecond
	o.Server.Client.Method = okta.Post
	o.Policy.Scopes, o.Policy.Clients = slices.Clone(o.Policy.Scopes), slices.Clone(o.Policy.Clients)
	if o.Validate == JWKS {
		o.TTL = min(o.TTL, DefaultJWKSTTL)
	}
}

func parseUpstream(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil: // it quotes the URL, which may have a password in it
		return nil, &SettingError{"Upstream", "it is not a URL"}
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return nil, &SettingError{"Upstream", "it is not an http or https URL"}
	case u.User != nil:
		return nil, &SettingError{"Upstream", "it contains a user name"}
	case u.RawQuery != "", u.Fragment != "":
		return nil, &SettingError{"Upstream", "it contains a query or a fragment"}
	}
	return u, nil
}

// orgServer recognises Okta's org authorization server. Other makers' issuers may well
// have no path, so that its keys' place has to match too.
func orgServer(s Server) bool {
	issuer, err := url.Parse(s.Issuer)
	if err != nil {
		return false
	}
	keys, err := url.Parse(s.JWKS)
	return err == nil && strings.Trim(issuer.Path, "/") == "" && keys.Path == "/oauth2/v1/keys"
}

// badScope reports what is no scope-token (RFC 6749 §3.3) and would end the quoted list in
// a challenge.
func badScope(scope string) bool {
	return scope == "" || strings.ContainsFunc(scope, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' })
}
