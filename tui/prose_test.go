package tui

import (
	"strings"
	"testing"
)

func TestLinesAreFoldedBetweenWordsOnATerminal(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"A key to Okta's management API.", "A key to Okta's\nmanagement API."},
		{"  2. Name it, and copy the value", "  2. Name it, and\n     copy the value"},
		{"  - one and two and three", "  - one and two and\n    three"},
		{"\nStep 1 of 6", "\nStep 1 of 6"},
		{"Kept in " + whole("/home/ada/my notes/notes.age"), "Kept in\n/home/ada/my notes/notes.age"},
		{"  Name: " + whole("two  words"), "  Name: two  words"},
		{"To go on: oktadance notes get app.name", "To go on:\noktadance notes get app.name"},
		{"https://example.okta.com/oauth2/default", "https://example.okta.com/oauth2/default"},
		{"名前 名前 名前 名前 名前", "名前 名前 名前 名前\n名前"},
	} {
		if got := prose(c.text, 20); got != c.want {
			t.Errorf("%q is folded to\n%s\nand not to\n%s", c.text, got, c.want)
		}
		if got := prose(c.text, 0); got != unglued(c.text) || strings.Contains(got, glue) {
			t.Errorf("without a terminal %q is %q", c.text, got)
		}
	}
}
