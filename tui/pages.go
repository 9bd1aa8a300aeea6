package tui

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"charm.land/lipgloss/v2"

	"oktadance/steps"
)

// gatePage asks for the passphrase, or shows the words that were given.
func (m *Model) gatePage() page {
	c := column{width: m.columns()}
	switch {
	case m.gate.stage == given:
		m.words(&c)
	case m.o.New:
		c.text(m.theme.title, "A passphrase for your notes")
		c.blank()
		m.welcome(&c)
		c.text(m.theme.plain, "A lost passphrase can't be restored. Every value in the notes can be fetched from Okta again.")
	default:
		c.text(m.theme.title, "Your notes are locked")
		c.blank()
		c.text(m.theme.plain, m.gate.why)
		c.whole(m.theme.plain, m.o.Where)
	}
	m.keeping(&c)
	c.blank()
	p := page{upper: c.lines}
	p.open, p.told = m.gateQuestion()
	return p
}

// welcome says what a person lets themselves in for.
func (m *Model) welcome(c *column) {
	wide := 0
	for _, l := range m.o.Welcome {
		wide = max(wide, len(l.Label)+3)
	}
	for _, l := range m.o.Welcome {
		c.hanging(padded(l.Label, wide), m.theme.plain, l.Value)
	}
	c.blank()
	c.text(m.theme.plain, "Everything you answer is kept in one encrypted file, which age opens too:")
	c.whole(m.theme.strong, m.o.Where)
	c.blank()
}

// keeping says how the notes are kept: what to mind about their folder, and when
// they are locked.
func (m *Model) keeping(c *column) {
	h := m.o.Handling
	if h.Warning != "" {
		c.blank()
		c.hanging(m.theme.problem.Render(m.theme.signs.mind)+" ", m.theme.plain, h.Warning)
	}
	if h.LockAfter > 0 && h.Lock != nil && m.gate.why == "" && m.gate.stage != given {
		c.blank()
		c.text(m.theme.faint, "They lock themselves after "+span(h.LockAfter)+" without a key.")
	}
}

func (m *Model) words(c *column) {
	c.text(m.theme.title, "Write these six words down")
	c.blank()
	c.text(m.theme.strong, m.gate.chosen)
	c.blank()
	c.text(m.theme.plain, "They are the passphrase, spaces included. They are not shown again, and nothing opens the notes without them.")
	c.blank()
	c.text(m.theme.plain, "Enter goes on when they are on paper, or in a password manager.")
}

func (m *Model) gateQuestion() (open, told []string) {
	c := column{width: m.columns()}
	if m.gate.busy {
		c.hanging(m.spin.View()+" ", m.theme.plain, "Unlocking. This takes about a second, so that guessing takes for ever.")
		return c.lines, nil
	}
	if m.question == nil {
		return nil, nil
	}
	f := m.gate.passphraseField()
	typed := *m.question.value
	switch {
	case m.gate.problem != nil:
		m.problem(&c, m.gate.problem)
	case typed == "":
		c.text(m.theme.plain, f.Hint)
	case m.gate.stage == choosing:
		c.text(m.theme.plain, m.o.Strength(typed))
	}
	if typed != "" && !(m.low() && m.gate.problem != nil) {
		m.count(&c)
	}
	return m.asked(f), c.lines
}

// asked is the open question: its label, and below that the input.
func (m *Model) asked(f steps.Field) []string {
	c := column{width: m.columns()}
	c.text(m.theme.strong, f.Label)
	return append(c.lines, m.question.view()...)
}

// walkPage draws the step: its title, what it is for, and the open question.
func (m *Model) walkPage() page {
	c := column{width: m.columns()}
	p := page{title: m.heading()}
	switch m.walk.State() {
	case steps.Done:
		return m.lastPage()
	case steps.Asking, steps.Saving:
		if len(m.walk.Answers()) == 0 { // once it has been read the guide needs the room
			c.text(m.theme.plain, m.walk.Step().Why)
			c.blank()
		}
		m.guide(&c)
		p.answers = m.answers()
		p.open, p.told = m.openQuestion()
	case steps.Stuck:
		if f, open := m.walk.Field(); open && !m.walk.Kept(f.Note) {
			m.guide(&c) // it has come to be asked only now
		} else {
			m.events(&c)
		}
		c.blank()
		p.answers = m.answers()
		p.open, p.told = m.openQuestion()
	case steps.Trying:
		m.events(&c)
	case steps.Passed:
		m.events(&c)
		c.blank()
		m.values(&c, m.walk.Finds())
		p.open = append([]string{""}, m.finished()...)
	}
	p.upper = c.lines
	return p
}

// finished says that the step is, and what can be done now.
func (m *Model) finished() []string {
	const done = "This step is finished."
	lines := folded(done+" "+m.onwards(), m.columns()-2)
	for i, line := range lines {
		lines[i] = "  " + line
	}
	first := strings.TrimPrefix(lines[0], "  "+done)
	lines[0] = m.theme.accent.Render(m.theme.signs.good) + " " + m.theme.strong.Render(done) + first
	return lines
}

// onwards says what can be done after a step.
func (m *Model) onwards() string {
	if m.canDance() {
		return "Enter goes on, d dances all seven moves."
	}
	return "Enter goes on."
}

func (m *Model) heading() []string {
	if !m.wide() || m.low() {
		return nil // the steps beside or above name it
	}
	number, of := m.walk.Place()
	title := m.theme.title.Render(m.walk.Step().Title)
	place := fmt.Sprintf("   Step %d of %d", number, of)
	if m.walk.State() == steps.Asking {
		place += ", " + m.walk.Step().Takes
	}
	return []string{title + place, ""}
}

// guide tells what to click in Okta, as a numbered list.
func (m *Model) guide(c *column) {
	g := m.walk.Guide()
	intro := g.Intro
	if intro == "" {
		intro = "In Okta:"
	}
	c.text(m.theme.plain, intro)
	for i, click := range g.Clicks {
		c.hanging(fmt.Sprintf(" %d  ", i+1), m.theme.plain, click)
	}
	for _, line := range g.Sent {
		c.whole(m.theme.strong, line)
	}
	if g.Link != "" {
		c.link(g.Link)
	}
	if g.Aside != "" {
		c.blank()
		c.text(m.theme.plain, g.Aside)
	}
	c.blank()
}

// events are what has happened in the trial, and what is under way.
func (m *Model) events(c *column) {
	events := m.walk.Events()
	full := m.walk.Step().Shown
	folded := m.walk.State() == steps.Passed // then what came of it is enough
	for i, e := range events {
		switch {
		case e.Exchange != nil && full:
			m.exchangeInFull(c, *e.Exchange)
			c.blank()
			full = false
		case folded && e.Sign == steps.Doing:
			continue
		case e.Exchange != nil:
			c.hanging("    ", m.theme.plain, exchangeLine(*e.Exchange, c.width-4))
		case e.Sign == steps.Good:
			c.hanging(m.theme.accent.Render(m.theme.signs.good)+" ", m.theme.plain, e.Text)
		case e.Sign == steps.Mind:
			c.hanging(m.theme.signs.mind+" ", m.theme.plain, e.Text)
		case m.underWay(events[i+1:]):
			c.hanging(m.spin.View()+" ", m.theme.plain, e.Text+countdown(e.Until, m.now))
		default:
			c.hanging("  ", m.theme.plain, e.Text)
		}
	}
}

// countdown says how long something still has to wait.
func countdown(until, now time.Time) string {
	left := until.Sub(now).Round(time.Second)
	if until.IsZero() || now.IsZero() || left <= 0 {
		return ""
	}
	return fmt.Sprintf(": %d s to go", int(left.Seconds()))
}

// underWay reports whether what was begun has not ended: only its own
// exchanges have come since.
func (m *Model) underWay(after []steps.Event) bool {
	for _, e := range after {
		if e.Exchange == nil {
			return false
		}
	}
	return m.walk.State() == steps.Trying
}

// values draws labels and values as a table, or one below the other.
func (m *Model) values(c *column, lines []steps.Line) {
	rows := make([]row, len(lines))
	for i, l := range lines {
		rows[i] = row{l.Label, m.shown(l)}
	}
	c.table(m.theme.strong, rows)
}

// shown is a value as it may be seen.
func (m *Model) shown(l steps.Line) string {
	switch {
	case l.Value == "":
		return "(left out)"
	case l.Secret:
		return strings.Repeat(m.theme.signs.mask, min(utf8.RuneCountInString(l.Value), 32))
	}
	return l.Value
}

// answers are those that stand above the open question.
func (m *Model) answers() []string {
	c := column{width: m.columns()}
	m.values(&c, m.walk.Answers())
	if len(c.lines) > 0 && m.height >= airyFrom {
		c.blank()
	}
	return c.lines
}

// openQuestion is the question and, below it, the problem with it or a hint.
func (m *Model) openQuestion() (asked, told []string) {
	c := column{width: m.columns()}
	f, open := m.walk.Field()
	p := m.walk.Problem()
	if open && m.question != nil {
		asked = m.asked(f)
		if p == nil || !m.low() {
			m.hint(&c, f)
		}
	}
	if p != nil {
		if asked != nil && m.height >= airyFrom {
			c.blank()
		}
		m.problem(&c, p)
	}
	if m.flash != "" {
		c.text(m.theme.plain, m.flash)
	}
	return asked, c.lines
}

// hint is the line below the input: what a paste brought, else what is wanted.
// A value that is shown but does not fit the input is shown whole.
func (m *Model) hint(c *column, f steps.Field) {
	value := *m.question.value
	if (m.question.shown || !f.Secret) && lipgloss.Width(value) > c.width-3 {
		c.whole(m.theme.strong, value)
	}
	switch {
	case f.Secret && value != "":
		m.count(c)
	case m.walk.Problem() == nil:
		c.text(m.theme.plain, f.Hint)
	}
}

// count says how long a secret is, which tells a whole paste from half a one.
func (m *Model) count(c *column) {
	n := utf8.RuneCountInString(*m.question.value)
	c.text(m.theme.plain, fmt.Sprintf("%d characters %s", n, m.question.origin))
}

// problem says what happened, why and what to do, and what the wizard can do.
func (m *Model) problem(c *column, p *steps.Problem) {
	if p.Consent != nil {
		m.consent(c, p)
		return
	}
	c.hanging(m.theme.problem.Render(m.theme.signs.bad)+" ", m.theme.strong, p.What)
	for _, part := range []struct{ label, words string }{
		{"Likely cause: ", p.Why}, {"What to do:   ", p.Next}, {"It said:      ", p.Said},
	} {
		mark := "  " + part.label
		if m.columns() < 50 && part.words != "" {
			c.text(m.theme.strong, "  "+strings.TrimSpace(part.label))
			mark = "  "
		}
		c.hanging(mark, m.theme.plain, part.words)
	}
	if len(p.Repairs) > 0 {
		c.hanging("  "+m.theme.key.Render(m.keys.fix.Help().Key)+"  ", m.theme.strong, p.Repairs[0].Label)
	}
}

// commands are what to type when the walk is finished. dance and notes say what else plays
// the one and shows the other.
func (o Options) commands(dance, notes string) []row {
	var rows []row
	if o.Dance != nil {
		rows = append(rows, row{"oktadance dance" + o.Flags, "the seven moves, for real" + dance})
	}
	rows = append(rows,
		row{"oktadance notes" + o.Flags, "all notes, to copy from" + notes},
		row{"oktadance check" + o.Flags, "tries every step again"})
	if o.Flags != "" {
		rows = append(rows, row{"oktadance", "the same with an org of your own"})
	}
	return rows
}

// apart sets parts of a page apart where there is room for that.
func (m *Model) apart(c *column) {
	if !m.low() {
		c.blank()
	}
}

// lastPage says what was achieved and what to do now.
func (m *Model) lastPage() page {
	c := column{width: m.columns()}
	c.text(m.theme.plain, "Your app asks for tokens, the org gives them, and the last one was verified. The notes hold what the next part of the tutorial asks for:")
	c.blank()
	m.values(&c, m.walk.Summary())
	c.blank()
	c.text(m.theme.plain, "What to do now:")
	rows := m.o.commands("; here: d", "; here: ctrl+n")
	c.table(m.theme.plain, rows)
	c.blank()
	c.text(m.theme.plain, "The notes are kept in")
	c.whole(m.theme.strong, m.o.Where)
	p := page{upper: c.lines}
	if m.wide() {
		p.title = []string{m.theme.title.Render("You can dance"), ""}
	}
	return p
}
