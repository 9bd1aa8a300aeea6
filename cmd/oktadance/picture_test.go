package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"oktadance/internal/ptytest"
)

var pictures = flag.String("pictures", "", "write the README's pictures to this `folder`")

// TestPictures takes the README's pictures from the program itself:
//
//	go test ./cmd/oktadance -run Pictures -pictures ../../docs
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("pictures are taken when -pictures names a folder")
	}
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.toTheApp()
	u.byHand()
	u.takes(atAppName, atClientID)
	u.Sees(atSecret)
	u.Ctrl('e')
	u.Ctrl('u')
	u.Paste("wrong-secret")
	u.Sees("12 characters pasted")
	take(t, u, "asking", "The wizard asks for a client secret")
	u.Enter()
	u.Sees("The org refused this client secret")
	take(t, u, "stuck", "The org refused the client secret, and the wizard says why and what to do")
}

// take writes the screen as it is, dark and light.
func take(t *testing.T, u user, name, title string) {
	t.Helper()
	for suffix, theme := range map[string]ptytest.Theme{"-dark": ptytest.Dark(), "-light": ptytest.Light()} {
		f, err := os.Create(filepath.Join(*pictures, name+suffix+".svg"))
		if err != nil {
			t.Fatal(err)
		}
		if err := ptytest.SVG(f, u.Picture(), title, theme); err != nil {
			t.Error(err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestPicturesOfTheDance takes those of the dance, in the same way.
func TestPicturesOfTheDance(t *testing.T) {
	if *pictures == "" {
		t.Skip("pictures are taken when -pictures names a folder")
	}
	u := dances(t, ptytest.Options{Cols: 100, Rows: 30}, "changed")
	u.Sees("Nothing has been sent yet")
	u.Key("space")
	u.Sees("It ended as it should")
	take(t, u, "dance", "A token with one character changed: Okta calls it not active, and the gateway refuses the request")
}
