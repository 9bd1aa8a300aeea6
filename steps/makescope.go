package steps

import (
	"context"
	"slices"
	"strings"

	"oktadance/internal/okta"
)

// serverAdmin is the role that may manage authorization servers.
const serverAdmin = "API Access Management Administrator (or Super Administrator)"

// makeScope makes the scope on the authorization server in the notes.
func makeScope(ctx context.Context, t *Trial) *Problem {
	name := t.Get("scope.name")
	if p := t.making("scope", name); p != nil {
		return p
	}
	t.doing("Making the scope " + name)
	made, err := t.org().CreateScope(ctx, serverID(t.Get("metadata.issuer")), okta.Scope{
		Name:        name,
		DisplayName: t.Get("scope.display_name"),
		Description: t.Get("scope.description"),
	})
	if err != nil {
		return t.tooWeak(err, "scope.way", "scope.name", serverAdmin)
	}
	t.good("The scope is made, with the ID " + made.ID)
	return t.made("scope", made.ID)
}

// policyName is what the wizard calls its access policy for an app.
func (t *Trial) policyName() string { return "Okta Dance: " + t.Get("app.name") }

// walkPolicies reads the access policies and their rules, and walks them as Okta
// does. Where the API token may not read them, the verdict is not known.
func (t *Trial) walkPolicies(ctx context.Context, server string) (verdict, *Problem) {
	t.doing("Walking the access policies of the authorization server " + server)
	policies, err := t.org().Policies(ctx, server)
	if refusedForRole(err) {
		t.mind("The API token may not read access policies")
		return verdict{allowed: true}, nil
	}
	if err != nil {
		return verdict{}, t.coach(err)
	}
	var all []ruled
	for _, policy := range policies {
		rules, err := t.org().Rules(ctx, server, policy.ID)
		if err != nil {
			return verdict{}, t.coach(err)
		}
		all = append(all, ruled{policy, rules})
	}
	found := judge(all, t.Get("app.client_id"), "client_credentials", t.Get("scope.name"))
	found.known = true
	return found, nil
}

// items are what has to be made for the app to have the scope.
func (v verdict) items(t *Trial) []string {
	if v.allowed {
		return nil
	}
	return []string{
		"Make the access policy " + t.policyName() + " for this app alone, with a rule that allows Client Credentials and the scope " + t.Get("scope.name") + ", and nothing else",
	}
}

// refusedBy says why no policy lets the app have the scope, and offers one.
func (t *Trial) refusedBy(v verdict) *Problem {
	p := t.teach(named("policy-refused"), nil, "")
	p.Why = upperFirst(v.because) + "."
	return p.offer(Repair{Label: "Make a policy and a rule for this app and scope", Do: makePolicy})
}

// makePolicy makes an access policy for this app, unless the wizard has made one
// before, and a rule in it for this scope.
func makePolicy(ctx context.Context, t *Trial) *Problem {
	server := serverID(t.Get("metadata.issuer"))
	id, p := t.ownPolicy(ctx, server)
	if p != nil {
		return p
	}
	t.doing("Making the rule")
	rule, err := t.org().CreateRule(ctx, server, id, okta.Rule{
		Name:   rulePrefix + t.Get("scope.name"),
		Grants: []string{"client_credentials"},
		Scopes: []string{t.Get("scope.name")},
	})
	if err != nil {
		return t.tooWeak(err, "scope.way", "scope.name", serverAdmin)
	}
	t.good("The rule is made, with the ID " + rule.ID)
	return write(t.notes, t.env.Lost, []Change{{"policy.rule_id", rule.ID}})
}

// ownPolicy is the policy that the wizard made, if it is still there, or a new one.
func (t *Trial) ownPolicy(ctx context.Context, server string) (string, *Problem) {
	name := t.policyName()
	all, err := t.org().Policies(ctx, server)
	if err != nil {
		return "", t.tooWeak(err, "scope.way", "scope.name", serverAdmin)
	}
	own := strings.Fields(t.Get("policy.made"))
	for _, p := range all {
		if slices.Contains(own, p.ID) && p.Covers(t.Get("app.client_id")) {
			return p.ID, nil
		}
		if p.Name == name && t.Get("policy.making") == name {
			return p.ID, t.made("policy", p.ID)
		}
	}
	if p := t.making("policy", name); p != nil {
		return "", p
	}
	t.doing("Making the access policy " + name)
	policy, err := t.org().CreatePolicy(ctx, server, okta.Policy{
		Name:        name,
		Description: "Lets one app have tokens of its own. Made by oktadance.",
		Priority:    1,
		Clients:     []string{t.Get("app.client_id")},
	})
	if err != nil {
		return "", t.tooWeak(err, "scope.way", "scope.name", serverAdmin)
	}
	t.good("The access policy is made, with the ID " + policy.ID)
	return policy.ID, t.made("policy", policy.ID)
}
