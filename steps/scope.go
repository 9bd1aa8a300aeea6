package steps

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"oktadance/internal/okta"
)

// scope asks for the scope and finds out whether the app can have it.
func scope() Step {
	return Step{
		ID:    "scope",
		Title: "Scope",
		Takes: "a minute, or 3 by hand",
		Why:   "What a token lets its holder do. The gateway lets a request through when its token has this scope.",
		Guide: scopeGuide,
		Fields: []Field{
			wayField("scope.way", "scope"),
			{
				Note: "scope.name", Label: "Name",
				Hint: "The tutorial's is mule-okta-scope.",
				Help: About{
					What:  "What a token lets its holder do, in a word. Upper and lower case count.",
					Where: "Security > API > Authorization Servers > default > Scopes",
					For:   "Programs ask for the scope by this name, and the gateway compares it letter by letter.",
					Like:  "mule-okta-scope",
				},
				Offer: func(Notes) string { return "mule-okta-scope" },
				Check: checkScopeName,
			},
			{
				Note: "scope.display_name", Label: "Display name", Memo: true,
				Hint: "The tutorial uses the same name again.",
				Help: About{
					What:  "What Okta's console shows for the scope.",
					Where: "Beside the name, where the scope is added.",
					For:   "Only people read it.",
					Like:  "mule-okta-scope",
				},
				Offer: func(n Notes) string { return n.Get("scope.name") },
			},
			{
				Note: "scope.description", Label: "Description", Memo: true,
				Hint: "For people who look at the scope in Okta.",
				Help: About{
					What:  "A sentence about the scope. Consent pages show it, which this flow does not have.",
					Where: "Below the display name, where the scope is added.",
					For:   "Only people read it.",
					Like:  "MuleSoft Scope",
				},
				Offer: func(Notes) string { return "MuleSoft Scope" },
			},
		},
		Finds: []Found{
			{"scope.name", "Scope"}, {"scope.id", "Scope ID"},
			{"policy.id", "Access policy"}, {"policy.rule_id", "Rule"},
		},
		Keeps: []Found{
			{"scope.made", "Scopes made"}, {"scope.making", "Scope begun"},
			{"policy.made", "Policies made"}, {"policy.making", "Policy begun"},
		},
		Try: tryScope,
	}
}

func scopeGuide(n Notes) Guide {
	switch {
	case n.Get("scope.way") == "" && isOkta(n):
		return Guide{Intro: "There are two ways: the wizard makes the scope with your API token, and an access policy if there is none, or you click it in the Admin Console. Either way it is tried at once."}
	case n.Get("scope.way") == byWizard && isOkta(n):
		return Guide{Intro: "The wizard looks whether the scope is there, and whether an access policy lets the app have it. What is missing it makes."}
	}
	if !isOkta(n) {
		return Guide{Intro: "At your server, make the scope, and let the client have it."}
	}
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
			Next: "Use a name such as mule-okta-scope.",
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
	if !isOkta(t.notes) {
		return t.askForScope(ctx)
	}
	server := serverID(t.Get("metadata.issuer"))
	name := t.Get("scope.name")
	t.doing("Looking for the scope " + name + " on the authorization server " + server)
	all, err := t.org().Scopes(ctx, server)
	if refusedForRole(err) {
		t.mind("The API token may not list scopes, so the token endpoint is asked")
		return t.askForScope(ctx)
	}
	if err != nil {
		return t.coach(err)
	}
	at := slices.IndexFunc(all, func(s okta.Scope) bool { return s.Name == name })
	if at < 0 {
		return t.noScope(ctx, server, all)
	}
	return t.haveScope(ctx, server, all[at])
}

func refusedForRole(err error) bool {
	var refused *okta.Error
	return errors.As(err, &refused) && (refused.Code == "E0000006" || refused.Code == "E0000015")
}

// noScope offers to make the scope, and whatever else is missing, at once.
func (t *Trial) noScope(ctx context.Context, server string, all []okta.Scope) *Problem {
	name := t.Get("scope.name")
	p := t.teach(named("unknown-scope"), nil, "")
	if near := nearest(all, name); near != "" {
		p.Why = "There is one named " + near + "."
	}
	if clicked("scope.way")(t.notes) {
		return p.offer(Repair{Label: "Make the scope " + name, Do: makeScope})
	}
	t.good("There is none yet")
	found, problem := t.walkPolicies(ctx, server)
	if problem != nil {
		return problem
	}
	items := []string{"Make the scope " + name + " on the authorization server " + server + "; it asks nobody for consent"}
	return t.consent(append(items, found.items(t)...), func(ctx context.Context, t *Trial) *Problem {
		if p := makeScope(ctx, t); p != nil || found.allowed {
			return p
		}
		return makePolicy(ctx, t)
	})
}

// haveScope finds out whether the app may have the scope that is there.
func (t *Trial) haveScope(ctx context.Context, server string, s okta.Scope) *Problem {
	if t.Get("scope.making") == s.Name {
		if p := t.made("scope", s.ID); p != nil {
			return p
		}
	}
	if s.Consent == "REQUIRED" {
		return t.teach(named("consent-required"), nil, "").offer(Repair{
			Label: "Set User consent to Implicit", Do: consentImplicit,
		})
	}
	t.good("The scope is there, and asks nobody for consent")
	if p := t.write(Change{"scope.id", s.ID}); p != nil {
		return p
	}
	found, p := t.walkPolicies(ctx, server)
	switch {
	case p != nil:
		return p
	case !found.known:
		return t.askForScope(ctx)
	case !found.allowed && clicked("scope.way")(t.notes):
		return t.refusedBy(found)
	case !found.allowed:
		t.mind("But no access policy lets this app have it: " + found.because)
		return t.consent(found.items(t), makePolicy)
	}
	t.good("The rule " + found.rule.Name + " of " + found.policy.Name + " lets this app have it, for " + strconv.Itoa(int(found.rule.Lifetime.Minutes())) + " minutes")
	return t.write(Change{"policy.id", found.policy.ID}, Change{"policy.rule_id", found.rule.ID})
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
	t.doing("Asking the token endpoint for a token with " + t.Get("scope.name"))
	grant, err := t.grant(ctx)
	if err != nil {
		return t.coach(err)
	}
	if !slices.Contains(grant.Scopes, t.Get("scope.name")) {
		return &Problem{
			What:  "The server gave a token, but left the scope " + t.Get("scope.name") + " out.",
			Why:   "It does not know the scope, or this client may not have it; it gives what it can instead of refusing.",
			Next:  "Add the scope to the client at the server, or mend the name here.",
			Field: "scope.name",
		}
	}
	t.good("The authorization server gives this app a token with it")
	return nil
}
