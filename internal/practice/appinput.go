package practice

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// appInput is what POST and PUT say an app is to be.
type appInput struct {
	Name       string `json:"name"`
	Label      string `json:"label"`
	SignOnMode string `json:"signOnMode"`
	Visibility struct {
		Hide *hide `json:"hide"`
	} `json:"visibility"`
	Credentials struct {
		OAuth credentialsInput `json:"oauthClient"`
	} `json:"credentials"`
	Settings struct {
		OAuth json.RawMessage `json:"oauthClient"`
	} `json:"settings"`
}

type credentialsInput struct {
	AutoKeyRotation *bool   `json:"autoKeyRotation"`
	ClientID        *string `json:"client_id"`
	ClientSecret    *string `json:"client_secret"`
	AuthMethod      *string `json:"token_endpoint_auth_method"`
	PKCERequired    *bool   `json:"pkce_required"`
}

// apply writes the input over an app. What the input leaves out goes back to what a
// new app has, because Okta knows no partial updates; id and secret stay.
func (in *appInput) apply(a *app) error {
	if err := in.check(); err != nil {
		return err
	}
	settings := defaultSettings()
	if err := json.Unmarshal(in.Settings.OAuth, &settings); err != nil {
		return refuse(malformed)
	}
	settings.fill()
	if field, why := settings.wrong(); field != "" {
		return invalid(field, why)
	}
	a.Label, a.Settings = in.Label, settings
	if in.Visibility.Hide != nil {
		a.Hide = *in.Visibility.Hide
	}
	if err := in.Credentials.OAuth.apply(a); err != nil {
		return err
	}
	if field, why := a.keysMissing(); field != "" {
		return invalid(field, why)
	}
	return nil
}

// check finds what every app must say.
func (in *appInput) check() error {
	switch {
	case strings.TrimSpace(in.Label) == "":
		return invalid("label", leftBlank)
	case in.SignOnMode != openIDConnect:
		return invalid("signOnMode", "only OIDC apps can be practised here") // the one sign-on mode this org has
	case len(in.Settings.OAuth) == 0 || string(in.Settings.OAuth) == "null":
		return invalid("settings.oauthClient", leftBlank)
	}
	return nil
}

// fill puts lists where the input had null.
func (s *oauthSettings) fill() {
	for _, list := range []*[]string{&s.RedirectURIs, &s.ResponseTypes, &s.GrantTypes} {
		if *list == nil {
			*list = []string{}
		}
	}
}

func (in *credentialsInput) apply(a *app) error {
	method := secretBasic
	if in.AuthMethod != nil {
		method = *in.AuthMethod
	}
	if !slices.Contains(authMethods, method) {
		return invalid("token_endpoint_auth_method", "'token_endpoint_auth_method' must be one of ["+strings.Join(authMethods, ", ")+"].")
	}
	a.OAuth.AuthMethod = method
	a.OAuth.AutoKeyRotation = in.AutoKeyRotation == nil || *in.AutoKeyRotation
	a.OAuth.PKCERequired = in.PKCERequired != nil && *in.PKCERequired
	return in.ownSecret(a)
}

// ownSecret takes a client secret that the caller chose.
func (in *credentialsInput) ownSecret(a *app) error {
	if in.ClientSecret == nil || a.holds(*in.ClientSecret) {
		return nil
	}
	if n := len(*in.ClientSecret); n < 14 || n > 100 || !printable(*in.ClientSecret) {
		return invalid("client_secret", "The field must be between 14 and 100 printable ASCII characters")
	}
	a.Secrets[len(a.Secrets)-1].Value = *in.ClientSecret
	return nil
}

// ownID takes a client id that the caller chose, which can be done at creation only.
func (in *credentialsInput) ownID(s *state, a *app) error {
	if in.ClientID == nil || *in.ClientID == "" {
		return nil
	}
	if n := len(*in.ClientID); n < 6 || n > 100 || !printable(*in.ClientID) {
		return invalid("client_id", "The field must be between 6 and 100 printable ASCII characters")
	}
	if s.client(*in.ClientID) != nil {
		return invalid("client_id", alreadyExists)
	}
	a.OAuth.ClientID = *in.ClientID
	return nil
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// grantsOf are the grants that a kind of app may have (Okta: client registration).
func grantsOf(applicationType string) []string {
	switch applicationType {
	case webApp:
		return append([]string{authorizationCode, "implicit", "refresh_token", clientCredentials}, extraGrants...)
	case serviceApp:
		return []string{clientCredentials, "urn:ietf:params:oauth:grant-type:token-exchange"}
	case "native":
		return append([]string{authorizationCode, "implicit", "password", "refresh_token"}, extraGrants...)
	case "browser":
		return []string{authorizationCode, "implicit", "refresh_token"}
	}
	return nil
}

var extraGrants = []string{
	"urn:ietf:params:oauth:grant-type:device_code", "urn:openid:params:grant-type:ciba",
	"urn:ietf:params:oauth:grant-type:token-exchange", "interaction_code",
}

// wrong names the first setting that Okta won't take, and why.
func (s *oauthSettings) wrong() (field, why string) {
	legal := grantsOf(s.ApplicationType)
	illegal := func(grant string) bool { return !slices.Contains(legal, grant) }
	needsCode := s.ApplicationType == webApp || s.ApplicationType == "native"
	switch {
	case legal == nil:
		return "application_type", "'application_type' must be one of [web, native, browser, service]."
	case len(s.GrantTypes) == 0:
		return "grant_types", leftBlank
	case needsCode && !slices.Contains(s.GrantTypes, authorizationCode):
		return "grant_types", "'grant_types' must contain 'authorization_code' when 'application_type' is '" + s.ApplicationType + "'."
	case slices.ContainsFunc(s.GrantTypes, illegal):
		return "grant_types", "'grant_types' must be among [" + strings.Join(legal, ", ") + "] when 'application_type' is '" + s.ApplicationType + "'."
	}
	return s.wrongRedirect()
}

// wrongRedirect checks what belongs to the browser's part. A client with client
// credentials may leave it out (Okta: client registration).
func (s *oauthSettings) wrongRedirect() (field, why string) {
	noUser := slices.Contains(s.GrantTypes, clientCredentials) || slices.Contains(s.GrantTypes, "password")
	if len(s.RedirectURIs) == 0 && !noUser {
		return "redirect_uris", leftBlank
	}
	for _, address := range s.RedirectURIs {
		if u, err := url.Parse(address); err != nil || !u.IsAbs() || u.Fragment != "" {
			return "redirect_uris", "'redirect_uris' must be absolute URIs without a fragment."
		}
	}
	if len(s.ResponseTypes) == 0 && !noUser {
		return "response_types", leftBlank
	}
	return "", ""
}

// keysMissing tells whether a client that is to sign assertions has nothing to sign
// them with.
func (a *app) keysMissing() (field, why string) {
	if a.OAuth.AuthMethod == privateKeyJWT && a.Settings.JWKS == nil {
		return "jwks", "'jwks' must be set when 'token_endpoint_auth_method' is 'private_key_jwt'."
	}
	return "", ""
}
