package practice

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// clientBody is a client as dynamic registration shows it (RFC 7591), in Okta's order.
type clientBody struct {
	JWKS            *clientKeys `json:"jwks,omitempty"`
	ID              string      `json:"client_id"`
	Secret          string      `json:"client_secret,omitempty"`
	IssuedAt        int64       `json:"client_id_issued_at"`
	SecretExpires   *int64      `json:"client_secret_expires_at,omitempty"`
	Name            string      `json:"client_name"`
	ClientURI       *string     `json:"client_uri"`
	LogoURI         *string     `json:"logo_uri"`
	RedirectURIs    []string    `json:"redirect_uris"`
	ResponseTypes   []string    `json:"response_types"`
	GrantTypes      []string    `json:"grant_types"`
	AuthMethod      string      `json:"token_endpoint_auth_method"`
	ApplicationType string      `json:"application_type"`
}

func (a *app) clientBody(secret string) clientBody {
	b := clientBody{
		JWKS: a.Settings.JWKS, ID: a.OAuth.ClientID, Secret: secret, IssuedAt: a.Created.Unix(),
		Name: a.Label, ClientURI: a.Settings.ClientURI, LogoURI: a.Settings.LogoURI,
		RedirectURIs: a.Settings.RedirectURIs, ResponseTypes: a.Settings.ResponseTypes, GrantTypes: a.Settings.GrantTypes,
		AuthMethod: a.OAuth.AuthMethod, ApplicationType: a.Settings.ApplicationType,
	}
	if a.hasSecret() {
		b.SecretExpires = new(int64) // 0: never
	} else {
		b.Secret = ""
	}
	return b
}

// hasSecret tells whether the app's way to prove itself is a secret.
func (a *app) hasSecret() bool {
	return a.OAuth.AuthMethod != publicClient && a.OAuth.AuthMethod != privateKeyJWT
}

// registration is what a client says of itself: its settings and three things more.
type registration struct {
	Name       string  `json:"client_name"`
	AuthMethod *string `json:"token_endpoint_auth_method"`
}

// readRegistration turns a registration into an app. What is wrong with it is told
// in OAuth's shape, though the same app made through /api/v1/apps hears it in the other.
func (c *call) readRegistration(a *app) error {
	var body json.RawMessage
	if err := c.decode(&body); err != nil {
		return err
	}
	var in registration
	settings := defaultSettings()
	settings.ConsentMethod = "REQUIRED"
	if json.Unmarshal(body, &in) != nil || json.Unmarshal(body, &settings) != nil {
		return refuse(malformed)
	}
	if strings.TrimSpace(in.Name) == "" {
		return refuse(badMetadata, "client_name: "+leftBlank)
	}
	settings.fill()
	if _, why := settings.wrong(); why != "" {
		return refuse(badMetadata, why)
	}
	a.Label, a.Settings = in.Name, settings
	credentials := credentialsInput{AuthMethod: in.AuthMethod}
	if err := asMetadata(credentials.apply(a)); err != nil {
		return err
	}
	if _, why := a.keysMissing(); why != "" {
		return refuse(badMetadata, why)
	}
	return nil
}

// asMetadata is a refusal of the management API told in OAuth's shape.
func asMetadata(err error) error {
	var r *refusal
	if errors.As(err, &r) {
		return refuse(badMetadata, first(r.causes))
	}
	return err
}

// register answers POST /oauth2/v1/clients.
func (o *Org) register(c *call) (reply, error) {
	fresh := newApp(o.ids, c.now, c.s)
	if err := c.readRegistration(&fresh); err != nil {
		return reply{}, err
	}
	err := o.change(func(s *state) error {
		if s.labelTaken(&fresh) {
			return refuse(badMetadata, "client_name: "+alreadyExists)
		}
		s.Apps = append(s.Apps, fresh)
		return nil
	})
	if err != nil {
		return reply{}, err
	}
	return created(fresh.clientBody(fresh.secret())), nil
}

// labelTaken tells whether another app has the same name. Registration minds; making
// apps through /api/v1/apps doesn't.
func (s *state) labelTaken(a *app) bool {
	return slices.ContainsFunc(s.Apps, func(other app) bool { return other.Label == a.Label && other.ID != a.ID })
}

// listClients answers GET /oauth2/v1/clients.
func (o *Org) listClients(c *call) (reply, error) {
	q := strings.ToLower(c.r.URL.Query().Get("q"))
	var found []app
	for _, a := range c.s.Apps {
		if strings.HasPrefix(strings.ToLower(a.Label), q) {
			found = append(found, a)
		}
	}
	return page(c, appPaging, found, func(a app) string { return a.OAuth.ClientID }, func(a app) any { return a.clientBody("") })
}

// readClient answers GET /oauth2/v1/clients/{id}, without the secret.
func (o *Org) readClient(c *call) (reply, error) {
	a, err := c.theClient(c.s)
	if err != nil {
		return reply{}, err
	}
	return ok(a.clientBody("")), nil
}

// theClient is the client that the address names. Registration says of an unknown
// one that it is unauthorized.
func (c *call) theClient(s *state) (*app, error) {
	if a := s.client(c.path("id")); a != nil {
		return a, nil
	}
	inOAuthShape := unknownClient
	inOAuthShape.envelope = false
	return nil, refuse(inOAuthShape)
}

// changeClient changes the client that the address names.
func (o *Org) changeClient(c *call, f func(*state, *app) error) (*app, error) {
	return o.changeFound(c, c.theClient, f)
}

// updateClient answers PUT /oauth2/v1/clients/{id}.
func (o *Org) updateClient(c *call) (reply, error) {
	a, err := o.changeClient(c, func(s *state, a *app) error {
		kind := a.Settings.ApplicationType
		if err := c.readRegistration(a); err != nil {
			return err
		}
		if s.labelTaken(a) {
			return refuse(badMetadata, "client_name: "+alreadyExists)
		}
		if a.Settings.ApplicationType != kind {
			return refuse(badMetadata, "'application_type' cannot be changed.")
		}
		return nil
	})
	if err != nil {
		return reply{}, err
	}
	return ok(a.clientBody(a.secret())), nil
}

// deleteClient answers DELETE /oauth2/v1/clients/{id}; unlike an app, a client
// needn't be deactivated first.
func (o *Org) deleteClient(c *call) (reply, error) {
	_, err := o.changeClient(c, func(s *state, a *app) error {
		s.dropApp(a.ID)
		return nil
	})
	return done(), err
}

// renewSecret answers POST /oauth2/v1/clients/{id}/lifecycle/newSecret. The old
// secrets are gone at once.
func (o *Org) renewSecret(c *call) (reply, error) {
	if c.s.client(c.path("id")) == nil {
		return reply{}, missing(c.path("id"), "PublicClientApp")
	}
	a, err := o.changeClient(c, func(_ *state, a *app) error {
		a.Secrets = []clientSecret{newSecret(o.ids, c.now)}
		return nil
	})
	if err != nil {
		return reply{}, err
	}
	return ok(a.clientBody(a.secret())), nil
}
