package tui_test

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"oktadance/tui"
)

// Names in any writing: what stands beside them stays in its column.
func TestNamesInAnyWritingShiftNothing(t *testing.T) {
	for _, name := range []string{
		"名前が長い人", "שלום עולם", "é e\u0301 n\u0303", "👩🏽‍💻 🎉 🇩🇪", "ไทยคำ", "\u202eevil\u202c", "a\tb", "ﷺ", strings.Repeat("宽", 60),
	} {
		p := seated(t, "What you sign in")
		p.paste(name)
		for _, size := range [][2]int{{100, 30}, {92, 24}, {60, 15}, {30, 8}} {
			p.resize(size[0], size[1])
			fits(t, p, size[0], size[1])
			barsStand(t, p, name)
		}
		p.resize(100, 30)
		p.enter()
		p.sees("Kept in the encrypted")
		barsStand(t, p, name)
		if strings.ContainsAny(p.screen(), "\u202e\t\u200d") {
			t.Errorf("%q brings characters along that move others", name)
		}
	}
}

// barsStand sees that the list of steps ends in the same column on all lines.
func barsStand(t *testing.T, p *person, name string) {
	t.Helper()
	for _, line := range strings.Split(p.screen(), "\n") {
		before, _, found := strings.Cut(line, "│")
		if found && len([]rune(before)) != 20 {
			t.Fatalf("%q shifts the column:\n%s", name, p.screen())
		}
	}
}

func TestAWindowTooSmallSaysSo(t *testing.T) {
	p := seated(t, "What you sign in")
	for _, size := range [][2]int{{29, 20}, {80, 7}, {12, 3}, {5, 2}, {1, 1}} {
		p.resize(size[0], size[1])
		lines := strings.Split(p.screen(), "\n")
		if len(lines) > size[1] || !strings.HasPrefix(lines[0], "This"[:min(size[0], 4)]) {
			t.Errorf("at %v it says %q", size, lines)
		}
	}
}

func TestWhatHasNoRoomIsScrolledTo(t *testing.T) {
	p := sitAtStuck(t)
	p.resize(40, 12)
	if p.shows([]string{"client secret is invalid"}) {
		t.Fatal("there is room for all of it")
	}
	for range 3 {
		p.press(tea.Key{Code: tea.KeyPgDown})
	}
	if !p.shows([]string{"Client secret", "confidential client is invalid."}) {
		t.Errorf("the end is not to be seen:\n%s", p.screen())
	}
}

func TestAKeyThatDoesNothingSaysWhy(t *testing.T) {
	p := seated(t, "What you sign in")
	p.resize(80, 24)
	p.ctrl('f')
	p.sees("Ctrl+f does nothing here: there is no problem here that the wizard can repair.")
	p.press(tea.Key{Code: tea.KeyF1})
	p.resize(80, 60)
	p.sees("What it is", "The name of the admin", "Where it is",
		"Keys that don't, and why", "ctrl+f there is no problem here that the wizard can repair",
		"Words of this step", "org: Your own part of Okta")
}

func TestNothingMovesWhenItIsToStandStill(t *testing.T) {
	p := sit(t, func(o *tui.Options) { o.NoMotion = true }, "slow")
	p.takes(toToken[:3]...)
	p.sees("* Asking http://127.0.0.1")
	before := p.screen()
	p.do(<-p.news) // the next tick, a second later
	if p.screen() != before {
		t.Errorf("something has moved:\n%s\n%s", before, p.screen())
	}
}
