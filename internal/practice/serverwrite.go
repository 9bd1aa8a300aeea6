package practice

import (
	"slices"
)

// serverInput is what POST and PUT say an authorization server is to be.
type serverInput struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Audiences   []string `json:"audiences"`
	IssuerMode  string   `json:"issuerMode"`
}

// apply writes the input over a server, once it is found good.
func (in *serverInput) apply(s *state, v *server) error {
	taken := func(other server) bool { return other.Name == in.Name && other.ID != v.ID }
	switch {
	case in.Name == "":
		return invalid("name", leftBlank)
	case len(in.Audiences) != 1 || in.Audiences[0] == "":
		return invalid("audiences", "'audiences' must contain exactly one audience.")
	case in.IssuerMode == issuerCustomURL && !s.Org.CustomDomain:
		return invalid("issuerMode", "'issuerMode' CUSTOM_URL needs a custom domain.")
	case !slices.Contains([]string{"", issuerDynamic, issuerOrgURL, issuerCustomURL}, in.IssuerMode):
		return invalid("issuerMode", "'issuerMode' must be one of [ORG_URL, CUSTOM_URL, DYNAMIC].")
	case slices.ContainsFunc(s.Servers, taken):
		return invalid("name", alreadyExists)
	}
	v.Name, v.Description, v.Audiences = in.Name, in.Description, in.Audiences
	if in.IssuerMode != "" {
		v.IssuerMode = in.IssuerMode
	}
	return nil
}

// createServer answers POST /api/v1/authorizationServers.
func (o *Org) createServer(c *call) (reply, error) {
	var in serverInput
	var body serverBody
	err := o.changeBy(c, &in, func(s *state) error {
		fresh := newServerIn(o.ids, c.now, "", "", nil)
		if err := in.apply(s, &fresh); err != nil {
			return err
		}
		s.Servers = append(s.Servers, fresh)
		body = o.serverBody(c, &fresh)
		return nil
	})
	return created(body), err
}

// updateServer answers PUT /api/v1/authorizationServers/{as}.
func (o *Org) updateServer(c *call) (reply, error) {
	var in serverInput
	if err := c.decode(&in); err != nil {
		return reply{}, err
	}
	return o.changeServer(c, func(s *state, v *server) error { return in.apply(s, v) })
}

// changeServer changes the server that the address names and answers with it.
func (o *Org) changeServer(c *call, f func(*state, *server) error) (reply, error) {
	var body serverBody
	err := o.change(func(s *state) error {
		v, err := c.theServer(s)
		if err != nil {
			return err
		}
		v.LastUpdated = at(c.now)
		if err := f(s, v); err != nil {
			return err
		}
		body = o.serverBody(c, v)
		return nil
	})
	return ok(body), err
}

// activateServer and deactivateServer answer 204.
func (o *Org) activateServer(c *call) (reply, error)   { return o.turnServer(c, active) }
func (o *Org) deactivateServer(c *call) (reply, error) { return o.turnServer(c, inactive) }

func (o *Org) turnServer(c *call, status string) (reply, error) {
	_, err := o.changeServer(c, func(_ *state, v *server) error {
		v.Status = status
		return nil
	})
	return done(), err
}

// deleteServer answers DELETE /api/v1/authorizationServers/{as}. The default one can
// be renamed or deactivated, never deleted.
func (o *Org) deleteServer(c *call) (reply, error) {
	err := o.change(func(s *state) error {
		v, err := c.theServer(s)
		if err != nil {
			return err
		}
		if v.Default {
			return refuse(notPermitted)
		}
		id := v.ID
		s.Servers = slices.DeleteFunc(s.Servers, func(v server) bool { return v.ID == id })
		return nil
	})
	return done(), err
}

// adminKey is a signing key as the management API lists it.
type adminKey struct {
	Status    string   `json:"status"`
	Algorithm string   `json:"alg"`
	Exponent  string   `json:"e"`
	Modulus   string   `json:"n"`
	ID        string   `json:"kid"`
	KeyType   string   `json:"kty"`
	Use       string   `json:"use"`
	Links     document `json:"_links"`
}

// listKeys answers GET …/credentials/keys.
func (o *Org) listKeys(c *call) (reply, error) {
	v, err := c.theServer(c.s)
	if err != nil {
		return reply{}, err
	}
	if _, err := o.signer(v.ID); err != nil {
		return reply{}, err
	}
	return o.keyBodies(c)
}

func (o *Org) keyBodies(c *call) (reply, error) {
	v, err := c.theServer(o.state.Load())
	if err != nil {
		return reply{}, err
	}
	bodies := []adminKey{}
	for _, kept := range v.Keys {
		key, err := o.keys.key(&kept)
		if err != nil {
			return reply{}, err
		}
		n, e := rsaNumbers(&key.private.PublicKey)
		self := c.serverURL(v) + "/credentials/keys/" + kept.Kid
		bodies = append(bodies, adminKey{kept.Status, "RS256", e, n, kept.Kid, "RSA", "sig", document{{"self", linkTo(self, "GET")}}})
	}
	return ok(bodies), nil
}

// rotateKey answers POST …/credentials/lifecycle/keyRotate: a new key signs from now
// on, and the old one is still published for the tokens it signed.
func (o *Org) rotateKey(c *call) (reply, error) {
	var in struct {
		Use string `json:"use"`
	}
	if err := c.decode(&in); err != nil {
		return reply{}, err
	}
	if in.Use != "sig" {
		return reply{}, invalid("use", "Invalid value specified for key 'use' parameter.")
	}
	if _, err := c.theServer(c.s); err != nil {
		return reply{}, err
	}
	fresh, err := makeKey(c.now)
	if err != nil {
		return reply{}, err
	}
	_, err = o.changeServer(c, func(s *state, v *server) error {
		v.rotate(fresh)
		s.Weather.KeyHidden = false
		return nil
	})
	if err != nil {
		return reply{}, err
	}
	return o.keyBodies(c)
}

// keptKeys is how many keys a server publishes: those before were retired.
const keptKeys = 3

// rotate makes fresh the key that signs.
func (v *server) rotate(fresh signingKey) {
	for i := range v.Keys {
		v.Keys[i].Status = "EXPIRED"
	}
	v.Keys = append(v.Keys, fresh)
	if len(v.Keys) > keptKeys {
		v.Keys = v.Keys[len(v.Keys)-keptKeys:]
	}
}
