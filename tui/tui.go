// Package tui draws a walk and turns keys into calls on it; it decides nothing.
//
// The rules of the screen:
//
//	Update routes and does no I/O. A command does I/O and touches no model.
//	View is pure.
//	Esc goes back from anywhere and stops a running trial; ctrl+c leaves and says
//	that the notes are kept; enter goes on. A letter is a letter.
//	A key exists once, in keys.go; what is enabled is what help shows.
//	A style exists once, in theme.go; nothing is told by colour alone.
//	Values stand unbroken on their line. The mouse is the terminal's.
package tui

import (
	"context"
	"errors"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"

	"oktadance/steps"
)

// Options are what the screen and the plain presenter are given to work with.
// Functions that take long are called off the drawing goroutine.
type Options struct {
	Place   string       // whose notes these are, for the header: a profile, or the practice org
	Welcome []steps.Line // for the first page: how long it takes, what is needed, asked and written
	Where   string       // the file the notes are kept in
	Flags   string       // what a command needs to find these notes again, with a space before it

	// New says that there are no notes yet, so that a passphrase is chosen, not asked.
	New bool
	// Passphrase unlocks without asking when it is not empty. Where Unlock needs none, any will do.
	Passphrase string
	// Suggest makes up a passphrase of six words.
	Suggest func() (string, error)
	// Strength says in words how long a passphrase would withstand guessing.
	Strength func(passphrase string) string
	// Explain puts an error of Unlock into words.
	Explain func(error) *steps.Problem

	// Walk makes the walk over unlocked notes.
	Walk func(steps.Notes) *steps.Walk
	// Browse opens an address in the person's browser.
	Browse func(url string) error
	// Dance says what there is to play once the walk is finished; nil is nothing.
	Dance func(steps.Notes) steps.Dance
	// Opening is the scene to begin with in place of the walk, "" to begin with that.
	Opening string

	Manners
	Handling
}

// Manners are what the terminal can't show, or the person does not want to see.
type Manners struct {
	NoColor     bool // bold only
	EightColors bool // the bright eight are missing
	NoMotion    bool // nothing moves by itself
	ASCII       bool // signs and lines are drawn in ASCII
}

// An Outcome is how a walk was left.
type Outcome struct {
	Unlocked bool          // the notes were opened, so that there is something kept
	Done     bool          // every step is finished
	Ending   *steps.Ending // of the scene that was played last, nil if none was played to its end
}

// ErrInterrupted is returned when a person or a signal ended the walk before
// its end.
var ErrInterrupted = errors.New("interrupted")

// Screen walks on the whole screen of the terminal until the person leaves or
// ctx ends. The terminal is left as it was found. The error is ErrInterrupted, or
// a *Fault.
func Screen(ctx context.Context, o Options) (Outcome, error) {
	m := newModel(o)
	err := run(ctx, m)
	left := m.outcome()
	if whole := left.Done && o.Opening == "" || left.Ending != nil && o.Opening != ""; err == nil && !whole {
		err = ErrInterrupted
	}
	return left, err
}

// Notes shows all notes on the whole screen until the person leaves or ctx ends.
func Notes(ctx context.Context, o Options) error { return alone(ctx, o, &shelf{}) }

// Handover fills in a form on the whole screen: Enter copies one value after the
// other, until the person leaves or ctx ends.
func Handover(ctx context.Context, o Options, f Form) error { return alone(ctx, o, &handover{form: f}) }

// alone shows a board and no walk. It returns ErrInterrupted unless the person
// left by closing the board.
func alone(ctx context.Context, o Options, b board) error {
	m := newModel(o)
	m.board, m.alone = b, true
	err := run(ctx, m)
	if err == nil && !m.done {
		err = ErrInterrupted
	}
	return err
}

// run runs the screen until the person leaves.
func run(ctx context.Context, m *Model) error {
	// Bubble Tea would log raw input, secrets included, to the file these name.
	for _, name := range []string{"TEA_TRACE", "TEA_DEBUG"} {
		if err := os.Unsetenv(name); err != nil {
			return err
		}
	}
	watch := &watch{began: time.Now(), gone: make(chan struct{})}
	g := &guard{model: m}
	// Bubble Tea would end the program at once for a signal or an ended context, in the
	// middle of a save and without waiting for its own reader of the keyboard.
	p := tea.NewProgram(g, tea.WithoutSignalHandler(), tea.WithFPS(120),
		tea.WithColorProfile(m.o.profile()), tea.WithFilter(watch.see), tea.WithInput(watch.keyboard()))
	g.quit = p.Quit
	watch.hold()
	defer watch.release()
	quit := make(chan struct{})
	go watch.signals(ctx, p, quit)
	_, err := p.Run()
	close(quit)
	watch.swallowReplies()
	if g.fault != nil {
		return g.fault
	}
	return err
}
