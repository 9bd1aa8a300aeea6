package tui

import (
	"fmt"
	"io"
	"strings"

	"charm.land/lipgloss/v2"

	"oktadance/steps"
)

// A Teller tells the dance as a numbered list: nothing is redrawn and there are no
// escapes, so that it can be read aloud, piped and kept.
type Teller struct {
	out   io.Writer
	width int
	err   error
}

// narrowest is the width for which lines are made when the window is smaller still.
const narrowest = 40

// NewTeller writes lines of at most so many columns to out, where words allow it.
func NewTeller(out io.Writer, width int) *Teller {
	return &Teller{out: out, width: max(min(width, widest), narrowest)}
}

// Err is why not everything could be written, or nil.
func (t *Teller) Err() error { return t.err }

// say writes words behind a mark, folded, with further lines below the first word.
func (t *Teller) say(mark, words string) {
	c := column{width: t.width}
	c.hanging(mark, lipgloss.NewStyle(), words)
	t.write(strings.Join(c.lines, "\n"))
}

func (t *Teller) blank() { t.write("") }

func (t *Teller) write(line string) {
	if _, err := fmt.Fprintln(t.out, line); err != nil {
		t.err = err
	}
}

// Scene begins a scene: its name and what it teaches.
func (t *Teller) Scene(s steps.Scene, voice string) {
	t.say("", s.Title)
	t.say("", s.Teaches)
	t.say("", "The gateway answers as "+voice+".")
	t.blank()
}

// Move tells a move. Of a refusal that the client gets it tells the whole answer.
func (t *Teller) Move(m steps.Move) {
	mark := " - "
	if m.Number > 0 {
		mark = fmt.Sprintf("%d. ", m.Number)
	}
	if m.Mark == steps.Skipped {
		t.say(mark, "Left out: "+lowerFirst(m.Says))
		return
	}
	t.say(mark, way(m)+": "+label(m, unknownTheme().signs))
	t.say("   ", m.Says)
	if m.Last && m.Mark == steps.Refused && m.Answer != nil {
		t.answer("   ", m.Answer)
	}
}

// way is who moves to whom, and how long it took.
func way(m steps.Move) string {
	words := m.From.String()
	if m.From != m.To {
		words += " to " + m.To.String()
	}
	if m.Took > 0 {
		words += ", " + elapsed(m.Took)
	}
	return words
}

// answer is what of an answer is part of the lesson.
func (t *Teller) answer(indent string, answer *steps.Message) {
	for _, h := range answer.Header {
		if h.Name == "Www-Authenticate" || h.Name == "Retry-After" {
			t.say(indent, h.Name+": "+h.Value)
		}
	}
	if answer.Body != "" {
		t.say(indent, answer.Body)
	}
}

// Ending tells how the scene ended. A problem is not told: it is an error.
func (t *Teller) Ending(e steps.Ending) {
	if e.Problem == nil {
		t.blank()
		t.say("", e.Says)
	}
}

// Answers tells a scene by its last answer in each voice; scene is not played where
// there is none.
func (t *Teller) Answers(s steps.Scene, voices []string, answers []*steps.Message) {
	t.say("", s.Name+": "+s.Teaches)
	if s.Barred != "" {
		t.say("  ", "Not played. "+s.Barred)
	}
	for i, answer := range answers {
		t.say(fmt.Sprintf("  %-10s", voices[i]), answer.Line)
		if !strings.HasPrefix(answer.Line, "2") {
			t.answer(strings.Repeat(" ", 12), answer)
		}
	}
	t.blank()
}

// List tells of the scenes there are.
func (t *Teller) List(scenes []steps.Scene) {
	for _, s := range scenes {
		t.say("", s.Name)
		t.say("    ", s.Teaches)
	}
}
