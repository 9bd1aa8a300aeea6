package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"oktadance/steps"
)

// A shelf is the board with all notes, by step: a list, and below it the chosen
// note with its value whole.
type shelf struct {
	rows   []shelfRow
	cursor        // among the notes
	note   []int  // the row of each note
	name   string // of the chosen note, to find it again
	shown  bool   // the chosen note is revealed
	across int    // lines of its value that are passed over
	labels int    // columns for the labels
}

// A shelfRow is a note, or the heading of a step.
type shelfRow struct {
	heading, passed string
	steps.Line
}

// widestLabel is how far a label may push the values to the right.
const widestLabel = 24

// Layout of the time at which a step passed.
const passedLayout = "passed 2 Jan 2006 15:04"

func (s *shelf) open(m *Model) {
	s.shut()
	for _, sheet := range m.walk.Sheets() {
		s.rows = append(s.rows, shelfRow{heading: sheet.Title, passed: passedAt(sheet)})
		for _, line := range sheet.Lines {
			if line.Note == s.name {
				s.at = len(s.note)
			}
			s.note = append(s.note, len(s.rows))
			s.rows = append(s.rows, shelfRow{Line: line})
			s.labels = max(s.labels, min(lipgloss.Width(line.Label), widestLabel))
		}
	}
	s.of = len(s.note)
	s.at = max(min(s.at, s.of-1), 0)
}

func (s *shelf) shut() { s.rows, s.note, s.shown, s.across, s.of = nil, nil, false, 0, 0 }

func passedAt(s steps.Sheet) string {
	switch {
	case s.Number == 0:
		return ""
	case s.Passed.IsZero():
		return "not finished"
	}
	return s.Passed.Local().Format(passedLayout)
}

// chosen is the note that the cursor is at; it reports false when there is none.
func (s *shelf) chosen() (steps.Line, bool) {
	if s.of == 0 {
		return steps.Line{}, false
	}
	return s.rows[s.note[s.at]].Line, true
}

func (s *shelf) press(m *Model, k tea.KeyPressMsg) tea.Cmd {
	note, any := s.chosen()
	moved, isMove := s.cursor.moved(k, max(m.height/2, 1))
	switch b := m.keys.board; {
	case isMove:
		s.cursor, s.shown, s.across = moved, false, 0
		note, _ = s.chosen()
		s.name = note.Note
	case key.Matches(k, b.close):
		return m.closeBoard()
	case key.Matches(k, m.keys.form):
		m.lay(&handover{form: *m.o.Handling.Form, under: s})
	case !any:
	case key.Matches(k, b.copy):
		return m.copy(Entry{Label: note.Label, Value: note.Value, Secret: note.Secret})
	case key.Matches(k, b.show):
		s.shown = !s.shown && note.Secret
		s.across = 0
	case key.Matches(k, b.across):
		by := map[string]int{"left": -1, "right": 1}[k.String()]
		s.across = max(min(s.across+by, len(s.value(m, note))-s.valueRoom(m)), 0)
	case key.Matches(k, b.jump) && !m.alone && m.walk.Open(note.Note):
		m.board = nil
		return m.settle()
	}
	return nil
}

func (s *shelf) keys(m *Model) []key.Binding {
	b := s.fitted(m)
	if m.low() { // where not all have room
		return []key.Binding{b.jump, b.close, b.copy, m.keys.help, b.show, b.pick, b.across, m.keys.form}
	}
	return []key.Binding{b.jump, b.copy, b.show, b.pick, b.across, m.keys.form, m.keys.help, b.close}
}

// fitted are the keys of boards, enabled as far as they do something here.
func (s *shelf) fitted(m *Model) boardKeys {
	b := m.keys.board
	note, any := s.chosen()
	step, _ := steps.Source(steps.All(), note.Note)
	b.jump.SetEnabled(!m.alone && step != "")
	b.copy.SetEnabled(any && note.Value != "")
	b.show.SetEnabled(any && note.Secret && note.Value != "")
	b.across.SetEnabled(any && len(s.value(m, note)) > s.valueRoom(m))
	for _, by := range []*key.Binding{&b.pick, &b.leap, &b.ends} {
		by.SetEnabled(s.of > 1)
	}
	b.close.SetHelp("esc", closing(m.alone))
	if s.shown {
		b.show.SetHelp("ctrl+r", "hide")
	}
	return b
}

func (s *shelf) all(m *Model) []off {
	b := s.fitted(m)
	note, _ := s.chosen()
	jump, show := "no step of this version asks for this note", "this note is no secret"
	if m.alone {
		jump = "nothing is walked here"
	}
	if note.Value == "" {
		show = "there is nothing in this note"
	}
	return append([]off{
		{b.jump, jump}, {b.copy, "there is nothing in this note"}, {b.show, show},
		{b.pick, "there is no other note"}, {b.leap, "there is no other note"}, {b.ends, "there is no other note"},
		{b.across, "all of the value is in sight"}, {m.keys.form, "it begins when all steps are finished"}, {b.close, ""},
		{m.nowhere(m.keys.notes), "the notes are in sight"},
	}, m.elsewhere()...)
}

func closing(alone bool) string {
	if alone {
		return "leave"
	}
	return "close"
}

func (s *shelf) lines(m *Model, height int) []string {
	note, any := s.chosen()
	if !any {
		return []string{"There are no notes yet."}
	}
	detail := s.detail(m, note)
	room := max(height-len(detail), 1)
	from, to := window(len(s.rows), s.note[s.at], room)
	var lines []string
	for i := from; i < to; i++ {
		lines = append(lines, s.line(m, i))
	}
	for len(lines) < room {
		lines = append(lines, "")
	}
	return append(lines, detail...)
}

// line is one row of the list.
func (s *shelf) line(m *Model, i int) string {
	r := s.rows[i]
	if r.heading != "" {
		return m.wideLine(m.theme.title.Render(r.heading), r.passed,
			lipgloss.Width(r.heading), lipgloss.Width(r.passed))
	}
	mark, style := "  ", m.theme.plain
	if i == s.note[s.at] {
		mark, style = m.theme.signs.here+" ", m.theme.key
	}
	label := ansi.Truncate(r.Label, s.labels, "…")
	gap := strings.Repeat(" ", s.labels-lipgloss.Width(label)+2)
	return style.Render(mark+label) + gap + s.inRow(m, r.Line, i == s.note[s.at])
}

// inRow is a value beside its label, if it fits there whole.
func (s *shelf) inRow(m *Model, l steps.Line, chosen bool) string {
	room := m.boardWidth() - s.labels - 4
	switch value := m.shown(l); {
	case l.LeftOut && room >= len("left out"):
		return "left out"
	case l.Value == "" && room < len("not answered"):
		return "none"
	case l.Value == "":
		return "not answered"
	case l.Secret && s.shown && chosen:
		return ansi.Truncate("shown below", room, "")
	case l.Secret:
		return ansi.Truncate(value, room, "")
	case lipgloss.Width(value) > room:
		return "…"
	default:
		return value
	}
}

// detail is the chosen note: its name, its value, and where it comes from. It is
// as high for every note, so that the list stands still.
func (s *shelf) detail(m *Model, note steps.Line) []string {
	value := s.value(m, note)
	room := s.valueRoom(m)
	from := max(min(s.across, len(value)-room), 0)
	value = value[from:min(from+room, len(value))]
	for len(value) < room {
		value = append(value, "")
	}
	lines := append([]string{m.theme.strong.Render(note.Note)}, value...)
	if !m.low() {
		lines = append([]string{m.line()}, lines...)
	}
	said := column{width: m.boardWidth()}
	if m.flash != "" {
		said.text(m.theme.strong, m.flash)
	} else if !m.low() {
		said.text(m.theme.plain, s.source(m, note))
	}
	return append(lines, said.lines...)
}

// value is the chosen note's value on lines of its own.
func (s *shelf) value(m *Model, note steps.Line) []string {
	note.Secret = note.Secret && !s.shown
	c := column{width: m.boardWidth()}
	if note.Value != "" {
		c.whole(m.theme.plain, m.shown(note))
	}
	return c.lines
}

// valueRoom is how many lines of a value are in sight.
func (s *shelf) valueRoom(m *Model) int {
	if m.height >= airyFrom {
		return 3
	}
	return 2
}

// source says where a note comes from and how it is changed.
func (s *shelf) source(m *Model, note steps.Line) string {
	step, question := steps.Source(steps.All(), note.Note)
	switch {
	case step == "":
		return "This version of the program does not know it."
	case m.alone && question != "":
		return "To set it: oktadance notes set " + note.Note + m.o.Flags
	case m.alone:
		return "Found by the step " + step + "."
	case question == "":
		return "Found by the step " + step + ". Enter goes there."
	}
	return "Asked in the step " + step + ". Enter goes to the question."
}
