package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"oktadance/steps"
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

// consent lists what would be made, and asks once.
func (m *Model) consent(c *column, p *steps.Problem) {
	c.text(m.theme.strong, p.What)
	m.apart(c)
	for _, item := range p.Consent {
		c.hanging(" "+m.theme.signs.bullet+" ", m.theme.plain, item)
	}
	m.apart(c)
	label := ""
	if m.ripe {
		label = upperFirst(m.keys.next.Help().Desc)
	}
	c.lines = append(c.lines, m.theme.key.Render("enter")+"  "+m.theme.strong.Render(label))
	c.hanging(m.theme.key.Render("esc")+"    ", m.theme.plain, "Go back; nothing is done")
}
