package ptytest

import (
	"bytes"
	"cmp"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

// Picture is one screen, frozen.
type Picture struct {
	Cols, Rows int
	cells      []uv.Cell
	cursor     int // the index of its cell, -1 when hidden
	pointer    int // its style, as DECSCUSR counts
}

// Picture takes a picture of the screen.
func (u *Terminal) Picture() Picture {
	var p Picture
	u.whole(func() { p = u.screen.picture() })
	return p
}

// Draw is the picture of a terminal of the given size, in cells, that has
// printed out.
func Draw(cols, rows int, out string) Picture {
	s := newScreen(cols, rows, false)
	go s.answer(true, nil)
	defer s.close()
	s.feed(bytes.ReplaceAll([]byte(out), []byte("\n"), []byte("\r\n")), time.Time{})
	return s.picture()
}

func (s *screen) picture() Picture {
	p := Picture{Cols: s.emu.Width(), Rows: s.emu.Height(), cursor: -1, pointer: s.modes.pointer}
	p.cells = make([]uv.Cell, 0, p.Cols*p.Rows)
	for y := range p.Rows {
		for x := range p.Cols {
			p.cells = append(p.cells, *s.emu.CellAt(x, y))
		}
	}
	if at := s.emu.CursorPosition(); s.modes.cursor() {
		p.cursor = at.Y*p.Cols + at.X
	}
	return p
}

func (p Picture) row(y int) []uv.Cell { return p.cells[y*p.Cols : (y+1)*p.Cols] }

// String is the text in the picture, without blanks at the end of its lines.
func (p Picture) String() string {
	var b strings.Builder
	for y := range p.Rows {
		row := p.row(y)
		b.WriteString(line(p.Cols, func(x int) *uv.Cell { return &row[x] }) + "\n")
	}
	return b.String()
}

// SVG writes the picture as an SVG in a plain window frame: the same bytes for
// the same screen, nothing fetched from elsewhere. Each run of like characters is
// pinned to its columns and lines are drawn as lines, so that whatever monospace
// font the reader has, nothing shifts. The title names the picture and is what a
// screen reader says first; the text on the screen follows as its description.
func SVG(w io.Writer, p Picture, title string, theme Theme) error {
	d := drawing{theme: theme}
	for y := range p.Rows {
		d.row(p, y, header+y*cellHigh)
	}
	_, err := io.WriteString(w, d.frame(p, title))
	return err
}

// Retouched is the picture with what the pattern finds in a row replaced by other
// words, which may hold $1 for what a group of the pattern found. They take the
// place of what was there column by column: what is longer is cut off, and what
// is shorter filled up with blanks, so that nothing beside them moves.
func (p Picture) Retouched(pattern *regexp.Regexp, with string) Picture {
	p.cells = slices.Clone(p.cells)
	for y := range p.Rows {
		text, columns := spelt(p.row(y))
		for _, found := range pattern.FindAllStringSubmatchIndex(text, -1) {
			from, to := columns[found[0]], columns[found[1]]
			words := []rune(string(pattern.ExpandString(nil, with, text, found)))
			for x := from; x < to; x++ {
				r := ' '
				if x-from < len(words) {
					r = words[x-from]
				}
				p.row(y)[x].Content = string(r)
			}
		}
	}
	return p
}

// spelt is the text of a row, and the column that each of its bytes stands in.
func spelt(row []uv.Cell) (text string, columns []int) {
	var b strings.Builder
	for x, c := range row {
		b.WriteString(cmp.Or(c.Content, " "))
		for len(columns) < b.Len() {
			columns = append(columns, x)
		}
	}
	return b.String(), append(columns, len(row))
}
