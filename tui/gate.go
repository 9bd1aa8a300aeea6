package tui

import (
	tea "charm.land/bubbletea/v2"

	"oktadance/steps"
)

// stage is where the gate stands.
type stage int

const (
	unlocking  stage = iota // the passphrase of notes that exist
	choosing                // a passphrase for new notes
	confirming              // the same once more
	given                   // six words, to be written down
)

// A gate is the first page: the passphrase.
type gate struct {
	stage   stage
	busy    bool
	chosen  string
	why     string // why it has to be asked for again
	problem *steps.Problem
}

func newGate(o Options) gate {
	if o.New {
		return gate{stage: choosing}
	}
	return gate{stage: unlocking}
}

// passphraseField is the gate's question.
func (g gate) passphraseField() steps.Field {
	f := steps.Field{Note: "passphrase", Label: "Passphrase", Secret: true}
	switch g.stage {
	case unlocking:
		f.Hint = "The one you chose when the notes were made."
	case choosing:
		f.Hint = "Leave it empty to be given six random words."
	case confirming:
		f.Label, f.Hint = "The same once more", "A slip of the finger now would lock the notes for good."
	}
	return f
}

func (m *Model) askPassphrase() tea.Cmd {
	m.question = newQuestion(m.gate.passphraseField(), "", "typed", m.theme, m.columns())
	return m.question.start()
}

// gateNext is what enter does before the notes are open.
func (m *Model) gateNext() tea.Cmd {
	typed := ""
	if m.question != nil {
		typed = *m.question.value
	}
	m.gate.problem = nil
	switch {
	case m.gate.busy:
		return nil
	case m.gate.stage == given:
		return m.unlock(m.gate.chosen)
	case m.gate.stage == choosing && typed == "":
		suggest := m.o.Suggest
		return func() tea.Msg {
			words, err := suggest()
			return suggestedMsg{words, err}
		}
	case m.gate.stage == choosing:
		m.gate.stage, m.gate.chosen = confirming, typed
		return m.askPassphrase()
	case m.gate.stage == confirming && typed != m.gate.chosen:
		m.gate.problem = &steps.Problem{
			What: "The two are not the same.",
			Next: "Type it once more, or press Esc to choose another.",
		}
		return m.askPassphrase()
	case m.gate.stage == unlocking && typed == "":
		m.gate.problem = &steps.Problem{What: "The passphrase is needed to open the notes.", Next: "Type or paste it here."}
		return nil
	}
	return m.unlock(typed)
}

// gateBack returns to the choice of a passphrase.
func (m *Model) gateBack() tea.Cmd {
	m.gate = newGate(m.o)
	return m.askPassphrase()
}

func (m *Model) suggested(msg suggestedMsg) tea.Cmd {
	if msg.err != nil {
		m.gate.problem = &steps.Problem{What: "No words could be made up: " + msg.err.Error() + ".", Next: "Choose a passphrase of your own."}
		return nil
	}
	m.gate.stage, m.gate.chosen, m.question = given, msg.words, nil
	return nil
}

// unlock opens the notes, which takes about a second, away from the screen.
func (m *Model) unlock(passphrase string) tea.Cmd {
	m.gate.busy, m.question = true, nil
	open := m.o.Unlock
	return tea.Batch(m.spin.Tick, func() tea.Msg {
		notes, err := open(passphrase)
		return unlockedMsg{notes, err}
	})
}

func (m *Model) unlocked(msg unlockedMsg) tea.Cmd {
	m.gate.busy, m.gate.chosen = false, ""
	if msg.err != nil {
		m.gate = gate{stage: newGate(m.o).stage, why: m.gate.why}
		m.gate.problem = m.o.Explain(msg.err)
		return m.askPassphrase()
	}
	return m.enter(msg.notes)
}
