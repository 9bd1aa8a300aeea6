package practice

// ruleBody is a rule as the API shows it, in Okta's order.
type ruleBody struct {
	rule
	Links document `json:"_links"`
	Type  string   `json:"type"`
}

// listRules answers GET …/rules, by priority.
func (o *Org) listRules(c *call) (reply, error) {
	v, p, err := c.thePolicy(c.s)
	if err != nil {
		return reply{}, err
	}
	sorted := byPriority(p.Rules, func(r rule) int { return r.Priority })
	return page(c, wholeList, sorted, func(r rule) string { return r.ID }, func(r rule) any { return r.body(c, v, p) })
}

// theRule is the rule that the address names.
func (c *call) theRule(s *state) (*server, *policy, *rule, error) {
	v, p, err := c.thePolicy(s)
	if err != nil {
		return nil, nil, nil, err
	}
	if r := p.rule(c.path("rule")); r != nil {
		return v, p, r, nil
	}
	return nil, nil, nil, missing(c.path("rule"), "AuthorizationServerPolicyRule")
}

// readRule answers GET …/rules/{rule}.
func (o *Org) readRule(c *call) (reply, error) {
	v, p, r, err := c.theRule(c.s)
	if err != nil {
		return reply{}, err
	}
	return ok(r.body(c, v, p)), nil
}

func (r *rule) body(c *call, v *server, p *policy) ruleBody {
	self := c.policyURL(v, p) + "/rules/" + r.ID
	return ruleBody{*r, document{{"self", linkTo(self, linkMethods...)}, turnLink(self, r.Status)}, ruleType}
}
