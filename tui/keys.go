package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"

	"oktadance/steps"
)

// keys are all the keys there are. Those that do nothing where the person is
// are disabled, and help shows the others.
type keys struct {
	next, back, leave   key.Binding
	fix, browse, reveal key.Binding
	sent, help, scroll  key.Binding
	line, other         key.Binding
	suspend, clear      key.Binding
	choose, close       key.Binding
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
		scroll:  bind("pgdn pgup", "scroll", "pgdown", "pgup"),
		line:    bind("↑ ↓", "scroll", "up", "down"),
		other:   bind("← →", "other requests", "left", "right"),
		suspend: bind("ctrl+z", "suspend", "ctrl+z"),
		clear:   bind("ctrl+u", "empty the field", "ctrl+u"),
		choose:  bind("↑ ↓", "choose", "up", "down"),
		close:   bind("esc", "close", "esc"),
	}
}

// shortLabel is how long a repair's label may be to stand in the line of keys.
const shortLabel = 28

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
	k.fix.SetHelp("ctrl+f", "repair it")
	if k.fix.Enabled() && len(m.walk.Problem().Repairs[0].Label) <= shortLabel {
		k.fix.SetHelp("ctrl+f", lowerFirst(m.walk.Problem().Repairs[0].Label))
	}
	on(&k.choose, asked && m.question.input == nil)
	on(&k.clear, asked && m.question.input != nil && *m.question.value != "")
	on(&k.scroll, m.excess() > 0)
	on(&k.line, m.over != nothing && k.scroll.Enabled())
	on(&k.other, m.over == inspecting && len(m.exchanges()) > 1)
	on(&k.sent, len(m.exchanges()) > 0)
	k.next.SetHelp("enter", nextWord(state, asked))
	switch {
	case m.consenting():
		on(&k.next, m.ripe)
		k.next.SetHelp("enter", lowerFirst(m.walk.Problem().Repairs[0].Label))
	case state == steps.Asking && !asked && m.walk.Step().Shown:
		k.next.SetHelp("enter", "send it")
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

// short is the line at the foot of a page, the most useful first; in a low
// window it is shorter still.
func (k keys) short(low bool) []key.Binding {
	if low {
		return []key.Binding{k.next, k.back, k.fix, k.help}
	}
	return []key.Binding{k.next, k.choose, k.back, k.fix, k.browse, k.reveal, k.sent, k.scroll, k.help, k.leave}
}

// full is everything, for the help page.
func (k keys) full() []key.Binding {
	return []key.Binding{k.next, k.choose, k.back, k.fix, k.browse, k.reveal, k.clear, k.sent, k.scroll, k.help, k.suspend, k.leave}
}

// over is the line at the foot of what lies over a page.
func (k keys) over() []key.Binding { return []key.Binding{k.close, k.other, k.line} }

// lowerFirst is a label in the middle of a line.
func lowerFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}
