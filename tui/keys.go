package tui

import (
	"charm.land/bubbles/v2/key"

	"oktadance/steps"
)

// keys are all the keys there are. Those that do nothing where the person is
// are disabled, and help shows the others.
type keys struct {
	next, back, leave     key.Binding
	fix, browse, reveal   key.Binding
	sent, help, scroll    key.Binding
	up, down, left, right key.Binding
	suspend               key.Binding
}

func newKeys() keys {
	bind := func(help, desc string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, desc))
	}
	return keys{
		next:    bind("enter", "next", "enter"),
		back:    bind("esc", "back", "esc"),
		leave:   bind("ctrl+c", "leave", "ctrl+c"),
		fix:     bind("ctrl+f", "repair it", "ctrl+f"),
		browse:  bind("ctrl+o", "open in browser", "ctrl+o"),
		reveal:  bind("ctrl+r", "reveal", "ctrl+r"),
		sent:    bind("ctrl+x", "what was sent", "ctrl+x"),
		help:    bind("?", "help", "?", "f1"),
		scroll:  bind("pgdn", "more", "pgdown", "pgup"),
		up:      bind("↑", "up", "up", "pgup"),
		down:    bind("↓", "down", "down", "pgdown"),
		left:    bind("←", "the one before", "left"),
		right:   bind("→", "the one after", "right"),
		suspend: bind("ctrl+z", "suspend", "ctrl+z"),
	}
}

// fit enables the keys that do something where the walk stands, and names them
// by what they do there.
func (k *keys) fit(m *Model) {
	on := func(b *key.Binding, yes bool) { b.SetEnabled(yes) }
	asked, state := m.question != nil, steps.State(-1)
	if m.walk != nil {
		state = m.walk.State()
	}
	busy := state == steps.Trying || state == steps.Saving || m.gate.busy
	on(&k.next, !busy)
	on(&k.back, m.canGoBack())
	on(&k.reveal, asked && m.question.secret)
	on(&k.browse, m.link() != "")
	on(&k.fix, m.walk != nil && offersRepair(m.walk.Problem()))
	on(&k.sent, len(m.exchanges()) > 0)
	k.next.SetHelp("enter", nextWord(state, asked))
	if m.walk != nil && m.walk.Problem() != nil && m.walk.Problem().Consent != nil {
		k.next.SetHelp("enter", "do it")
	}
	k.back.SetHelp("esc", "back")
	if state == steps.Trying {
		k.back.SetHelp("esc", "stop")
	}
	k.help.SetHelp("?", "help")
	if asked && m.question.letters() {
		k.help.SetHelp("f1", "help") // ? is a letter of the answer here
	}
	k.reveal.SetHelp("ctrl+r", "reveal")
	if asked && m.question.shown {
		k.reveal.SetHelp("ctrl+r", "hide")
	}
}

// offersRepair reports whether a problem has a way out that is a key of its own.
func offersRepair(p *steps.Problem) bool {
	return p != nil && p.Consent == nil && len(p.Repairs) > 0
}

// nextWord is what enter does.
func nextWord(state steps.State, asked bool) string {
	switch {
	case state == steps.Stuck:
		return "try again"
	case state == steps.Asking && !asked:
		return "go on"
	case state == steps.Done:
		return "finish"
	}
	return "next"
}

// short is the line at the foot of a page, the most useful first.
func (k keys) short() []key.Binding {
	return []key.Binding{k.next, k.back, k.fix, k.browse, k.reveal, k.sent, k.help}
}

// full is everything, for the help page.
func (k keys) full() []key.Binding {
	return append(k.short(), k.scroll, k.suspend, k.leave)
}
