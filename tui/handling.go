package tui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"oktadance/steps"
)

// Handling says how notes are handled while they are open on the screen.
type Handling struct {
	// Unlock opens or makes the notes. It takes about a second.
	Unlock func(passphrase string) (steps.Notes, error)
	// LockAfter is how long the notes stay open without a key; 0 is for ever.
	LockAfter time.Duration
	// Lock closes the notes, for Unlock to open them again. Nil never locks.
	Lock func() error
	// Copy puts a value into the clipboard of this machine. What it returns takes
	// the value out again, if it is still there. Where there is no such clipboard it
	// fails, and the terminal is asked to copy instead. It may be nil.
	Copy func(value string) (takeBack func() error, err error)
	// CopyHint says what to do when the terminal does not copy.
	CopyHint string
	// Warning is about where the notes are kept, "" when there is nothing to say.
	Warning string
	// Form is filled in with the notes once all steps are finished. It may be nil.
	Form *Form
}

// desk is what lies on the table beside the walk.
type desk struct {
	board  board       // lies over the walk, nil when none does
	alone  bool        // the board is all there is: leaving it leaves the program
	done   bool        // it was left by closing it
	locked *steps.Walk // put away until the notes are unlocked again
	notes  steps.Notes // nil until the notes are unlocked
	last   time.Time   // when a key was pressed
	copied copied
	clock  clock
}

// A clock tells the time and wakes; tests have one of their own.
type clock struct {
	now  func() time.Time
	wake func(time.Duration, func(time.Time) tea.Msg) tea.Cmd
}

func realClock() clock { return clock{time.Now, tea.Tick} }

// glance is the longest pause between two looks at the clock. A machine that
// slept wakes no timer in time: the clock on the wall tells.
const glance = 30 * time.Second

type (
	glanceMsg time.Time
	lockedMsg struct{ err error }
)

// tidy routes the messages that are about the notes and not about the walk.
func (m *Model) tidy(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case glanceMsg:
		return m.glanced()
	case lockedMsg:
		return m.closed(msg)
	case copiedMsg:
		return m.wasCopied(msg)
	case expiredMsg:
		return m.expired(msg)
	case takenBackMsg:
		return m.wasTakenBack(msg)
	case askedMsg:
		return m.idle()
	}
	return nil
}

// openNote is the note of the open question, or "".
func (m *Model) openNote() string {
	f, _ := m.field()
	return f.Note
}

// stir notes that somebody is there.
func (m *Model) stir() { m.last = m.clock.now().Round(0) } // as the clock on the wall has it

// watch looks at the clock when the notes may have to be locked.
func (m *Model) watch() tea.Cmd {
	after := m.o.LockAfter
	if after <= 0 || m.o.Handling.Lock == nil {
		return nil
	}
	left := after - m.clock.now().Round(0).Sub(m.last)
	return m.clock.wake(max(min(left, glance), 0), func(t time.Time) tea.Msg { return glanceMsg(t) })
}

// glanced locks the notes when nobody was there for long enough. A trial under
// way is no idleness.
func (m *Model) glanced() tea.Cmd {
	switch {
	case m.walk == nil:
		return nil
	case m.walk.Busy() || m.dance.running > 0 && m.dance.due:
		m.stir()
	case m.clock.now().Round(0).Sub(m.last) < m.o.LockAfter:
	case m.dance.running > 0: // a scene waits for a key, with things to clear up after it
		m.dance.choose(m.dance.scene)
		return m.clock.wake(time.Second, func(t time.Time) tea.Msg { return glanceMsg(t) })
	default:
		return m.lock()
	}
	return m.watch()
}

// lock shows the gate again and keeps nothing that is secret but the place.
func (m *Model) lock() tea.Cmd {
	if m.question != nil {
		m.walk.Hold(*m.question.value)
	}
	m.walk.Shut()
	m.locked, m.walk, m.notes, m.question = m.walk, nil, nil, nil
	m.dance.notes, m.dance.Play = nil, nil
	if m.board != nil {
		m.board.shut()
	}
	m.copied.next = Entry{}
	m.over, m.scroll, m.flash, m.o.New = nothing, 0, "", false
	m.gate = newGate(m.o)
	m.gate.why = "Locked after " + span(m.o.LockAfter) + " without a key."
	shut := m.o.Handling.Lock
	return func() tea.Msg { return lockedMsg{shut()} }
}

// closed asks for the passphrase, once the notes are closed.
func (m *Model) closed(msg lockedMsg) tea.Cmd {
	if msg.err != nil {
		m.gate.problem = m.o.Explain(msg.err)
	}
	return m.askPassphrase()
}

// enter goes in once the notes are open: to where the walk stood when they were
// locked, or to its beginning.
func (m *Model) enter(notes steps.Notes) tea.Cmd {
	m.notes, m.dance.notes, m.o.Passphrase = notes, notes, ""
	m.stir()
	again := m.locked != nil
	if m.walk, m.locked = m.locked, nil; again {
		m.walk.Reopen(notes)
	} else {
		m.walk = m.o.Walk(notes)
	}
	switch {
	case m.board != nil:
		m.board.open(m)
	case again && m.dance.open:
		m.dance.Dance = m.o.Dance(notes)
	case m.o.Opening != "":
		m.openDance()
	}
	if m.alone || m.o.Opening != "" {
		return m.watch() // nothing is walked
	}
	return tea.Batch(m.settle(), m.watch())
}

// span is a time in words, in the largest unit that has no remainder.
func span(d time.Duration) string {
	for _, unit := range []struct {
		name string
		long time.Duration
	}{{"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}} {
		n := d / unit.long
		switch {
		case d%unit.long != 0 || n == 0:
			continue
		case n == 1:
			return "1 " + unit.name
		}
		return fmt.Sprintf("%d %ss", n, unit.name)
	}
	return d.String()
}
