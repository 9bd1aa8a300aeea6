package main

import (
	"errors"
	"io"
	"os"
	"runtime"
	"syscall"
)

// An output is standard output. The first write that fails is the last: it is
// remembered, so that no verb has to look after each line whether it was printed.
type output struct {
	io.Writer
	failed error
}

// Write hands on what is printed. Who closed the pipe has read enough.
func (o *output) Write(b []byte) (int, error) {
	if o.failed != nil {
		return 0, o.failed
	}
	n, err := o.Writer.Write(b)
	if !isClosedPipe(err) {
		o.failed = err
	}
	return n, err
}

// file is the file that standard output is, if it is one.
func (o *output) file() (*os.File, bool) {
	f, isFile := o.Writer.(*os.File)
	return f, isFile
}

// Fd is the file's descriptor, or none.
func (o *output) Fd() uintptr {
	if f, isFile := o.file(); isFile {
		return f.Fd()
	}
	return ^uintptr(0)
}

// isTerminal reports whether results are read by a person at once.
func (o *output) isTerminal() bool {
	f, isFile := o.file()
	return isFile && isTerminal(f)
}

func isClosedPipe(err error) bool {
	const brokenPipe, noData = syscall.Errno(109), syscall.Errno(232) // as Windows calls it
	return errors.Is(err, syscall.EPIPE) || runtime.GOOS == "windows" && (errors.Is(err, brokenPipe) || errors.Is(err, noData))
}

// ended tells what failed, a result that nobody got included, and gives the
// exit code.
func (p *program) ended(err error) int {
	if p.out.failed == nil {
		return p.say(err)
	}
	p.complain("The result could not be written to standard output.", cause(p.out.failed), "Send it to where there is room, and start the command again.")
	if err == nil || errors.Is(err, p.out.failed) {
		return didNotWork
	}
	return max(didNotWork, p.say(err))
}
