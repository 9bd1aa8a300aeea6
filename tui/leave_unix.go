//go:build unix

package tui

import (
	"bytes"
	"io"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

func hangupSignals() []os.Signal { return []os.Signal{syscall.SIGHUP} }
func stopSignals() []os.Signal   { return []os.Signal{syscall.SIGTSTP} }
func returnSignals() []os.Signal { return []os.Signal{syscall.SIGCONT} }

// hold keeps the terminal from echoing until release: from the moment in which
// Bubble Tea lets go of it, what it still answers would show.
func (w *watch) hold() {
	if found, err := term.MakeRaw(int(os.Stdin.Fd())); err == nil {
		w.found = found
	}
}

// release leaves the terminal's line as it was found.
func (w *watch) release() {
	if w.found != nil {
		_ = term.Restore(int(os.Stdin.Fd()), w.found) // it was possible before
	}
}

// stop stops the program as its SIGTSTP was meant to: once a Go program has
// listened to that signal it does not stop by itself any more.
func (w *watch) stop() {
	w.release()
	_ = syscall.Kill(syscall.Getpid(), syscall.SIGSTOP)
}

// A keyboard notices when there is no terminal behind it any more. Bubble Tea takes
// that for silence, and would go on drawing for nobody where no SIGHUP comes.
type keyboard struct {
	*os.File
	gone func()
}

// Read reads what is typed.
func (k *keyboard) Read(p []byte) (int, error) {
	n, err := k.File.Read(p)
	if err != nil {
		k.gone()
	}
	return n, err
}

func (w *watch) keyboard() io.Reader {
	return &keyboard{os.Stdin, sync.OnceFunc(func() { close(w.gone) })}
}

// repliesDue is how long after the start the terminal's answers to the questions
// asked there are waited for: over a slow line they take two seconds.
const repliesDue = 2500 * time.Millisecond

// swallowReplies takes away the answers that are still on their way when a run
// was very short: they would end up on the shell's prompt. A terminal that has
// answered, or will not any more, costs nothing.
func (w *watch) swallowReplies() {
	fd := int(os.Stdin.Fd())
	due := w.began.Add(repliesDue)
	if w.answered || time.Now().After(due) {
		return
	}
	swallow(fd, due)
}

// swallow reads until the last answer, the background's colour, has come.
func swallow(fd int, due time.Time) {
	var seen []byte
	chunk := make([]byte, 256)
	for time.Now().Before(due) && !isBackground(seen) {
		ready := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(ready, int(time.Until(due).Milliseconds())+1)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 || ready[0].Revents&unix.POLLIN == 0 {
			return
		}
		n, err = unix.Read(fd, chunk)
		if err != nil || n == 0 {
			return
		}
		seen = append(seen, chunk[:n]...)
	}
}

// isBackground reports whether an answer to OSC 11 has come to its end.
func isBackground(seen []byte) bool {
	_, answer, found := bytes.Cut(seen, []byte("\x1b]11;"))
	return found && bytes.ContainsAny(answer, "\a\\")
}
