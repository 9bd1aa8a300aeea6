package tui

import (
	"context"
	"errors"
	"io"
	"strings"
)

// end tells, once, what was achieved, and does what is ordered until the person has
// nothing more to do, which the end of the input says too.
func (p *plain) end(ctx context.Context) error {
	if p.told != atEnd {
		p.told = atEnd
		p.achieved()
	}
	line, err := p.console.Line(ctx, p.fitted("Enter finishes; "+p.onward()+":")+" ", false)
	if !p.console.Terminal() {
		p.say("") // the line end that a person would have typed
	}
	if err == nil && strings.TrimSpace(line) != "" {
		err = p.ordered(ctx, line)
	} else {
		p.left = true
	}
	if errors.Is(err, io.EOF) || errors.Is(err, ErrInterrupted) {
		p.left, err = true, nil // the walk was finished before
	}
	return err
}

// onward says what can be ordered at the end.
func (p *plain) onward() string {
	words := []string{sayNotes, sayHelp}
	if fillable(p.o, p.walk) {
		words = append([]string{sayForm}, words...)
	}
	if p.o.Dance != nil {
		words = append([]string{sayDance}, words...)
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last] + " work here"
}

// achieved tells what was achieved and what to do now, as the last page of the screen.
func (p *plain) achieved() {
	p.say("\nAll six steps are finished: the access token was verified. You can dance.")
	for _, l := range p.walk.Summary() {
		p.say("  %s: %s", l.Label, whole(aloud(l)))
	}
	p.say("What to do now:")
	for i, r := range p.o.commands("; here: "+sayDance, "; here: "+sayNotes) {
		p.say("  %d. %s: %s", i+1, whole(r.label), r.value)
	}
	p.say("The notes are kept in %s", whole(p.o.Where))
}
