package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"oktadance/steps"
)

// The layout. From railFrom columns on the list of steps stands at the left;
// below that it is one line at the top.
const (
	railFrom  = 90
	railWidth = 18
	widest    = 78  // columns of text; longer lines are hard to read
	frame     = 104 // columns of the whole
	lowBelow  = 16  // lines: below that nothing is left blank
	airyFrom  = 24  // lines: from there on parts are set apart
	tooNarrow = 30
	tooLow    = 8
)

// wide reports whether there is room for the list of steps.
func (m *Model) wide() bool { return m.width >= railFrom }

// margin is the number of blank columns at the left.
func (m *Model) margin() int {
	if m.wide() {
		return 2
	}
	return 1
}

// railed reports whether the list of steps stands at the left.
func (m *Model) railed() bool { return m.wide() && m.walk != nil && !m.dancing() }

// columns is how wide the page's text may be.
func (m *Model) columns() int {
	if m.railed() {
		return min(m.inner()-railWidth-3, widest)
	}
	return min(m.inner(), widest)
}

// inner is the width between the margins.
func (m *Model) inner() int { return max(min(m.width, frame)-2*m.margin(), 1) }

// small reports whether the window is too small for anything but saying so.
func (m *Model) small() bool { return m.width < tooNarrow || m.height < tooLow }

func (m *Model) low() bool { return m.height < lowBelow }

// View draws the whole screen.
func (m *Model) View() tea.View {
	v := tea.NewView(m.o.drawable(m.screen()))
	v.AltScreen = true
	return v
}

func (m *Model) screen() string {
	if m.small() {
		return m.tooSmall()
	}
	head, foot := m.head(), m.foot()
	body := m.body(m.height - len(head) - len(foot))
	indent := strings.Repeat(" ", m.margin())
	lines := append(append(head, body...), foot...)
	for i, line := range lines {
		lines[i] = ansi.Truncate(indent+line, m.width, "")
	}
	return strings.Join(lines, "\n")
}

// tooSmall says so, as far as there is room for that.
func (m *Model) tooSmall() string {
	words := fmt.Sprintf("This window is %dx%d; %dx%d is needed.", m.width, m.height, tooNarrow, tooLow)
	lines := folded(words, max(m.width, 1))
	return strings.Join(lines[:min(len(lines), max(m.height, 1))], "\n")
}

// head is the program's name and whose notes these are, and below that a line
// or, on a narrow screen, the steps.
func (m *Model) head() []string {
	inner := m.inner()
	name := m.theme.title.Render("Okta Dance")
	place := m.place(inner - lipgloss.Width(name) - 2)
	gap := strings.Repeat(" ", max(inner-lipgloss.Width(name)-lipgloss.Width(place), 0))
	top := name + gap + place
	lines := []string{top, m.line()}
	switch {
	case m.over != nothing || m.walk == nil || m.onBoard():
	case m.dancing() && m.low():
		lines[1] = m.sceneLine()
	case !m.dancing() && !m.wide():
		lines[1] = m.railLine()
	}
	if m.low() || m.dancing() && !m.loose() {
		return lines
	}
	return append(lines, "")
}

func (m *Model) line() string {
	return m.theme.faint.Render(strings.Repeat(m.theme.signs.rule, m.inner()))
}

// place says whose notes these are and that they are kept, as far as there is
// room for it.
func (m *Model) place(room int) string {
	saved, host := "", ""
	if m.walk != nil {
		saved, host = "saved", m.walk.Host()
	}
	switch {
	case m.working():
		saved = "…"
	case m.o.Opening != "":
		saved = "" // nothing is written
	}
	for _, words := range [][]string{{m.o.Place, host, saved}, {m.o.Place, saved}, {saved}} {
		words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
		if line := strings.Join(words, " · "); lipgloss.Width(line) <= room {
			return line
		}
	}
	return ""
}

// foot is the line of keys, folded where it is too long. In a low window it is
// one line, of those that have room.
func (m *Model) foot() []string {
	bindings := m.keys.short(m.low())
	switch {
	case m.over != nothing:
		bindings = m.keys.over()
	case m.onBoard():
		bindings = m.board.keys(m)
	}
	if m.low() {
		return m.keyLines(bindings)
	}
	return append([]string{m.line()}, m.keyLines(bindings)...)
}

func (m *Model) keyLines(bindings []key.Binding) []string {
	inner := m.inner()
	var lines []string
	line, wide := "", 0
	for _, b := range bindings {
		if !b.Enabled() {
			continue
		}
		entry := m.theme.key.Render(b.Help().Key) + " " + b.Help().Desc
		w := lipgloss.Width(entry)
		switch {
		case wide == 0:
			line, wide = entry, w
		case wide+3+w > inner && m.low():
		case wide+3+w > inner:
			lines = append(lines, line)
			line, wide = entry, w
		default:
			line, wide = line+m.theme.faint.Render(" · ")+entry, wide+3+w
		}
	}
	return append(lines, line)
}

// body is the middle of the screen, exactly height lines.
func (m *Model) body(height int) []string {
	if m.onBoard() && m.over == nothing {
		return m.boardBody(height)
	}
	p := m.page()
	lines := append(p.title, m.fitted(p, height-len(p.title))...)
	if !m.railed() || m.over != nothing {
		return lines
	}
	rail := m.rail(height)
	for i := range lines {
		lines[i] = rail[i] + lines[i]
	}
	return lines
}

// A page is the text of the middle, by how much it matters: where there is no
// room for all of it, the upper part scrolls, then the answers go, and at last
// what is told of the open question scrolls, which is the problem with it.
type page struct{ title, upper, answers, open, told []string }

// page is what there is to show where the person is.
func (m *Model) page() page {
	switch {
	case m.over == helping:
		return page{upper: m.helpPage()}
	case m.over == inspecting && m.dancing():
		return page{upper: m.movePage()}
	case m.over == inspecting:
		return page{upper: m.exchangePage()}
	case m.dancing():
		return m.dancePage()
	case m.walk == nil:
		return m.gatePage()
	}
	return m.walkPage()
}

// leastRoom is how many lines can be scrolled in: one, and a mark at each edge.
const leastRoom = 3

// parts divides a page for a window of this height: what scrolls, how much room
// that has, and what stays above and below it.
func (p page) parts(height int) (above, scrolls []string, room int, below []string) {
	below = slices.Concat(p.answers, p.open, p.told)
	if len(below) > height-leastRoom {
		below = slices.Concat(p.open, p.told)
	}
	switch {
	case len(below) <= height-leastRoom, len(p.upper)+len(below) <= height:
		return nil, p.upper, height - len(below), below
	case len(p.open) <= height-leastRoom:
		return p.open, p.told, height - len(p.open), nil
	}
	return nil, below, height, nil
}

// fitted makes the page exactly height lines.
func (m *Model) fitted(p page, height int) []string {
	above, lines, room, below := p.parts(height)
	if len(lines) > room {
		lines = m.scrolled(lines, room)
	}
	lines = slices.Concat(above, lines, below)
	for len(lines) < height {
		lines = append(lines, "")
	}
	return lines
}

// excess is how many lines the page can be scrolled by.
func (m *Model) excess() int {
	if m.small() || m.onBoard() && m.over == nothing {
		return 0
	}
	p := m.page()
	_, lines, room, _ := p.parts(m.height - len(m.head()) - len(m.foot()) - len(p.title))
	if len(lines) <= room {
		return 0
	}
	return len(lines) - room + 1
}

// scrolled is the part of lines that shows in a window of the given height, with
// a mark at each edge where something is cut off. It begins at the beginning, or
// shows the end when that is where things happen.
func (m *Model) scrolled(lines []string, height int) []string {
	if height < 3 {
		return lines[:max(height, 0)]
	}
	last := len(lines) - height + 1
	from := min(m.scroll, last)
	if m.following() {
		from = max(last-m.scroll, 0)
	}
	above, below := from > 0, from < last
	shown := append([]string{}, lines[from:min(from+height, len(lines))]...)
	if above {
		shown = append([]string{m.cut("↑", from)}, lines[from+1:min(from+height, len(lines))]...)
	}
	if below {
		shown[len(shown)-1] = m.cut("↓", len(lines)-from-height+1)
	}
	return shown
}

// cut marks an edge beyond which there are more lines.
func (m *Model) cut(arrow string, lines int) string {
	return fmt.Sprintf("%s %d more, pgup pgdn", arrow, lines)
}

// following reports whether the end of the page matters more than its beginning.
func (m *Model) following() bool {
	if m.walk == nil || m.over != nothing || m.dancing() {
		return false
	}
	state := m.walk.State()
	return state == steps.Trying || state == steps.Passed
}

// rail is the list of steps at the left, height lines of it.
func (m *Model) rail(height int) []string {
	lines := make([]string, height)
	bar := m.theme.faint.Render(m.theme.signs.bar) + "  "
	for i := range lines {
		lines[i] = strings.Repeat(" ", railWidth) + bar
	}
	for i, s := range m.walk.Stages() {
		if i >= height {
			break
		}
		sign, style := " ", m.theme.plain
		switch {
		case s.Here:
			sign, style = m.theme.signs.here, m.theme.key.Bold(true)
		case s.Finished:
			sign = m.theme.signs.good
		}
		label := fmt.Sprintf("%d %s", i+1, s.Title)
		lines[i] = m.theme.accent.Render(sign) + " " + style.Render(label) +
			strings.Repeat(" ", max(railWidth-2-lipgloss.Width(label), 0)) + bar
	}
	return lines
}

// railLine says the same in one line.
func (m *Model) railLine() string {
	number, of := m.walk.Place()
	signs := ""
	for _, s := range m.walk.Stages() {
		switch {
		case s.Here:
			signs += m.theme.signs.here
		case s.Finished:
			signs += m.theme.signs.good
		default:
			signs += m.theme.signs.todo
		}
	}
	where := fmt.Sprintf("Step %d of %d  ", number, of)
	title := m.walk.Step().Title
	if m.walk.State() == steps.Done {
		where, title = "", "You can dance"
	}
	return where + m.theme.title.Render(title) + "  " + m.theme.accent.Render(signs)
}
