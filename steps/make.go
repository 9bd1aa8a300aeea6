package steps

import (
	"context"
	"errors"
	"slices"
	"strings"

	"oktadance/internal/okta"
)

// How a step's objects come to be in the org.
const (
	byWizard = "wizard" // through Okta's API
	byHand   = "hand"   // clicked in the Admin Console
)

// wayField is the choice that the app and scope steps begin with.
func wayField(note, what string) Field {
	return Field{
		Note: note, Label: "How to make it",
		Hint: "The wizard lists what it would make, and asks before it does.",
		Help: About{
			What:  "Who makes the " + what + " in Okta. Through the API the wizard sets every box right; clicking it yourself shows you where things are.",
			Where: "Nowhere in Okta: it is a choice of yours.",
			For:   "The " + what + " is the same either way. What the wizard made, oktadance cleanup can remove.",
		},
		Choices: []Choice{
			{byWizard, "Do it for me"},
			{byHand, "I'll click it myself"},
		},
		Asked: isOkta,
	}
}

// isOkta reports whether the account is an Okta org, whose API can be used.
func isOkta(n Notes) bool { return n.Get("account.kind") != otherKind }

// clicked reports whether the step's object is made by hand.
func clicked(way string) func(Notes) bool {
	return func(n Notes) bool { return n.Get(way) == byHand || !isOkta(n) }
}

// consent asks for agreement to make or change things in the org.
func (t *Trial) consent(items []string, do func(context.Context, *Trial) *Problem) *Problem {
	return &Problem{
		What:    "This will be done in " + t.Get("account.url") + ", once you agree:",
		Consent: items,
		Repairs: []Repair{{Label: "Do it", Do: do}},
	}
}

// making writes down what is about to be made, so that a wizard that is killed
// before the org's answer is written knows the object for its own afterwards.
func (t *Trial) making(note, name string) *Problem { return t.write(Change{note + ".making", name}) }

// made writes down what the org has made, before anything else is done, and
// also when the trial has been stopped meanwhile: it is in the org now. The
// note holds the ids of everything made, with spaces between them.
func (t *Trial) made(note, id string, found ...Change) *Problem {
	all := strings.Fields(t.Get(note + ".made"))
	if !slices.Contains(all, id) {
		all = append(all, id)
	}
	changes := append([]Change{
		{"account.made_in", t.Get("account.org_id")}, {note + ".made", strings.Join(all, " ")}, {note + ".id", id},
	}, found...)
	return write(t.notes, t.env.Lost, append(changes, Change{Note: note + ".making"}))
}

// tooWeak turns a refusal for want of rights into the way by hand, which needs
// none: it names the role that is missing.
func (t *Trial) tooWeak(err error, way, field, role string) *Problem {
	var refused *okta.Error
	if !errors.As(err, &refused) || refused.Code != "E0000006" && refused.Code != "E0000015" {
		return t.coach(err)
	}
	p := t.coach(err)
	p.What = "The API token may not do this, so it has to be clicked by hand."
	p.Why = "Its owner lacks the role " + role + "."
	p.Next = "Do what is listed above, and answer here. Or have the role given to the token's owner, and choose Do it for me again."
	p.Field = field
	// What was refused was not made: an object of that name would be somebody else's.
	changes := []Change{{way, byHand}, {Note: "scope.making"}, {Note: "policy.making"}}
	if way == "app.way" {
		changes = []Change{{way, byHand}, {Note: "app.making"}}
	}
	if lost := t.write(changes...); lost != nil {
		return lost
	}
	return p
}
