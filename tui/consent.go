package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// readingTime is how long what would be made is in sight before Enter agrees.
const readingTime = 500 * time.Millisecond

// consenting reports whether the person is asked to agree to something.
func (m *Model) consenting() bool {
	return m.walk != nil && m.walk.Problem() != nil && m.walk.Problem().Consent != nil
}

// unread reports whether some of what the person is asked to agree to has not
// been in sight yet.
func (m *Model) unread() bool { return m.consenting() && m.scroll < m.excess() }

// ripen lets Enter agree only after a moment: a key pressed twice by mistake
// must not make things in an org.
func (m *Model) ripen() tea.Cmd {
	m.ripe = false
	problem := m.walk.Problem()
	if !m.consenting() {
		return nil
	}
	m.scroll = 0
	return tea.Tick(readingTime, func(time.Time) tea.Msg { return ripeMsg{problem} })
}
