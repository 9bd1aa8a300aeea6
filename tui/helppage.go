package tui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"oktadance/steps"
)

// helpPage tells more about the open question, which keys work here, why the
// others don't, and what the words of this step mean. On a board it tells the keys.
func (m *Model) helpPage() []string {
	c := column{width: min(m.width-2*m.margin(), widest)}
	if m.onBoard() {
		all := m.board.all(m)
		m.keysOn(&c, append(bindings(all), m.keys.help, m.keys.suspend, m.keys.leave))
		m.keysOff(&c, all)
		return c.lines
	}
	if f, open := m.field(); open {
		m.about(&c, f)
	}
	k := m.beneath()
	m.keysOn(&c, k.full())
	if m.dancing() {
		c.text(m.theme.plain, "The client, the gateway and the API are here, and Okta is the org in your notes. A move that has not happened has not been sent.")
		return c.lines
	}
	m.keysOff(&c, k.off())
	m.terms(&c)
	c.text(m.theme.plain, "Every answer is saved when it is given: leaving loses only what is being typed.")
	if h := m.o.Handling; h.LockAfter > 0 && h.Lock != nil {
		c.text(m.theme.plain, "The notes lock themselves after "+span(h.LockAfter)+" without a key.")
	}
	return c.lines
}

// beneath are the keys of the page that help lies over: esc closes the help, and
// may do nothing there.
func (m *Model) beneath() keys {
	page := *m
	page.over, page.scroll = nothing, 0
	page.keys.fit(&page)
	return page.keys
}

// keysOn lists the keys that do something.
func (m *Model) keysOn(c *column, all []key.Binding) {
	c.text(m.theme.title, "Keys that work here")
	var rows []row
	for _, b := range all {
		if b.Enabled() {
			rows = append(rows, row{b.Help().Key, b.Help().Desc})
		}
	}
	c.table(m.theme.plain, rows)
	c.blank()
}

// about is what there is to know about a question.
func (m *Model) about(c *column, f steps.Field) {
	c.text(m.theme.title, f.Label)
	for _, l := range f.Help.Lines() {
		c.hanging(padded(l.Label, 16), m.theme.plain, l.Value)
	}
	c.blank()
}

func padded(label string, width int) string {
	return label + strings.Repeat(" ", max(width-lipgloss.Width(label), 1))
}

// terms are the words of the field that this step uses.
func (m *Model) terms(c *column) {
	if m.walk == nil || m.walk.State() == steps.Done || len(m.walk.Step().Terms()) == 0 {
		return
	}
	c.text(m.theme.title, "Words of this step")
	for _, t := range m.walk.Step().Terms() {
		c.hanging("", m.theme.plain, t.Name+": "+t.Means)
	}
	c.blank()
}

// An off is a key, and why it does nothing here if it is disabled.
type off struct {
	key.Binding
	why string
}

func bindings(all []off) []key.Binding {
	var keys []key.Binding
	for _, o := range all {
		keys = append(keys, o.Binding)
	}
	return keys
}

// off are the keys of the walk, and why they do nothing where they are disabled.
func (k keys) off() []off {
	return []off{
		{k.next, "something is under way"},
		{k.back, "there is nothing before this"},
		{k.choose, "this question has no list of answers"},
		{k.fix, "there is no problem here that the wizard can repair"},
		{k.browse, "this page has no address in Okta"},
		{k.reveal, "nothing is hidden here"},
		{k.clear, "the field is empty"},
		{k.sent, "nothing has been sent here yet"},
		{k.scroll, "everything is in sight"},
		{k.dance, "it begins when all steps are finished"},
	}
}

// keysOff lists the keys that do nothing.
func (m *Model) keysOff(c *column, all []off) {
	c.text(m.theme.title, "Keys that don't, and why")
	for _, o := range all {
		if !o.Enabled() {
			c.hanging(padded(o.Help().Key, 12), m.theme.plain, o.why)
		}
	}
	c.blank()
}

// refuses reports whether a key does nothing here, and then says why.
func (m *Model) refuses(k tea.KeyPressMsg, all []off) bool {
	for _, o := range all {
		if !o.Enabled() && slices.Contains(o.Keys(), k.String()) {
			m.flash = upperFirst(k.String()) + " does nothing here: " + o.why + "."
			return true
		}
	}
	return false
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
