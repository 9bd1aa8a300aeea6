package main

import (
	"cmp"
	"slices"

	"oktadance/internal/handover"
	"oktadance/steps"
)

// handed are the notes and the steps as an export takes them.
func handed(n steps.Notes) handover.Notes {
	out := handover.Notes{Get: n.Get}
	for _, s := range steps.All() {
		out.Steps = append(out.Steps, handedStep(s, onPaper(n)))
	}
	return out
}

func handedStep(s steps.Step, paper paperNotes) handover.Step {
	guide := s.Guide(paper)
	return handover.Step{
		ID: s.ID, Title: s.Title, Why: s.Why, Intro: guide.Intro,
		Clicks: guide.Clicks, Sent: guide.Sent, Link: guide.Link, Values: values(s, paper),
	}
}

// values are the notes of a step that are of use to others: not those about how it
// was walked.
func values(s steps.Step, paper paperNotes) []handover.Value {
	var all []handover.Value
	for _, f := range s.Fields {
		if !f.Long && len(f.Choices) == 0 {
			all = append(all, askedValue(f, paper))
		}
	}
	for _, found := range s.Finds {
		if !slices.ContainsFunc(all, func(v handover.Value) bool { return v.Note == found.Note }) {
			all = append(all, handover.Value{Note: found.Note, Label: found.Label})
		}
	}
	return all
}

func askedValue(f steps.Field, paper paperNotes) handover.Value {
	v := handover.Value{Note: f.Note, Label: f.Label, Secret: f.Secret, Asked: !f.OnDemand}
	if f.Offer != nil {
		v.Example = cmp.Or(paper.Get(f.Note), f.Offer(paper))
	}
	return v
}

// paperNotes are notes that say what to click to everybody in a room, rather than
// to the one whose notes these are.
type paperNotes map[string]string

func onPaper(n steps.Notes) paperNotes {
	return paperNotes{
		"account.kind": n.Get("account.kind"), "app.way": "hand", "scope.way": "hand",
		"metadata.token_endpoint": "https://your-org/oauth2/default/v1/token",
		"token.name":              "okta-token-yourname",
		"app.name":                cmp.Or(n.Get("app.name"), "Token Introspection Client"),
		"scope.name":              cmp.Or(n.Get("scope.name"), "mule-okta-scope"),
	}
}

// Get gives a note.
func (p paperNotes) Get(name string) string { return p[name] }

// Put does nothing: paper is not written to.
func (p paperNotes) Put(string, string) error { return nil }

// noteLabel is what a note is called.
func noteLabel(note string) string {
	for _, s := range steps.All() {
		for _, f := range s.Fields {
			if f.Note == note {
				return f.Label
			}
		}
	}
	return note
}

// firstExplanation is what the coach makes of a server's words.
func firstExplanation(said string) (why, next string) {
	all := steps.Explain(said)
	if len(all) == 0 {
		return "", ""
	}
	return all[0].Why, all[0].Next
}
