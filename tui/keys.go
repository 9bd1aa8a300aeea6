package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"

	"oktadance/steps"
)

// keys are all the keys there are. Those that do nothing where the person is
// are disabled, and help shows the others.
type keys struct {
	next, back, leave      key.Binding
	fix, browse, reveal    key.Binding
	sent, help, scroll     key.Binding
	suspend, clear, choose key.Binding
	overKeys
	deskKeys
	danceKeys
}

// overKeys are those of what lies over a page.
type overKeys struct{ line, other, close key.Binding }

// danceKeys are those of the dance, and the one that opens it. They are letters:
// nothing is typed there.
type danceKeys struct{ dance, play, trace, again, voice, scenes key.Binding }

// deskKeys are those that open boards, and those on them.
type deskKeys struct {
	notes, form key.Binding
	board       boardKeys
}

// boardKeys are those of boards.
type boardKeys struct{ next, jump, copy, show, pick, leap, ends, across, close key.Binding }

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
		suspend: bind("ctrl+z", "suspend", "ctrl+z"),
		clear:   bind("ctrl+u", "empty the field", "ctrl+u"),
		choose:  bind("↑ ↓", "choose", "up", "down"),
		overKeys: overKeys{
			line:  bind("↑ ↓", "scroll", "up", "down"),
			other: bind("← →", "other requests", "left", "right"),
			close: bind("esc", "close", "esc"),
		},
		deskKeys: deskKeys{
			notes: bind("ctrl+n", "notes", "ctrl+n"),
			form:  bind("ctrl+y", "fill in a form", "ctrl+y"),
			board: boardKeys{
				next:   bind("enter", "copy", "enter"),
				jump:   bind("enter", "go there", "enter"),
				copy:   bind("c", "copy", "c"),
				show:   bind("ctrl+r", "reveal", "ctrl+r"),
				pick:   bind("↑ ↓", "choose", "up", "down"),
				leap:   bind("pgdn pgup", "choose farther on", "pgdown", "pgup"),
				ends:   bind("home end", "choose the first, the last", "home", "end"),
				across: bind("← →", "more of it", "left", "right"),
				close:  bind("esc", "close", "esc"),
			},
		},
		danceKeys: danceKeys{
			dance:  bind("d", "dance all seven moves", "d"),
			play:   bind("space", "all at once", "space"),
			trace:  bind("↑ ↓", "look back", "up", "down"),
			again:  bind("r", "repeat", "r"),
			voice:  bind("v", "other voice", "v"),
			scenes: bind("s", "scenes", "s"),
		},
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
	on(&k.dance, m.canDance())
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
	on(&k.notes, m.walk != nil && m.o.Opening == "")
	on(&k.form, fillable(m.o, m.walk) && (m.onBoard() || state == steps.Done))
	if k.form.Enabled() {
		k.form.SetHelp("ctrl+y", m.o.Handling.Form.Key)
	}
	k.next.SetHelp("enter", nextWord(state, asked))
	switch {
	case m.consenting():
		on(&k.next, m.ripe)
		k.next.SetHelp("enter", lowerFirst(m.walk.Problem().Repairs[0].Label))
		if m.unread() {
			k.next.SetHelp("enter", "read on")
		}
	case state == steps.Asking && !asked && m.walk.Step().Shown:
		k.next.SetHelp("enter", "send it")
	}
	k.back.SetHelp("esc", "back")
	if state == steps.Trying {
		k.back.SetHelp("esc", "stop")
	}
	k.help.SetHelp("?", "help")
	if asked && m.question.letters() && !m.onBoard() {
		k.help.SetHelp("f1", "help") // ? is a letter of the answer here
	}
	k.reveal.SetHelp("ctrl+r", "reveal")
	if asked && m.question.shown {
		k.reveal.SetHelp("ctrl+r", "hide")
	}
	k.fitDance(m)
}

// fitDance enables the keys of the dance where it is danced, and there no others of
// the walk's.
func (k *keys) fitDance(m *Model) {
	d := &m.dance
	here := m.dancing()
	stage := here && !d.listing && !d.barred()
	for b, yes := range map[*key.Binding]bool{
		&k.trace: here && (d.listing || len(d.moves) > 1), &k.play: stage && d.waiting(),
		&k.again: stage && d.begun(), &k.voice: stage, &k.scenes: here && !d.listing && d.Problem == nil,
	} {
		b.SetEnabled(yes)
	}
	k.sent.SetHelp("ctrl+x", "what was sent")
	k.other.SetHelp("← →", "other requests")
	if !here {
		return
	}
	for _, b := range []*key.Binding{&k.fix, &k.browse, &k.reveal, &k.clear, &k.choose, &k.notes, &k.form} {
		b.SetEnabled(false)
	}
	k.next.SetEnabled(d.listing || d.Problem == nil && !d.due)
	k.next.SetHelp("enter", d.nextWord())
	k.trace.SetHelp("↑ ↓", map[bool]string{true: "choose", false: "look back"}[d.listing])
	k.sent.SetHelp("ctrl+x", "all of it")
	k.sent.SetEnabled(stage && len(d.moves) > 0)
	k.other.SetEnabled(m.over == inspecting && len(d.moves) > 1)
	k.other.SetHelp("← →", "other moves")
	if len(d.Voices) > 1 {
		k.voice.SetHelp("v", d.Voices[(d.voice+1)%len(d.Voices)]+" answers")
	}
}

// nextWord is what enter does in the dance.
func (d *dance) nextWord() string {
	switch {
	case d.listing:
		return "take it"
	case d.waiting() && !d.begun():
		return "first move"
	case d.waiting():
		return "next move"
	case d.following() >= 0:
		return "next scene"
	}
	return "other scenes"
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

// short is the line at the foot of a page. In a low window some of it is left
// out, so that there the most useful come first.
func (k keys) short(low bool) []key.Binding {
	if low {
		return []key.Binding{k.next, k.dance, k.play, k.back, k.fix, k.scenes, k.help, k.reveal, k.choose, k.leave, k.browse, k.sent, k.scroll}
	}
	if k.form.Enabled() {
		k.notes.SetEnabled(false) // the last page names it, and the line has no room for both
	}
	return []key.Binding{k.next, k.choose, k.dance, k.play, k.trace, k.scenes, k.again, k.voice, k.back, k.fix, k.browse, k.reveal, k.form, k.notes, k.sent, k.scroll, k.help, k.leave}
}

// full is everything, for the help page.
func (k keys) full() []key.Binding {
	return []key.Binding{k.next, k.choose, k.dance, k.play, k.trace, k.again, k.voice, k.scenes, k.back, k.fix, k.browse, k.reveal, k.clear, k.form, k.notes, k.sent, k.scroll, k.help, k.suspend, k.leave}
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
