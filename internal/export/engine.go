// Package export writes the OIDC policy as the configuration of other gateways.
package export

import (
	_ "embed" // for okta-dance.js
	"slices"
)

// The two ways to tell whether an access token is good.
const (
	JWKS       = "jwks"       // verify its signature with the server's published keys (RFC 7517)
	Introspect = "introspect" // ask the server about it (RFC 7662)
)

// Options says what the notes don't: what stands before and behind the policy.
// The zero value is filled with defaults.
type Options struct {
	Validate string   // JWKS or Introspect; "" is what the engine does best
	Listen   string   // an IP address and a port, such as 127.0.0.1:8080, the default
	Upstream string   // the API's http or https URL without a path; "" is http://127.0.0.1:8081
	Audience string   // who tokens are for; "" is api://default, where the issuer is Okta's default server
	Scopes   []string // all are required; none is the scope of the notes
	Secrets  bool     // write the client secret itself rather than a placeholder
}

// File is one file of an export. Only the first of several may be renamed: it
// refers to the others by name.
type File struct {
	Name   string // without a folder, such as okta-dance.conf
	Text   string // ends with a line end
	Secret bool   // holds the client secret
}

// engine is one gateway that the policy can be written for.
type engine struct {
	name     string
	line     string            // what it is, and by which of its parts it does the work
	validate []string          // the best first
	cannot   map[string]string // why it can't validate in the other way
	config   string            // the name of the file
	write    func(policy) string
	beside   []File            // files that go with it, the same for everybody
	forbids  map[string]string // what no value may contain, and what would happen
	https    bool              // takes no authorization server over http, on loopback either
}

func engines() []engine {
	return []engine{
		{
			name: "envoy", line: "Envoy: jwt_authn with remote keys, and RBAC for the scopes",
			validate: []string{JWKS}, config: "envoy.yaml", write: envoy,
			cannot: map[string]string{Introspect: "Envoy has no filter that asks an authorization server about a token"},
		},
		{
			name: "flex", line: "MuleSoft Flex Gateway: openidconnect-access-token-enforcement, or jwt-validation",
			validate: []string{Introspect, JWKS}, config: "flex.yaml", write: flex,
			forbids: map[string]string{
				"$":  "Flex Gateway reads it as the beginning of an environment variable's name",
				"#[": "Flex Gateway reads it as the beginning of an expression",
			},
		},
		{
			name: "nginx", line: "nginx: auth_request and introspection, with a script for njs",
			validate: []string{Introspect}, config: "okta-dance.conf", write: nginx, beside: []File{{Name: "okta-dance.js", Text: nginxScript}},
			cannot: map[string]string{JWKS: "nginx verifies signatures only in its commercial edition (auth_jwt)"},
		},
		{
			name: "apache", line: "Apache: mod_auth_openidc as an OAuth 2.0 resource server",
			validate: []string{Introspect, JWKS}, config: "okta-dance.conf", write: apache, https: true,
			forbids: map[string]string{"${": "Apache reads it as the beginning of a variable's name"},
		},
		{
			name: "kong", line: "Kong Gateway, the open-source edition: introspection in a pre-function",
			validate: []string{Introspect}, config: "kong.yaml", write: kong,
			cannot: map[string]string{JWKS: "the open-source edition's jwt plugin can't fetch keys, and it doesn't look at scopes"},
		},
	}
}

// Engines lists the names that Engine knows, and a line about each.
func Engines() (names, lines []string) {
	for _, e := range engines() {
		names, lines = append(names, e.name), append(lines, e.line)
	}
	return names, lines
}

//go:embed okta-dance.js
var nginxScript string

// Engine writes the policy for the gateway of that name: issuer, audience, keys
// or introspection, and scopes. Values come from the notes through get, which
// gives "" for an empty one; app.client_secret is asked for only with o.Secrets.
// The error is an *UnknownEngine, *UnableError, *MissingNote or *BadValue.
func Engine(name string, get func(note string) string, o Options) ([]File, error) {
	e, err := find(name, o)
	if err != nil {
		return nil, err
	}
	p, err := e.policy(get, o)
	if err != nil {
		return nil, err
	}
	config := File{Name: e.config, Text: e.write(p), Secret: p.ClientSecret != ""}
	return append([]File{config}, e.beside...), nil
}

// Check finds what is wrong with a name and options without looking at the notes.
// It gives the same errors as Engine.
func Check(name string, o Options) error {
	e, err := find(name, o)
	if err != nil {
		return err
	}
	var p policy
	return e.options(&p, o)
}

// Files lists the names of the files that Engine gives, or nothing for a name that
// it doesn't know.
func Files(name string) []string {
	e, err := find(name, Options{})
	if err != nil {
		return nil
	}
	names := []string{e.config}
	for _, f := range e.beside {
		names = append(names, f.Name)
	}
	return names
}

// find gives the engine of that name, if it can do what is asked.
func find(name string, o Options) (engine, error) {
	all := engines()
	i := slices.IndexFunc(all, func(e engine) bool { return e.name == name })
	switch {
	case i < 0:
		return engine{}, &UnknownEngine{Name: name}
	case o.Validate != "" && !slices.Contains([]string{JWKS, Introspect}, o.Validate):
		return engine{}, &BadValue{Option: "validate", Why: "it is jwks or introspect"}
	case o.Validate != "" && !slices.Contains(all[i].validate, o.Validate):
		return engine{}, &UnableError{Engine: name, Validate: o.Validate, Instead: all[i].validate[0], Why: all[i].cannot[o.Validate]}
	}
	return all[i], nil
}
