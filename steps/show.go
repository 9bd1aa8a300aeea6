package steps

import "net/url"

// What presenters read off a walk. None of it changes anything.

// State says what the walk waits for.
func (w *Walk) State() State { return w.state }

// Step is the step the walk stands at.
func (w *Walk) Step() Step { return w.steps[w.at] }

// Place is the number of the step, from 1, and how many there are.
func (w *Walk) Place() (number, of int) { return w.at + 1, len(w.steps) }

// Problem is what stands in the way, or nil.
func (w *Walk) Problem() *Problem { return w.problem }

// Events are what has happened since the trial began.
func (w *Walk) Events() []Event { return w.events }

// Guide tells where in Okta the answers of this step are.
func (w *Walk) Guide() Guide {
	guide := w.Step().Guide
	if guide == nil {
		return Guide{}
	}
	g := guide(w.notes)
	if w.env.Rehearsal && len(g.Clicks) > 0 {
		g.Intro, g.Link = "In a real org it is done like this. Here Enter takes what is offered.", ""
	}
	return g
}

// Kept reports whether the notes hold an answer to this question, and it starts
// with that.
func (w *Walk) Kept(note string) bool {
	kept := w.notes.Get(note)
	d, drafted := w.drafts[note]
	return kept != "" && (!drafted || d.value == kept)
}

// Typed reports whether the open question starts with what was typed there before.
func (w *Walk) Typed() bool {
	d, drafted := w.drafts[w.open]
	return drafted && !d.proposed
}

// Field is the open question; it reports false when none is open.
func (w *Walk) Field() (Field, bool) {
	for _, f := range w.steps[w.at].Fields {
		if f.Note == w.open {
			return f, true
		}
	}
	return Field{}, false
}

// Value is what the open question starts with: what was typed before, else the
// answer in the notes, else the answer that is offered.
func (w *Walk) Value() string {
	f, _ := w.Field()
	if d, drafted := w.drafts[f.Note]; drafted {
		return d.value
	}
	if kept := w.notes.Get(f.Note); kept != "" {
		return kept
	}
	return w.Offer()
}

// Offer is the answer that the open question proposes, or "".
func (w *Walk) Offer() string {
	f, _ := w.Field()
	if w.env.Offer != nil {
		if value := w.env.Offer(f.Note); value != "" {
			return value
		}
	}
	switch {
	case f.Offer != nil:
		return f.Offer(w.notes)
	case len(f.Choices) > 0:
		return f.Choices[0].Value
	}
	return ""
}

// AtStart reports whether there is nothing to go back to.
func (w *Walk) AtStart() bool {
	asked := w.questions(0)
	return w.state == Asking && w.at == 0 && (len(asked) == 0 || asked[0].Note == w.open)
}

// A Line is an answer or a find, to be shown.
type Line struct {
	Note, Label, Value string
	Secret             bool
	LeftOut            bool // the question was left empty on purpose
}

// Answers are the questions of this step that have been answered, up to the
// open one; all of them when none is open.
func (w *Walk) Answers() []Line {
	var lines []Line
	for _, f := range w.questions(w.at) {
		if f.Note == w.open {
			break
		}
		value := w.notes.Get(f.Note)
		for _, c := range f.Choices {
			if c.Value == value {
				value = c.Label
			}
		}
		if value != "" || w.asked[f.Note] {
			lines = append(lines, Line{Note: f.Note, Label: f.Label, Value: value, Secret: f.Secret})
		}
	}
	return lines
}

// Finds are the values that this step's trial has written down.
func (w *Walk) Finds() []Line {
	var lines []Line
	for _, f := range w.Step().Finds {
		if value := w.notes.Get(f.Note); value != "" {
			lines = append(lines, Line{Note: f.Note, Label: f.Label, Value: value})
		}
	}
	return lines
}

// A Stage is one step as a list of steps shows it.
type Stage struct {
	ID, Title string
	Finished  bool
	Here      bool
}

// Stages lists all steps and where the walk stands.
func (w *Walk) Stages() []Stage {
	stages := make([]Stage, len(w.steps))
	for i, s := range w.steps {
		stages[i] = Stage{s.ID, s.Title, s.Finished(w.notes), i == w.at && w.state != Done}
	}
	return stages
}

// Host is the org's host, or "".
func (w *Walk) Host() string {
	if u, err := url.Parse(w.notes.Get("account.url")); err == nil {
		return u.Host
	}
	return ""
}

// Summary are the values that the tutorial's next part asks for.
func (w *Walk) Summary() []Line {
	var lines []Line
	for _, f := range []Found{
		{"metadata.issuer", "Issuer"},
		{"metadata.token_endpoint", "Token URL"},
		{"metadata.introspection_endpoint", "Introspection URL"},
		{"metadata.registration_endpoint", "Registration URL"},
		{"app.client_id", "Client ID"},
		{"app.client_secret", "Client secret"},
		{"test.scope", "Scope"},
		{"test.expires", "Token good until"},
	} {
		if value := w.notes.Get(f.Note); value != "" {
			lines = append(lines, Line{Note: f.Note, Label: f.Label, Value: value, Secret: Secret(f.Note)})
		}
	}
	return lines
}
