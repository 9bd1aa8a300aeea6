package ptytest

import (
	"bytes"
	"io"
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
		d.row(p, y)
	}
	_, err := io.WriteString(w, d.frame(p, title))
	return err
}
