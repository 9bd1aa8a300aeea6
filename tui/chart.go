package tui

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"oktadance/steps"
)

// A chart draws the dance: a lifeline for each of the four, and an arrow for each move.
type chart struct {
	theme theme
	width int
	moves []steps.Move // those to come are drawn too, as shadows
	done  int          // how many have happened
	last  int          // the one that happened last
	at    int          // the one that is looked at
}

// Columns beside the lifelines: which move it is, and how long it took.
const (
	numberWidth = 6
	timeWidth   = 9
)

// lane is the column of a lifeline.
func (c chart) lane(l steps.Lane) int {
	return int(l) * (c.width - numberWidth - timeWidth - 1) / int(steps.Server)
}

// names are the lifelines' heads.
func (c chart) names() string {
	line := []rune(strings.Repeat(" ", c.width))
	for l := steps.Caller; l <= steps.Server; l++ {
		name := []rune(l.String())
		copy(line[numberWidth+c.lane(l)-len(name)/2:], name)
	}
	return c.theme.strong.Render(strings.TrimRight(string(line), " "))
}

// row is one move.
func (c chart) row(i int) string {
	m := c.moves[i]
	style := c.style(i)
	here := " "
	if i == c.at && i < c.done {
		here = c.theme.accent.Render(c.theme.signs.here)
	}
	number := " "
	if m.Number > 0 {
		number = fmt.Sprint(m.Number)
	}
	line := " " + here + " " + style.Render(number) + "  " + c.lines(m, style)
	if m.Took > 0 && i < c.done {
		line += style.Render(fmt.Sprintf("%*s", timeWidth, elapsed(m.Took)))
	}
	return line
}

// further stands for moves that there is no room for.
func (c chart) further(arrow string, moves int) string {
	words := fmt.Sprintf(" %s %d moves ", arrow, moves)
	return strings.Repeat(" ", numberWidth) + c.bars(0, 1) + words + c.bars(1+lipgloss.Width(words), c.lane(steps.Server)+1)
}

// style is how a move is drawn: what happened last in the accent colour, a refusal
// strong, what has not happened as a shadow.
func (c chart) style(i int) lipgloss.Style {
	switch m := c.moves[i]; {
	case i >= c.done || m.Mark == steps.Skipped:
		return c.theme.faint
	case m.Mark == steps.Refused:
		return c.theme.strong // its sign tells the refusal
	case i == c.last:
		return c.theme.lit
	}
	return c.theme.plain
}

// lines are the lifelines with the move between them.
func (c chart) lines(m steps.Move, style lipgloss.Style) string {
	from, to, end := c.lane(m.From), c.lane(m.To), c.lane(steps.Server)+1
	switch {
	case from == to:
		to = min(from+c.lane(steps.Guard), end)
	case from > to:
		return c.bars(0, to+1) + style.Render(c.arrow(m, from-to)) + c.bars(from+1, end)
	}
	return c.bars(0, from) + style.Render(c.arrow(m, to-from)) + c.bars(to, end)
}

// bars are the lifelines alone, from one column up to another.
func (c chart) bars(from, to int) string {
	out := []rune(strings.Repeat(" ", max(to-from, 0)))
	for l := steps.Caller; l <= steps.Server; l++ {
		if at := c.lane(l) - from; at >= 0 && at < len(out) {
			out[at] = []rune(c.theme.signs.bar)[0]
		}
	}
	return c.theme.faint.Render(string(out))
}

// arrow is a move: it begins on the lifeline it comes from, and ends beside the other.
func (c chart) arrow(m steps.Move, width int) string {
	s := c.theme.signs
	dash, label := s.rule, label(m, s)
	if m.Mark == steps.Skipped || m.Label == "" {
		dash = s.dash
	}
	if label != "" {
		label = " " + ansi.Truncate(label, max(width-5, 0), "…") + " "
	}
	line := strings.Repeat(dash, max(width-lipgloss.Width(label)-3, 0))
	switch {
	case m.From == m.To:
		return s.note + label + strings.Repeat(" ", lipgloss.Width(line)+2)
	case m.From < m.To:
		return s.out + dash + label + line + s.right
	}
	return s.left + line + label + dash + s.back
}

// label is what stands on an arrow: a refusal has a sign before it.
func label(m steps.Move, s signs) string {
	if m.Mark == steps.Refused {
		return s.bad + " " + m.Label
	}
	return m.Label
}

// elapsed is a duration to the millisecond.
func elapsed(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "<1 ms"
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// shadows are the moves that have not happened yet.
func shadows(happened []steps.Move) []steps.Move {
	next := 1
	for _, m := range happened {
		if m.Number > 0 {
			next = m.Number + 1
		}
	}
	return steps.Tutorial()[next-1:]
}
