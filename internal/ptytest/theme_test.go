package ptytest

import (
	"math"
	"testing"
)

// contrast is the ratio by which WCAG 2.2 judges whether text can be read
// (section 1.4.3), from 1 to 21.
func contrast(a, b string) float64 {
	luminance := func(hex string) float64 {
		c := channels(hex)
		for i, v := range c {
			c[i] = v / 255 / 12.92
			if v/255 > .04045 {
				c[i] = math.Pow((v/255+.055)/1.055, 2.4)
			}
		}
		return .2126*c[0] + .7152*c[1] + .0722*c[2]
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func TestThemesCanBeRead(t *testing.T) {
	for name, th := range map[string]struct {
		Theme
		exempt map[int]bool // what a terminal's user expects to vanish
	}{
		"dark":  {Dark(), map[int]bool{0: true}},
		"light": {Light(), map[int]bool{7: true, 15: true}},
	} {
		for what, ink := range map[string]string{"text": th.Text, "title": th.Header, "faint": mix(th.Text, th.Paper, faint)} {
			if r := contrast(ink, th.Paper); r < 4.5 {
				t.Errorf("%s: %s %s reads at %.2f:1", name, what, ink, r)
			}
		}
		for i, ink := range th.Palette {
			if r := contrast(ink, th.Paper); r < 4.5 && !th.exempt[i] {
				t.Errorf("%s: colour %d %s reads at %.2f:1", name, i, ink, r)
			}
		}
	}
}
