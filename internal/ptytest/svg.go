package ptytest

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// The measures of a drawing, in pixels. Cells are whole pixels, so that lines
// meet without a seam; 15 px of any usual monospace font is 9 px wide.
const (
	cellWide, cellHigh = 9, 20
	fontSize, baseline = 15, 15
	middle             = 9 // where lines run, half a pixel more
	margin, header     = 16, 40
	faint              = .35 // the part of the way to the paper's colour
)

// drawing collects the layers of a picture: colours behind the text, then what
// is drawn as lines and shapes, then the text.
type drawing struct {
	theme  Theme
	back   strings.Builder
	lines  []stroke
	shapes []stroke
	text   strings.Builder
}

// stroke is a path, gathered over the whole picture, of one colour and width.
type stroke struct {
	colour string
	width  int
	path   []byte
}

// look is how a cell is drawn.
type look struct {
	ink, paper          string
	bold, italic        bool
	underlined, crossed bool
}

func (d *drawing) look(p Picture, i int) look {
	s := p.cells[i].Style
	l := look{
		ink: d.theme.hex(s.Fg, d.theme.Text), paper: d.theme.hex(s.Bg, d.theme.Paper),
		bold: s.Attrs&uv.AttrBold != 0, italic: s.Attrs&uv.AttrItalic != 0,
		underlined: s.Underline != 0, crossed: s.Attrs&uv.AttrStrikethrough != 0,
	}
	block := i == p.cursor && p.pointer <= 2
	if reversed := s.Attrs&uv.AttrReverse != 0; reversed != block {
		l.ink, l.paper = l.paper, l.ink
	}
	if s.Attrs&uv.AttrFaint != 0 {
		l.ink = mix(l.ink, l.paper, faint)
	}
	if s.Attrs&uv.AttrConceal != 0 {
		l.ink = l.paper
	}
	return l
}

// row draws one row, a run of cells at a time, from top on down.
func (d *drawing) row(p Picture, y, top int) {
	row := p.row(y)
	for x := 0; x < p.Cols; {
		l, end := d.look(p, y*p.Cols+x), x+1
		for end < p.Cols && (row[end].Content == "" || d.look(p, y*p.Cols+end) == l) {
			end++
		}
		d.run(row[x:end], l, margin+x*cellWide, top)
		x = end
	}
	if at := p.cursor - y*p.Cols; at >= 0 && at < p.Cols && p.pointer > 2 {
		d.pointer(p.pointer, margin+at*cellWide, top)
	}
}

// pointer draws a cursor that is a line below or before its cell.
func (d *drawing) pointer(style, left, top int) {
	if style <= 4 {
		d.shape(d.theme.Text, "M%d %dh%dv2h-%dz", left, top+cellHigh-3, cellWide, cellWide)
		return
	}
	d.shape(d.theme.Text, "M%d %dh2v%dh-2z", left, top+1, cellHigh-2)
}

// run draws cells that look alike: what lies behind and through them, then what
// they hold.
func (d *drawing) run(cells []uv.Cell, l look, left, top int) {
	width := len(cells) * cellWide
	if l.paper != d.theme.Paper {
		fmt.Fprintf(&d.back, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n", left, top, width, cellHigh, l.paper)
	}
	if l.underlined {
		d.line(l.ink, 1, "M%d %sh%d", left, half(top+17), width)
	}
	if l.crossed {
		d.line(l.ink, 1, "M%d %sh%d", left, half(top+10), width)
	}
	for x := 0; x < len(cells); {
		x += d.piece(cells[x:], l, left+x*cellWide, top)
	}
}

// piece draws the first of the cells, with those behind it that can be drawn in
// one go, and says how many that were.
func (d *drawing) piece(cells []uv.Cell, l look, left, top int) int {
	first := cells[0].Content
	if strings.TrimSpace(first) == "" {
		return 1
	}
	n := together(cells)
	if d.rule(first, n, l.ink, left, top) {
		return n
	}
	if d.drawn(first, l.ink, left, top) {
		return 1
	}
	d.write(cells[:n], l, left, top)
	return n
}

// together counts the cells that one piece of text can hold. A font is trusted
// to space plain letters evenly; any other character may come from another font
// and stands alone or among its equals. Two blanks end a piece: nobody would
// notice them shift, and SVG would make them one.
func together(cells []uv.Cell) int {
	last := 0
	for x := 0; x < len(cells); x++ {
		c := cells[x].Content
		switch {
		case c == "": // the right half of a wide cell
			last = x
		case c == " " && x-last <= 1 && plain(cells[0].Content):
		case c == " ":
			return last + 1
		case plain(cells[0].Content) && plain(c), c == cells[0].Content:
			last = x
		default:
			return last + 1
		}
	}
	return last + 1
}

// plain characters are those in every monospace font.
func plain(s string) bool {
	r := []rune(s)
	return len(r) == 1 && (r[0] < 0x250 || strings.ContainsRune("–—‘’“”…•", r[0]))
}

// write writes a piece of text, stretched to its cells. A character that stands
// alone cannot be stretched and is centred.
func (d *drawing) write(cells []uv.Cell, l look, left, top int) {
	var s strings.Builder
	count := 0
	for _, c := range cells {
		s.WriteString(c.Content)
		count += min(1, len(c.Content))
	}
	width := len(cells) * cellWide
	at := fmt.Sprintf(` x="%d" textLength="%d"`, left, width)
	if count == 1 {
		at = fmt.Sprintf(` x="%s" text-anchor="middle"`, number(float64(left)+float64(width)/2))
	}
	if l.ink != d.theme.Text {
		at += ` fill="` + l.ink + `"`
	}
	if l.bold {
		at += ` font-weight="700"`
	}
	if l.italic {
		at += ` font-style="italic"`
	}
	fmt.Fprintf(&d.text, `<text y="%d"%s>%s</text>`+"\n", top+baseline, at, escape(s.String()))
}

func (d *drawing) line(colour string, width int, format string, args ...any) {
	d.lines = add(d.lines, colour, width, fmt.Sprintf(format, args...))
}

func (d *drawing) shape(colour, format string, args ...any) {
	d.shapes = add(d.shapes, colour, 0, fmt.Sprintf(format, args...))
}

func add(to []stroke, colour string, width int, path string) []stroke {
	for i := range to {
		if to[i].colour == colour && to[i].width == width {
			to[i].path = append(to[i].path, path...)
			return to
		}
	}
	return append(to, stroke{colour: colour, width: width, path: []byte(path)})
}

// frame puts the layers together, in a window.
func (d *drawing) frame(p Picture, title string) string {
	return window(p, title, "", d.theme) + d.layers(fontOf(d.theme)) + "</svg>\n"
}

// window is the beginning of an SVG with a plain window for the picture.
func window(p Picture, title, style string, t Theme) string {
	wide, high := p.Cols*cellWide+2*margin, p.Rows*cellHigh+header+margin
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 %d %d" width="%d" height="%d">`+"\n", wide, high, wide, high)
	fmt.Fprintf(&b, "<title>%s</title>\n<desc>%s</desc>\n", escape(title), escape(told(p)))
	b.WriteString(style)
	fmt.Fprintf(&b, `<rect x=".5" y=".5" width="%d" height="%d" rx="9.5" fill="%s" stroke="%s"/>`+"\n", wide-1, high-1, t.Paper, t.Frame)
	for i := range 3 {
		fmt.Fprintf(&b, `<circle cx="%d" cy="16" r="5" fill="%s"/>`, 20+i*18, t.Frame)
	}
	fmt.Fprintf(&b, "\n"+`<text x="%d" y="20" text-anchor="middle" font-family="system-ui,sans-serif" font-size="12" fill="%s">%s</text>`+"\n", wide/2, t.Header, escape(title))
	return b.String()
}

// fontOf is how text looks where nothing else is said.
func fontOf(t Theme) string {
	return fmt.Sprintf(`font-family="ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace" font-size="%d" fill="%s" style="font-variant-ligatures:none"`, fontSize, t.Text)
}

// layers puts the layers on each other; the text has the attributes.
func (d *drawing) layers(attributes string) string {
	var b strings.Builder
	b.WriteString(d.back.String())
	for _, l := range d.lines {
		fmt.Fprintf(&b, `<path fill="none" stroke="%s" stroke-width="%d" d="%s"/>`+"\n", l.colour, l.width, l.path)
	}
	for _, s := range d.shapes {
		fmt.Fprintf(&b, `<path fill="%s" d="%s"/>`+"\n", s.colour, s.path)
	}
	if attributes == "" {
		return b.String() + d.text.String()
	}
	return b.String() + "<g " + attributes + ">\n" + d.text.String() + "</g>\n"
}

// told is the text in the picture for those who hear it: no lines, no gaps.
func told(p Picture) string {
	var out []string
	for l := range strings.Lines(p.String()) {
		words := strings.FieldsFunc(l, func(r rune) bool { return r == ' ' || r == '\n' || r >= 0x2500 && r < 0x25a0 })
		if len(words) > 0 {
			out = append(out, strings.Join(words, " "))
		}
	}
	return strings.Join(out, "\n")
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return strings.ReplaceAll(b.String(), "&#xA;", "\n")
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func half(n int) string { return number(float64(n) + .5) }
