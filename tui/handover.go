package tui

import (
	"slices"
	"strconv"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"oktadance/steps"
)

// A Form is something that is filled in elsewhere, in a browser, with values from
// the notes.
type Form struct {
	Title string // the page as its owner names it
	Key   string // what the key that opens it does: "fill in Anypoint's form"
	Where string // how to get there, and what to mind
	// Entries makes the list from the notes, in the order of the form.
	Entries func(steps.Notes) []Entry
}

// An Entry is one field of a form.
type Entry struct {
	Section string // the heading it stands under, "" for that of the one before
	Label   string // as the form has it
	Value   string // what goes in; "" where there is nothing to copy
	Secret  bool   // masked until the person asks to see it
	Hint    string // where people go wrong
}

// fillable reports whether there is a form, and the notes hold all it takes.
func fillable(o Options, w *steps.Walk) bool {
	return o.Handling.Form != nil && w != nil &&
		!slices.ContainsFunc(w.Stages(), func(s steps.Stage) bool { return !s.Finished })
}

// A handover is the board that fills in a form: Enter copies one value after the
// other.
type handover struct {
	form    Form
	entries []Entry
	cursor
	done  map[int]bool // those that were copied, or have nothing to copy
	shown bool
	under board // what it was opened from, nil for the walk
}

func (h *handover) open(m *Model) {
	if h.done == nil {
		h.done = map[int]bool{}
	}
	h.entries = h.form.Entries(m.notes)
	h.of = len(h.entries)
	h.at = max(min(h.at, h.of-1), 0)
}

func (h *handover) shut() {
	h.entries, h.of, h.shown = nil, 0, false
	if h.under != nil {
		h.under.shut()
	}
}

// leave goes back to where it was opened from.
func (h *handover) leave(m *Model) tea.Cmd {
	if h.under == nil {
		return m.closeBoard()
	}
	m.lay(h.under)
	return nil
}

func (h *handover) press(m *Model, k tea.KeyPressMsg) tea.Cmd {
	moved, isMove := h.cursor.moved(k, max(m.height/3, 1))
	switch b := m.keys.board; {
	case isMove:
		h.cursor, h.shown = moved, false
	case key.Matches(k, b.close):
		return h.leave(m)
	case h.of == 0:
	case key.Matches(k, b.show):
		h.shown = !h.shown && h.entries[h.at].Secret
	case key.Matches(k, b.next):
		return h.next(m)
	}
	return nil
}

// next copies the chosen value, or the one after it when this was copied already.
func (h *handover) next(m *Model) tea.Cmd {
	if h.done[h.at] && h.at+1 < h.of {
		h.at, h.shown = h.at+1, false
	}
	h.done[h.at] = true
	return m.copy(h.entries[h.at])
}

func (h *handover) keys(m *Model) []key.Binding {
	b := h.fitted(m)
	if m.low() { // where not all have room
		return []key.Binding{b.next, b.close, m.keys.help, b.show, b.pick}
	}
	return []key.Binding{b.next, b.pick, b.show, m.keys.help, b.close}
}

// fitted are the keys of boards, enabled as far as they do something here.
func (h *handover) fitted(m *Model) boardKeys {
	b := m.keys.board
	b.show.SetEnabled(h.of > 0 && h.entries[h.at].Secret)
	b.next.SetEnabled(h.of > 0)
	b.next.SetHelp("enter", h.nextWord())
	for _, by := range []*key.Binding{&b.pick, &b.leap, &b.ends} {
		by.SetEnabled(h.of > 1)
	}
	b.close.SetHelp("esc", closing(m.alone && h.under == nil))
	if h.shown {
		b.show.SetHelp("ctrl+r", "hide")
	}
	return b
}

func (h *handover) all(m *Model) []off {
	b := h.fitted(m)
	only, notes := "there is no other field", "esc goes back to where it works"
	if m.alone && h.under == nil {
		notes = "they are a page of their own: oktadance notes" + m.o.Flags
	}
	return append([]off{
		{b.next, "the notes hold nothing for this form"}, {b.pick, only}, {b.leap, only}, {b.ends, only},
		{b.show, "this field is no secret"}, {b.close, ""},
		{m.nowhere(m.keys.form), "the form is in sight"}, {m.nowhere(m.keys.notes), notes},
	}, m.elsewhere()...)
}

// nextWord is what Enter does.
func (h *handover) nextWord() string {
	at := h.at
	if h.done[at] && at+1 < h.of {
		at++
	}
	switch {
	case at >= h.of:
		return ""
	case h.entries[at].Value == "":
		return "tick it off"
	case at == h.at && !h.done[at]:
		return "copy it"
	case at == h.at:
		return "copy it again"
	}
	return "copy the next"
}

func (h *handover) lines(m *Model, height int) []string {
	if h.of == 0 {
		return []string{"The notes hold nothing for this form yet."}
	}
	detail := h.detail(m, height)
	head := []string{m.wideLine(m.theme.title.Render(h.form.Title), h.count(m),
		lipgloss.Width(h.form.Title), lipgloss.Width(h.count(m)))}
	if !m.low() {
		c := column{width: m.boardWidth()}
		c.text(m.theme.plain, h.form.Where)
		head = append(append(head, c.lines...), "")
	}
	list, at := h.list(m)
	room := max(height-len(head)-len(detail), 1)
	from, to := window(len(list), at, room)
	lines := append(head, list[from:to]...)
	for len(lines) < height-len(detail) {
		lines = append(lines, "")
	}
	return append(lines, detail...)
}

// count is how many are done.
func (h *handover) count(m *Model) string {
	return m.theme.plain.Render(strconv.Itoa(len(h.done)) + " of " + strconv.Itoa(h.of))
}

// list is the form's fields by section, and the line of the chosen one.
func (h *handover) list(m *Model) (lines []string, at int) {
	for i, e := range h.entries {
		if e.Section != "" {
			lines = append(lines, m.theme.strong.Render(e.Section))
		}
		mark, style := " ", m.theme.plain
		if h.done[i] {
			mark = m.theme.signs.good
		}
		here := " "
		if i == h.at {
			here, style, at = m.theme.signs.here, m.theme.key, len(lines)
		}
		lines = append(lines, m.theme.accent.Render(here+" "+mark)+" "+style.Render(e.Label))
	}
	return lines, at
}

// detail is the chosen field, what to mind there, and what was copied. Where there
// is room it is as high for every field, so that the list stands still.
func (h *handover) detail(m *Model, height int) []string {
	lines := h.field(m, h.entries[h.at])
	if m.low() {
		return lines[:min(len(lines), max(height-3, 1))]
	}
	high := 0
	for _, e := range h.entries {
		high = max(high, len(h.field(m, e)))
	}
	for len(lines) < high {
		lines = append(lines, "")
	}
	said := column{width: m.boardWidth(), lines: []string{m.line()}}
	said.lines = append(said.lines, lines...)
	said.text(m.theme.strong, m.flash)
	for len(said.lines) < high+1+saidLines {
		said.blank()
	}
	return said.lines[:min(len(said.lines), max(height-6, 1))]
}

// saidLines is the room for what is said about a copy.
const saidLines = 2

// field is a field with its value whole, and what to mind there.
func (h *handover) field(m *Model, e Entry) []string {
	c := column{width: m.boardWidth()}
	c.text(m.theme.strong, e.Label)
	if e.Value != "" {
		c.whole(m.theme.plain, m.shown(steps.Line{Value: e.Value, Secret: e.Secret && !h.shown}))
	}
	if m.low() && m.flash != "" {
		c.text(m.theme.strong, m.flash)
		return c.lines
	}
	c.text(m.theme.plain, e.Hint)
	return c.lines
}
