package practice

import "slices"

// Bounds of a rule's token lifetimes, in minutes (Okta: authorization servers).
const (
	shortestToken        = 5
	longestToken         = 1440
	defaultLifetime      = 60
	defaultRefreshWindow = 10080
)

// ruleInput is what POST and PUT say a rule is to be.
type ruleInput struct {
	Type       string         `json:"type"`
	Status     string         `json:"status"`
	Name       string         `json:"name"`
	Priority   int            `json:"priority"`
	Conditions ruleConditions `json:"conditions"`
	Actions    struct {
		Token struct {
			AccessMinutes        *int `json:"accessTokenLifetimeMinutes"`
			RefreshMinutes       *int `json:"refreshTokenLifetimeMinutes"`
			RefreshWindowMinutes *int `json:"refreshTokenWindowMinutes"`
		} `json:"token"`
	} `json:"actions"`
}

// peopleWanted is Okta's own sentence, with the quotes doubled as there.
const peopleWanted = "At least one of ''conditions.people.users.include'' or ''conditions.people.groups.include'' must contain a valid user or group when ''conditions.grantTypes'' contains one or more of [authorization_code, implicit, password]."

// apply writes the input over a rule, once it is found good.
func (in *ruleInput) apply(p *policy, r *rule) error {
	if err := in.check(p, r.ID); err != nil {
		return err
	}
	r.Name, r.Conditions, r.Actions = in.Name, in.Conditions, ruleActions{in.token()}
	r.Status = statusOr(in.Status, r.Status)
	r.Conditions.fill()
	return nil
}

// fill adds what Okta adds to conditions by itself.
func (c *ruleConditions) fill() {
	if c.People != nil && c.People.Users.Exclude == nil {
		c.People.Users.Exclude = []string{}
	}
	if c.People != nil && c.People.Groups.Include == nil {
		c.People.Groups.Include = []string{}
	}
	if c.Scopes.Include == nil {
		c.Scopes.Include = []string{}
	}
}

func (in *ruleInput) check(p *policy, except string) error {
	minutes := in.token().AccessMinutes
	switch {
	case in.Type != ruleType:
		return invalid("type", "'type' must be '"+ruleType+"'.")
	case in.Name == "":
		return invalid("name", leftBlank)
	case len(in.Conditions.GrantTypes.Include) == 0:
		return invalid("conditions.grantTypes", leftBlank)
	case in.Conditions.peopleMissing():
		return invalid("conditions.people", peopleWanted)
	case minutes < shortestToken || minutes > longestToken:
		return invalid("actions.token.accessTokenLifetimeMinutes", "'accessTokenLifetimeMinutes' must be between 5 and 1440.")
	case slices.ContainsFunc(p.Rules, func(r rule) bool { return r.Name == in.Name && r.ID != except }):
		return invalid("name", alreadyExists)
	}
	return nil
}

// peopleMissing tells whether a grant needs people and there are none. A grant Okta
// doesn't know gets the same answer, as seen on a real org.
func (c *ruleConditions) peopleMissing() bool {
	known := append([]string{"interaction_code", "urn:ietf:params:oauth:grant-type:token-exchange"}, grantTypes...)
	if slices.ContainsFunc(c.GrantTypes.Include, func(g string) bool { return !slices.Contains(known, g) }) {
		return true
	}
	somebody := c.People != nil && len(c.People.Groups.Include)+len(c.People.Users.Include) > 0
	return !somebody && slices.ContainsFunc(c.GrantTypes.Include, func(g string) bool {
		return slices.Contains([]string{authorizationCode, "implicit", "password"}, g)
	})
}

func (in *ruleInput) token() tokenActions {
	t := in.Actions.Token
	return tokenActions{or(t.AccessMinutes, defaultLifetime), or(t.RefreshMinutes, 0), or(t.RefreshWindowMinutes, defaultRefreshWindow)}
}

func or(n *int, otherwise int) int {
	if n == nil {
		return otherwise
	}
	return *n
}

// createRule answers POST …/rules.
func (o *Org) createRule(c *call) (reply, error) {
	var in ruleInput
	var body ruleBody
	err := o.changeBy(c, &in, func(s *state) error {
		v, p, err := c.thePolicy(s)
		if err != nil {
			return err
		}
		fresh := rule{ID: o.ids.id("0pr"), Status: active, Created: at(c.now), LastUpdated: at(c.now)}
		if err := in.apply(p, &fresh); err != nil {
			return err
		}
		p.Rules = ranked(append(p.Rules, fresh), len(p.Rules), in.Priority, ruleRank)
		body = p.rule(fresh.ID).body(c, v, p)
		return nil
	})
	return created(body), err
}

// updateRule answers PUT …/rules/{rule}.
func (o *Org) updateRule(c *call) (reply, error) {
	var in ruleInput
	if err := c.decode(&in); err != nil {
		return reply{}, err
	}
	return o.changeRule(c, func(p *policy, r *rule) error {
		if err := in.apply(p, r); err != nil || in.Priority == 0 {
			return err
		}
		id := r.ID
		place := slices.IndexFunc(p.Rules, func(r rule) bool { return r.ID == id })
		p.Rules = ranked(p.Rules, place, in.Priority, ruleRank)
		return nil
	})
}

// changeRule changes the rule that the address names and answers with it.
func (o *Org) changeRule(c *call, f func(*policy, *rule) error) (reply, error) {
	var body ruleBody
	err := o.change(func(s *state) error {
		v, p, r, err := c.theRule(s)
		if err != nil {
			return err
		}
		r.LastUpdated = at(c.now)
		id := r.ID
		if err := f(p, r); err != nil {
			return err
		}
		body = p.rule(id).body(c, v, p)
		return nil
	})
	return ok(body), err
}

// activateRule and deactivateRule answer 204.
func (o *Org) activateRule(c *call) (reply, error)   { return o.turnRule(c, active) }
func (o *Org) deactivateRule(c *call) (reply, error) { return o.turnRule(c, inactive) }

func (o *Org) turnRule(c *call, status string) (reply, error) {
	_, err := o.changeRule(c, func(_ *policy, r *rule) error {
		r.Status = status
		return nil
	})
	return done(), err
}

// deleteRule answers DELETE …/rules/{rule}.
func (o *Org) deleteRule(c *call) (reply, error) {
	err := o.change(func(s *state) error {
		_, p, r, err := c.theRule(s)
		if err != nil {
			return err
		}
		id := r.ID
		p.Rules = slices.DeleteFunc(p.Rules, func(r rule) bool { return r.ID == id })
		renumber(p.Rules, ruleRank)
		return nil
	})
	return done(), err
}

func ruleRank(r *rule) *int { return &r.Priority }
