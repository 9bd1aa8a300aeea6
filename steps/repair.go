package steps

import (
	"context"

	"oktadance/internal/okta"
)

// repair is what the wizard can do about a lesson, by the lesson's name for it.
// It reports false where there is nothing, or nothing here.
func (t *Trial) repair(name string) (Repair, bool) {
	if !isOkta(t.notes) {
		return Repair{}, false
	}
	switch name {
	case "tick-client-credentials":
		return t.mendApp("Tick Client Credentials"), true
	case "untick-dpop":
		return t.mendApp("Untick proof of possession"), true
	case "create-scope":
		return Repair{Label: "Make the scope " + t.Get("scope.name"), Do: makeScope}, true
	case "consent-implicit":
		return Repair{Label: "Set User consent to Implicit", Do: consentImplicit}, true
	case "create-policy":
		return Repair{Label: "Make a policy and a rule for this app and scope", Do: makePolicy}, true
	case "use-default-server":
		return Repair{Label: "Use the server default", Open: "metadata.issuer", Fill: []Change{{"metadata.issuer", "default"}}}, true
	}
	return Repair{}, false
}

// consentImplicit lets programs have the scope in the notes.
func consentImplicit(ctx context.Context, t *Trial) *Problem {
	server := serverID(t.Get("metadata.issuer"))
	all, err := t.org().Scopes(ctx, server)
	if err != nil {
		return t.coach(err)
	}
	for _, s := range all {
		if s.Name != t.Get("scope.name") {
			continue
		}
		if _, err := t.org().ReplaceScope(ctx, server, s.ID, func(s *okta.Scope) { s.Consent = "IMPLICIT" }); err != nil {
			return t.coach(err)
		}
	}
	return nil
}
