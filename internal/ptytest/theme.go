package ptytest

import (
	"fmt"
	"image/color"

	"github.com/charmbracelet/x/ansi"
)

// Theme is a terminal's colours, each as "#rrggbb". Palette holds the sixteen
// that programs call by number; the other 240 follow xterm.
type Theme struct {
	Text, Paper   string
	Frame, Header string // the window's border and title
	Palette       [16]string
}

// Dark is a dark terminal. Every colour but black reads at 4.5:1 or better.
func Dark() Theme {
	return Theme{
		Text: "#dde3ea", Paper: "#15191f", Frame: "#39414d", Header: "#97a1af",
		Palette: [16]string{
			"#3a424e", "#f2726a", "#7bc77a", "#deb250", "#6aaef4", "#c59af0", "#58c6c4", "#c4cad3",
			"#8d96a5", "#ff9188", "#97dd90", "#f2ca6c", "#90c6ff", "#dab7ff", "#7ddedc", "#ffffff",
		},
	}
}

// Light is a light terminal. Every colour but the two whites reads at 4.5:1 or better.
func Light() Theme {
	return Theme{
		Text: "#1f252d", Paper: "#ffffff", Frame: "#cdd4dc", Header: "#5d6875",
		Palette: [16]string{
			"#1f252d", "#b9282f", "#1a7534", "#855800", "#0b5ec2", "#8437c6", "#0c6f74", "#b4bcc6",
			"#5d6875", "#c9343b", "#1c7c39", "#8b6000", "#1f6cd2", "#9248d4", "#10797e", "#d7dde4",
		},
	}
}

// hex is how the theme shows a colour, usual when the program chose none.
func (t Theme) hex(c color.Color, usual string) string {
	switch c := c.(type) {
	case nil:
		return usual
	case ansi.BasicColor:
		return t.Palette[c&15]
	case ansi.IndexedColor:
		if c < 16 {
			return t.Palette[c]
		}
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

// mix is the colour a part of the way from one to another, from 0 to 1.
func mix(from, to string, part float64) string {
	a, b := channels(from), channels(to)
	for i := range a {
		a[i] += (b[i] - a[i]) * part
	}
	return fmt.Sprintf("#%02x%02x%02x", int(a[0]+.5), int(a[1]+.5), int(a[2]+.5))
}

// channels are the red, green and blue of "#rrggbb", from 0 to 255.
func channels(hex string) [3]float64 {
	r, g, b, _ := ansi.HexColor(hex).RGBA()
	return [3]float64{float64(r >> 8), float64(g >> 8), float64(b >> 8)}
}
