package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
)

// A board lies over the walk and fills the middle of the screen. It draws only
// what there is room for, however much it holds.
type board interface {
	// open fills it from the notes. It is called again when notes that were locked
	// are open again, and then keeps its place.
	open(m *Model)
	// shut drops what is secret: the notes are being locked.
	shut()
	// lines draws it, height lines or fewer.
	lines(m *Model, height int) []string
	// press does what a key orders.
	press(m *Model, k tea.KeyPressMsg) tea.Cmd
	// keys are those at the foot, in their order; what is disabled is left out.
	keys(m *Model) []key.Binding
	// all are the keys there are on it, and why those that are disabled do nothing now.
	all(m *Model) []off
}

// lay puts a board over the walk.
func (m *Model) lay(b board) {
	m.board, m.over, m.scroll = b, nothing, 0
	b.open(m)
}

// closeBoard goes back to the walk, or leaves where there is none to go back to.
func (m *Model) closeBoard() tea.Cmd {
	if m.alone {
		m.done = true
		return m.leave()
	}
	m.board = nil
	return nil
}

// pressBoard follows a key on the board in sight, or says why it does nothing there.
func (m *Model) pressBoard(k tea.KeyPressMsg) tea.Cmd {
	if m.refuses(k, m.board.all(m)) {
		return nil
	}
	return m.board.press(m, k)
}

// elsewhere are the keys of the walk, of which a board has none.
func (m *Model) elsewhere() []off {
	why := "it is a key of the walk: esc goes back there"
	if m.alone {
		why = "it is a key of the walk, and nothing is walked here"
	}
	var all []off
	for _, b := range []key.Binding{m.keys.browse, m.keys.fix, m.keys.sent, m.keys.clear, m.keys.dance} {
		all = append(all, off{m.nowhere(b), why})
	}
	return all
}

// nowhere is a key that does nothing on a board, whatever it does in the walk.
func (m *Model) nowhere(b key.Binding) key.Binding {
	b.SetEnabled(false)
	return b
}

// onBoard reports whether a board is in sight.
func (m *Model) onBoard() bool { return m.board != nil && m.walk != nil }

// boardBody is the middle of the screen with a board on it, exactly height lines.
func (m *Model) boardBody(height int) []string {
	lines := m.board.lines(m, height)
	for len(lines) < height {
		lines = append(lines, "")
	}
	return lines[:height]
}

// A cursor chooses one of some lines, more than there may be room for.
type cursor struct{ at, of int }

// moved follows the keys that choose. It reports false for any other key.
func (c cursor) moved(k tea.KeyPressMsg, page int) (cursor, bool) {
	by, known := map[string]int{
		"up": -1, "down": 1, "pgup": -page, "pgdown": page, "home": -c.of, "end": c.of,
	}[k.String()]
	c.at = max(min(c.at+by, c.of-1), 0)
	return c, known
}

// wideLine is a line across the board with something at its right end.
func (m *Model) wideLine(left, right string, leftWidth, rightWidth int) string {
	gap := m.boardWidth() - leftWidth - rightWidth
	if gap < 2 {
		return left
	}
	return left + strings.Repeat(" ", gap) + right
}

func (m *Model) boardWidth() int { return m.inner() }
