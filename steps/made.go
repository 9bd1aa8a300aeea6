package steps

import (
	"context"
	"errors"
	"slices"
	"strings"

	"oktadance/internal/okta"
)

// errGone means that the org has no such thing any more.
var errGone = errors.New("it is not in the org any more")

// gone reports whether the org itself says so. A 404 of somebody in between, or
// one for the path as such, does not.
func gone(err error) bool {
	var refused *okta.Error
	return errors.Is(err, errGone) || errors.As(err, &refused) && refused.Status == 404 && refused.Code == "E0000007"
}

// notGone drops an error that says no more than that there is nothing.
func notGone(err error) error {
	if gone(err) {
		return nil
	}
	return err
}

// made are the ids of what the wizard made of a kind.
func (c *Cleanup) made(kind string) []string { return strings.Fields(c.t.Get(kind + ".made")) }

func (c *Cleanup) anythingMade() bool {
	return slices.ContainsFunc([]string{kindApp, kindPolicy, kindScope}, func(kind string) bool {
		return c.t.Get(kind+".made") != "" || c.t.Get(kind+".making") != ""
	})
}

// known reports whether the notes know an object by its id, as made or adopted.
func (c *Cleanup) known(kind, id string) bool {
	return c.t.Get(kind+".id") == id || slices.Contains(c.made(kind), id) ||
		kind == kindApp && c.t.Get("app.client_id") == id
}

// noted is the name that the notes have for an id.
func (c *Cleanup) noted(kind, id string) string {
	switch {
	case c.t.Get(kind+".id") != id:
		return ""
	case kind == kindPolicy:
		return c.t.policyName()
	}
	return c.t.Get(kind + ".name")
}

// here is the authorization server in the notes.
func (c *Cleanup) here() string { return orElse(serverID(c.t.Get("metadata.issuer")), "default") }

// thing is one thing, and what looking it up came to.
func (c *Cleanup) thing(kind, name, id string, err error) Thing {
	x := Thing{Kind: kind, Name: orElse(name, c.noted(kind, id)), ID: id, Gone: gone(err)}
	if notGone(err) != nil {
		x.Left = c.t.coach(err)
	}
	return c.on(c.here(), x)
}

// on adds the server that a thing is on, and where the Admin Console has it.
func (c *Cleanup) on(server string, x Thing) Thing {
	path := "/admin/apps/active"
	switch x.Kind {
	case kindApp:
		x.Menu = "Applications > Applications"
		if x.ID != "" {
			path = "/admin/app/oidc_client/instance/" + x.ID + "/#tab-general"
		}
	case kindToken:
		x.Menu, path = "Security > API > Tokens", "/admin/access/api/tokens"
	case kindScope:
		x.Menu, path = serverPage(server, "Scopes", "#scopes")
	default:
		x.Menu, path = serverPage(server, "Access Policies", "#policies")
	}
	x.server, x.Link = server, consoleLink(c.t.notes, path)
	return x
}

// serverPage is a tab of an authorization server's page. By the name default no
// page is known for certain, so that leads to the list of all.
func serverPage(server, tab, anchor string) (menu, path string) {
	menu, path = "Security > API > Authorization Servers > "+server+" > "+tab, "/admin/oauth2/as"
	if strings.HasPrefix(server, "aus") {
		path += "/" + server + anchor
	}
	return menu, path
}

// unreached are the things in the notes when there is no token to look them up.
func (c *Cleanup) unreached() []Thing {
	lacking := &Problem{
		What: "There is no API token in the notes to remove it with.",
		Next: "Remove it by hand, or give a new token in the API token step and clean up again.",
	}
	var found []Thing
	for _, kind := range []string{kindApp, kindPolicy, kindScope} {
		for _, id := range c.made(kind) {
			found = append(found, c.thing(kind, "", id, lacking))
		}
		if name := c.t.Get(kind + ".making"); name != "" {
			found = append(found, c.thing(kind, name, "", lacking))
		}
	}
	return found
}

// findApps looks up the apps that were made, and the one that was about to be.
func (c *Cleanup) findApps(ctx context.Context) []Thing {
	var found []Thing
	for _, id := range c.made(kindApp) {
		app, err := c.t.org().App(ctx, id)
		app.ID = id
		found = append(found, c.app(app, err))
	}
	name := c.t.Get("app.making")
	if name == "" {
		return found
	}
	all, err := c.t.org().Apps(ctx, name)
	var named []Thing
	for _, app := range all {
		if app.Label == name && app.ClientID != "" && !c.known(kindApp, app.ID) {
			named = append(named, c.app(app, nil))
		}
	}
	return append(found, c.sought(kindApp, name, named, err)...)
}

// app is an app as a thing. Okta gives its own apps the app's ID as client ID.
func (c *Cleanup) app(a okta.App, err error) Thing {
	x := c.thing(kindApp, a.Label, a.ID, err)
	x.client, x.inactive = orElse(a.ClientID, a.ID), a.Status == "INACTIVE"
	return x
}

// sought judges what has the name that was about to be made. Where several have
// it, one at most is the wizard's.
func (c *Cleanup) sought(kind, name string, named []Thing, err error) []Thing {
	switch {
	case err != nil:
		return []Thing{c.thing(kind, name, "", err)}
	case len(named) == 0:
		c.settled = append(c.settled, Change{Note: kind + ".making"})
	case len(named) > 1:
		for i := range named {
			named[i].Left = &Problem{
				What: "Several have this name, and the wizard can't tell which of them it made.",
				Next: "Remove by hand what is not needed.",
			}
		}
	}
	return named
}

// A list looks up the objects of one kind on an authorization server.
type list func(ctx context.Context, server string) ([]Thing, error)

func (c *Cleanup) listScopes(ctx context.Context, server string) ([]Thing, error) {
	all, err := c.t.org().Scopes(ctx, server)
	var found []Thing
	for _, s := range all {
		found = append(found, c.on(server, Thing{Kind: kindScope, Name: s.Name, ID: s.ID}))
	}
	return found, err
}

func (c *Cleanup) listPolicies(ctx context.Context, server string) ([]Thing, error) {
	all, err := c.t.org().Policies(ctx, server)
	var found []Thing
	for _, p := range all {
		found = append(found, c.on(server, Thing{Kind: kindPolicy, Name: p.Name, ID: p.ID}))
	}
	return found, err
}

// onServers looks up what was made of a kind: on the authorization server in the
// notes, then on the others, as another one may have been answered since. What was
// about to be made is looked for only where it would be: elsewhere it is another's.
func (c *Cleanup) onServers(ctx context.Context, kind string, look list) []Thing {
	missing, name := c.made(kind), c.t.Get(kind+".making")
	if len(missing) == 0 && name == "" {
		return nil
	}
	all, err := look(ctx, c.here())
	err = notGone(err)
	var found []Thing
	if name != "" {
		named := slices.DeleteFunc(slices.Clone(all), func(x Thing) bool { return x.Name != name || c.known(kind, x.ID) })
		found = c.sought(kind, name, named, err)
	}
	if missed := func(id string) bool { return !holds(all, id) }; err == nil && slices.ContainsFunc(missing, missed) {
		var others []Thing
		others, err = c.elsewhere(ctx, look)
		all = append(all, others...)
	}
	for _, id := range missing {
		at := slices.IndexFunc(all, func(x Thing) bool { return x.ID == id })
		switch {
		case at >= 0:
			found = append(found, all[at])
		case err != nil:
			found = append(found, c.thing(kind, "", id, err))
		default:
			found = append(found, c.thing(kind, "", id, errGone))
		}
	}
	return found
}

func holds(all []Thing, id string) bool {
	return slices.ContainsFunc(all, func(x Thing) bool { return x.ID == id })
}

// elsewhere looks on all authorization servers but the one in the notes.
func (c *Cleanup) elsewhere(ctx context.Context, look list) ([]Thing, error) {
	servers, err := c.t.org().AuthorizationServers(ctx)
	var found []Thing
	for _, s := range servers {
		if s.ID == c.here() || s.Default && c.here() == "default" {
			continue
		}
		all, failed := look(ctx, s.ID)
		found, err = append(found, all...), errors.Join(err, notGone(failed))
	}
	return found, err
}

// rulePrefix is how the names of the wizard's rules begin.
const rulePrefix = "Client Credentials for "

// findRules looks up the wizard's rules in its own policies. A policy in which
// somebody else has put a rule stays: that would be deleted with it.
func (c *Cleanup) findRules(ctx context.Context, policies []Thing) []Thing {
	var found []Thing
	for i := range policies {
		p := &policies[i]
		if p.Gone || p.Left != nil {
			continue
		}
		all, err := c.t.org().Rules(ctx, p.server, p.ID)
		if notGone(err) != nil {
			p.Left = c.t.coach(err)
		}
		for _, r := range all {
			if r.ID == c.t.Get("policy.rule_id") || strings.HasPrefix(r.Name, rulePrefix) {
				found = append(found, c.on(p.server, Thing{Kind: kindRule, Name: r.Name, ID: r.ID, policy: p.ID}))
				continue
			}
			p.Left = &Problem{
				What: "It also holds the rule " + r.Name + ", which the wizard did not make.",
				Next: "Remove the policy by hand if that rule is not needed.",
			}
		}
	}
	return found
}
