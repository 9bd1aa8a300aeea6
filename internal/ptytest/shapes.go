package ptytest

import "strings"

// drawn draws a character as lines or a shape where a font would leave seams
// between cells: box drawing, blocks, and the arrow heads that end its lines.
// It says whether s was such a character.
func (d *drawing) drawn(s, ink string, left, top int) bool {
	r := []rune(s)
	if len(r) != 1 {
		return false
	}
	return d.box(r[0], ink, left, top) || d.arc(r[0], ink, left, top) ||
		d.block(r[0], ink, left, top) || d.triangle(r[0], ink, left, top)
}

// strokes gives the lines of a box-drawing character: l, r, u and d from the
// middle of the cell to a side, h and v across it, in capitals when heavy.
func strokes(r rune) string {
	return map[rune]string{
		'│': "v", '┌': "rd", '┐': "ld", '└': "ru", '┘': "lu",
		'├': "rv", '┤': "lv", '┬': "hd", '┴': "hu", '┼': "hv",
		'╴': "l", '╵': "u", '╶': "r", '╷': "d",
		'┃': "V", '┏': "RD", '┓': "LD", '┗': "RU", '┛': "LU",
		'┣': "RV", '┫': "LV", '┳': "HD", '┻': "HU", '╋': "HV",
		'┝': "Rv", '┥': "Lv", '┠': "rV", '┨': "lV", '┯': "Hd", '┷': "Hu",
		'╸': "L", '╹': "U", '╺': "R", '╻': "D",
	}[r]
}

// rule draws n cells of a horizontal line in one stroke.
func (d *drawing) rule(s string, n int, ink string, left, top int) bool {
	width := map[string]int{"─": 1, "━": 3}[s]
	if width > 0 {
		d.line(ink, width, "M%d %sh%d", left, half(top+middle), n*cellWide)
	}
	return width > 0
}

func (d *drawing) box(r rune, ink string, left, top int) bool {
	lines := strokes(r)
	x, y := float64(left)+cellWide/2., float64(top)+middle+.5
	right, bottom := left+cellWide, top+cellHigh
	for _, way := range lines {
		width := 1
		if way < 'a' {
			width = 3
		}
		over := float64(width) / 2 // past the middle, to close a corner
		switch strings.ToLower(string(way)) {
		case "l":
			d.line(ink, width, "M%d %sH%s", left, number(y), number(x+over))
		case "r":
			d.line(ink, width, "M%s %sH%d", number(x-over), number(y), right)
		case "u":
			d.line(ink, width, "M%s %dV%s", number(x), top, number(y+over))
		case "d":
			d.line(ink, width, "M%s %sV%d", number(x), number(y-over), bottom)
		case "h":
			d.line(ink, width, "M%d %sH%d", left, number(y), right)
		case "v":
			d.line(ink, width, "M%s %dV%d", number(x), top, bottom)
		}
	}
	return lines != ""
}

// arc draws the round corners.
func (d *drawing) arc(r rune, ink string, left, top int) bool {
	x, y := number(float64(left)+cellWide/2.), half(top+middle)
	side, end, bend := left, top, half(top+middle-5)
	switch r {
	case '╭':
		side, end, bend = left+cellWide, top+cellHigh, half(top+middle+5)
	case '╮':
		end, bend = top+cellHigh, half(top+middle+5)
	case '╰':
		side = left + cellWide
	case '╯':
	default:
		return false
	}
	d.line(ink, 1, "M%s %dV%sQ%s %s %d %s", x, end, bend, x, y, side, y)
	return true
}

// block fills the part of the cell that a block element fills: Unicode counts
// its lower part and its left part in eighths.
func (d *drawing) block(r rune, ink string, left, top int) bool {
	x, y, w, h := 0., 0., 1., 1.
	switch {
	case r == '▀':
		h = .5
	case r >= '▁' && r <= '█':
		h = float64(r-'▁'+1) / 8
		y = 1 - h
	case r >= '▉' && r <= '▏':
		w = float64('▏'-r+1) / 8
	case r == '▐':
		x, w = .5, .5
	default:
		return false
	}
	d.shape(ink, "M%s %sh%sv%sh-%sz", number(float64(left)+x*cellWide), number(float64(top)+y*cellHigh),
		number(w*cellWide), number(h*cellHigh), number(w*cellWide))
	return true
}

// triangle draws the arrow heads. Some systems would show them as emoji.
func (d *drawing) triangle(r rune, ink string, left, top int) bool {
	tip, size := 0., 4.5
	switch r {
	case '▶', '►':
		tip = cellWide
	case '▸':
		tip, size = cellWide-1.5, 3.5
	case '◀', '◄':
	case '◂':
		tip, size = 1.5, 3.5
	default:
		return false
	}
	back := float64(cellWide) - tip
	y := float64(top) + middle + .5
	d.shape(ink, "M%s %sL%s %sL%s %sz", number(float64(left)+back), number(y-size),
		number(float64(left)+tip), number(y), number(float64(left)+back), number(y+size))
	return true
}
