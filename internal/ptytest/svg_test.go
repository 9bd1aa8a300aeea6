package ptytest

import (
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

// sample shows a little of everything that a program may print.
func sample(t testing.TB) Picture {
	t.Helper()
	out, err := os.ReadFile(filepath.Join("testdata", "sample.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return Draw(72, 20, strings.NewReplacer(`\e`, "\x1b", `\a`, "\a").Replace(strings.TrimSuffix(string(out), "\n")))
}

func drawn(t testing.TB, p Picture, theme Theme) string {
	t.Helper()
	var b bytes.Buffer
	if err := SVG(&b, p, `A "sample" & <more>`, theme); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSVGLooksAsItDid(t *testing.T) {
	for name, theme := range map[string]Theme{"dark": Dark(), "light": Light()} {
		file := filepath.Join("testdata", "sample."+name+".svg")
		got := drawn(t, sample(t), theme)
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s is not what is drawn now; look at it after go test -run SVG -update", file)
		}
	}
}

// text is one piece of text of an SVG.
type text struct {
	X      float64 `xml:"x,attr"`
	Y      int     `xml:"y,attr"`
	Length float64 `xml:"textLength,attr"`
	Anchor string  `xml:"text-anchor,attr"`
	Words  string  `xml:",chardata"`
}

// parsed is what a reader of the SVG finds.
type parsed struct {
	Title string `xml:"title"`
	Desc  string `xml:"desc"`
	Texts []text `xml:"g>text"`
}

func parse(t testing.TB, svg string) (out parsed) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(svg))
	if err := d.Decode(&out); err != nil {
		t.Fatalf("not XML: %v\n%s", err, svg)
	}
	if _, err := d.Token(); err != io.EOF && err != nil {
		t.Fatalf("after the end: %v", err)
	}
	return out
}

// Each character stands in the SVG at the column where it stands on the screen.
func TestSVGKeepsEveryCharacterInItsColumn(t *testing.T) {
	p := sample(t)
	want := make([]uv.Cell, len(p.cells))
	for i, c := range p.cells {
		var scratch drawing
		n := strings.TrimSpace(c.Content)
		if n != "" && !scratch.rule(n, 1, "", 0, 0) && !scratch.drawn(n, "", 0, 0) {
			want[i] = uv.Cell{Content: n, Width: c.Width}
		}
	}
	for _, piece := range parse(t, drawn(t, p, Dark())).Texts {
		place(t, p, want, piece)
	}
	for i, c := range want {
		if c.Content != "" {
			t.Errorf("%q at column %d of row %d is not in the SVG", c.Content, i%p.Cols+1, i/p.Cols+1)
		}
	}
}

// place takes the characters of one piece off the screen they should stand on.
func place(t *testing.T, p Picture, want []uv.Cell, piece text) {
	row := (piece.Y - header) / cellHigh
	col := int(math.Floor((piece.X - margin) / cellWide))
	if piece.Anchor == "middle" {
		col = int(math.Floor((piece.X-margin)/cellWide - .75))
		if p.cells[row*p.Cols+col].Width == 1 {
			col = int(math.Floor((piece.X - margin) / cellWide))
		}
	}
	first, rest := col, piece.Words
	for rest != "" {
		c := &want[row*p.Cols+col]
		after, found := strings.CutPrefix(rest, c.Content)
		if c.Content == "" {
			after, found = strings.CutPrefix(rest, " ")
		}
		if !found {
			t.Errorf("column %d of row %d should hold %q, the SVG goes on with %q", col+1, row+1, c.Content, rest)
			return
		}
		rest, col = after, col+max(1, c.Width)
		*c = uv.Cell{}
	}
	if length := float64((col - first) * cellWide); piece.Anchor == "" && piece.Length != length {
		t.Errorf("%q is pinned to %g px, its cells are %g px wide", piece.Words, piece.Length, length)
	}
}

func TestSVGStandsAlone(t *testing.T) {
	p := sample(t)
	svg := drawn(t, p, Dark())
	if svg != drawn(t, sample(t), Dark()) {
		t.Error("the same screen is drawn in two ways")
	}
	for _, never := range []string{"href", "url(", "@import", "<script", "<image", "\x1b"} {
		if strings.Contains(svg, never) {
			t.Errorf("it holds %q", never)
		}
	}
	in := parse(t, svg)
	if in.Title != `A "sample" & <more>` || !strings.Contains(in.Desc, "refused <this> & that") || strings.Contains(in.Desc, "│") {
		t.Errorf("a screen reader says %q, %q", in.Title, in.Desc)
	}
	if !strings.Contains(p.String(), "refused <this> & that") {
		t.Errorf("the picture's words are\n%s", p)
	}
	full := Draw(100, 30, strings.Repeat("\x1b[32m✓\x1b[m "+strings.Repeat("word ", 19)+"\n", 29))
	if n := len(drawn(t, full, Dark())); n > 16<<10 {
		t.Errorf("a full screen takes %d bytes", n)
	}
}

func FuzzSVG(f *testing.F) {
	f.Add("plain \x1b[1;31mred\x1b[m \x1b]8;;x\a名前\x1b]8;;\a e\u0301 \u202e")
	f.Add("\x1b[?1049h\x1b[5;70H┌──╮▌▶\x00\xff\xfe")
	f.Fuzz(func(t *testing.T, out string) {
		parse(t, drawn(t, Draw(20, 5, out), Light()))
	})
}
