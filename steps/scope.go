package steps

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"oktadance/internal/okta"
)

// scope asks for the scope and finds out whether the app can have it.
func scope() Step {
	return Step{
		ID:    "scope",
		Title: "Scope",
		Why:   "What a token lets its holder do. The gateway lets a request through when its token has this scope.",
		Guide: scopeGuide,
		Fields: []Field{
			{
				Note: "scope.name", Label: "Name",
				Hint:  "The tutorial's is mule-okta-scope.",
				Help:  "Programs ask for the scope by this name, and the gateway compares it letter by letter: upper and lower case count.",
				Offer: func(Notes) string { return "mule-okta-scope" },
				Check: checkScopeName,
			},
			{
				Note: "scope.display_name", Label: "Display name", Memo: true,
				Hint:  "The tutorial uses the same name again.",
				Help:  "What Okta's console shows for the scope.",
				Offer: func(n Notes) string { return n.Get("scope.name") },
			},
			{
				Note: "scope.description", Label: "Description", Memo: true,
				Hint:  "For people who look at the scope in Okta.",
				Help:  "Okta shows it beside the scope and on consent pages, which this flow does not have.",
				Offer: func(Notes) string { return "MuleSoft Scope" },
			},
		},
		Finds: []Found{
			{"scope.name", "Scope"}, {"scope.id", "Scope ID"},
			{"policy.id", "Access policy"}, {"policy.rule_id", "Rule"},
		},
		Try: tryScope,
	}
}

func scopeGuide(n Notes) Guide {
	link := consoleLink(n, "/admin/oauth2/as")
	server := orElse(serverID(n.Get("metadata.issuer")), "default")
	if link != "" && strings.HasPrefix(server, "aus") {
		link += "/" + server + "#scopes"
	}
	return Guide{
		Clicks: []string{
			"Security > API > Authorization Servers > " + server,
			"Scopes > Add Scope",
			"Fill in the name, the display name and the description",
			"User consent: Implicit; then Create",
		},
		Link:  link,
		Aside: "The tutorial leaves out access policies, and new orgs come without one. The wizard looks.",
	}
}

func checkScopeName(_ Notes, value string) *Problem {
	standard := []string{"openid", "profile", "email", "address", "phone", "offline_access", "device_sso"}
	for _, name := range standard {
		if value == name {
			return &Problem{
				What: value + " is a scope for people who sign in, and a program can't ask for it.",
				Why:  "Client Credentials has no person behind it.",
				Next: "Use a scope of your own. The tutorial's is mule-okta-scope.",
			}
		}
	}
	if strings.ContainsAny(value, " \"\\") || strings.ContainsFunc(value, func(r rune) bool { return r < 0x21 || r > 0x7e }) {
		return &Problem{
			What: "A scope's name is one word: no spaces, quotes or backslashes, and plain letters only.",
			Next: "Compare it with Security > API > your authorization server > Scopes.",
		}
	}
	if strings.HasPrefix(value, "okta.") || strings.HasPrefix(value, "okta:") || value == "okta" || value == "*" {
		return &Problem{
			What: value + " is kept for Okta's own use.",
			Next: "Use another name. The tutorial's is mule-okta-scope.",
		}
	}
	return nil
}

func tryScope(ctx context.Context, t *Trial) *Problem {
	server := serverID(t.Get("metadata.issuer"))
	name := t.Get("scope.name")
	t.doing("Looking for " + name + " on " + server)
	all, err := t.org().Scopes(ctx, server)
	var refused *okta.Error
	switch {
	case errors.As(err, &refused) && (refused.Status == 403 || refused.Status == 401):
		t.mind("The API token may not list scopes, so the token endpoint is asked")
		return t.askForScope(ctx)
	case err != nil:
		return t.coach(err)
	}
	found, p := t.pickScope(all, name)
	if p != nil {
		return p
	}
	t.good("It is there, and asks nobody for consent")
	if p := t.write(Change{"scope.id", found.ID}); p != nil {
		return p
	}
	return t.tryPolicies(ctx, server)
}

// pickScope finds the scope of exactly this name, or says which one comes close.
func (t *Trial) pickScope(all []okta.Scope, name string) (okta.Scope, *Problem) {
	for _, s := range all {
		if s.Name != name {
			continue
		}
		if s.Consent == "REQUIRED" {
			return s, t.teach(named("consent-required"), nil, "")
		}
		return s, nil
	}
	p := t.teach(named("unknown-scope"), nil, "")
	if near := nearest(all, name); near != "" {
		p.Why = "There is one named " + near + "."
	}
	return okta.Scope{}, p
}

// nearest is a scope whose name differs by case, or by a few letters at most.
func nearest(all []okta.Scope, name string) string {
	best, least := "", 4
	for _, s := range all {
		if strings.HasPrefix(s.Name, "okta.") || s.System {
			continue
		}
		if d := distance(strings.ToLower(s.Name), strings.ToLower(name)); d < least {
			best, least = s.Name, d
		}
	}
	return best
}

// distance is the number of letters to add, drop or change (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// askForScope tries the scope where it counts, at the token endpoint.
func (t *Trial) askForScope(ctx context.Context) *Problem {
	if _, err := t.grant(ctx); err != nil {
		return t.coach(err)
	}
	t.good("The authorization server gives this app a token with it")
	return nil
}

// tryPolicies walks the access policies as Okta does, and finds the rule that
// lets this app have this scope.
func (t *Trial) tryPolicies(ctx context.Context, server string) *Problem {
	t.doing("Walking the access policies of " + server)
	policies, err := t.org().Policies(ctx, server)
	if err != nil {
		t.mind("The API token may not read access policies, so the token endpoint is asked")
		return t.askForScope(ctx)
	}
	var all []ruled
	for _, policy := range policies {
		rules, err := t.org().Rules(ctx, server, policy.ID)
		if err != nil {
			return t.coach(err)
		}
		all = append(all, ruled{policy, rules})
	}
	found := judge(all, t.Get("app.client_id"), "client_credentials", t.Get("scope.name"))
	if !found.allowed {
		p := t.teach(named("policy-refused"), nil, "")
		p.Why = upperFirst(found.because) + "."
		return p
	}
	t.good("The rule " + found.rule.Name + " of " + found.policy.Name + " lets this app have it, for " + strconv.Itoa(int(found.rule.Lifetime.Minutes())) + " minutes")
	return t.write(Change{"policy.id", found.policy.ID}, Change{"policy.rule_id", found.rule.ID})
}
