package tui

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/term"
)

// A watch looks after the terminal around the screen: after the signals that
// come meanwhile, and after the terminal's answers to what it is asked at the
// start.
type watch struct {
	began    time.Time
	answered bool          // the last of the questions has its answer
	found    *term.State   // how the terminal's line was
	released atomic.Bool   // the terminal is as it was found, for a stop
	gone     chan struct{} // closed when the terminal is not there any more
}

// sizeRequest is what each new form of huh's asks. A form is told its size by us,
// and Bubble Tea's answers to two requests at a time race with each other.
var sizeRequest = tea.RequestWindowSize()

// see looks at every message before the model does. A request for the window's
// size goes no further: a change of it is told unasked.
func (w *watch) see(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg.(type) {
	case tea.BackgroundColorMsg:
		w.answered = true
	case tea.SuspendMsg:
		w.released.Store(true)
	}
	if msg == sizeRequest {
		return nil
	}
	return msg
}

// signals passes on what comes from outside until quit is closed. A stop from
// outside would leave the terminal as it is drawn on, so that it is put right
// first; then the same signal comes once more, from Bubble Tea.
func (w *watch) signals(ctx context.Context, p *tea.Program, quit <-chan struct{}) {
	hangups, stops, returns := make(chan os.Signal, 1), make(chan os.Signal, 1), make(chan os.Signal, 1)
	listen := func(to chan os.Signal, signals []os.Signal) {
		if len(signals) > 0 { // none would mean all
			signal.Notify(to, signals...)
		}
	}
	listen(hangups, hangupSignals())
	listen(stops, stopSignals())
	listen(returns, returnSignals())
	for _, heard := range []chan os.Signal{hangups, stops, returns} {
		defer signal.Stop(heard)
	}
	over, gone := ctx.Done(), w.gone
	for {
		select {
		case <-over:
			over = nil
			p.Send(leaveMsg{})
		case <-gone:
			gone = nil
			p.Send(leaveMsg{})
		case <-hangups:
			p.Send(leaveMsg{})
		case <-stops:
			if w.released.Load() {
				w.stop()
				break
			}
			p.Send(tea.SuspendMsg{})
		case <-returns:
			w.released.Store(false)
		case <-quit:
			return
		}
	}
}
