package practice

import (
	"slices"
)

// createApp answers POST /api/v1/apps with 200, as Okta does.
func (o *Org) createApp(c *call) (reply, error) {
	var in appInput
	var body appBody
	err := o.changeBy(c, &in, func(s *state) error {
		a := newApp(o.ids, c.now, s)
		if in.Name != oidcApp {
			return invalid("name", "'name' must be 'oidc_client'.")
		}
		if err := in.Credentials.OAuth.ownID(s, &a); err != nil {
			return err
		}
		if err := in.apply(&a); err != nil {
			return err
		}
		if c.r.URL.Query().Get("activate") == "false" {
			a.Status = inactive
		}
		s.Apps = append(s.Apps, a)
		body = a.bodyWithSecret(c)
		return nil
	})
	return ok(body), err
}

// updateApp answers PUT /api/v1/apps/{id}.
func (o *Org) updateApp(c *call) (reply, error) {
	var in appInput
	if err := c.decode(&in); err != nil {
		return reply{}, err
	}
	a, err := o.changeApp(c, func(_ *state, a *app) error {
		kind := a.Settings.ApplicationType
		if err := in.apply(a); err != nil {
			return err
		}
		if a.Settings.ApplicationType != kind {
			return invalid("application_type", "'application_type' cannot be changed.")
		}
		return nil
	})
	if err != nil {
		return reply{}, err
	}
	return ok(a.bodyWithSecret(c)), nil
}

// changeApp changes the app that the address names.
func (o *Org) changeApp(c *call, f func(*state, *app) error) (*app, error) {
	return o.changeFound(c, c.theApp, f)
}

// changeFound changes the app that find gives.
func (o *Org) changeFound(c *call, find func(*state) (*app, error), f func(*state, *app) error) (*app, error) {
	var found *app
	err := o.change(func(s *state) error {
		a, err := find(s)
		if err != nil {
			return err
		}
		a.LastUpdated = at(c.now)
		found = a
		return f(s, a)
	})
	return found, err
}

// activateApp and deactivateApp answer 200 with an empty object, as recorded.
func (o *Org) activateApp(c *call) (reply, error)   { return o.turnApp(c, active) }
func (o *Org) deactivateApp(c *call) (reply, error) { return o.turnApp(c, inactive) }

func (o *Org) turnApp(c *call, status string) (reply, error) {
	_, err := o.changeApp(c, func(_ *state, a *app) error {
		a.Status = status
		return nil
	})
	return ok(document{}), err
}

// deleteApp answers DELETE /api/v1/apps/{id}, for an app that was deactivated first.
func (o *Org) deleteApp(c *call) (reply, error) {
	_, err := o.changeApp(c, func(s *state, a *app) error {
		if a.Status == active {
			return refuse(deleteActiveApp).because("The application must be deactivated before deletion.")
		}
		s.dropApp(a.ID)
		return nil
	})
	return done(), err
}

// dropApp removes an app, and its name from the policies that mention it.
func (s *state) dropApp(id string) {
	client := s.app(id).OAuth.ClientID
	s.Apps = slices.DeleteFunc(s.Apps, func(a app) bool { return a.ID == id })
	for v := range s.Servers {
		for p := range s.Servers[v].Policies {
			clients := &s.Servers[v].Policies[p].Conditions.Clients
			clients.Include = slices.DeleteFunc(clients.Include, func(c string) bool { return c == client })
		}
	}
}

// mostSecrets is how many secrets an app can have at a time.
const mostSecrets = 2

// createSecret answers POST /api/v1/apps/{id}/credentials/secrets.
func (o *Org) createSecret(c *call) (reply, error) {
	a, err := o.changeApp(c, func(_ *state, a *app) error {
		if len(a.Secrets) >= mostSecrets {
			return invalid("client_secret", "You've reached the maximum number of client secrets per client.")
		}
		a.Secrets = append(a.Secrets, newSecret(o.ids, c.now))
		return nil
	})
	if err != nil {
		return reply{}, err
	}
	return created(a.Secrets[len(a.Secrets)-1].body(c, a)), nil
}

// activateSecret and deactivateSecret answer the secret as it is then.
func (o *Org) activateSecret(c *call) (reply, error)   { return o.turnSecret(c, active) }
func (o *Org) deactivateSecret(c *call) (reply, error) { return o.turnSecret(c, inactive) }

func (o *Org) turnSecret(c *call, status string) (reply, error) {
	a, err := o.changeApp(c, func(_ *state, a *app) error {
		s, err := c.theSecret(a)
		if err != nil {
			return err
		}
		s.Status, s.LastUpdated = status, at(c.now)
		if a.secret() == "" {
			return invalid("client_secret", "At least one client secret must be active.")
		}
		return nil
	})
	if err != nil {
		return reply{}, err
	}
	s, err := c.theSecret(a)
	if err != nil {
		return reply{}, err
	}
	return ok(s.body(c, a)), nil
}

// deleteSecret answers DELETE …/secrets/{secret}, for one that was deactivated first.
func (o *Org) deleteSecret(c *call) (reply, error) {
	_, err := o.changeApp(c, func(_ *state, a *app) error {
		s, err := c.theSecret(a)
		if err != nil {
			return err
		}
		if s.Status == active {
			return invalid("client_secret", "The client secret must be deactivated before deletion.")
		}
		id := s.ID
		a.Secrets = slices.DeleteFunc(a.Secrets, func(s clientSecret) bool { return s.ID == id })
		return nil
	})
	return done(), err
}

// theSecret is the secret that the address names.
func (c *call) theSecret(a *app) (*clientSecret, error) {
	id := c.path("secret")
	if s := find(a.Secrets, func(s *clientSecret) bool { return s.ID == id }); s != nil {
		return s, nil
	}
	return nil, missing(id, "OAuth2ClientSecretMediated")
}
