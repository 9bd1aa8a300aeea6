package tui

import (
	"io"
	"os"
)

// Windows has none of these signals.
func hangupSignals() []os.Signal { return nil }
func stopSignals() []os.Signal   { return nil }
func returnSignals() []os.Signal { return nil }

func (w *watch) hold()    {}
func (w *watch) release() {}
func (w *watch) stop()    {}

// swallowReplies has nothing to do: the console answers no questions in text.
func (w *watch) swallowReplies() {}

// keyboard is the console, whose window takes the program along when it closes.
func (w *watch) keyboard() io.Reader { return os.Stdin }
