package practice

// policyBody is a policy as the API shows it, in Okta's order: the type comes last.
type policyBody struct {
	policyFacts
	Links document `json:"_links"`
	Type  string   `json:"type"`
}

// Types of policies and rules.
const (
	policyType = "OAUTH_AUTHORIZATION_POLICY"
	ruleType   = "RESOURCE_ACCESS"
)

// wholeList is for lists that have no pages, though they still say where they are.
var wholeList = paging{most: 10_000, initial: 10_000}

// listPolicies answers GET …/policies, by priority.
func (o *Org) listPolicies(c *call) (reply, error) {
	v, err := c.theServer(c.s)
	if err != nil {
		return reply{}, err
	}
	sorted := byPriority(v.Policies, func(p policy) int { return p.Priority })
	return page(c, wholeList, sorted, func(p policy) string { return p.ID }, func(p policy) any { return p.body(c, v) })
}

// thePolicy is the policy that the address names.
func (c *call) thePolicy(s *state) (*server, *policy, error) {
	v, err := c.theServer(s)
	if err != nil {
		return nil, nil, err
	}
	if p := v.policy(c.path("policy")); p != nil {
		return v, p, nil
	}
	return nil, nil, missing(c.path("policy"), "AuthorizationServerPolicy")
}

// readPolicy answers GET …/policies/{policy}.
func (o *Org) readPolicy(c *call) (reply, error) {
	v, p, err := c.thePolicy(c.s)
	if err != nil {
		return reply{}, err
	}
	return ok(p.body(c, v)), nil
}

func (c *call) policyURL(v *server, p *policy) string { return c.serverURL(v) + "/policies/" + p.ID }

func (p *policy) body(c *call, v *server) policyBody {
	self := c.policyURL(v, p)
	links := document{{"self", linkTo(self, linkMethods...)}, {"rules", linkTo(self+"/rules", "GET")}, turnLink(self, p.Status)}
	return policyBody{p.policyFacts, links, policyType}
}

// turnLink is the way to switch a thing off, or on again.
func turnLink(self, status string) member {
	return member{turn(status), linkTo(self+"/lifecycle/"+turn(status), "POST")}
}

func turn(status string) string {
	if status == active {
		return "deactivate"
	}
	return "activate"
}
