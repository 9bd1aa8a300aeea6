package tui_test

import (
	"context"
	"testing"

	tea "charm.land/bubbletea/v2"

	"oktadance/steps"
	"oktadance/tui"
)

const finished = "This step is finished"

// A state is a page of the walk and how a person comes to it.
type state struct {
	name  string
	shows string // what must be in sight at every size
	sit   func(*testing.T) *person
}

// states are all the pages there are. A new page is one more line.
func states() []state {
	return []state{
		{"new", "Passphrase", func(t *testing.T) *person { return sit(t, asNew) }},
		{"weak", "Passphrase", func(t *testing.T) *person { p := sit(t, asNew); p.paste("tango"); return p }},
		{"again", "The same once more", func(t *testing.T) *person { p := sit(t, asNew); p.paste("tango"); p.enter(); return p }},
		{"words", "enter", sitAtWords},
		{"locked", "Passphrase", func(t *testing.T) *person { return sit(t, asLocked) }},
		{"asking", "Username", func(t *testing.T) *person { return seated(t, "What you sign in") }},
		{"wrong", "own site", sitAtWrong},
		{"secret", "characters offered", func(t *testing.T) *person { return walked(t, toToken, "42 characters offered") }},
		{"choice", "Do it for me", func(t *testing.T) *person { return walked(t, toApp, "Do it for me") }},
		{"consent", "enter", sitAtConsent},
		{"trying", "Asking", sitAtTrying},
		{"stuck", "refused", sitAtStuck},
		{"passed", finished, func(t *testing.T) *person { return walked(t, toToken[:3], finished) }},
		{"help", "esc", func(t *testing.T) *person {
			p := walked(t, toToken, "42 characters")
			p.press(tea.Key{Code: tea.KeyF1})
			return p
		}},
		{"sent", "esc", func(t *testing.T) *person { p := walked(t, toToken[:3], finished); p.ctrl('x'); return p }},
		{"dance", "Client", sitAtDance},
		{"notes", "esc", func(t *testing.T) *person { p := walked(t, toToken, "42 characters"); p.ctrl('n'); return p }},
		{"noteshelp", "esc", func(t *testing.T) *person {
			p := walked(t, toToken, "42 characters")
			p.ctrl('n')
			p.press(tea.Key{Code: '?', Text: "?"})
			return p
		}},
		{"form", "copy it", sitAtForm},
		{"formhelp", "esc", func(t *testing.T) *person { p := sitAtForm(t); p.press(tea.Key{Code: tea.KeyF1}); return p }},
		{"done", "You can dance", func(t *testing.T) *person { return walked(t, toEnd, "You can dance") }},
	}
}

func asNew(o *tui.Options)    { o.New, o.Passphrase = true, "" }
func asLocked(o *tui.Options) { o.Passphrase = "" }

// What is pressed enter at on the way.
var (
	toToken = []string{"What you sign in", "Kept in the encrypted", "Any address of your org", finished, "default is the one", finished, "Give the token"}
	toApp   = append(toToken[:7:7], "42 characters", finished)
	toEnd   = append(toApp[:9:9],
		"Do it for me", "What the app is called", "enter Do it", finished,
		"Do it for me", "The tutorial's is", "The tutorial uses", "For people who look", "enter Do it", finished,
		"Enter sends it", finished)
)

// seated is a person who sees these words at the beginning.
func seated(t *testing.T, words string) *person {
	t.Helper()
	p := sit(t, nil)
	p.sees(words)
	return p
}

// walked is a person who has come that far.
func walked(t *testing.T, way []string, words string) *person {
	t.Helper()
	p := sit(t, nil)
	p.takes(way...)
	p.sees(words)
	return p
}

func sitAtWords(t *testing.T) *person {
	p := sit(t, asNew)
	p.enter()
	p.sees("Write these six words down")
	return p
}

func sitAtWrong(t *testing.T) *person {
	p := walked(t, toToken[:2], "Any address of your org")
	p.paste("okta.com")
	p.enter()
	p.sees("own site")
	return p
}

func sitAtConsent(t *testing.T) *person {
	p := walked(t, append(toApp, "Do it for me", "What the app is called"), "once you agree")
	p.sees("enter Do it")
	return p
}

func sitAtTrying(t *testing.T) *person {
	p := sit(t, nil, "slow")
	p.takes(toToken[:3]...)
	p.sees("Asking http://127.0.0.1")
	return p
}

func sitAtStuck(t *testing.T) *person {
	p := walked(t, toApp, "Do it for me")
	p.press(tea.Key{Code: tea.KeyDown})
	p.enter()
	p.takes("What the app is called", "On the app's page")
	p.sees("64 characters")
	p.paste("wrong-secret")
	p.enter()
	p.sees("The org refused this client secret")
	return p
}

// sitAtDance is a person who has seen the seven moves happen.
func sitAtDance(t *testing.T) *person {
	p := sit(t, func(o *tui.Options) {
		o.Opening = "moves"
		o.Dance = sevenMoves
	})
	p.sees("All seven moves")
	p.press(tea.Key{Code: tea.KeySpace, Text: " "})
	p.sees("went through")
	return p
}

// sitAtForm is a person who fills in the form that comes after the walk.
func sitAtForm(t *testing.T) *person {
	p := sit(t, func(o *tui.Options) { o.Handling.Form = aForm() })
	p.takes(toEnd...)
	p.sees("You can dance")
	p.ctrl('y')
	p.sees("0 of 2")
	return p
}

// sevenMoves is a dance of one scene in which nothing is sent.
func sevenMoves(steps.Notes) steps.Dance {
	return steps.Dance{
		Scenes: []steps.Scene{{Name: "moves", Title: "All seven moves", Teaches: "How they go."}},
		Voices: []string{"mule", "rfc6750"},
		Play: func(_ context.Context, _, _ string, tell func(steps.Move)) steps.Ending {
			for _, m := range steps.Tutorial() {
				m.Label, m.Last = "GET /orders", m.Number == 7
				tell(m)
			}
			return steps.Ending{AsMeant: true, Says: "The request went through."}
		},
	}
}
