package handover_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Whatever a note holds, each format's own reader gets exactly that, and nothing
// else in the file changes.
func FuzzNoValueBreaksOut(f *testing.F) {
	for _, value := range odd() {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if value == "" || !utf8.ValidString(value) {
			t.Skip("no note is like that")
		}
		jsonReadsBack(t, value)
		httpKeepsLines(t, value)
		if strings.ContainsFunc(value, unicode.IsControl) {
			t.Skip("written in another way on paper")
		}
		markdownShows(t, value)
		browserShows(t, value)
	})
}
