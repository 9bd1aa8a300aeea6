package tui_test

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"oktadance/tui"
)

// A palette is what a terminal makes of the sixteen colours out of the box: its
// paper, its text, and the colours 0 to 15.
type palette struct{ name, colours string }

func darkPalettes() []palette {
	return []palette{
		{"xterm", "000000 e5e5e5 000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"},
		{"VGA and the Linux console", "000000 aaaaaa 000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"},
		{"Windows Terminal", "0c0c0c cccccc 0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2"},
		{"macOS Terminal, Pro", "000000 f2f2f2 000000 990000 00a600 999900 0000b2 b200b2 00a6b2 bfbfbf 666666 e50000 00d900 e5e500 0000ff e500e5 00e5e5 e5e5e5"},
		{"iTerm2", "000000 c7c7c7 000000 c91b00 00c200 c7c400 0225c7 c930c7 00c5c7 c7c7c7 676767 ff6d67 5ff967 fefb67 6871ff ff76ff 5ffdff feffff"},
		{"GNOME, dark", "171421 d0cfcc 171421 c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc 5e5c64 f66151 33d17a e9ad0c 2a7bde c061cb 33c7de ffffff"},
		{"Ubuntu", "300a24 ffffff 2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec"},
		{"VS Code, dark", "1e1e1e cccccc 000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5 666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db e5e5e5"},
		{"Solarized, dark", "002b36 839496 073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5 002b36 cb4b16 586e75 657b83 839496 6c71c4 93a1a1 fdf6e3"},
		{"Dracula", "282a36 f8f8f2 21222c ff5555 50fa7b f1fa8c bd93f9 ff79c6 8be9fd f8f8f2 6272a4 ff6e6e 69ff94 ffffa5 d6acff ff92df a4ffff ffffff"},
		{"Nord", "2e3440 d8dee9 3b4252 bf616a a3be8c ebcb8b 81a1c1 b48ead 88c0d0 e5e9f0 4c566a bf616a a3be8c ebcb8b 81a1c1 b48ead 8fbcbb eceff4"},
		{"Gruvbox, dark", "282828 ebdbb2 282828 cc241d 98971a d79921 458588 b16286 689d6a a89984 928374 fb4934 b8bb26 fabd2f 83a598 d3869b 8ec07c ebdbb2"},
	}
}

// Solarized's own light text has a contrast of 4.1, so that it can't be among
// these. Words are never of a colour there, which is all that can be done.
func lightPalettes() []palette {
	return []palette{
		{"xterm, light", "ffffff 000000 000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"},
		{"macOS Terminal, Basic", "ffffff 000000 000000 990000 00a600 999900 0000b2 b200b2 00a6b2 bfbfbf 666666 e50000 00d900 e5e500 0000ff e500e5 00e5e5 e5e5e5"},
		{"GNOME, light", "ffffff 171421 171421 c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc 5e5c64 f66151 33d17a e9ad0c 2a7bde c061cb 33c7de ffffff"},
		{"Tango, light", "ffffff 2e3436 2e3436 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec"},
		{"VS Code, light", "ffffff 333333 000000 cd3131 00bc00 949800 0451a5 bc05bc 0598bc 555555 666666 cd3131 14ce14 b5ba00 0451a5 bc05bc 0598bc a5a5a5"},
		{"One Half, light", "fafafa 383a42 383a42 e45649 50a14f c18401 0184bc a626a4 0997b3 fafafa 4f525e e06c75 98c379 e5c07b 61afef c678dd 56b6c2 ffffff"},
		{"Catppuccin Latte", "eff1f5 4c4f69 5c5f77 d20f39 40a02b df8e1d 1e66f5 ea76cb 179299 acb0be 6c6f85 d20f39 40a02b df8e1d 1e66f5 ea76cb 179299 bcc0cc"},
	}
}

// What must be read, and what only has to be noticed (WCAG 2.2, 1.4.3 and 1.4.11).
const (
	readable   = 4.5
	noticeable = 3.0
)

// What is drawn is measured, not what is meant to be: every character of every
// page, in every palette. Lines and separators may be as faint as they like.
func TestEveryWordCanBeReadInEveryPalette(t *testing.T) {
	if testing.Short() {
		t.Skip("looks the same in a hurry")
	}
	for _, s := range states() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			p := s.sit(t)
			p.do(tea.BackgroundColorMsg{Color: color.Black})
			legible(t, p, darkPalettes())
			p.do(tea.BackgroundColorMsg{Color: color.White})
			legible(t, p, lightPalettes())
		})
	}
}

func TestEightColoursAreEnough(t *testing.T) {
	p := sit(t, func(o *tui.Options) { o.EightColors = true })
	p.do(tea.BackgroundColorMsg{Color: color.Black})
	p.takes(toToken[:2]...)
	p.sees("Any address")
	p.paste("okta.com")
	p.enter()
	p.sees("own site")
	legible(t, p, darkPalettes())
	for _, c := range cells(p) {
		if basic, is := c.Style.Fg.(ansi.BasicColor); is && basic > 7 {
			t.Fatalf("%q has the colour %d, which is not among the eight", c.Content, basic)
		}
	}
}

func legible(t *testing.T, p *person, palettes []palette) {
	t.Helper()
	for _, c := range cells(p) {
		for _, palette := range palettes {
			colours := strings.Fields(palette.colours)
			ink := colours[1]
			if basic, is := c.Style.Fg.(ansi.BasicColor); is {
				ink = colours[2+basic]
			} else if c.Style.Fg != nil {
				t.Fatalf("%q has a colour that is not the terminal's own", c.Content)
			}
			least := noticeable
			if strings.IndexFunc(c.Content, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0 {
				least = readable
				if c.Style.Attrs&uv.AttrFaint != 0 {
					t.Fatalf("%q is faint and has to be read", c.Content)
				}
			}
			if got := contrast(ink, colours[0]); got < least {
				t.Fatalf("%s: %q has a contrast of %.1f, less than %.1f:\n%s", palette.name, c.Content, got, least, p.screen())
			}
		}
	}
}

// cells are all the characters on the screen.
func cells(p *person) []uv.Cell {
	canvas := uv.NewScreenBuffer(100, 30)
	uv.NewStyledString(p.content()).Draw(canvas, canvas.Bounds())
	var all []uv.Cell
	for y := range 30 {
		for x := range 100 {
			if c := canvas.CellAt(x, y); c != nil && strings.TrimSpace(c.Content) != "" {
				all = append(all, *c)
			}
		}
	}
	return all
}

// contrast is that of WCAG 2.2, from 1 to 21.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(hex string) float64 {
	var r, g, b float64
	var rgb [3]uint8
	fmt.Sscanf(hex, "%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2])
	for i, channel := range []*float64{&r, &g, &b} {
		*channel = float64(rgb[i]) / 255
		if *channel <= 0.04045 {
			*channel /= 12.92
		} else {
			*channel = math.Pow((*channel+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*r + 0.7152*g + 0.0722*b
}
