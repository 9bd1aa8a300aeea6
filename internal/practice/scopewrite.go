package practice

import (
	"slices"
	"strings"
)

// scopeInput is what POST and PUT say a scope is to be.
type scopeInput struct {
	Name            string  `json:"name"`
	DisplayName     *string `json:"displayName"`
	Description     *string `json:"description"`
	MetadataPublish string  `json:"metadataPublish"`
	Consent         string  `json:"consent"`
	Optional        bool    `json:"optional"`
	Default         bool    `json:"default"`
}

// apply writes the input over a scope, once it is found good.
func (in *scopeInput) apply(v *server, s *scope) error {
	if in.Consent == "" {
		in.Consent = "IMPLICIT"
	}
	if in.MetadataPublish == "" {
		in.MetadataPublish = "NO_CLIENTS"
	}
	if err := in.check(); err != nil {
		return err
	}
	if other := v.scopeNamed(in.Name); other != nil && other.ID != s.ID {
		return invalid("name", alreadyExists)
	}
	s.Name, s.DisplayName, s.Description = in.Name, in.DisplayName, in.Description
	s.MetadataPublish, s.Consent, s.Optional, s.Default = in.MetadataPublish, in.Consent, in.Optional, in.Default
	return nil
}

func (in *scopeInput) check() error {
	switch {
	case in.Name == "":
		return invalid("name", leftBlank)
	case !scopeName(in.Name):
		return invalid("name", "The scope name is invalid")
	case !slices.Contains([]string{"IMPLICIT", "FLEXIBLE", "REQUIRED"}, in.Consent):
		return invalid("consent", "'consent' must be one of [IMPLICIT, FLEXIBLE, REQUIRED].")
	case !slices.Contains([]string{"ALL_CLIENTS", "NO_CLIENTS"}, in.MetadataPublish):
		return invalid("metadataPublish", "'metadataPublish' must be one of [ALL_CLIENTS, NO_CLIENTS].")
	}
	return nil
}

// scopeName tells whether Okta takes a name for a custom scope: printable ASCII
// without space, quote or backslash, and none of Okta's own.
func scopeName(name string) bool {
	return printable(name) && !strings.ContainsAny(name, `"\`) &&
		name != "okta" && name != anyScope &&
		!strings.HasPrefix(name, "okta.") && !strings.HasPrefix(name, "okta:")
}

// createScope answers POST …/scopes.
func (o *Org) createScope(c *call) (reply, error) {
	var in scopeInput
	var body scopeBody
	err := o.changeBy(c, &in, func(s *state) error {
		v, err := c.theServer(s)
		if err != nil {
			return err
		}
		fresh := scope{ID: o.ids.id("scp")}
		if err := in.apply(v, &fresh); err != nil {
			return err
		}
		v.Scopes = append(v.Scopes, fresh)
		body = fresh.body(c, v)
		return nil
	})
	return created(body), err
}

// updateScope answers PUT …/scopes/{id}.
func (o *Org) updateScope(c *call) (reply, error) {
	var in scopeInput
	var body scopeBody
	err := o.changeBy(c, &in, func(s *state) error {
		v, found, err := c.theScope(s)
		if err != nil {
			return err
		}
		if found.System && in.Name != found.Name {
			return invalid("name", "System scopes cannot be renamed")
		}
		if err := in.apply(v, found); err != nil {
			return err
		}
		body = found.body(c, v)
		return nil
	})
	return ok(body), err
}

// deleteScope answers DELETE …/scopes/{id}.
func (o *Org) deleteScope(c *call) (reply, error) {
	err := o.change(func(s *state) error {
		v, found, err := c.theScope(s)
		if err != nil {
			return err
		}
		if found.System {
			return refuse(notPermitted)
		}
		id := found.ID
		v.Scopes = slices.DeleteFunc(v.Scopes, func(s scope) bool { return s.ID == id })
		return nil
	})
	return done(), err
}
