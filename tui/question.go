package tui

import (
	"strings"

	"charm.land/huh/v2"

	tea "charm.land/bubbletea/v2"

	"oktadance/steps"
)

// A question is one open field, drawn and edited by huh: a form of one group
// with one input, made anew for each visit, because a form can't be used twice.
type question struct {
	field  steps.Field
	secret bool
	shown  bool   // a secret the person asked to see
	origin string // where its value comes from: kept, offered, typed or pasted
	value  *string
	input  *huh.Input // nil for a choice
	form   *huh.Form
	lines  int
}

func newQuestion(f steps.Field, value, origin string, t theme, width int) *question {
	q := &question{field: f, secret: f.Secret, value: &value, origin: origin}
	q.form = huh.NewForm(huh.NewGroup(q.control())).
		WithTheme(t.form()).WithKeyMap(formKeys()).
		WithShowHelp(false).WithShowErrors(false)
	q.resize(width)
	return q
}

// again is the same question with other colours.
func (q *question) again(t theme, width int) *question {
	other := newQuestion(q.field, *q.value, q.origin, t, width)
	if q.shown {
		other.reveal(width)
	}
	return other
}

// control is huh's part: a list of choices, or a line of text.
func (q *question) control() huh.Field {
	if q.lines = len(q.field.Choices); q.lines > 0 {
		var options []huh.Option[string]
		for _, c := range q.field.Choices {
			options = append(options, huh.NewOption(c.Label, c.Value))
		}
		return huh.NewSelect[string]().Options(options...).Value(q.value)
	}
	q.lines = 1
	q.input = huh.NewInput().Prompt("┃ ").Value(q.value)
	q.mask()
	return q.input
}

func (q *question) start() tea.Cmd {
	focus := q.form.Init()
	q.toEnd()
	return focus
}

// toEnd puts the cursor behind the last character. It also brings the end of a
// long value in sight: the input does not do that when it is given a width.
func (q *question) toEnd() {
	if q.input != nil {
		q.update(tea.KeyPressMsg{Code: tea.KeyEnd})
	}
}

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
	q.form = q.form.WithWidth(max(width, 8)).WithHeight(q.lines)
	q.update(tea.WindowSizeMsg{Width: width, Height: q.lines})
	q.toEnd()
}

// view is the input, one line of text, or one for each choice.
func (q *question) view() []string { return strings.Split(q.form.View(), "\n") }

// letters reports whether what is typed goes into a text that is not empty, or
// can't be seen, so that a ? is no question.
func (q *question) letters() bool { return q.input != nil && (q.secret || *q.value != "") }

// reveal shows a secret, or hides it again, at once: the form draws anew only
// when it is told something.
func (q *question) reveal(width int) {
	q.shown = !q.shown
	q.mask()
	q.resize(width)
}

func (q *question) mask() {
	if q.input == nil {
		return
	}
	mode := huh.EchoModeNormal
	if q.secret && !q.shown {
		mode = huh.EchoModePassword
	}
	q.input.EchoMode(mode)
}
