//go:build unix

package ptytest

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
)

func TestTypesSeesAndEnds(t *testing.T) {
	u := startForm(t, Options{Cols: 60, Rows: 12})
	u.Sees("60x12")
	u.Type("Ada")
	u.Sees("Name Ada")
	u.Key("backspace")
	u.SeesNot("Name Ada")
	u.Key("a")
	u.Sees("Ada")
	if now := u.State(); !strings.Contains(now.Modes, "alternate screen on") || !strings.Contains(now.Stty, "-icanon") {
		t.Errorf("while it runs the terminal stands at %+v", now)
	}
	u.Ctrl('c')
	if code := u.Wait(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if out := u.Output(); out != "Hello, Ada\n" {
		t.Errorf("what it leaves behind is %q", out)
	}
	u.LeftAsFound()
}

func TestPressesKeysByName(t *testing.T) {
	u := startForm(t, Options{})
	for _, name := range []string{"up", "alt+1", "shift+tab", "f1", "pgdown", "esc"} {
		u.Key(name)
		u.Sees("Name key " + name)
	}
}

func TestPastes(t *testing.T) {
	u := startForm(t, Options{})
	secret := strings.Repeat("00abcdefgh", 2000)
	u.Paste(secret + "tail\r")
	u.Sees("20005 bytes pasted", "tail")
	if bytes.Contains(u.Raw(), []byte(secret)) {
		t.Error("all of it was printed, though the field shows only its end")
	}
	if !bytes.Contains(u.Raw(), []byte("Name")) {
		t.Error("what was printed is not in Raw")
	}
	u = sh(t, "cat")
	u.Paste("plain\n")
	u.Sees("plain\nplain\n") // once echoed, once printed, and no brackets
}

func TestResizes(t *testing.T) {
	u := startForm(t, Options{})
	u.Resize(40, 12)
	u.Sees("40x12")
	u.Resize(120, 40)
	u.Sees("120x40")
}

func TestTellsTheBackground(t *testing.T) {
	startForm(t, Options{}).Sees("dark background")
	startForm(t, Options{Light: true}).Sees("light background")
	startForm(t, Options{Mute: true}).Sees("unknown background")
}

func TestFindsLinksAndWideCharacters(t *testing.T) {
	u := startForm(t, Options{})
	u.Sees("─ 名前 ─ 80x24", "read more")
	if got := u.Links(); !slices.Equal(got, []string{"https://example.com/help"}) {
		t.Errorf("links: %q", got)
	}
}

func TestReadsWrappedWordsAsOneSentence(t *testing.T) {
	u := Start(t, []string{"printf", `The org refused  \n  this client secret.\n`}, Options{Cols: 30})
	u.Sees("refused this client secret.")
}

func TestReturnsExitCodes(t *testing.T) {
	for script, want := range map[string]int{"exit 0": 0, "exit 7": 7, "kill -TERM $$": 128 + 15} {
		if got := sh(t, script).Wait(); got != want {
			t.Errorf("%s: exit code %d, want %d", script, got, want)
		}
	}
}

func TestShowsAllThatWasPrintedWhenTheProgramHasEnded(t *testing.T) {
	u := Start(t, []string{"seq", "5000"}, Options{})
	u.Wait()
	u.Sees("4999", "5000")
	if out := u.Output(); !strings.HasPrefix(out, "1\n2\n3\n") || strings.Count(out, "\n") != 5000 {
		t.Errorf("scrolled back there are %d lines, beginning %.10q", strings.Count(out, "\n"), out)
	}
	if got := len(u.Raw()); got != 23893+5000 { // seq's bytes, and a return the terminal adds to each line
		t.Errorf("%d bytes were printed", got)
	}
}

func TestSignals(t *testing.T) {
	u := startForm(t, Options{})
	u.Signal(syscall.SIGINT)
	if code := u.Wait(); code != 130 {
		t.Errorf("exit code %d after SIGINT", code)
	}
	u.LeftAsFound()
	u = startForm(t, Options{})
	u.Signal(syscall.SIGKILL)
	if code := u.Wait(); code != 137 {
		t.Errorf("exit code %d after SIGKILL", code)
	}
	if left := u.State(); left == u.found || !strings.Contains(left.Stty, "-echo") {
		t.Errorf("a killed program cannot have put the terminal right: %+v", left)
	}
}

func TestSeesHowAPanicLeavesTheTerminal(t *testing.T) {
	u := startForm(t, Options{Cols: 100, Rows: 60})
	u.Ctrl('p')
	if code := u.Wait(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	u.Sees("on purpose", "goroutine")
	u.LeftAsFound()
}

func TestSuspendsAndResumes(t *testing.T) {
	u := startForm(t, Options{})
	u.Type("Ada")
	u.Sees("Name Ada")
	u.Ctrl('z')
	u.Suspended()
	u.LeftAsFound()
	u.SeesNot("Name Ada") // that was on the alternate screen
	u.Resume()
	u.Sees("Name Ada")
	u.Type("!")
	u.Sees("Ada!")
	u.Ctrl('c')
	u.Wait()
	u.LeftAsFound()
}

func TestHangsUp(t *testing.T) {
	dir := t.TempDir()
	u := Start(t, []string{"sh", "-c", `trap 'echo bye; echo kept >notes; exit' HUP; echo ready; while :; do read line; done`}, Options{Dir: dir})
	u.Sees("ready")
	u.HangUp()
	u.Wait()
	if notes, err := os.ReadFile(filepath.Join(dir, "notes")); string(notes) != "kept\n" {
		t.Errorf("the notes hold %q (%v)", notes, err)
	}
	if strings.Contains(u.Screen(), "bye") {
		t.Error("a closed window shows words")
	}
}

func TestGivesNothingOfTheCallersEnvironment(t *testing.T) {
	t.Setenv("OKTA_TOKEN", "mine")
	u := Start(t, []string{"env"}, Options{Env: []string{"EXTRA=given", "PATH=/nowhere"}})
	u.Wait()
	u.Sees("TERM=xterm-256color", "EXTRA=given", "PATH=/nowhere")
	if strings.Contains(u.Output(), "OKTA_TOKEN") {
		t.Error("the program sees the environment of whoever runs the test")
	}
}

func TestMeasuresMemory(t *testing.T) {
	u := startForm(t, Options{})
	resident, peak := u.Memory()
	if runtime.GOOS == "linux" && (resident < 1 || peak < resident) {
		t.Errorf("%.1f MiB resident, %.1f at most", resident, peak)
	}
}
