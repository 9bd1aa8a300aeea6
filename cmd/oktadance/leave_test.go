package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"oktadance/internal/ptytest"
)

func TestEveryWayOfLeavingLeavesTheTerminalAsItWas(t *testing.T) {
	for _, way := range []struct {
		name  string
		leave func(user)
		code  int
	}{
		{"ctrl+c", func(u user) { u.Ctrl('c') }, 130},
		{"SIGTERM", func(u user) { u.Signal(syscall.SIGTERM) }, 130},
		{"SIGINT", func(u user) { u.Signal(syscall.SIGINT) }, 130},
		{"SIGHUP", func(u user) { u.Signal(syscall.SIGHUP) }, 130},
	} {
		t.Run(way.name, func(t *testing.T) {
			u := sitDown(t, ptytest.Options{}, "practice")
			u.unlocks()
			u.takes(atUsername)
			u.Sees(atPassword)
			way.leave(u)
			if code := u.Wait(); code != way.code {
				t.Errorf("exit code %d, want %d", code, way.code)
			}
			u.LeftAsFound()
			if out := u.Output(); !strings.Contains(out, "The notes are kept. To go on from here: oktadance practice") {
				t.Errorf("the last words are %q", out)
			}
		})
	}
}

func TestLeavingBeforeTheNotesAreOpenSaysNothingOfThem(t *testing.T) {
	u := sitAgain(t, t.TempDir(), ptytest.Options{}, "practice")
	u.Sees("A passphrase for your notes")
	u.Ctrl('c')
	if code := u.Wait(); code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
	u.LeftAsFound()
	if out := u.Output(); strings.Contains(out, "kept") {
		t.Errorf("the last words are %q", out)
	}
}

func TestRawInputIsNeverTraced(t *testing.T) {
	trace := filepath.Join(t.TempDir(), "trace")
	u := sitDown(t, ptytest.Options{Env: []string{"TEA_TRACE=" + trace, "TEA_DEBUG=1"}}, "practice")
	u.unlocks()
	u.Ctrl('c')
	u.Wait()
	if _, err := os.Stat(trace); err == nil {
		t.Error("a trace of what was typed was written")
	}
}

func TestAnyNoColorIsObeyed(t *testing.T) {
	u := sitDown(t, ptytest.Options{Env: []string{"NO_COLOR=yes"}}, "practice")
	u.unlocks()
	u.takes(atUsername, atPassword)
	u.Sees(atURL)
	u.replaces("okta.com")
	u.Sees("✗ That is Okta's own site")
	for _, colour := range []string{"\x1b[3", "\x1b[9"} {
		for _, end := range []string{"1m", "4m", "6m"} {
			if strings.Contains(string(u.Raw()), colour+end) {
				t.Errorf("a colour was printed: %q", colour+end)
			}
		}
	}
}

func TestAMuteTerminalIsNoReasonToWait(t *testing.T) {
	u := sitDown(t, ptytest.Options{Mute: true}, "practice")
	u.unlocks()
	u.Sees(atUsername)
}

func TestTwoAtOnceIsSaidPlainly(t *testing.T) {
	first := sitDown(t, ptytest.Options{})
	first.unlocks()
	first.Sees(atUsername)
	second := sitAgain(t, first.home, ptytest.Options{})
	second.Sees("Your notes are locked")
	second.Paste(passphrase)
	second.Sees("***")
	second.Enter()
	second.Sees("These notes are open in another oktadance", "--profile NAME")
}
