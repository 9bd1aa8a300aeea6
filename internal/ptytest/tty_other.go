//go:build !unix

package ptytest

import (
	"errors"
	"os"
	"time"
)

// tty keeps the package compiling where there is no pseudo-terminal: openTTY
// says so, Start skips the test, and nothing else here is ever called.
type tty struct {
	near, far *os.File
	pid       int
	begun     time.Time
}

func openTTY(int, int) (*tty, error) { return nil, errors.ErrUnsupported }

func (y *tty) run([]string, []string, string, ...*os.File) error { return errors.ErrUnsupported }
func (y *tty) runKept([]string, []string, string) error          { return errors.ErrUnsupported }
func (y *tty) news() (int, error)                                { return 0, errors.ErrUnsupported }
func (y *tty) alive() bool                                       { return false }
func (y *tty) signal(os.Signal) error                            { return errors.ErrUnsupported }
func (y *tty) resume() error                                     { return errors.ErrUnsupported }
func (y *tty) hangUp() error                                     { return errors.ErrUnsupported }
func (y *tty) resize(int, int) error                             { return errors.ErrUnsupported }
func (y *tty) stty() string                                      { return "" }
func (y *tty) close()                                            {}
