package practice

import "slices"

// policyInput is what POST and PUT say a policy is to be.
type policyInput struct {
	Type        string           `json:"type"`
	Status      string           `json:"status"`
	Name        string           `json:"name"`
	Description string           `json:"description"`
	Priority    int              `json:"priority"`
	Conditions  policyConditions `json:"conditions"`
}

// apply writes the input over a policy, once it is found good.
func (in *policyInput) apply(s *state, v *server, p *policy) error {
	clients := in.Conditions.Clients.Include
	unknown := func(id string) bool { return id != allClients && s.client(id) == nil }
	switch {
	case in.Type != policyType:
		return invalid("type", "'type' must be '"+policyType+"'.")
	case in.Name == "":
		return invalid("name", leftBlank)
	case in.Description == "":
		return invalid("description", leftBlank)
	case len(clients) == 0:
		return invalid("conditions.clients.include", leftBlank)
	case slices.ContainsFunc(clients, unknown):
		return invalid("conditions.clients.include", "'conditions.clients.include' must contain valid client ids or ALL_CLIENTS.")
	case v.policyNameTaken(in.Name, p.ID):
		return invalid("name", alreadyExists)
	}
	p.Name, p.Description, p.Conditions = in.Name, in.Description, in.Conditions
	p.Status = statusOr(in.Status, p.Status)
	return nil
}

func (v *server) policyNameTaken(name, except string) bool {
	return slices.ContainsFunc(v.Policies, func(p policy) bool { return p.Name == name && p.ID != except })
}

// statusOr is the status asked for, or the one there is.
func statusOr(wanted, otherwise string) string {
	if wanted == active || wanted == inactive {
		return wanted
	}
	return otherwise
}

// createPolicy answers POST …/policies.
func (o *Org) createPolicy(c *call) (reply, error) {
	var in policyInput
	var body policyBody
	err := o.changeBy(c, &in, func(s *state) error {
		v, err := c.theServer(s)
		if err != nil {
			return err
		}
		fresh := policy{policyFacts{ID: o.ids.id("00p"), Status: active, Created: at(c.now), LastUpdated: at(c.now)}, []rule{}}
		if err := in.apply(s, v, &fresh); err != nil {
			return err
		}
		v.Policies = ranked(append(v.Policies, fresh), len(v.Policies), in.Priority, policyRank)
		body = v.policy(fresh.ID).body(c, v)
		return nil
	})
	return created(body), err
}

// updatePolicy answers PUT …/policies/{policy}.
func (o *Org) updatePolicy(c *call) (reply, error) {
	var in policyInput
	if err := c.decode(&in); err != nil {
		return reply{}, err
	}
	return o.changePolicy(c, func(s *state, v *server, p *policy) error {
		if err := in.apply(s, v, p); err != nil || in.Priority == 0 {
			return err
		}
		id := p.ID
		place := slices.IndexFunc(v.Policies, func(p policy) bool { return p.ID == id })
		v.Policies = ranked(v.Policies, place, in.Priority, policyRank)
		return nil
	})
}

// changePolicy changes the policy that the address names and answers with it.
func (o *Org) changePolicy(c *call, f func(*state, *server, *policy) error) (reply, error) {
	var body policyBody
	err := o.change(func(s *state) error {
		v, p, err := c.thePolicy(s)
		if err != nil {
			return err
		}
		p.LastUpdated = at(c.now)
		id := p.ID
		if err := f(s, v, p); err != nil {
			return err
		}
		body = v.policy(id).body(c, v)
		return nil
	})
	return ok(body), err
}

// activatePolicy and deactivatePolicy answer 204.
func (o *Org) activatePolicy(c *call) (reply, error)   { return o.turnPolicy(c, active) }
func (o *Org) deactivatePolicy(c *call) (reply, error) { return o.turnPolicy(c, inactive) }

func (o *Org) turnPolicy(c *call, status string) (reply, error) {
	_, err := o.changePolicy(c, func(_ *state, _ *server, p *policy) error {
		p.Status = status
		return nil
	})
	return done(), err
}

// deletePolicy answers DELETE …/policies/{policy}: its rules go with it.
func (o *Org) deletePolicy(c *call) (reply, error) {
	err := o.change(func(s *state) error {
		v, p, err := c.thePolicy(s)
		if err != nil {
			return err
		}
		id := p.ID
		v.Policies = slices.DeleteFunc(v.Policies, func(p policy) bool { return p.ID == id })
		renumber(v.Policies, policyRank)
		return nil
	})
	return done(), err
}

func policyRank(p *policy) *int { return &p.Priority }

// ranked puts the item at a place where its new priority wants it, and numbers all
// items from 1 on. Priority 0, or one past the end, is last.
func ranked[T any](items []T, place, priority int, rank func(*T) *int) []T {
	moved := items[place]
	rest := byPriority(slices.Delete(items, place, place+1), func(item T) int { return *rank(&item) })
	if priority < 1 || priority > len(rest)+1 {
		priority = len(rest) + 1
	}
	all := slices.Insert(rest, priority-1, moved)
	for i := range all {
		*rank(&all[i]) = i + 1
	}
	return all
}

// renumber closes the gap that a deleted item leaves.
func renumber[T any](items []T, rank func(*T) *int) {
	for i := range items {
		*rank(&items[i]) = i + 1
	}
}
