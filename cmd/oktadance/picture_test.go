package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"oktadance/internal/ptytest"
)

var update = flag.Bool("update", false, "take the pictures of the README anew")

// gallery is where the README's pictures are.
const gallery = "../../docs"

// A still is one picture: a person sits down at a screen of that size, and act
// leads them there.
type still struct {
	name, title string
	cols, rows  int
	sits        func(*testing.T, ptytest.Options) user
	act         func(user)
}

func stills() []still {
	return []still{
		{"stuck", "The org refused the client secret, and the wizard says why and what to do", 100, 30, practises, user.getsStuck},
		{"agree", "The wizard says what it would make in the org, and asks once", 100, 30, practises, user.isAskedToAgree},
		{"proof", "The access token, and what proves that it is good", 100, 30, practises, user.getsAToken},
		{"small", "The same page in forty columns", 40, 14, practises, user.getsStuck},
		{"dance", "A token with one character changed: Okta calls it not active, and the gateway refuses the request", 100, 30, dancesWith("changed"), user.seesTheEnd},
	}
}

// The README's pictures show what the program shows now. To take them anew:
//
//	go test ./cmd/oktadance -run Pictures -update
func TestPicturesShowWhatThereIs(t *testing.T) {
	if raced {
		t.Skip("the screens are the same")
	}
	for _, s := range stills() {
		t.Run(s.name, func(t *testing.T) {
			u := s.sits(t, ptytest.Options{Cols: s.cols, Rows: s.rows})
			s.act(u)
			hang(t, s.name, func(w io.Writer, theme ptytest.Theme) error {
				return ptytest.SVG(w, u.still(), s.title, theme)
			})
		})
	}
	t.Run("walk", func(t *testing.T) {
		t.Parallel()
		film := sitInAStudio(t, t.TempDir(), ptytest.Options{Cols: 100, Rows: 30}).isFilmedWalking()
		hang(t, "walk", func(w io.Writer, theme ptytest.Theme) error {
			return ptytest.Film(w, film, "A walk through the practice org, to a verified access token", theme)
		})
	})
}

// practises begins a practice walk over empty notes.
func practises(t *testing.T, o ptytest.Options) user {
	t.Helper()
	t.Parallel()
	dir := t.TempDir()
	if err := furnish(filepath.Join(dir, studio, practiceProfile), passphrase); err != nil {
		t.Fatal(err)
	}
	u := sitInAStudio(t, dir, o)
	u.unlocks()
	return u
}

// studio is the folder of the notes, whose name on the screen is the same everywhere.
const studio = "oktadance"

func sitInAStudio(t *testing.T, dir string, o ptytest.Options) user {
	t.Helper()
	o.Dir = dir
	return sitAgain(t, studio, o, "practice")
}

// hang compares a picture, dark and light, with the one in the gallery, or puts
// it there.
func hang(t *testing.T, name string, draw func(io.Writer, ptytest.Theme) error) {
	t.Helper()
	const heaviest = 500 << 10 // as much as a README's reader should have to load
	for suffix, theme := range map[string]ptytest.Theme{"dark": ptytest.Dark(), "light": ptytest.Light()} {
		var now bytes.Buffer
		if err := draw(&now, theme); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(gallery, name+"-"+suffix+".svg")
		if *update {
			if err := os.WriteFile(file, now.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		there, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(there, now.Bytes()) {
			t.Errorf("%s shows what is no more (%v); look at it after: go test ./cmd/oktadance -run Pictures -update\nnow it holds %s",
				file, err, firstNew(string(there), now.String()))
		}
		if now.Len() > heaviest {
			t.Errorf("%s has %d bytes", file, now.Len())
		}
	}
}

// firstNew is the first line that differs, as it is now.
func firstNew(there, now string) string {
	was := strings.Split(there, "\n")
	for i, line := range strings.Split(now, "\n") {
		if i >= len(was) || was[i] != line {
			return line
		}
	}
	return "less"
}

// still is the screen without what chance and the clock put on it.
func (u user) still() ptytest.Picture {
	p := u.Picture()
	for _, r := range []struct{ found, with string }{
		{`127\.0\.0\.1:\d{5}`, "127.0.0.1:51737"},
		{`(/api/v1/\w+)\S*…\S*/(\w+)( +\d+), (<1|\d+) ms`, "$1/…/$2$3, 2 ms"}, // what is left out depends on the time it took
		{`  [ <\d]\d ms`, "   2 ms"},                                          // in a column of its own, at its right
		{`(<1|\d+) ms`, "2 ms"},
		{`\b(0[0-9a-z][0-9a-zA-Z]|aus|scp|ocs)[0-9a-zA-Z]{17}\b`, "${1}1b2c3d4e5f6g7h8i9"},
		{`\bokta-token-\w{5}`, "okta-token-k7m2q"},
		{`eyJ(\w)…[\w-]{4}`, "eyJ${1}…Xk3w"},
		{`key [\w-]{43}`, "key 7pQe0kJxWv2sTq9YbN4mRz6LdFh1GcAu8oEiKtPwXnM"},
		{`until \d+ \w+ \d{4}; (every use makes that 30 days from then) *`, "until 24 December 2026; $1"},
		{`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`, "2026-11-24T09:41:00Z"},
	} {
		p = p.Retouched(regexp.MustCompile(r.found), r.with)
	}
	return p
}

func (u user) getsStuck() {
	u.toTheApp()
	u.byHand()
	u.takes("App name", "Client ID")
	u.Sees("Client secret", "64 characters")
	u.replaces("wrong-secret")
	u.Sees("The org refused this client secret")
}

func (u user) isAskedToAgree() {
	u.toTheApp()
	u.takes(atHow, atAppName)
	u.Sees(agree)
}

// dancesWith opens a scene of the dance.
func dancesWith(scene string) func(*testing.T, ptytest.Options) user {
	return func(t *testing.T, o ptytest.Options) user {
		t.Helper()
		return dances(t, o, scene)
	}
}

func (u user) seesTheEnd() {
	u.Sees("Nothing has been sent yet")
	u.Key("space")
	u.Sees("It ended as it should")
}

func (u user) getsAToken() {
	u.toTheApp()
	u.takes(atHow, atAppName, agree, finished, atHow, atScopeName, atDisplayName, atDescription, agree, finished, atTest)
	u.Sees(finished, "Token good until")
}

// isFilmedWalking walks from an empty folder to a token, and looks at each page
// for as long as a reader would like to.
func (u user) isFilmedWalking() (film []ptytest.Frame) {
	looks := func(seconds float64, words ...string) {
		u.t.Helper()
		u.Sees(words...)
		film = append(film, ptytest.Frame{Picture: u.still(), For: time.Duration(seconds * float64(time.Second))})
	}
	goesOn := func(seconds float64, words ...string) {
		u.t.Helper()
		looks(seconds, words...)
		u.Enter()
	}
	const words = "lamp-oyster-quilt-harbor-mint-dove"
	u.SeesColour()
	looks(2.5, "A passphrase for your notes")
	u.Type(words)
	goesOn(2, strings.Repeat("*", len(words)))
	looks(1, "The same once more")
	u.Type(words)
	goesOn(1.5, "The same once more", strings.Repeat("*", len(words)))
	for _, page := range []struct {
		words   string
		seconds float64
	}{
		{atUsername, 2.5}, {atPassword, 1.5}, {atURL, 2}, {finished, 2.5},
		{atServer, 2}, {finished, 3},
		{atTokenName, 1.5}, {atTokenValue, 2}, {finished, 2.5},
		{atHow, 2.5}, {atAppName, 1.5}, {agree, 4}, {finished, 3},
		{atHow, 1.5}, {atScopeName, 1}, {atDisplayName, 1}, {atDescription, 1}, {agree, 3}, {finished, 2.5},
		{atTest, 3.5}, {finished, 5},
	} {
		goesOn(page.seconds, page.words)
	}
	looks(7, "You can dance")
	return film
}

// Every picture in the gallery is in the README, dark and light.
func TestREADMEShowsEveryPicture(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(gallery, "*.svg"))
	if err != nil || len(files) != 2*(len(stills())+1) {
		t.Errorf("%d pictures of %d stills and a walk (%v)", len(files), len(stills()), err)
	}
	for _, f := range files {
		if name := "docs/" + filepath.Base(f); !bytes.Contains(readme, []byte(name)) {
			t.Errorf("%s is not in the README", name)
		}
	}
}
