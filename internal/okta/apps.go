package okta

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"time"
)

// App is an app integration. The members about clients are empty unless it is an OpenID
// Connect app.
type App struct {
	ID            string // 0oa…
	Label         string // the name people see
	Status        string // ACTIVE or INACTIVE
	SignOnMode    string // OPENID_CONNECT, SAML_2_0 and others
	Type          string // application_type: web, service, native or browser
	ClientID      string
	ClientSecret  Secret // only in the answer to CreateApp and ReplaceApp; see AppSecrets
	AuthMethod    AuthMethod
	Grants        []string
	ResponseTypes []string
	RedirectURIs  []string
	DPoP          bool // dpop_bound_access_tokens
	Created       time.Time

	original Secret // the whole JSON, which may hold the client secret
}

// UnmarshalJSON decodes an app and keeps what it was decoded from.
func (a *App) UnmarshalJSON(text []byte) error {
	var wire struct {
		ID          string    `json:"id"`
		Label       string    `json:"label"`
		Status      string    `json:"status"`
		SignOnMode  string    `json:"signOnMode"`
		Created     time.Time `json:"created"`
		Credentials struct {
			Client struct {
				ID     string     `json:"client_id"`
				Secret Secret     `json:"client_secret"`
				Method AuthMethod `json:"token_endpoint_auth_method"`
			} `json:"oauthClient"`
		} `json:"credentials"`
		Settings struct {
			Client struct {
				Type          string   `json:"application_type"`
				Grants        []string `json:"grant_types"`
				ResponseTypes []string `json:"response_types"`
				RedirectURIs  []string `json:"redirect_uris"`
				DPoP          bool     `json:"dpop_bound_access_tokens"`
			} `json:"oauthClient"`
		} `json:"settings"`
	}
	if err := json.Unmarshal(text, &wire); err != nil {
		return err
	}
	id, settings := wire.Credentials.Client, wire.Settings.Client
	*a = App{ID: wire.ID, Label: wire.Label, Status: wire.Status, SignOnMode: wire.SignOnMode, Created: wire.Created,
		ClientID: id.ID, ClientSecret: id.Secret, AuthMethod: id.Method,
		Type: settings.Type, Grants: settings.Grants, ResponseTypes: settings.ResponseTypes,
		RedirectURIs: settings.RedirectURIs, DPoP: settings.DPoP,
		original: NewSecret(string(text))}
	return nil
}

func (a App) fields() map[string]any {
	return map[string]any{
		"label": a.Label,
		"credentials.oauthClient.token_endpoint_auth_method": a.AuthMethod,
		"settings.oauthClient.grant_types":                   a.Grants,
		"settings.oauthClient.response_types":                a.ResponseTypes,
		"settings.oauthClient.redirect_uris":                 a.RedirectURIs,
		"settings.oauthClient.dpop_bound_access_tokens":      a.DPoP,
	}
}

// newApp is the web app of the tutorial. A web app must have authorization_code, which needs a
// redirect URI and the response type code; MuleSoft does not do DPoP, so it is off.
const newApp = `{
	"name": "oidc_client",
	"signOnMode": "OPENID_CONNECT",
	"visibility": {"hide": {"iOS": true, "web": true}},
	"credentials": {"oauthClient": {
		"token_endpoint_auth_method": "client_secret_basic",
		"autoKeyRotation": true,
		"pkce_required": false
	}},
	"settings": {"oauthClient": {
		"application_type": "web",
		"grant_types": ["authorization_code", "client_credentials"],
		"response_types": ["code"],
		"redirect_uris": ["http://localhost:8080/authorization-code/callback"],
		"consent_method": "TRUSTED",
		"issuer_mode": "ORG_URL",
		"dpop_bound_access_tokens": false
	}}
}`

// Apps lists the apps whose label or name starts with a text. Okta's match is loose, so
// compare the labels.
func (m *Management) Apps(ctx context.Context, startsWith string) ([]App, error) {
	query := url.Values{"limit": {"200"}}
	if startsWith != "" {
		query.Set("q", startsWith)
	}
	apps, err := list[App](ctx, m, query, "apps")
	return apps, doing("listing apps", err)
}

// App reads an app, without its client secret.
func (m *Management) App(ctx context.Context, id string) (App, error) {
	app, err := exchange[App](ctx, m, http.MethodGet, nil, "apps", id)
	return app, doing("reading the app", err)
}

// AppSecret is one of the at most two client secrets of an app.
type AppSecret struct {
	ID      string    `json:"id"`     // ocs…
	Status  string    `json:"status"` // ACTIVE or INACTIVE
	Secret  Secret    `json:"client_secret"`
	Created time.Time `json:"created"`
}

// AppSecrets reads an app's client secrets.
func (m *Management) AppSecrets(ctx context.Context, id string) ([]AppSecret, error) {
	secrets, err := list[AppSecret](ctx, m, nil, "apps", id, "credentials", "secrets")
	return secrets, doing("reading the app's client secrets", err)
}

// CreateApp makes the tutorial's web app, active, with what is set in app of Label, AuthMethod,
// Grants, ResponseTypes and RedirectURIs. Only the label is necessary. The answer holds the
// client secret. The request is sent once, and again only when the org says that it was too
// many: look for the app before trying again after any other failure.
func (m *Management) CreateApp(ctx context.Context, app App) (App, error) {
	body, err := created(newApp, app)
	if err == nil {
		app, err = exchangeAt[App](ctx, m, http.MethodPost, m.org+"/api/v1/apps?activate=true", body)
	}
	return app, doing("creating the app", err)
}

// ReplaceApp reads an app, applies edit to it, and writes it back with everything else as it
// was. Label, AuthMethod, Grants, ResponseTypes, RedirectURIs and DPoP can be edited.
func (m *Management) ReplaceApp(ctx context.Context, id string, edit func(*App)) (App, error) {
	app, err := replace(ctx, m, App.json, edit, "apps", id)
	return app, doing("changing the app", err)
}

func (a App) json() Secret { return a.original }

// ActivateApp makes an inactive app work.
func (m *Management) ActivateApp(ctx context.Context, id string) error {
	return doing("activating the app", m.command(ctx, http.MethodPost, "apps", id, "lifecycle", "activate"))
}

// DeactivateApp stops an app from working. Only then can it be deleted.
func (m *Management) DeactivateApp(ctx context.Context, id string) error {
	return doing("deactivating the app", m.command(ctx, http.MethodPost, "apps", id, "lifecycle", "deactivate"))
}

// DeleteApp deletes an inactive app, for good.
func (m *Management) DeleteApp(ctx context.Context, id string) error {
	return doing("deleting the app", m.command(ctx, http.MethodDelete, "apps", id))
}
