package ptytest

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestFilmShowsEachFrameForItsTime(t *testing.T) {
	frames := []Frame{
		{Draw(20, 2, "the first page\nthe same line"), 3 * time.Second},
		{Draw(20, 2, "\x1b[32mthe second\x1b[m\nthe same line"), time.Second},
	}
	var b bytes.Buffer
	if err := Film(&b, frames, "Two pages", Dark()); err != nil {
		t.Fatal(err)
	}
	svg := b.String()
	if in := parse(t, svg); in.Title != "Two pages" || !strings.Contains(in.Desc, "the second") {
		t.Errorf("a screen reader says %q, %q", in.Title, in.Desc)
	}
	if n := strings.Count(svg, ">the same line<"); n != 1 {
		t.Errorf("a row that is in both frames is drawn %d times", n)
	}
	for _, part := range []string{
		"\n0.000%{transform:translateY(-0px)}\n75.000%{transform:translateY(-40px)}\n100%{transform:translateY(-40px)}\n",
		"animation:film 4s step-end infinite",
		"(prefers-reduced-motion:reduce){#film{animation:none;transform:translateY(-40px)}}",
		`<svg y="40" width="212" height="40">`,
	} {
		if !strings.Contains(svg, part) {
			t.Errorf("it lacks %q:\n%s", part, svg)
		}
	}
	for _, never := range []string{`href="h`, "url(", "@import", "<script", "<image"} {
		if strings.Contains(svg, never) {
			t.Errorf("it holds %q", never)
		}
	}
	if Film(&b, nil, "Nothing", Dark()) == nil {
		t.Error("a film of nothing is made")
	}
}

func TestRetouchedKeepsEverythingElseInItsColumn(t *testing.T) {
	p := Draw(30, 1, "名 at \x1b[1m127.0.0.1:40001\x1b[m, 12 ms ✓")
	kept := p.String()
	for pattern, with := range map[string]string{`:\d+`: ":80000", `(\d+) ms`: "$1!"} {
		p = p.Retouched(regexp.MustCompile(pattern), with)
	}
	if got, want := p.String(), "名 at 127.0.0.1:80000, 12!   ✓\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if bold := p.cells[len("xx at 127.0.0.1:8")].Style; bold.Attrs == 0 {
		t.Error("what is put in does not look like what was there")
	}
	if again := Draw(30, 1, "名 at \x1b[1m127.0.0.1:40001\x1b[m, 12 ms ✓"); again.String() != kept {
		t.Error("the picture itself was changed")
	}
}
