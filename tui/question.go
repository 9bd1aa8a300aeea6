package tui

import (
	"charm.land/huh/v2"

	tea "charm.land/bubbletea/v2"

	"oktadance/steps"
)

// A question is one open field, drawn and edited by huh: a form of one group
// with one input, made anew for each visit, because a form can't be used twice.
type question struct {
	note   string
	secret bool
	shown  bool   // a secret the person asked to see
	origin string // where its value comes from: kept, offered, typed or pasted
	value  *string
	input  *huh.Input
	form   *huh.Form
}

func newQuestion(f steps.Field, value, origin string, t theme, width int) *question {
	q := &question{note: f.Note, secret: f.Secret, value: &value, origin: origin}
	q.input = huh.NewInput().Prompt("┃ ").Value(q.value)
	q.mask()
	q.form = huh.NewForm(huh.NewGroup(q.input)).
		WithTheme(t.form()).WithKeyMap(formKeys()).
		WithShowHelp(false).WithShowErrors(false)
	q.resize(width)
	return q
}

func (q *question) start() tea.Cmd {
	focus := q.form.Init()
	q.toEnd()
	return focus
}

// toEnd puts the cursor behind the last character. It also brings the end of a
// long value in sight: the input does not do that when it is given a width.
func (q *question) toEnd() { q.update(tea.KeyPressMsg{Code: tea.KeyEnd}) }

// typed takes a key, and remembers when it changed the value.
func (q *question) typed(k tea.KeyPressMsg) tea.Cmd {
	before := *q.value
	cmd := q.update(k)
	if *q.value != before {
		q.origin = "typed"
	}
	return cmd
}

func (q *question) update(msg tea.Msg) tea.Cmd {
	model, cmd := q.form.Update(msg)
	if form, ok := model.(*huh.Form); ok {
		q.form = form
	}
	return cmd
}

// resize tells the form its width: it keeps a size of its own once it had one.
func (q *question) resize(width int) {
	q.form = q.form.WithWidth(max(width, 8)).WithHeight(1)
	q.update(tea.WindowSizeMsg{Width: width, Height: 1})
	q.toEnd()
}

func (q *question) view() string { return q.form.View() }

// reveal shows a secret, or hides it again.
func (q *question) reveal() {
	q.shown = !q.shown
	q.mask()
}

func (q *question) mask() {
	mode := huh.EchoModeNormal
	if q.secret && !q.shown {
		mode = huh.EchoModePassword
	}
	q.input.EchoMode(mode)
}
