package tui_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// Whatever the size: the frame is as high as the window and no wider, and what
// the person is asked or told stays in sight.
func TestEveryPageFitsEverySize(t *testing.T) {
	for _, s := range states() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			p := s.sit(t)
			chance := rand.New(rand.NewPCG(1, 2))
			sizes := 150
			if testing.Short() {
				sizes = 15
			}
			for range sizes {
				cols, rows := 30+chance.IntN(211), 8+chance.IntN(63)
				if chance.IntN(2) == 0 {
					cols, rows = 30+chance.IntN(40), 8+chance.IntN(12)
				}
				p.resize(1+chance.IntN(30), 1+chance.IntN(8)) // too small, which must not matter
				p.resize(cols, rows)
				fits(t, p, cols, rows)
				if !p.shows([]string{s.shows}) {
					t.Fatalf("at %dx%d %q is out of sight:\n%s", cols, rows, s.shows, p.screen())
				}
			}
		})
	}
}

func fits(t *testing.T, p *person, cols, rows int) {
	t.Helper()
	lines := strings.Split(p.content(), "\n")
	if len(lines) != rows {
		t.Fatalf("at %dx%d the frame has %d lines:\n%s", cols, rows, len(lines), p.screen())
	}
	for i, line := range lines {
		if w := ansi.StringWidth(line); w > cols {
			t.Fatalf("at %dx%d line %d is %d wide:\n%s", cols, rows, i+1, w, p.screen())
		}
	}
}
