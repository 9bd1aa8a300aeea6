package ptytest

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Frame is a picture and how long it is looked at.
type Frame struct {
	Picture
	For time.Duration
}

// Film writes the frames, which are of one size, as an SVG that shows them one
// after the other, again and again. Like SVG it gives the same bytes for the same
// frames and fetches nothing. Who has asked for less motion sees the last one, and
// a screen reader tells that one.
//
// The frames stand below each other on a strip, of which the window shows one. A
// row that is in several of them is drawn once.
func Film(w io.Writer, frames []Frame, title string, theme Theme) error {
	if len(frames) == 0 {
		return errors.New("a film needs a frame")
	}
	last := frames[len(frames)-1].Picture
	s := strip{theme: theme, known: map[string]int{}}
	for i, f := range frames {
		s.add(f.Picture, i*last.Rows*cellHigh)
	}
	_, err := fmt.Fprintf(w, "%s<defs>\n%s</defs>\n<svg y=\"%d\" width=\"%d\" height=\"%d\">\n<g id=\"film\" %s>\n%s</g>\n</svg>\n</svg>\n",
		window(last, title, motion(frames), theme), s.rows.String(),
		header, last.Cols*cellWide+2*margin, last.Rows*cellHigh, fontOf(theme), s.uses.String())
	return err
}

// strip collects the rows of a film, and where they are seen.
type strip struct {
	theme      Theme
	known      map[string]int // rows by what draws them
	rows, uses strings.Builder
}

func (s *strip) add(p Picture, top int) {
	for y := range p.Rows {
		d := drawing{theme: s.theme}
		d.row(p, y, 0)
		if drawn := d.layers(""); drawn != "" {
			fmt.Fprintf(&s.uses, `<use href="#r%d" y="%d"/>`+"\n", s.row(drawn), top+y*cellHigh)
		}
	}
}

// row is the number of a row, which is drawn when it is new.
func (s *strip) row(drawn string) int {
	n, known := s.known[drawn]
	if !known {
		n = len(s.known)
		s.known[drawn] = n
		fmt.Fprintf(&s.rows, "<g id=\"r%d\">\n%s</g>\n", n, drawn)
	}
	return n
}

// motion moves the strip from frame to frame.
func motion(frames []Frame) string {
	var whole, at time.Duration
	for _, f := range frames {
		whole += f.For
	}
	var keys strings.Builder
	up := 0
	for _, f := range frames {
		fmt.Fprintf(&keys, "%.3f%%{transform:translateY(-%dpx)}\n", 100*at.Seconds()/whole.Seconds(), up)
		at += f.For
		up += f.Rows * cellHigh
	}
	end := up - frames[len(frames)-1].Rows*cellHigh
	return fmt.Sprintf(`<style>
@keyframes film{
%s100%%{transform:translateY(-%dpx)}
}
#film{animation:film %gs step-end infinite}
@media(prefers-reduced-motion:reduce){#film{animation:none;transform:translateY(-%dpx)}}
</style>
`, keys.String(), end, whole.Seconds(), end)
}
