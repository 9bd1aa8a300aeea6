//go:build unix

package tui

import (
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

func hangupSignals() []os.Signal { return []os.Signal{syscall.SIGHUP} }

// The terminal's answers to the questions asked at the start may still be on
// their way when a run was very short; they would end up on the shell's prompt.
const (
	shortRun   = 300 * time.Millisecond
	repliesDue = 100 * time.Millisecond
)

// swallowReplies waits for those answers, and throws them away.
func swallowReplies(ran time.Duration) {
	if ran >= shortRun || !term.IsTerminal(int(os.Stdin.Fd())) {
		return
	}
	time.Sleep(repliesDue)
	flushInput(int(os.Stdin.Fd()))
}

// flushInput throws away what was typed or answered and not read yet. When it
// fails the answers show on the prompt, which is no reason to fail.
func flushInput(fd int) {
	_ = unix.IoctlSetInt(fd, flushRequest, unix.TCIFLUSH)
}
