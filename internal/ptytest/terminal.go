// Package ptytest runs a program on a real terminal and shows what a person would see.
//
// A test starts a program, presses keys, and waits for words on the screen:
//
//	u := ptytest.Start(t, []string{binary}, ptytest.Options{})
//	u.Sees("Org URL")
//	u.Paste("https://example.okta.com")
//	u.Enter()
//	u.Sees("Passed")
//
// Waiting is driven by the program's output: nothing polls and nothing sleeps.
// Bubble Tea holds a lone esc back for 50 ms, so wait for the words that follow
// it. It runs on Linux and macOS; elsewhere Start skips the test.
package ptytest

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

// Options say what kind of terminal the program finds. The zero value is an
// 80x24 terminal with a dark background that answers what it is asked.
type Options struct {
	Cols, Rows int           // the size in cells
	Env        []string      // "NAME=value", after a bare TERM, PATH, LANG and an empty HOME
	Dir        string        // where the program starts; the test's own folder when empty
	Mute       bool          // leave the program's questions to the terminal unanswered
	Late       bool          // answer them only when Answer is called
	Old        bool          // know no alternate screen, no bracketed paste, no synchronised output
	Light      bool          // say that the background is light
	Limit      time.Duration // the longest wait for anything to be seen; 20 s when zero
}

// Terminal is a terminal with one program on it. Its methods fail the test
// themselves and are meant for the goroutine that runs it.
type Terminal struct {
	t       testing.TB
	limit   time.Duration
	screen  *screen
	tty     *tty
	found   State
	program process // guarded by screen.mu
	typed   chan []byte
	gone    chan struct{} // closed when the terminal is put away
	workers sync.WaitGroup
	told    bool       // the screen has been printed with a failure
	tap     sync.Mutex // held while the line is too slow for anything to come through
	late    late
}

// process is how far the program has come.
type process struct {
	ended, stopped bool
	code           int
}

// Start runs argv on a terminal of its own, in the foreground of a shell as a
// person would run it. When the test ends, the program is killed if it still
// runs, and if the test has failed its last screen is printed.
func Start(t testing.TB, argv []string, o Options) *Terminal {
	t.Helper()
	env := environment(t, o) // first, for its folder to outlive the program
	u := open(t, o)
	t.Cleanup(u.close)
	if err := u.tty.runKept(argv, env, o.Dir); err != nil {
		t.Fatalf("starting %s on a terminal: %v", argv[0], err)
	}
	u.workers.Go(u.follow)
	return u
}

// open makes the terminal, with nothing running on it yet.
func open(t testing.TB, o Options) *Terminal {
	t.Helper()
	if o.Cols == 0 {
		o.Cols = 80
	}
	if o.Rows == 0 {
		o.Rows = 24
	}
	if o.Limit == 0 {
		o.Limit = 20 * time.Second
	}
	tty, err := openTTY(o.Cols, o.Rows)
	if errors.Is(err, errors.ErrUnsupported) {
		t.Skip("this system has no pseudo-terminals that we can drive")
	}
	if err != nil {
		t.Fatalf("opening a terminal: %v", err)
	}
	u := &Terminal{
		t: t, limit: o.Limit, tty: tty, screen: newScreen(o.Cols, o.Rows, o.Light),
		typed: make(chan []byte, 1024), gone: make(chan struct{}),
	}
	u.screen.old, u.late.on = o.Old, o.Late
	u.found = State{Stty: tty.stty()}
	u.workers.Go(u.watch)
	u.workers.Go(u.press)
	u.workers.Go(func() { u.screen.answer(o.Mute, u.sendLate) })
	return u
}

// environment is what the program finds in its environment: what any terminal
// sets, nothing of the person who runs the test, and what the test adds.
func environment(t testing.TB, o Options) []string {
	base := []string{"TERM=xterm-256color", "LANG=C.UTF-8", "PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	return append(base, o.Env...)
}

// watch puts what the program prints on the screen.
func (u *Terminal) watch() {
	chunk := make([]byte, 1<<16)
	for {
		u.tap.Lock()
		u.tap.Unlock() //lint:ignore SA2001 waits while the line is held
		n, err := u.tty.near.Read(chunk)
		u.screen.feed(chunk[:n], time.Now())
		if err != nil {
			u.screen.cut()
			return
		}
	}
}

// press hands the program what is typed and what the terminal answers, whole
// and in order: an answer must not land in the middle of a paste.
func (u *Terminal) press() {
	for {
		select {
		case keys := <-u.typed:
			if _, err := u.tty.near.Write(keys); err != nil {
				return
			}
		case <-u.gone:
			return
		}
	}
}

func (u *Terminal) send(keys []byte) {
	select {
	case u.typed <- keys:
	case <-u.gone:
	}
}

// late are answers that have to wait.
type late struct {
	mu      sync.Mutex
	on      bool
	answers [][]byte
}

// sendLate sends what the terminal answers, once it may.
func (u *Terminal) sendLate(reply []byte) {
	u.late.mu.Lock()
	defer u.late.mu.Unlock()
	if u.late.on {
		u.late.answers = append(u.late.answers, reply)
		return
	}
	u.send(reply)
}

// follow keeps note of the program stopping and ending, each time after all it
// printed until then is on the screen.
func (u *Terminal) follow() {
	for {
		code, err := u.tty.news()
		u.settle()
		u.screen.mu.Lock()
		switch {
		case err != nil && !u.program.ended:
			u.program = process{ended: true, code: -1}
		case err == nil:
			alive := u.tty.alive()
			u.program = process{ended: !alive, stopped: alive, code: code}
		}
		u.screen.announce()
		u.screen.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// settle waits until everything printed before now is on the screen: a mark of
// our own, printed behind it, has come through.
func (u *Terminal) settle() {
	mark, seen := u.screen.mark()
	if _, err := u.tty.far.WriteString(mark); err == nil {
		u.screen.until(u.limit, seen)
	}
}

// close puts the terminal away.
func (u *Terminal) close() {
	if u.t.Failed() && !u.told {
		u.t.Logf("the last screen of %s", u.look())
	}
	close(u.gone)
	u.tty.close()
	u.screen.close()
	u.workers.Wait()
}

// look is the screen as it is printed beside a failure.
func (u *Terminal) look() string {
	u.screen.mu.Lock()
	defer u.screen.mu.Unlock()
	how := "still running"
	if u.program.stopped {
		how = "suspended"
	}
	if u.program.ended {
		how = fmt.Sprintf("ended with exit code %d", u.program.code)
	}
	return fmt.Sprintf("the program (%s):\n%s", how, u.screen.framed())
}

func (u *Terminal) fail(format string, args ...any) {
	u.t.Helper()
	u.told = true
	u.t.Fatalf("%s\n%s", fmt.Sprintf(format, args...), u.look())
}
