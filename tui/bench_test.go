package tui

import (
	"fmt"
	"testing"

	tea "charm.land/bubbletea/v2"

	"oktadance/steps"
)

// BenchmarkNotesScreen measures the notes screen with as many notes as a walk
// leaves and with 10,000, from the key that opens it until it is drawn, and the
// same for a key that moves on:
//
//	go test -run '^$' -bench NotesScreen ./tui
func BenchmarkNotesScreen(b *testing.B) {
	for _, many := range []int{40, 10_000} {
		notes := paper{"account.url": "https://example.okta.com"}
		for i := range many {
			notes[fmt.Sprintf("other.note_%d", i)] = "a value of some length, as long as an address"
		}
		m := newModel(Options{Walk: func(n steps.Notes) *steps.Walk { return steps.NewWalk(steps.All(), n, steps.Env{}) }})
		m.size = size{100, 30}
		m.Update(unlockedMsg{notes: notes})
		b.Run(fmt.Sprintf("open/%d", many), func(b *testing.B) {
			for b.Loop() {
				m.Update(ctrl('n'))
				m.View()
				m.Update(special(tea.KeyEscape))
			}
		})
		m.Update(ctrl('n'))
		b.Run(fmt.Sprintf("move/%d", many), func(b *testing.B) {
			for b.Loop() {
				m.Update(special(tea.KeyDown))
				m.View()
			}
		})
	}
}
