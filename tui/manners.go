package tui

import (
	"time"

	"charm.land/bubbles/v2/spinner"
)

// spinner is the one thing that moves by itself, or the sign that stands in its
// place. That sign is drawn anew each second for what counts seconds beside it.
func (m Manners) spinner() spinner.Spinner {
	switch {
	case m.NoMotion:
		return spinner.Spinner{Frames: []string{"*"}, FPS: time.Second}
	case m.ASCII:
		return spinner.Line
	}
	return spinner.MiniDot
}
