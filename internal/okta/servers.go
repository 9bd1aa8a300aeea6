package okta

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

// AuthorizationServer is a custom authorization server.
type AuthorizationServer struct {
	ID          string   `json:"id"` // aus…
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Audiences   []string `json:"audiences"`
	Issuer      string   `json:"issuer"`
	IssuerMode  string   `json:"issuerMode"` // DYNAMIC, ORG_URL or CUSTOM_URL
	Status      string   `json:"status"`     // ACTIVE or INACTIVE
	Default     bool     `json:"default"`    // the one that default names, whatever it is called
}

// AuthorizationServers lists the org's custom authorization servers.
func (m *Management) AuthorizationServers(ctx context.Context) ([]AuthorizationServer, error) {
	servers, err := list[AuthorizationServer](ctx, m, url.Values{"limit": {"200"}}, "authorizationServers")
	return servers, doing("listing authorization servers", err)
}

// AuthorizationServer reads one by its id, or the default one as default.
func (m *Management) AuthorizationServer(ctx context.Context, id string) (AuthorizationServer, error) {
	server, err := exchange[AuthorizationServer](ctx, m, http.MethodGet, nil, "authorizationServers", id)
	return server, doing("reading the authorization server", err)
}

// Scope is a scope of an authorization server.
type Scope struct {
	ID              string `json:"id"` // scp…
	Name            string `json:"name"`
	DisplayName     string `json:"displayName"`
	Description     string `json:"description"`
	Consent         string `json:"consent"`         // IMPLICIT, FLEXIBLE or REQUIRED, which rules client_credentials out
	MetadataPublish string `json:"metadataPublish"` // ALL_CLIENTS or NO_CLIENTS
	Default         bool   `json:"default"`         // granted when a request names no scope
	System          bool   `json:"system"`

	original Secret
}

// UnmarshalJSON decodes a scope and keeps what it was decoded from.
func (s *Scope) UnmarshalJSON(text []byte) error {
	type plain Scope // without this method
	if err := json.Unmarshal(text, (*plain)(s)); err != nil {
		return err
	}
	s.original = NewSecret(string(text))
	return nil
}

func (s Scope) json() Secret { return s.original }

func (s Scope) fields() map[string]any {
	return map[string]any{"name": s.Name, "displayName": s.DisplayName, "description": s.Description,
		"consent": s.Consent, "metadataPublish": s.MetadataPublish, "default": s.Default}
}

// Scopes lists the scopes of an authorization server, Okta's own among them.
func (m *Management) Scopes(ctx context.Context, server string) ([]Scope, error) {
	scopes, err := list[Scope](ctx, m, url.Values{"limit": {"200"}}, "authorizationServers", server, "scopes")
	return scopes, doing("listing scopes", err)
}

// CreateScope makes a scope with what is set in scope. Only the name is necessary; consent is
// IMPLICIT unless it is set.
func (m *Management) CreateScope(ctx context.Context, server string, scope Scope) (Scope, error) {
	body, err := created(`{"consent": "IMPLICIT", "metadataPublish": "NO_CLIENTS", "default": false}`, scope)
	if err == nil {
		scope, err = exchange[Scope](ctx, m, http.MethodPost, body, "authorizationServers", server, "scopes")
	}
	return scope, doing("creating the scope", err)
}

// ReplaceScope reads a scope, applies edit to it, and writes it back with everything else as
// it was.
func (m *Management) ReplaceScope(ctx context.Context, server, id string, edit func(*Scope)) (Scope, error) {
	scope, err := replace(ctx, m, Scope.json, edit, "authorizationServers", server, "scopes", id)
	return scope, doing("changing the scope", err)
}

// DeleteScope deletes a scope.
func (m *Management) DeleteScope(ctx context.Context, server, id string) error {
	return doing("deleting the scope", m.command(ctx, http.MethodDelete, "authorizationServers", server, "scopes", id))
}
