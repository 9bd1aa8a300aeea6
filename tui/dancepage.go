package tui

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"oktadance/steps"
)

// The layout of the dance. Where the four lifelines have no room the moves are a list.
const (
	chartFrom   = 64 // columns
	halvesFrom  = 88 // columns: from there on question and answer stand side by side
	chartHeight = 16 // lines of the page, below which there is a list
	looseFrom   = 28 // lines of the window: from there on nothing is set close
)

// loose reports whether there is room to set the parts of the dance apart.
func (m *Model) loose() bool { return m.height >= looseFrom }

// dancePage draws the scene: what it teaches, the moves, and the one that is looked at.
func (m *Model) dancePage() page {
	switch {
	case m.dance.Problem != nil:
		c := column{width: m.columns()}
		m.problem(&c, m.dance.Problem)
		return page{upper: c.lines}
	case m.dance.listing:
		return m.scenePage()
	}
	height := m.room()
	p := page{title: m.sceneHeading(), open: m.sceneEnd()}
	left := height - len(p.title) - len(p.open)
	if m.charted() {
		p.title = append(p.title, m.chart(max(left-2, 3)*3/5)...)
	} else {
		p.title = append(p.title, m.moveList(max(left-3, 2))...)
	}
	p.upper = m.moveInShort()
	for len(p.upper)+len(p.title)+len(p.open) < height {
		p.upper = append(p.upper, "") // how the scene ended stands at the foot
	}
	return p
}

// room is how many lines the page has.
func (m *Model) room() int { return m.height - len(m.head()) - len(m.foot()) }

// charted reports whether there is room for the lifelines.
func (m *Model) charted() bool { return m.inner() >= chartFrom && m.room() >= chartHeight }

// sceneHeading is the scene's name and what it teaches.
func (m *Model) sceneHeading() []string {
	c := column{width: m.inner()}
	scene := m.dance.Scenes[m.dance.scene]
	if m.low() {
		return nil // the second line of the screen names it
	}
	name, place := m.theme.title.Render(scene.Title), m.scenePlace()
	gap := max(c.width-lipgloss.Width(name)-lipgloss.Width(place), 1)
	c.lines = append(c.lines, name+strings.Repeat(" ", gap)+place)
	c.text(m.theme.plain, scene.Teaches)
	if m.loose() {
		c.blank()
	}
	return c.lines
}

// scenePlace says which scene it is, and in which voice the gateway refuses.
func (m *Model) scenePlace() string {
	d := &m.dance
	place := fmt.Sprintf("scene %d of %d", d.scene+1, len(d.Scenes))
	if len(d.Voices) > 0 {
		place = "answers as " + d.Voices[d.voice] + " · " + place
	}
	return place
}

// sceneLine names the scene in one line, for a low window.
func (m *Model) sceneLine() string {
	d := &m.dance
	if d.listing || d.Problem != nil {
		return m.theme.title.Render("The dance")
	}
	return m.theme.title.Render(d.Scenes[d.scene].Title) + "  as " + d.Voices[d.voice]
}

// chart is the lifelines with as many moves as there is room for, those around the
// one that is looked at.
func (m *Model) chart(height int) []string {
	d := &m.dance
	c := chart{theme: m.theme, width: m.inner(), moves: append(append([]steps.Move{}, d.moves...), shadows(d.moves)...),
		done: len(d.moves), last: d.newest, at: d.at}
	if d.barred() {
		c.moves = nil
	}
	lines := []string{c.names()}
	from, to := window(len(c.moves), d.at, max(height, len(steps.Tutorial())))
	for i := from; i < to; i++ {
		lines = append(lines, c.row(i))
	}
	if from > 0 {
		lines[1] = c.further("↑", from+1)
	}
	if to < len(c.moves) {
		lines[len(lines)-1] = c.further("↓", len(c.moves)-to+1)
	}
	return append(lines, m.line())
}

// moveList says the same without lifelines.
func (m *Model) moveList(height int) []string {
	d := &m.dance
	c := chart{theme: m.theme, moves: d.moves, done: len(d.moves), last: d.newest, at: d.at}
	var lines []string
	from, to := window(len(d.moves), d.at, height)
	for i := from; i < to; i++ {
		lines = append(lines, c.item(i, m.inner()))
	}
	return lines
}

// item is a move in one line of a list.
func (c chart) item(i, width int) string {
	move := c.moves[i]
	here := "  "
	if i == c.at {
		here = c.theme.accent.Render(c.theme.signs.here) + " "
	}
	number := "·"
	if move.Number > 0 {
		number = fmt.Sprint(move.Number)
	}
	line := fmt.Sprintf("%s %s%s%s ", number, move.From, c.theme.signs.right, move.To)
	if move.From == move.To {
		line = fmt.Sprintf("%s %s ", number, move.From)
	}
	return here + c.style(i).Render(line+label(move, c.theme.signs))
}

// window is the part of a list that shows, around one of its items.
func window(items, at, height int) (from, to int) {
	height = max(height, 1)
	from = max(min(at-height/2, items-height), 0)
	return from, min(from+height, items)
}

// sceneEnd says how the scene ended, or how it begins.
func (m *Model) sceneEnd() []string {
	d := &m.dance
	c := column{width: m.inner()}
	if m.loose() {
		c.blank()
	}
	good := m.theme.accent.Render(m.theme.signs.good) + " "
	switch {
	case d.Scenes[d.scene].Barred != "":
		c.hanging(m.theme.signs.mind+" ", m.theme.plain, d.Scenes[d.scene].Barred)
	case d.ending == nil:
		return nil
	case d.ending.Problem != nil:
		m.problem(&c, d.ending.Problem)
	case d.ending.AsMeant:
		c.hanging(good, m.theme.strong, d.ending.Says)
	default:
		c.hanging(m.theme.problem.Render(m.theme.signs.bad)+" ", m.theme.problem, d.ending.Says)
	}
	return c.lines
}

// moveInShort is the move that is looked at: what happens in it, and what was asked
// and answered, without the headers that are no part of the lesson.
func (m *Model) moveInShort() []string {
	move, seen := m.dance.seen()
	c := column{width: m.inner()}
	switch {
	case !seen:
		return m.prologue()
	case m.dance.due && m.dance.at == m.dance.newest:
		c.text(m.theme.plain, m.spin.View()+" "+move.Says)
	default:
		c.text(m.theme.strong, move.Says)
	}
	if m.loose() {
		c.blank()
	}
	if c.width >= halvesFrom && move.Request != nil && move.Answer != nil {
		half := (c.width - 3) / 2
		c.lines = append(c.lines, m.beside(m.message(move.Request, half), m.message(move.Answer, half), half)...)
		return c.lines
	}
	for i, message := range []*steps.Message{move.Answer, move.Request} {
		if message == nil {
			continue
		}
		if i > 0 && move.Answer != nil && !m.low() {
			c.blank()
		}
		c.lines = append(c.lines, m.message(message, c.width)...)
	}
	return c.lines
}

// prologue is what the tutorial says of the moves, before the first of them.
func (m *Model) prologue() []string {
	c := column{width: m.inner()}
	switch {
	case m.dance.barred():
		return nil
	case m.dance.due:
		c.text(m.theme.plain, m.spin.View())
		return c.lines
	}
	c.text(m.theme.strong, "Nothing has been sent yet. Enter makes the first move, space makes them all.")
	c.blank()
	for _, move := range steps.Tutorial() {
		c.hanging(fmt.Sprintf(" %d  ", move.Number), m.theme.plain, move.Says)
	}
	return c.lines
}

// beside sets two texts side by side.
func (m *Model) beside(left, right []string, width int) []string {
	bar := m.theme.faint.Render(" " + m.theme.signs.bar + " ")
	lines := make([]string, max(len(left), len(right)))
	for i := range lines {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		lines[i] = l + strings.Repeat(" ", max(width-lipgloss.Width(l), 0)) + bar + r
	}
	return lines
}

// message is one half of an exchange. In short it is the path, the headers that are
// part of the lesson, and a form field by field.
func (m *Model) message(half *steps.Message, width int) []string {
	c := column{width: width}
	if m.over == inspecting {
		c.whole(m.theme.strong, half.Line)
	} else {
		c.whole(m.theme.strong, withoutHost(half.Line))
	}
	for _, h := range half.Header {
		switch {
		case m.over == inspecting:
			c.whole(m.theme.plain, h.Name+": "+h.Value)
		case taught(h.Name):
			c.text(m.theme.plain, h.Name+": "+h.Value)
		}
	}
	body := half.Body
	if m.loose() || m.over == inspecting {
		body = indented(body)
	}
	if m.over != inspecting && lipgloss.Width(body) > width && formed(half.Header) {
		body = strings.ReplaceAll(body, "&", "\n&")
	}
	if body != "" {
		c.whole(m.theme.plain, body)
	}
	return c.lines
}

// withoutHost is a request's line as it is sent: the host is in a header.
func withoutHost(line string) string {
	method, address, found := strings.Cut(line, " ")
	u, err := url.Parse(address)
	if !found || err != nil || u.Host == "" {
		return line
	}
	return method + " " + u.RequestURI()
}

// formed reports whether a message's body is a form.
func formed(header []steps.Header) bool {
	return slices.ContainsFunc(header, func(h steps.Header) bool { return strings.HasPrefix(h.Value, "application/x-www-form-urlencoded") })
}

// taught reports whether a header is part of the lesson of a move.
func taught(header string) bool {
	switch header {
	case "Host", "Authorization", "Www-Authenticate", "Retry-After":
		return true
	}
	return strings.HasPrefix(header, "X-AGW-")
}

// movePage shows the whole exchange of the move that is looked at.
func (m *Model) movePage() []string {
	move, seen := m.dance.seen()
	if !seen {
		return nil
	}
	c := column{width: min(m.width-2*m.margin(), 110)}
	title := "Between two calls"
	if move.Number > 0 {
		title = fmt.Sprintf("Move %d of %d", move.Number, len(steps.Tutorial()))
	}
	c.text(m.theme.title, title)
	c.text(m.theme.plain, move.Says)
	for _, half := range []*steps.Message{move.Request, move.Answer} {
		if half != nil {
			c.blank()
			c.lines = append(c.lines, m.message(half, c.width)...)
		}
	}
	c.blank()
	c.text(m.theme.plain, "Secrets are masked: of tokens a few characters are shown, to tell them apart.")
	return c.lines
}

// scenePage lists the scenes, with what the one chosen teaches.
func (m *Model) scenePage() page {
	d := &m.dance
	c := column{width: m.inner()}
	scene := d.Scenes[d.pick]
	c.blank()
	c.text(m.theme.plain, scene.Teaches)
	c.text(m.theme.plain, scene.Barred)
	height := m.room() - len(c.lines)
	list := column{width: c.width}
	if !m.low() {
		list.text(m.theme.title, "Which scene?")
		list.blank()
		height -= len(list.lines)
	}
	from, to := window(len(d.Scenes), d.pick, height)
	for i := from; i < to; i++ {
		list.lines = append(list.lines, m.sceneItem(i))
	}
	return page{title: append(list.lines, c.lines...)}
}

func (m *Model) sceneItem(i int) string {
	scene := m.dance.Scenes[i]
	here, style := "  ", m.theme.plain
	if i == m.dance.pick {
		here, style = m.theme.accent.Render(m.theme.signs.here)+" ", m.theme.strong
	}
	if scene.Barred != "" {
		style = m.theme.faint
	}
	return here + style.Render(fmt.Sprintf("%-15s %s", scene.Name, scene.Title))
}
