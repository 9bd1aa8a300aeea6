package practice

import "strings"

// scopeBody is a scope as the API shows it.
type scopeBody struct {
	scope
	Links document `json:"_links"`
}

var scopePaging = paging{most: 200, initial: 200}

// named are the items whose name contains q, whatever the case.
func named[T any](q string, items []T, name func(T) string) []T {
	var found []T
	for _, item := range items {
		if strings.Contains(strings.ToLower(name(item)), strings.ToLower(q)) {
			found = append(found, item)
		}
	}
	return found
}

// listScopes answers GET …/scopes.
func (o *Org) listScopes(c *call) (reply, error) {
	v, err := c.theServer(c.s)
	if err != nil {
		return reply{}, err
	}
	found := named(c.r.URL.Query().Get("q"), v.Scopes, func(s scope) string { return s.Name })
	return page(c, scopePaging, found, func(s scope) string { return s.ID }, func(s scope) any { return s.body(c, v) })
}

// theScope is the scope that the address names.
func (c *call) theScope(s *state) (*server, *scope, error) {
	v, err := c.theServer(s)
	if err != nil {
		return nil, nil, err
	}
	if found := v.scope(c.path("id")); found != nil {
		return v, found, nil
	}
	return nil, nil, missing(c.path("id"), "OAuth2Scope")
}

// readScope answers GET …/scopes/{id}.
func (o *Org) readScope(c *call) (reply, error) {
	v, s, err := c.theScope(c.s)
	if err != nil {
		return reply{}, err
	}
	return ok(s.body(c, v)), nil
}

func (s *scope) body(c *call, v *server) scopeBody {
	self := c.serverURL(v) + "/scopes/" + s.ID
	return scopeBody{*s, document{{"self", linkTo(self, linkMethods...)}}}
}
