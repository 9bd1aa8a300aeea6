package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"oktadance/steps"
)

// patience is how often in a row piped answers may be refused: nobody is there
// to mend them.
const patience = 3

// An EndedError means that the input came to its end before the walk did.
type EndedError struct{ Step, Question string }

// Error says where the walk stood.
func (e *EndedError) Error() string {
	switch {
	case e.Step == "":
		return "the input ended at the passphrase"
	case e.Question == "":
		return "the input ended in the step " + e.Step
	}
	return "the input ended in the step " + e.Step + ", at the question " + e.Question
}

// plain walks line by line: nothing is redrawn and there are no escapes, so
// that it can be read aloud, piped and kept.
type plain struct {
	o       Options
	console *Console
	out     io.Writer
	walk    *steps.Walk
	refused int              // problems in a row
	told    string           // the step that has been introduced
	shown   *steps.Problem   // that has been told
	sent    []steps.Exchange // in the trial before
	notes   steps.Notes
	pocket  pocket
	left    bool // the person has nothing more to do at the end
}

// atEnd is told in place of a step's introduction once all are finished.
const atEnd = "the end"

// Plain walks line by line, reading from console and writing to out, until the walk is done, the input
// ends (an *EndedError), or ctx ends (ErrInterrupted).
func Plain(ctx context.Context, o Options, console *Console, out io.Writer) (Outcome, error) {
	out = o.Writer(out)
	p := &plain{o: o, console: console.On(out), out: out}
	notes, err := p.open(ctx)
	if err != nil {
		return Outcome{}, err
	}
	p.walk, p.notes = o.Walk(notes), notes
	defer p.takeBack()
	p.say("%s", orders)
	p.resumed()
	for !p.left && err == nil {
		err = p.step(ctx)
	}
	return Outcome{Unlocked: true, Done: p.walk.State() == steps.Done}, err
}

// say says something in lines that fit the terminal.
func (p *plain) say(format string, args ...any) {
	_, _ = io.WriteString(p.out, p.fitted(fmt.Sprintf(format, args...))+"\n")
}

// fitted is a text in lines that fit the terminal.
func (p *plain) fitted(text string) string { return prose(text, columnsOf(p.out)) }

// step does one thing: a job, a question, going on, or an order at the end.
func (p *plain) step(ctx context.Context) error {
	if job, due := p.walk.Take(); due {
		p.run(ctx, job)
		return nil
	}
	switch p.walk.State() {
	case steps.Done:
		return p.end(ctx)
	case steps.Passed:
		p.refused = 0
		p.sent = exchanges(p.walk)
		p.passed()
		p.walk.Next()
		return nil
	case steps.Stuck:
		if p.problem() && p.walk.Problem().Consent == nil {
			p.refused++
		}
		if p.refused >= patience && !p.console.Terminal() {
			return p.walk.Problem()
		}
	}
	return p.ask(ctx)
}

// run does a job here and now; ctx ends it.
func (p *plain) run(ctx context.Context, job *steps.Job) {
	trying := p.walk.State() == steps.Trying
	stop := context.AfterFunc(ctx, job.Cancel)
	defer stop()
	p.walk.End(job.Run(func(e steps.Event) {
		p.walk.Heard(e)
		if trying {
			p.event(e)
		}
	}))
}

func (p *plain) event(e steps.Event) {
	switch {
	case e.Exchange != nil && p.walk.Step().Shown && p.first(e):
		p.exchange(*e.Exchange, false)
	case e.Exchange != nil:
		p.say("    %s", exchangeLine(*e.Exchange, 1<<10))
	case e.Sign == steps.Good:
		p.say("  OK: %s", e.Text)
	case e.Sign == steps.Mind:
		p.say("  Note: %s", e.Text)
	default:
		p.say("  %s%s...", e.Text, countdown(e.Until, time.Now()))
	}
}

// first reports whether e is the first exchange of the trial.
func (p *plain) first(e steps.Event) bool {
	for _, before := range p.walk.Events() {
		if before.Exchange != nil {
			return before.Exchange == e.Exchange
		}
	}
	return false
}

// exchange tells a request and its answer, with all header fields or the telling.
func (p *plain) exchange(x steps.Exchange, all bool) {
	lines := []string{x.Method + " " + x.URL}
	for _, h := range x.RequestHeader {
		if all || telling(h.Name) {
			lines = append(lines, h.Name+": "+h.Value)
		}
	}
	lines = append(lines, x.RequestBody, "Answer: "+outcomeOf(x))
	for _, h := range x.ResponseHeader {
		if all {
			lines = append(lines, h.Name+": "+h.Value)
		}
	}
	body := x.ResponseBody
	if all {
		body = indented(body)
	}
	for _, line := range append(lines, strings.Split(body, "\n")...) {
		if line != "" {
			p.say("    %s", whole(line))
		}
	}
}

// introduce tells what the step is for, once each time it is entered.
func (p *plain) introduce() {
	s := p.walk.Step()
	if p.told == s.ID {
		return
	}
	p.told = s.ID
	number, of := p.walk.Place()
	p.say("\nStep %d of %d: %s, %s", number, of, s.Title, s.Takes)
	p.say("%s", s.Why)
	g := p.walk.Guide()
	if g.Intro == "" {
		g.Intro = "In Okta:"
	}
	p.say("%s", g.Intro)
	for i, click := range g.Clicks {
		p.say("  %d. %s", i+1, click)
	}
	for _, line := range g.Sent {
		p.say("  %s", whole(line))
	}
	for _, line := range []string{g.Link, g.Aside} {
		if line != "" {
			p.say("%s", line)
		}
	}
	for _, l := range p.walk.Answers() {
		p.say("Answered: %s: %s", l.Label, whole(aloud(l)))
	}
}

// resumed tells what is finished already.
func (p *plain) resumed() {
	var finished []string
	for _, s := range p.walk.Stages() {
		if s.Finished {
			finished = append(finished, s.Title)
		}
	}
	if len(finished) > 0 {
		p.say("Finished already: %s.", strings.Join(finished, ", "))
	}
}

// ask puts the open question and does what the answer says.
func (p *plain) ask(ctx context.Context) error {
	p.introduce()
	f, open := p.walk.Field()
	if !open {
		prompt := "Enter goes on, < goes back:"
		if problem := p.walk.Problem(); problem != nil && problem.Consent != nil {
			prompt = problem.Repairs[0].Label + "? Enter does it, < goes back:"
		}
		line, err := p.line(ctx, p.fitted(prompt)+" ", false)
		if err != nil {
			return err
		}
		return p.ordered(ctx, line)
	}
	line, err := p.line(ctx, p.prompt(f), f.Secret)
	if err != nil {
		return err
	}
	if f.Long && strings.HasPrefix(strings.TrimSpace(line), "{") {
		line = p.document(ctx, line)
	}
	ordered, err := p.order(ctx, line)
	if !ordered {
		p.answer(f, line)
	}
	return err
}

// document reads on until the braces of a JSON document are closed.
func (p *plain) document(ctx context.Context, line string) string {
	text := line
	for strings.Count(text, "{") > strings.Count(text, "}") {
		more, err := p.console.Line(ctx, "", false)
		if err != nil {
			return text
		}
		text += "\n" + more
	}
	return text
}

// choices lists the answers there are, by number, and gives the offered number.
func (p *plain) choices(f steps.Field, value string) (offered string) {
	for i, c := range f.Choices {
		p.say("  %d. %s", i+1, c.Label)
		if c.Value == value {
			offered = strconv.Itoa(i + 1)
		}
	}
	return offered
}

// prompt is the question: its label and, in brackets, what an empty line takes.
func (p *plain) prompt(f steps.Field) string {
	value := p.walk.Value()
	if len(f.Choices) > 0 {
		value = p.choices(f, value)
	}
	switch {
	case value != "" && f.Secret:
		return fmt.Sprintf("%s [%s, %d characters]: ", f.Label, p.origin(f), len([]rune(value)))
	case value != "":
		return fmt.Sprintf("%s [%s]: ", f.Label, value)
	case f.Optional:
		return f.Label + " (optional): "
	}
	return f.Label + ": "
}

// origin says where the secret that Enter takes comes from.
func (p *plain) origin(f steps.Field) string {
	if p.walk.Kept(f.Note) {
		return "the one kept"
	}
	return "the one offered"
}

func (p *plain) passed() {
	for _, l := range p.walk.Finds() {
		p.say("  %s: %s", l.Label, whole(l.Value))
	}
	p.say("Finished: %s.", p.walk.Step().Title)
	p.told = ""
}

// line reads an answer, and says where the walk stood when there is none.
func (p *plain) line(ctx context.Context, prompt string, secret bool) (string, error) {
	line, err := p.console.Line(ctx, prompt, secret)
	if !p.console.Terminal() {
		p.say("") // the line end that a person would have typed
	}
	if errors.Is(err, io.EOF) {
		ended := &EndedError{Step: p.walk.Step().Title}
		if f, open := p.walk.Field(); open {
			ended.Question = f.Label
		}
		return "", ended
	}
	return line, err
}
