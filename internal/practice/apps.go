package practice

import (
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
	"sync"
)

var appPaging = paging{most: 200, initial: 20}

// appFilter is the part of Okta's filter language that apps are looked for with.
var appFilter = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(status|name) eq "([^"]*)"$`)
})

// listApps answers GET /api/v1/apps. The parameter q matches the beginning of name or
// label, whatever the case.
func (o *Org) listApps(c *call) (reply, error) {
	query := c.r.URL.Query()
	q := strings.ToLower(query.Get("q"))
	filter := appFilter().FindStringSubmatch(query.Get("filter"))
	if query.Get("filter") != "" && filter == nil {
		return reply{}, refuse(badFilter)
	}
	var found []app
	for _, a := range c.s.Apps {
		begins := strings.HasPrefix(strings.ToLower(a.Label), q) || strings.HasPrefix(strings.ToLower(a.Name), q)
		if begins && a.passes(filter) {
			found = append(found, a)
		}
	}
	return page(c, appPaging, found, func(a app) string { return a.ID }, func(a app) any { return a.body(c) })
}

func (a *app) passes(filter []string) bool {
	if filter == nil {
		return true
	}
	value := a.Status
	if filter[1] == "name" {
		value = a.Name
	}
	return value == filter[2]
}

// theApp is the app that the address names.
func (c *call) theApp(s *state) (*app, error) {
	if a := s.app(c.path("id")); a != nil {
		return a, nil
	}
	return nil, missing(c.path("id"), "AppInstance")
}

// readApp answers GET /api/v1/apps/{id}.
func (o *Org) readApp(c *call) (reply, error) {
	a, err := c.theApp(c.s)
	if err != nil {
		return reply{}, err
	}
	return ok(a.body(c)), nil
}

// listSecrets answers GET /api/v1/apps/{id}/credentials/secrets.
func (o *Org) listSecrets(c *call) (reply, error) {
	a := c.s.app(c.path("id"))
	if a == nil {
		return reply{}, missing(c.path("id"), "OAuth2AppInstance")
	}
	bodies := make([]secretBody, 0, len(a.Secrets))
	for _, s := range a.Secrets {
		bodies = append(bodies, s.body(c, a))
	}
	return ok(bodies), nil
}

func (s *clientSecret) body(c *call, a *app) secretBody {
	sum := sha256.Sum256([]byte(s.Value))
	self := c.origin + "/api/v1/apps/" + a.ID + "/credentials/secrets/" + s.ID
	return secretBody{
		ID: s.ID, Created: s.Created, LastUpdated: s.LastUpdated, Status: s.Status, Value: s.Value,
		Hash:  base64.RawURLEncoding.EncodeToString(sum[:16]),
		Links: document{turnLink(self, s.Status)},
	}
}
