package steps

import (
	"cmp"
	"slices"
	"strings"

	"oktadance/internal/okta"
)

// A ruled policy is an access policy with its rules.
type ruled struct {
	okta.Policy
	rules []okta.Rule
}

// A verdict is what the access policies say to a request for a token.
type verdict struct {
	policy  okta.Policy
	rule    okta.Rule
	allowed bool
	known   bool   // the policies could be read
	because string // why not, as the end of a sentence, lower case
}

// judge walks access policies as Okta does: active ones by priority, in each the
// active rules by priority, and the first rule that fits decides. Client
// Credentials has no person behind it, so a rule for named people never fits.
// What is missing is told for the rule that came closest.
func judge(policies []ruled, client, grant, scope string) verdict {
	closest, because := -1, "the authorization server has no access policy"
	miss := func(stage int, why string) {
		if stage > closest {
			closest, because = stage, why
		}
	}
	slices.SortStableFunc(policies, func(a, b ruled) int { return cmp.Compare(a.Priority, b.Priority) })
	for _, p := range policies {
		switch {
		case p.Status != "ACTIVE":
			miss(0, "the policy "+p.Name+" is not active")
			continue
		case !p.Covers(client):
			miss(0, "the policy "+p.Name+" is not for this app")
			continue
		case len(p.rules) == 0:
			miss(1, "the policy "+p.Name+" has no rule")
		}
		slices.SortStableFunc(p.rules, func(a, b okta.Rule) int { return cmp.Compare(a.Priority, b.Priority) })
		for _, r := range p.rules {
			stage, why := misfit(r, grant, scope)
			if why == "" {
				return verdict{policy: p.Policy, rule: r, allowed: true}
			}
			miss(stage, "the rule "+r.Name+" of the policy "+p.Name+" "+why)
		}
	}
	return verdict{because: because}
}

// misfit says why a rule does not let the grant have the scope, and how far the
// request came; "" when it does.
func misfit(r okta.Rule, grant, scope string) (stage int, why string) {
	switch {
	case r.Allows(grant, scope):
		return 6, ""
	case r.Status != "ACTIVE":
		return 2, "is not active"
	case !slices.Contains(r.Grants, grant):
		return 3, "does not tick " + grantLabel(grant)
	case len(r.Groups) == 0 && len(r.Users) > 0:
		return 4, "is for named users only, and this app signs nobody in"
	case len(r.Groups) > 0 && !slices.Contains(r.Groups, "EVERYONE"):
		return 4, "is for named groups only, and this app signs nobody in"
	}
	return 5, "lists other scopes: " + strings.Join(r.Scopes, ", ")
}

func grantLabel(grant string) string {
	if grant == "client_credentials" {
		return "Client Credentials"
	}
	return grant
}
