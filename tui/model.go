package tui

import (
	"cmp"
	"strings"
	"time"

	blinking "charm.land/bubbles/v2/cursor"
	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/spinner"
	tea "charm.land/bubbletea/v2"

	"oktadance/steps"
)

// overlay is what lies over the page.
type overlay int

const (
	nothing overlay = iota
	helping
	inspecting
)

// A Model is the screen. It is a tea.Model, the only one there is.
type Model struct {
	o     Options
	theme theme
	keys  keys
	size
	now time.Time // as of the last message that told it

	gate     gate
	walk     *steps.Walk // nil until the notes are unlocked
	question *question   // nil when nothing is asked
	news     chan tea.Msg
	spin     spinner.Model

	look
	desk
	ripe    bool // what would be made has been in sight for a moment
	leaving bool
	dance   dance
}

// look is what the person looks at: the page, or what lies over it, and where.
type look struct {
	over     overlay
	at       place // that the page is for
	scroll   int   // lines that the part which scrolls is scrolled by
	exchange int   // the exchange being inspected
	flash    string
}

// place is where the walk stands.
type place struct {
	step  string
	state steps.State
}

// size is the window's, in cells.
type size struct{ width, height int }

type (
	unlockedMsg struct {
		notes steps.Notes
		err   error
	}
	suggestedMsg struct {
		words string
		err   error
	}
	browsedMsg struct{ err error }
	leaveMsg   struct{}
	ripeMsg    struct{ problem *steps.Problem }
)

func newModel(o Options) *Model {
	m := &Model{
		o: o, theme: unknownTheme(), keys: newKeys(), size: size{80, 24},
		spin: spinner.New(spinner.WithSpinner(o.spinner())),
	}
	m.gate, m.clock = newGate(o), realClock()
	return m
}

// outcome tells how the walk was left.
func (m *Model) outcome() Outcome {
	walk := cmp.Or(m.walk, m.locked)
	return Outcome{Unlocked: walk != nil, Done: walk != nil && walk.State() == steps.Done, Ending: m.dance.last}
}

// Init draws the first page and asks for the background's colour, which comes
// when it comes.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.open())
}

// open begins with the passphrase, or unlocks with the one that was given.
func (m *Model) open() tea.Cmd {
	if m.o.Passphrase != "" {
		return m.unlock(m.o.Passphrase)
	}
	return m.askPassphrase()
}

// Update routes a message to the part it is for.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		cmd = m.repaint(newTheme(msg.IsDark(), m.o.Manners))
	case tea.KeyPressMsg:
		cmd = m.press(msg)
	case tea.PasteMsg:
		cmd = m.paste(msg)
	case unlockedMsg:
		cmd = m.unlocked(msg)
	case suggestedMsg:
		cmd = m.suggested(msg)
	case heardMsg:
		m.walk.Heard(msg.event)
		cmd = m.listen()
	case endedMsg:
		m.walk.End(msg.result)
		cmd = m.settle()
	case movedMsg:
		cmd = m.moved(msg)
	case endingMsg:
		m.ended(msg)
	case clearedMsg:
		cmd = m.cleared()
	case browsedMsg:
		m.browsed(msg)
	case ripeMsg:
		m.ripe = m.ripe || m.walk != nil && m.walk.Problem() == msg.problem
	case leaveMsg:
		cmd = m.leave()
	case blinking.BlinkMsg:
		// A cursor that blinks moves by itself, and wakes the program for it.
	case glanceMsg, lockedMsg, copiedMsg, askedMsg, expiredMsg, takenBackMsg:
		cmd = m.tidy(msg)
	case spinner.TickMsg:
		cmd = m.tick(msg)
	default:
		if m.question != nil {
			cmd = m.question.update(msg)
		}
	}
	m.keys.fit(m)
	return m, cmd
}

func (m *Model) resize(width, height int) {
	if m.size == (size{width, height}) {
		return // told again after a stop: what was read stays where it was scrolled to
	}
	m.size = size{width, height}
	m.scroll = 0
	if m.question != nil {
		m.question.resize(m.columns())
	}
}

// repaint changes the colours once the terminal has told its background. The
// input is made anew: a form keeps the first theme it was given.
func (m *Model) repaint(t theme) tea.Cmd {
	m.theme = t
	if m.question == nil {
		return nil
	}
	m.question = m.question.again(t, m.columns())
	return m.question.start()
}

// press handles the keys that belong to the walk before the form sees them:
// going back must work whatever the form thinks of its field.
func (m *Model) press(k tea.KeyPressMsg) tea.Cmd {
	m.stir()
	m.flash = ""
	switch {
	case key.Matches(k, m.keys.leave):
		return m.leave()
	case key.Matches(k, m.keys.suspend):
		return tea.Suspend
	case m.over != nothing:
		m.pressOver(k)
		return nil
	case key.Matches(k, m.keys.help) && m.helpKey(k):
		m.over, m.scroll = helping, 0
	case m.onBoard():
		return m.pressBoard(k)
	case key.Matches(k, m.keys.sent):
		m.over, m.scroll, m.exchange = inspecting, 0, len(m.exchanges())-1
	case key.Matches(k, m.keys.scroll):
		m.scrollBy(k)
	case key.Matches(k, m.keys.notes):
		m.lay(&shelf{name: m.openNote()})
	case m.dancing():
		return m.pressDance(k)
	case key.Matches(k, m.keys.form):
		m.lay(&handover{form: *m.o.Handling.Form})
	case key.Matches(k, m.keys.dance):
		m.openDance()
	case key.Matches(k, m.keys.next):
		return m.next()
	case key.Matches(k, m.keys.back):
		return m.back()
	case key.Matches(k, m.keys.fix):
		m.walk.Fix(0)
		return m.settle()
	case key.Matches(k, m.keys.browse):
		return m.browse()
	case key.Matches(k, m.keys.reveal):
		m.question.reveal(m.columns())
	case key.Matches(k, m.keys.clear):
		return m.refill("", "typed")
	case k.Mod == tea.ModCtrl && m.refuses(k, m.keys.off()):
	case m.question != nil && !m.gate.busy && !m.working():
		m.scroll = 0
		return m.question.typed(k)
	}
	return nil
}

// helpKey reports whether ? asks for help here: in a text it is a letter.
func (m *Model) helpKey(k tea.KeyPressMsg) bool {
	return m.onBoard() || k.String() != "?" || m.question == nil || !m.question.letters()
}

func (m *Model) working() bool {
	return m.walk != nil && (m.walk.State() == steps.Trying || m.walk.State() == steps.Saving)
}

// paste puts a paste into the open question, in place of a value that was
// offered, kept, refused or can't be seen. One that can't be an answer is judged
// at once: drawing a megabyte would take the screen away for good.
func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	m.stir()
	if m.question == nil || m.over != nothing || m.onBoard() || m.working() || m.gate.busy {
		return nil
	}
	m.flash = ""
	if f, open := m.field(); open && (f.Long || len(msg.Content) > steps.LongestLine) {
		m.walk.Answer(msg.Content)
		return m.settle()
	}
	text, origin := steps.Pasted(msg.Content), m.question.origin
	if m.question.secret {
		text = strings.TrimRight(msg.Content, "\r\n") // a passphrase counts its spaces
	}
	replaces := m.question.secret || origin == "offered" || origin == "kept" || m.walk != nil && m.walk.Problem() != nil
	if replaces {
		return m.refill(text, "pasted")
	}
	m.question.origin = "pasted"
	return m.question.update(tea.PasteMsg{Content: text})
}

// refill gives the open question another value.
func (m *Model) refill(value, origin string) tea.Cmd {
	m.scroll = 0
	m.question = newQuestion(m.question.field, value, origin, m.theme, m.columns())
	return m.question.start()
}

// field is the walk's open question.
func (m *Model) field() (steps.Field, bool) {
	if m.walk == nil {
		return steps.Field{}, false
	}
	return m.walk.Field()
}

// next is what enter does.
func (m *Model) next() tea.Cmd {
	if m.walk == nil {
		return m.gateNext()
	}
	switch m.walk.State() {
	case steps.Done:
		return m.leave()
	case steps.Stuck:
		if m.consenting() && !m.ripe {
			return nil // the key was pressed before this could be read
		}
		if m.unread() {
			m.scroll = min(m.scroll+m.height/2, m.excess())
			return nil
		}
		m.answer()
	case steps.Passed:
		m.walk.Next()
	case steps.Asking:
		m.answer()
	}
	return m.settle()
}

func (m *Model) answer() {
	if m.question == nil {
		m.walk.Begin()
		return
	}
	m.walk.Answer(*m.question.value)
}

// back is what esc does.
func (m *Model) back() tea.Cmd {
	switch {
	case !m.canGoBack():
		return nil
	case m.walk == nil:
		return m.gateBack()
	}
	if m.question != nil {
		m.walk.Hold(*m.question.value)
	}
	m.walk.Back()
	return m.settle()
}

func (m *Model) canGoBack() bool {
	switch {
	case m.over != nothing:
		return true
	case m.dancing():
		return m.dance.listing || m.o.Opening == ""
	case m.walk == nil:
		return !m.gate.busy && (m.gate.stage == confirming || m.gate.stage == given)
	}
	return !m.walk.AtStart()
}

// leave ends the program, once an answer on its way to the notes has arrived, and
// the dance has left nothing behind. Who does not want to wait leaves again.
func (m *Model) leave() tea.Cmd {
	again := m.leaving
	m.leaving = true
	if m.dance.running > 0 {
		m.dance.choose(m.dance.scene)
		if !again {
			return nil
		}
	}
	if m.walk == nil {
		return m.quit()
	}
	m.walk.Stop()
	if m.walk.Busy() && m.walk.State() == steps.Saving {
		return nil
	}
	return m.quit()
}

// settle follows the walk after it has moved: it starts the job that is due and
// opens the question that is asked.
func (m *Model) settle() tea.Cmd {
	if m.leaving {
		return m.leave()
	}
	if at := (place{m.walk.Step().ID, m.walk.State()}); at != m.at {
		m.at, m.scroll = at, 0 // a page begins at its beginning
	}
	return tea.Batch(m.work(), m.ask(), m.ripen())
}

// ask makes the input for the open question, unless it is there already.
func (m *Model) ask() tea.Cmd {
	f, open := m.field()
	if !open || m.working() {
		m.question = nil
		return nil
	}
	if p := m.walk.Problem(); m.question != nil && m.question.field.Note == f.Note && p != nil && !p.Wiped {
		return nil // what was typed is still there to mend
	}
	m.scroll = 0
	origin := "offered"
	switch {
	case m.walk.Kept(f.Note):
		origin = "kept"
	case m.walk.Typed():
		origin = "typed"
	}
	m.question = newQuestion(f, m.walk.Value(), origin, m.theme, m.columns())
	return m.question.start()
}

func (m *Model) tick(msg spinner.TickMsg) tea.Cmd {
	if !m.working() && !m.gate.busy && !m.dance.due {
		return nil // the spinner rests until it is started again
	}
	var cmd tea.Cmd
	m.now = msg.Time
	m.spin, cmd = m.spin.Update(msg)
	return cmd
}
