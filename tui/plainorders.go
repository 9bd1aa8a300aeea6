package tui

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"oktadance/steps"
)

// What a line means besides being an answer. A word in quotes is an answer.
const (
	sayBack   = "<"
	sayHelp   = "?"
	sayEmpty  = "-"
	sayFix    = "fix"
	saySent   = "sent"
	sayReveal = "reveal"
	sayCopy   = "copy"
	sayOpen   = "open"
	sayNotes  = "notes"
	sayGo     = "go"
	sayForm   = "form"
	sayDance  = "dance"
	sayQuit   = "quit"
)

const orders = `An empty line takes what stands in brackets. A word in "quotes" is an answer, whatever it says.
< goes back, ? explains, - leaves an optional answer out or takes back one that was refused, quit leaves.
sent tells what was sent, reveal shows a secret, copy copies what stands in brackets, open opens the page in Okta.
notes lists the notes; with the name of one, copy and reveal do that, and go goes to its question.
At the end dance dances all seven moves, and form fills in the form that comes next.`

// order does what a line orders, if it is an order. Leaving is ErrInterrupted.
func (p *plain) order(ctx context.Context, line string) (bool, error) {
	_, open := p.walk.Field()
	line = strings.TrimSpace(line)
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch {
	case line == sayBack:
		p.back()
	case word == sayHelp:
		p.help(rest)
	case word == sayFix && p.repairs() > 0:
		p.fix(rest)
	case line == sayQuit:
		return true, ErrInterrupted
	case line == "" && !open:
		p.walk.Begin()
	default:
		return p.look(line) || p.lookAt(word, rest) || p.lookOn(ctx, word, rest), nil
	}
	return true, nil
}

// ordered does what a line orders where nothing is asked.
func (p *plain) ordered(ctx context.Context, line string) error {
	known, err := p.order(ctx, line)
	if !known {
		p.say("That is no order here. ? lists those there are.")
	}
	return err
}

// unquoted is the answer that a person put in quotes because it would be an order.
func unquoted(line string) (string, bool) {
	inner, opened := strings.CutPrefix(line, `"`)
	inner, closed := strings.CutSuffix(inner, `"`)
	word, _, _ := strings.Cut(inner, " ")
	return inner, opened && closed && slices.Contains([]string{
		sayBack, sayHelp, sayEmpty, sayFix, saySent, sayReveal, sayCopy, sayOpen, sayNotes, sayGo, sayForm, sayDance, sayQuit,
	}, word)
}

func (p *plain) back() {
	p.refused = 0
	if !p.walk.Back() {
		p.say("This is the first question.")
	}
}

// repairs is how many ways out the problem offers.
func (p *plain) repairs() int {
	if problem := p.walk.Problem(); problem != nil && problem.Consent == nil {
		return len(problem.Repairs)
	}
	return 0
}

// fix takes the repair of this number, or the first.
func (p *plain) fix(number string) {
	n, err := strconv.Atoi(number)
	switch {
	case number == "":
		n = 1
	case err != nil || n < 1 || n > p.repairs():
		p.say("There is no repair %s here.", number)
		return
	}
	p.walk.Fix(n - 1)
}

// help explains the open question, or a word.
func (p *plain) help(word string) {
	if word != "" {
		p.define(word)
		return
	}
	if f, open := p.walk.Field(); open {
		p.say("%s: %s", f.Label, f.Hint)
		for _, l := range f.Help.Lines() {
			p.say("  %s: %s", l.Label, l.Value)
		}
	}
	p.say("%s", orders)
	p.say("Every answer is saved when it is given. ? and a word explains the word; here: %s.", p.terms())
}

// terms are the words of this step.
func (p *plain) terms() string {
	var names []string
	for _, t := range p.walk.Step().Terms() {
		names = append(names, t.Name)
	}
	return strings.Join(names, ", ")
}

// define explains a word of the field, or an error that is quoted.
func (p *plain) define(word string) {
	if t, is := steps.Define(word); is {
		p.say("%s: %s", t.Name, t.Means)
		return
	}
	if all := steps.Explain(word); len(all) > 0 && all[0].Name != steps.Unknown {
		p.say("%s\n  Likely cause: %s\n  What to do: %s", all[0].What, all[0].Why, all[0].Next)
		return
	}
	p.say("Nothing is known here about that.")
}

// tellSent tells every request of the trial, and its answer, secrets masked.
func (p *plain) tellSent() {
	all := exchanges(p.walk)
	if len(all) == 0 {
		all = p.sent
	}
	if len(all) == 0 {
		p.say("Nothing has been sent yet.")
	}
	for i, x := range all {
		p.say("Request %d of %d:", i+1, len(all))
		p.exchange(x, true)
	}
}

// answer gives the open question its answer. An empty line takes what is offered.
func (p *plain) answer(f steps.Field, line string) {
	trimmed := strings.TrimSpace(line)
	inner, quoted := unquoted(trimmed)
	switch {
	case trimmed == "":
		line = p.walk.Value()
	case quoted:
		line = inner
	case trimmed == sayEmpty: // what is offered takes its place where an answer is needed
		line = ""
	case f.Secret && p.console.Terminal():
		p.say("  %d characters", utf8.RuneCountInString(trimmed))
	}
	if p.walk.Answer(line) != nil {
		p.problem()
		p.refused++
	}
}

// problem tells what stands in the way, once. It reports whether it was new.
func (p *plain) problem() bool {
	problem := p.walk.Problem()
	if problem == nil || problem == p.shown {
		return false
	}
	p.shown = problem
	if problem.Consent != nil {
		p.say("%s", problem.What)
		for _, item := range problem.Consent {
			p.say("  - %s", item)
		}
		return true
	}
	p.describe(problem)
	for i, r := range problem.Repairs {
		order := sayFix
		if len(problem.Repairs) > 1 {
			order = fmt.Sprintf("%s %d", sayFix, i+1)
		}
		p.say("  Or type %s: %s", whole(order), r.Label)
	}
	return true
}

// describe says what happened, why and what to do.
func (p *plain) describe(problem *steps.Problem) {
	p.say("Problem: %s", problem.What)
	for _, part := range []struct{ label, words string }{
		{"Likely cause", problem.Why}, {"What to do", problem.Next}, {"It said", problem.Said},
	} {
		if part.words != "" {
			p.say("  %s: %s", part.label, part.words)
		}
	}
}

// aloud is a value as it may be read aloud.
func aloud(l steps.Line) string {
	switch {
	case l.Value == "":
		return "left out"
	case l.Secret:
		return fmt.Sprintf("kept, %d characters", utf8.RuneCountInString(l.Value))
	}
	return l.Value
}
