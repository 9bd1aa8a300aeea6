package tui

import (
	"io"
	"regexp"
	"strings"

	"charm.land/lipgloss/v2"
	"golang.org/x/term"
)

// Lines for a terminal are folded between words, which terminals do not do. What is
// kept whole is never folded: a value, an address or a command must copy clean.

// glue stands for a blank at which no line may end. No answer holds it.
const glue = "\x1f"

// whole is a part of a text that is never folded.
func whole(part string) string { return strings.ReplaceAll(part, " ", glue) }

// unglued is a text as it is to be read.
func unglued(text string) string { return strings.ReplaceAll(text, glue, " ") }

// least is the width below which nothing is folded: too little would be left.
const least = 20

// columnsOf is how wide the lines written to out may be, or 0 where out is no
// terminal and nobody knows.
func columnsOf(out io.Writer) int {
	if through, is := out.(drawableWriter); is {
		out = through.to
	}
	file, is := out.(interface{ Fd() uintptr }) // as os.File has it
	if !is {
		return 0
	}
	wide, _, err := term.GetSize(int(file.Fd()))
	if err != nil || wide < least {
		return 0
	}
	return min(wide, widest)
}

// prose folds each line of a text at this width, 0 for not at all. Further lines
// stand below the first word. A word that is wider than a line stays as it is.
func prose(text string, width int) string {
	if width == 0 {
		return unglued(text)
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, filled(withCommand(line), width)...)
	}
	return strings.Join(lines, "\n")
}

// withCommand keeps a command whole to which a line comes in the end.
func withCommand(line string) string {
	for _, begins := range []string{": oktadance ", ": chmod "} {
		if at := strings.LastIndex(line, begins); at >= 0 {
			return line[:at+2] + whole(line[at+2:])
		}
	}
	return line
}

// before is what stands before the first word of a line, a mark included.
var before = regexp.MustCompile(`^ *(\d+\. |- )?`)

// filled are the lines that a line makes, no wider than this where words allow it.
func filled(line string, width int) []string {
	lead := before.FindString(line)
	var lines []string
	current, wide := "", 0
	for _, word := range strings.Fields(line[len(lead):]) {
		word = unglued(word)
		w := lipgloss.Width(word)
		switch {
		case current == "":
			current, wide = lead+word, lipgloss.Width(lead)+w
		case wide+1+w <= width:
			current, wide = current+" "+word, wide+1+w
		default:
			lead = strings.Repeat(" ", lipgloss.Width(lead))
			lines = append(lines, current)
			current, wide = lead+word, lipgloss.Width(lead)+w
		}
	}
	return append(lines, current)
}
