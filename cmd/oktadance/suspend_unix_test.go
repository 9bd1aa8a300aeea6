//go:build unix

package main

import (
	"syscall"
	"testing"

	"oktadance/internal/ptytest"
)

func TestSuspendingGivesTheTerminalBack(t *testing.T) {
	u := sitDown(t, ptytest.Options{}, "practice")
	u.unlocks()
	for _, stop := range []func(){
		func() { u.Ctrl('z') },
		func() { u.Signal(syscall.SIGTSTP) }, // by somebody else
		func() { u.Ctrl('z') },
	} {
		u.Sees(atUsername)
		stop()
		u.Suspended()
		u.LeftAsFound()
		u.Resume()
		u.Sees(atUsername)
	}
	u.Type("-ada")
	u.Sees("dancer@example.com-ada")
	u.Ctrl('c')
	u.Wait()
	u.LeftAsFound()
}
