package tui

import (
	"io"
	"strings"
	"time"

	"charm.land/bubbles/v2/spinner"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// profile is told rather than left to be found out: sixteen colours are all that
// is drawn, and finding out runs a program where there is tmux.
func (m Manners) profile() colorprofile.Profile {
	if m.NoColor {
		return colorprofile.ASCII
	}
	return colorprofile.ANSI
}

// spinner is the one thing that moves by itself, or the sign that stands in its
// place. That sign is drawn anew each second for what counts seconds beside it.
func (m Manners) spinner() spinner.Spinner {
	switch {
	case m.NoMotion:
		return spinner.Spinner{Frames: []string{"*"}, FPS: time.Second}
	case m.ASCII:
		return spinner.Line
	}
	return spinner.MiniDot
}

// drawable is text as the terminal can show it, as wide as before. It is the last
// thing done to what is drawn, so that no page needs to know.
func (m Manners) drawable(text string) string {
	if !m.ASCII {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if r < 0x80 {
			b.WriteRune(r)
		} else if sign, known := inASCII(r); known {
			b.WriteByte(sign)
		} else {
			b.WriteString(strings.Repeat("?", lipgloss.Width(string(r))))
		}
	}
	return b.String()
}

// inASCII is the character that comes closest to a sign, and is as wide.
func inASCII(r rune) (byte, bool) {
	switch r {
	case '✓', '┌', '┐', '└', '┘', '├', '┤', '┬', '┴', '┼':
		return '+', true
	case '✗', '×':
		return 'x', true
	case '○', '●':
		return 'o', true
	case '▸', '▶', '►', '→', '›':
		return '>', true
	case '◂', '◀', '◄', '←':
		return '<', true
	case '↑':
		return '^', true
	case '↓':
		return 'v', true
	case '│', '┃':
		return '|', true
	case '─', '·', '–', '—':
		return '-', true
	case '•':
		return '*', true
	case '╌':
		return '.', true
	case '…':
		return '~', true
	}
	return 0, false
}

// Writer writes words for people to another writer, as the terminal can show them.
func (m Manners) Writer(to io.Writer) io.Writer {
	if !m.ASCII {
		return to
	}
	return drawableWriter{m, to}
}

// A drawableWriter writes lines as the terminal can show them.
type drawableWriter struct {
	Manners
	to io.Writer
}

// Write takes whole characters, as formatted printing hands them on.
func (w drawableWriter) Write(p []byte) (int, error) {
	_, err := io.WriteString(w.to, w.drawable(string(p)))
	return len(p), err
}
