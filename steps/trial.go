package steps

import (
	"context"
	"slices"

	"oktadance/internal/okta"
)

// A Trial is what a step has at hand while it is tried: the notes, the org, and
// somebody to tell what happens.
type Trial struct {
	notes Notes
	env   Env
	later []Step // whose marks fall when a found value changes
	asked map[string]bool
	say   func(Event)
	ctx   context.Context

	unattended bool // nobody is there to press a key
}

// Get gives the note of this name, or "".
func (t *Trial) Get(note string) string { return t.notes.Get(note) }

// write puts what the trial found into the notes. A value that differs from the
// one before makes the later steps unfinished: they were tried with the old one.
// A cancelled trial writes nothing more.
func (t *Trial) write(changes ...Change) *Problem {
	if t.ctx.Err() != nil {
		return &Problem{What: "The trial was stopped.", Err: t.ctx.Err()}
	}
	var marks, values []Change
	for _, c := range changes {
		old := t.Get(c.Note)
		if old == c.Value {
			continue
		}
		if old != "" && len(marks) == 0 {
			marks = unmark(t.later, t.notes)
		}
		values = append(values, c)
	}
	return write(t.notes, t.env.Lost, append(marks, values...))
}

// wasAsked reports whether the person has seen this question and left it empty.
func (t *Trial) wasAsked(note string) bool { return t.asked[note] }

func (t *Trial) doing(text string) { t.say(Event{Text: text}) }
func (t *Trial) good(text string)  { t.say(Event{Text: text, Sign: Good}) }
func (t *Trial) mind(text string)  { t.say(Event{Text: text, Sign: Mind}) }

// org speaks to the management API with the token in the notes.
func (t *Trial) org() *okta.Management {
	return t.env.Client.Management(t.Get("account.url"), okta.NewSecret(t.Get("token.value")))
}

// credentials are the web application's own.
func (t *Trial) credentials() okta.Credentials {
	return okta.Credentials{ID: t.Get("app.client_id"), Secret: okta.NewSecret(t.Get("app.client_secret"))}
}

// named is the lesson of this name.
func named(name string) lesson {
	all := refusals()
	return all[slices.IndexFunc(all, func(l lesson) bool { return l.name == name })]
}
