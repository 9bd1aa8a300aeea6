package tui

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// A column is text of a fixed width, written from top to bottom.
type column struct {
	width int
	lines []string
}

func (c *column) blank() { c.lines = append(c.lines, "") }

// text adds words, folded between them.
func (c *column) text(style lipgloss.Style, words string) {
	c.hanging("", style, words)
}

// hanging adds words whose further lines are indented as far as the first word.
// The mark before it is drawn as it is.
func (c *column) hanging(mark string, style lipgloss.Style, words string) {
	if words == "" {
		return
	}
	indent := lipgloss.Width(mark)
	for i, line := range folded(words, max(c.width-indent, 10)) {
		before := mark
		if i > 0 {
			before = strings.Repeat(" ", indent)
		}
		c.lines = append(c.lines, before+style.Render(line))
	}
}

// folded breaks words into lines, at blanks alone: a host or a value is never
// broken at its hyphens. A word that is wider than a line is broken hard.
func folded(words string, width int) []string {
	var lines []string
	line, wide := "", 0
	for _, word := range strings.Fields(words) {
		w := lipgloss.Width(word)
		switch {
		case line == "":
			line, wide = word, w
		case wide+1+w <= width:
			line, wide = line+" "+word, wide+1+w
		default:
			lines, line, wide = append(lines, line), word, w
		}
		for wide > width {
			head := ansi.Truncate(line, width, "")
			lines, line = append(lines, head), strings.TrimPrefix(line, head)
			wide = lipgloss.Width(line)
		}
	}
	return append(lines, line)
}

// A row is a label and its value.
type row struct{ label, value string }

// table adds rows, labels and values side by side where all values fit whole,
// else each value below its label.
func (c *column) table(style lipgloss.Style, rows []row) {
	labels, values := 0, 0
	for _, r := range rows {
		labels = max(labels, lipgloss.Width(r.label)+3)
		values = max(values, lipgloss.Width(r.value))
	}
	for _, r := range rows {
		if labels+values > c.width {
			c.lines = append(c.lines, r.label)
			c.whole(style, r.value)
			continue
		}
		gap := strings.Repeat(" ", labels-lipgloss.Width(r.label))
		c.lines = append(c.lines, r.label+gap+style.Render(r.value))
	}
}

// whole adds a value on lines of its own. It is folded only where it is wider
// than the column, and nothing is put in, so that it copies clean.
func (c *column) whole(style lipgloss.Style, value string) {
	for _, line := range strings.Split(ansi.Hardwrap(value, max(c.width, 1), true), "\n") {
		c.lines = append(c.lines, style.Render(line))
	}
}

// link adds an address that opens when it is clicked where terminals do that,
// and that can be read and copied everywhere.
func (c *column) link(address string) {
	c.whole(lipgloss.NewStyle().Hyperlink(address), address)
}
