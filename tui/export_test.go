package tui

import tea "charm.land/bubbletea/v2"

// OnPaper is the screen without a terminal: for tests that draw it thousands of
// times.
func OnPaper(o Options) tea.Model { return newModel(o) }
