package tui

import (
	"errors"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Copying. A value goes into the clipboard of this machine where that can be
// reached: it can be read there, so that it is taken out again only if it is still
// the same. Else the terminal is asked to copy (OSC 52), which neither says whether
// it did nor is ever asked to read: the answer would be whatever the person copied
// last. So there a secret's time ends with an empty clipboard, whatever is in it,
// and other values are left.
//
// It is one or the other, not both: tmux keeps what passes by in buffers of its own.
//
// One thing is done with a clipboard at a time: commands overtake each other.

// keptFor is how long a copied value stays in the clipboard.
const keptFor = 45 * time.Second

// copied is what was copied last and may still be in a clipboard.
type copied struct {
	number   int          // of the copy: the time of an older one doesn't count
	takeBack func() error // out of this machine's clipboard
	terminal bool         // the terminal was asked to copy a secret
	busy     bool         // something is being done with a clipboard
	next     Entry        // to be copied after that, if it has a value
}

type (
	copiedMsg struct {
		entry    Entry
		takeBack func() error
		err      error
	}
	askedMsg     struct{} // the terminal was asked
	expiredMsg   struct{ number int }
	takenBackMsg struct{ err error }
)

var errNoClipboard = errors.New("no clipboard")

// copy puts a value into a clipboard, once what is done with it is done.
func (m *Model) copy(e Entry) tea.Cmd {
	if e.Value == "" || m.copied.busy {
		m.copied.next = e
		return nil
	}
	m.copied.busy, m.copied.next = true, Entry{}
	put := m.o.Handling.Copy
	return func() tea.Msg {
		if put == nil {
			return copiedMsg{e, nil, errNoClipboard}
		}
		takeBack, err := put(e.Value)
		return copiedMsg{e, takeBack, err}
	}
}

// idle goes on with what was to be copied meanwhile.
func (m *Model) idle() tea.Cmd {
	m.copied.busy = false
	if m.leaving {
		return m.quit()
	}
	return m.copy(m.copied.next)
}

// wasCopied says what was copied, and asks the terminal where this machine did not.
func (m *Model) wasCopied(msg copiedMsg) tea.Cmd {
	m.copied.number++
	number := m.copied.number
	expired := m.clock.wake(keptFor, func(time.Time) tea.Msg { return expiredMsg{number} })
	if msg.err == nil {
		m.copied.takeBack = msg.takeBack
		m.sayCopied("Copied "+msg.entry.Label+".", emptied)
		return tea.Batch(expired, m.idle())
	}
	words := m.o.Handling.CopyHint
	if msg.entry.Secret {
		words = emptied + " " + words
	}
	m.sayCopied("Asked the terminal to copy "+msg.entry.Label+".", words)
	m.copied.terminal = msg.entry.Secret
	asked := tea.Sequence(tea.SetClipboard(msg.entry.Value), func() tea.Msg { return askedMsg{} })
	return tea.Batch(expired, asked)
}

const (
	emptied    = "The clipboard is emptied in 45 s, or when you leave."
	notEmptied = "The clipboard could not be emptied. Copy something else to be rid of what is in it."
)

// sayCopied says what was copied and, where there is room for it, what comes of it.
func (m *Model) sayCopied(what, more string) {
	if m.flash = what; !m.low() {
		m.flash = strings.TrimSpace(what + " " + more)
	}
}

// expired takes back what was copied last, when its time has come.
func (m *Model) expired(msg expiredMsg) tea.Cmd {
	if msg.number != m.copied.number || m.copied.busy {
		return nil // something else is being copied, and has a time of its own
	}
	return m.takeBack()
}

// takeBack takes what was copied out of the clipboards again.
func (m *Model) takeBack() tea.Cmd {
	takeBack, terminal := m.copied.takeBack, m.copied.terminal
	m.copied.takeBack, m.copied.terminal = nil, false
	if takeBack == nil && !terminal {
		return nil
	}
	m.copied.busy = true
	var empty tea.Cmd
	if terminal {
		empty = tea.SetClipboard("")
	}
	return tea.Sequence(empty, func() tea.Msg {
		if takeBack == nil {
			return takenBackMsg{}
		}
		return takenBackMsg{takeBack()}
	})
}

func (m *Model) wasTakenBack(msg takenBackMsg) tea.Cmd {
	m.flash = "What was copied is out of the clipboard again."
	if msg.err != nil {
		m.flash = notEmptied
	}
	return m.idle()
}

// quit ends the program, once nothing secret is left in a clipboard.
func (m *Model) quit() tea.Cmd {
	if m.copied.busy {
		return nil // what is done with a clipboard is done soon
	}
	if back := m.takeBack(); back != nil {
		return tea.Sequence(back, tea.Quit)
	}
	return tea.Quit
}
