package tui

import (
	"os"
	"time"
)

// hangupSignals is empty: Windows has no SIGHUP.
func hangupSignals() []os.Signal { return nil }

// swallowReplies has nothing to do: the console answers no questions in text.
func swallowReplies(time.Duration) {}
