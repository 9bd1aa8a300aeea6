package tui

import (
	"context"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"oktadance/steps"
)

// A dance is the page on which the seven moves are played and drawn.
type dance struct {
	steps.Dance
	notes   steps.Notes
	open    bool
	listing bool // the scenes are listed, to choose one
	pick    int  // the scene chosen in the list
	scene   int
	voice   int
	take

	running int           // scenes that have not cleared up yet
	last    *steps.Ending // of the scene that ended last
}

// A take is one playing of a scene, and where the person looks.
type take struct {
	number int
	moves  []steps.Move // that have happened
	at     int          // the move that is looked at
	newest int          // the last move that was not left out
	ending *steps.Ending
	due    bool // the next move has been asked for, and has not happened yet
	atOnce bool // no move waits for the person

	news chan tea.Msg
	on   chan struct{} // lets the next move happen; closed when none has to wait
	stop context.CancelFunc
	done <-chan struct{}
}

type (
	movedMsg struct {
		take int
		move steps.Move
	}
	endingMsg struct {
		take   int
		ending steps.Ending
	}
	clearedMsg struct{}
)

// dancing reports whether the dance is what the person looks at.
func (m *Model) dancing() bool { return m.dance.open && m.walk != nil }

// canDance reports whether the walk has come far enough to go on to the dance.
func (m *Model) canDance() bool {
	if m.walk == nil || m.o.Dance == nil || m.dancing() || m.o.Opening != "" {
		return false
	}
	number, of := m.walk.Place()
	return m.walk.State() == steps.Done || m.walk.State() == steps.Passed && number == of
}

// openDance goes to the dance.
func (m *Model) openDance() {
	d := &m.dance
	d.Dance, d.open, m.scroll = m.o.Dance(d.notes), true, 0
	d.choose(max(slices.IndexFunc(d.Scenes, func(s steps.Scene) bool { return s.Name == m.o.Opening }), 0))
}

// choose sets the stage for a scene. Nothing has happened in it yet.
func (d *dance) choose(scene int) {
	if d.stop != nil {
		d.stop()
	}
	d.scene, d.pick, d.listing = scene, scene, false
	d.take = take{number: d.number + 1}
}

// following is the next scene that can be played, or -1 after the last.
func (d *dance) following() int {
	for i := d.scene + 1; i < len(d.Scenes); i++ {
		if d.Scenes[i].Barred == "" {
			return i
		}
	}
	return -1
}

// barred reports whether the scene can't be played.
func (d *dance) barred() bool { return d.Problem != nil || d.Scenes[d.scene].Barred != "" }

// begun reports whether anything of the scene has been played.
func (d *dance) begun() bool { return d.stop != nil }

// waiting reports whether the dance waits for the person.
func (d *dance) waiting() bool { return !d.due && d.ending == nil && !d.barred() }

// seen is the move that is looked at.
func (d *dance) seen() (steps.Move, bool) {
	if d.at >= len(d.moves) {
		return steps.Move{}, false
	}
	return d.moves[d.at], true
}

// pressDance handles the keys of the dance.
func (m *Model) pressDance(k tea.KeyPressMsg) tea.Cmd {
	d := &m.dance
	switch {
	case key.Matches(k, m.keys.back):
		m.closeDance()
	case key.Matches(k, m.keys.trace):
		m.trace(map[string]int{"up": -1, "down": 1}[k.String()])
	case key.Matches(k, m.keys.next):
		return m.onward()
	case key.Matches(k, m.keys.play):
		return m.playOn()
	case key.Matches(k, m.keys.again):
		return m.replay()
	case key.Matches(k, m.keys.voice):
		d.voice = (d.voice + 1) % len(d.Voices)
		if d.begun() {
			return m.replay()
		}
	case key.Matches(k, m.keys.scenes):
		d.listing, d.pick, m.scroll = true, d.scene, 0
	}
	return nil
}

// onward is what enter does: the scene chosen, the next move, or the next scene.
func (m *Model) onward() tea.Cmd {
	d := &m.dance
	switch {
	case d.listing:
		d.choose(d.pick)
	case d.waiting():
		return m.step()
	case d.following() >= 0:
		d.choose(d.following())
	default:
		d.listing = true
	}
	m.scroll = 0
	return nil
}

// trace goes up and down: the list of scenes, or what has happened in one.
func (m *Model) trace(by int) {
	d := &m.dance
	if d.listing {
		d.pick = max(min(d.pick+by, len(d.Scenes)-1), 0)
		return
	}
	d.at, m.scroll = max(min(d.at+by, len(d.moves)-1), 0), 0
}

// step has the next move happen.
func (m *Model) step() tea.Cmd {
	if !m.dance.begun() {
		return m.begin(false)
	}
	m.dance.due = true
	m.dance.on <- struct{}{}
	return m.spin.Tick
}

// playOn has all moves that are left happen.
func (m *Model) playOn() tea.Cmd {
	if !m.dance.begun() {
		return m.begin(true)
	}
	m.dance.due, m.dance.atOnce = true, true
	close(m.dance.on)
	return m.spin.Tick
}

// replay plays the scene again, as it was played before: at once, or a move at a
// time; then nothing is sent until Enter says so.
func (m *Model) replay() tea.Cmd {
	atOnce := m.dance.atOnce
	m.dance.choose(m.dance.scene)
	if !atOnce {
		return nil
	}
	return m.begin(true)
}

// begin starts the scene. What happens in it, and in the end how it ended, comes
// through one channel, so that its order is kept.
func (m *Model) begin(atOnce bool) tea.Cmd {
	d := &m.dance
	ctx, stop := context.WithCancel(context.Background())
	d.stop, d.done, d.due, d.atOnce = stop, ctx.Done(), true, atOnce
	d.news, d.on = make(chan tea.Msg, backlog), make(chan struct{}, 1)
	if atOnce {
		close(d.on)
	}
	d.running++
	m.scroll = 0
	number, news, on := d.number, d.news, d.on
	play, scene, voice := d.Play, d.Scenes[d.scene].Name, d.Voices[d.voice]
	run := func() tea.Msg {
		ending := play(ctx, scene, voice, func(move steps.Move) {
			tell(ctx, news, on, movedMsg{number, move})
		})
		select {
		case news <- endingMsg{number, ending}:
		case <-ctx.Done(): // nobody looks at this take any more
		}
		return clearedMsg{}
	}
	return tea.Batch(run, m.follow(), m.spin.Tick)
}

// tell reports a move, and waits until the next one may happen.
func tell(ctx context.Context, news chan<- tea.Msg, on <-chan struct{}, msg movedMsg) {
	select {
	case news <- msg:
	case <-ctx.Done():
		return
	}
	if msg.move.Last || msg.move.Mark == steps.Skipped {
		return
	}
	select {
	case <-on:
	case <-ctx.Done():
	}
}

// follow waits for the next message of the scene that is played.
func (m *Model) follow() tea.Cmd {
	news, done := m.dance.news, m.dance.done
	return func() tea.Msg {
		select {
		case msg := <-news:
			return msg
		case <-done:
			return nil
		}
	}
}

// moved takes note of a move, and looks at it unless the person looks back.
func (m *Model) moved(msg movedMsg) tea.Cmd {
	d := &m.dance
	if msg.take != d.number {
		return nil
	}
	d.moves = append(d.moves, msg.move)
	d.due = d.atOnce || msg.move.Last || msg.move.Mark == steps.Skipped
	if msg.move.Mark != steps.Skipped {
		if d.at == d.newest {
			d.at, m.scroll = len(d.moves)-1, 0
		}
		d.newest = len(d.moves) - 1
	}
	return m.follow()
}

func (m *Model) ended(msg endingMsg) {
	if d := &m.dance; msg.take == d.number {
		d.ending, d.due = &msg.ending, false
		d.last = d.ending
	}
}

// cleared takes note that a scene has left nothing behind.
func (m *Model) cleared() tea.Cmd {
	m.dance.running--
	if m.leaving && m.dance.running == 0 {
		return m.quit()
	}
	return nil
}

// closeDance goes back from the list to the scene, and from there to the walk.
func (m *Model) closeDance() {
	m.scroll = 0
	if m.dance.listing {
		m.dance.listing = false
		return
	}
	m.dance.leave()
}

// leave goes away from the dance, if it is danced.
func (d *dance) leave() {
	if d.open {
		d.choose(d.scene)
	}
	d.open = false
}
