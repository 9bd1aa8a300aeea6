package steps

import (
	"context"
	"errors"
	"slices"
	"strings"

	"oktadance/internal/okta"
)

// What a cleanup removes.
const (
	kindApp    = "app"
	kindRule   = "rule"
	kindPolicy = "policy"
	kindScope  = "scope"
	kindToken  = "token" // the person made it, and lent it to the wizard
)

// A Thing is something that the wizard made in an org, or the API token that it
// was lent.
type Thing struct {
	Kind string   // app, rule, policy, scope or token
	Name string   // "" when neither the org nor the notes tell it
	ID   string   // "" when nobody has found it out
	Menu string   // where the Admin Console shows it
	Link string   // the address of that page, "" where it can't be told
	Gone bool     // somebody else has removed it
	Left *Problem // why it stays in the org, nil if it does not

	server, policy string // what it belongs to
	client         string // an app's client ID
	inactive       bool   // as an app must be to be deleted
}

// A Cleanup removes from an org what the wizard made there, as far as the notes
// know of it, and at last the API token. What was adopted or made by hand stays.
type Cleanup struct {
	Org    string  // its URL
	Things []Thing // in the order of their removal

	t       *Trial
	settled []Change // intentions that came to nothing
}

// PlanCleanup looks up what the notes say that the wizard made, and what it was
// about to make when it was killed. It changes nothing, and asks the org nothing
// when there is nothing to look up. Where another org answers than the one in the
// notes, it refuses.
func PlanCleanup(ctx context.Context, n Notes, env Env, keepToken bool) (*Cleanup, *Problem) {
	t := &Trial{notes: n, env: env, say: func(Event) {}, ctx: ctx, unattended: true}
	c := &Cleanup{Org: t.Get("account.url"), t: t}
	lent := t.Get("token.value") != ""
	switch {
	case !lent:
		c.Things = c.unreached()
		return c, nil
	case keepToken && !c.anythingMade():
		return c, nil
	}
	if p := c.sameOrg(ctx); p != nil {
		return nil, p
	}
	apps := c.findApps(ctx)
	policies := c.onServers(ctx, kindPolicy, c.listPolicies)
	rules := c.findRules(ctx, policies)
	c.Things = slices.Concat(apps, rules, policies, c.onServers(ctx, kindScope, c.listScopes))
	if !keepToken {
		c.Things = append(c.Things, c.thing(kindToken, t.Get("token.name"), t.Get("token.id"), nil))
	}
	return c, nil
}

// sameOrg makes sure that the ids in the notes are this org's: an address can
// come to be another's, as the port of a practice org does.
func (c *Cleanup) sameOrg(ctx context.Context) *Problem {
	noted := c.t.Get("account.org_id")
	if noted == "" {
		return &Problem{
			What: "The notes don't say which org this is, so nothing was removed.",
			Why:  "The Account step is not finished.",
			Next: "Finish that step first, then clean up.",
		}
	}
	org, err := c.t.env.Client.Organization(ctx, c.Org)
	if err != nil {
		return c.t.coach(err)
	}
	if made := c.t.Get("account.made_in"); made != "" && made != org.ID {
		noted = made // the answer has been changed to another org since
	}
	if org.ID != noted {
		return &Problem{
			What: "At " + c.Org + " answers another org than the one in the notes, so nothing was removed.",
			Why:  "It has the ID " + org.ID + ", and the notes are about " + noted + ".",
			Next: "Use the profile whose notes are about this org: --profile NAME.",
		}
	}
	return nil
}

// Run removes the things one after the other, and tells of each what came of it.
// What can't be removed does not stop the rest. The notes forget each thing as
// soon as the org has answered, so that a cleanup that is killed can be run again.
func (c *Cleanup) Run(ctx context.Context, tell func(Thing)) {
	stopped := write(c.t.notes, c.t.env.Lost, c.settled)
	for i := range c.Things {
		x := &c.Things[i]
		if x.Left == nil && stopped == nil && ctx.Err() != nil {
			stopped = &Problem{What: "The cleanup was stopped before this.", Err: ctx.Err()}
		}
		if x.Left == nil {
			x.Left = stopped
		}
		if x.Left == nil {
			x.Left = c.heldBack(*x)
		}
		if x.Left == nil {
			stopped = c.take(ctx, x)
		}
		tell(*x)
	}
}

// heldBack says why a thing has to stay because of what came before it.
func (c *Cleanup) heldBack(x Thing) *Problem {
	for _, other := range c.Things {
		switch {
		case other.Left == nil:
		case x.Kind == kindPolicy && other.Kind == kindRule && other.policy == x.ID:
			return &Problem{What: "Its rule could not be removed.", Err: other.Left.Err}
		case x.Kind == kindToken && passing(other.Left.Err):
			return &Problem{What: "It is kept, so that what is left can be removed with it: clean up again."}
		}
	}
	return nil
}

// passing reports whether the same request may be answered another time.
func passing(err error) bool {
	var silent *okta.TransportError
	var refused *okta.Error
	return errors.As(err, &silent) || errors.As(err, &refused) && (refused.Status == 429 || refused.Status >= 500)
}

// take removes one thing and has the notes forget it. It returns why the notes
// could not be saved.
func (c *Cleanup) take(ctx context.Context, x *Thing) *Problem {
	if !x.Gone {
		err := c.remove(ctx, *x)
		x.Gone = gone(err)
		if notGone(err) != nil {
			x.Left = c.t.coach(err)
			return nil
		}
	}
	return write(c.t.notes, c.t.env.Lost, c.forgetting(*x))
}

func (c *Cleanup) remove(ctx context.Context, x Thing) error {
	org := c.t.org()
	switch x.Kind {
	case kindApp:
		if !x.inactive {
			if err := org.DeactivateApp(ctx, x.ID); err != nil {
				return err
			}
		}
		return org.DeleteApp(ctx, x.ID)
	case kindRule:
		return org.DeleteRule(ctx, x.server, x.policy, x.ID)
	case kindPolicy:
		return org.DeletePolicy(ctx, x.server, x.ID)
	case kindScope:
		return org.DeleteScope(ctx, x.server, x.ID)
	}
	return c.revoke(ctx, org, x.ID)
}

// revoke ends the life of the token in use, whatever ID the notes have: that was
// found by the token's name, and could be another's. A token that the org does
// not accept is taken for gone, unless it is the reason why other things are left.
func (c *Cleanup) revoke(ctx context.Context, org *okta.Management, id string) error {
	err := org.RevokeCurrentToken(ctx)
	if gone(err) && id != "" { // it is in use, so it is the address that is unknown
		err = org.RevokeAPIToken(ctx, id)
	}
	var refused *okta.Error
	left := slices.ContainsFunc(c.Things, func(x Thing) bool { return x.Left != nil })
	if errors.As(err, &refused) && refused.Code == "E0000011" && !left {
		return errGone
	}
	return err
}

// forgetting is what the notes have to change when a thing is gone: first the
// marks of the steps that leaned on it, last that it was made, so that a cleanup
// that is killed in between finds it again.
func (c *Cleanup) forgetting(x Thing) []Change {
	step := map[string]string{kindApp: "app", kindToken: "token"}[x.Kind]
	at := slices.IndexFunc(All(), func(s Step) bool { return s.ID == orElse(step, "scope") })
	changes := unmark(All()[at:], c.t.notes)
	forget := func(notes ...string) {
		for _, note := range notes {
			if c.t.Get(note) != "" {
				changes = append(changes, Change{Note: note})
			}
		}
	}
	noted := func(note, id string) bool { return c.t.Get(note) == id }
	switch {
	case x.Kind == kindToken:
		forget("token.id", "token.value")
		return changes
	case x.Kind == kindApp && noted("app.client_id", x.client):
		forget("app.auth_method", "app.client_secret", "app.client_id", "app.id")
	case x.Kind == kindApp && noted("app.id", x.ID):
		forget("app.id")
	case x.Kind == kindRule && noted("policy.rule_id", x.ID):
		forget("policy.rule_id")
	case x.Kind == kindPolicy && noted("policy.id", x.ID):
		forget("policy.rule_id", "policy.id")
	case x.Kind == kindScope && noted("scope.id", x.ID):
		forget("scope.id")
	}
	forget("test.scope", "test.expires")
	if c.t.Get(x.Kind+".making") == x.Name {
		forget(x.Kind + ".making")
	}
	if ids := c.made(x.Kind); slices.Contains(ids, x.ID) {
		rest := slices.DeleteFunc(ids, func(id string) bool { return id == x.ID })
		changes = append(changes, Change{x.Kind + ".made", strings.Join(rest, " ")})
	}
	if !c.madeBesides(x) {
		forget("account.made_in")
	}
	return changes
}

// madeBesides reports whether the notes know of more that was made than this.
func (c *Cleanup) madeBesides(x Thing) bool {
	return slices.ContainsFunc([]string{kindApp, kindPolicy, kindScope}, func(kind string) bool {
		return slices.ContainsFunc(c.made(kind), func(id string) bool { return kind != x.Kind || id != x.ID })
	})
}
