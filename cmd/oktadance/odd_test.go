package main

import (
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"oktadance/internal/ptytest"
)

// Terminals that are not as one would like them.

func TestAnswersThatComeLateChangeColoursAndNothingElse(t *testing.T) {
	u := sitDown(t, ptytest.Options{Late: true}, "practice")
	u.unlocks()
	u.takes(atUsername)
	u.Sees(atPassword)
	u.Type("half")
	u.Sees("4 characters typed")
	u.Answer()
	u.Type("-way")
	u.Sees("8 characters typed")
	u.Enter()
	u.Sees(atURL)
	if !strings.Contains(string(u.Raw()), "\x1b[96m") {
		t.Error("the accent's colour never came")
	}
}

// What the terminal answers after the program has gone would stand on the prompt.
func TestAQuickExitLeavesNoAnswersOnThePrompt(t *testing.T) {
	u := sitAgain(t, t.TempDir(), ptytest.Options{Late: true}, "practice")
	u.Sees("A passphrase for your notes")
	u.Ctrl('c')
	u.SeesNot("A passphrase for your notes")
	u.Answer()
	u.Wait()
	u.LeftAsFound()
	if out := strings.TrimSpace(u.Output()); out != "" {
		t.Errorf("on the prompt stands %q", out)
	}
}

// A line that takes nothing for a while keeps nobody from typing, loses no letter,
// and ends on what the screen shows by then.
func TestALineThatIsHeldLosesNoLetter(t *testing.T) {
	u := sitDown(t, ptytest.Options{}, "practice")
	u.unlocks()
	u.takes(atUsername)
	u.Sees(atPassword)
	u.Hold()
	u.Type(strings.Repeat("abc", 100))
	u.Key("backspace")
	u.Release()
	u.Sees("299 characters typed")
	u.Ctrl('u')
	u.Type("ada")
	u.Sees("3 characters typed")
}

func TestATerminalWithoutModernSwitchesWillDo(t *testing.T) {
	u := sitDown(t, ptytest.Options{Old: true, Env: []string{"TERM=linux"}}, "practice")
	u.Sees("Your notes are locked", "Passphrase")
	u.Paste(passphrase) // arrives as if it was typed
	u.Sees("28 characters typed")
	u.Enter()
	u.takes(atUsername, atPassword, atURL, finished, atServer)
	if bright := regexp.MustCompile(`\x1b\[[0-9;]*9[0-7]m`).Find(u.Raw()); bright != nil {
		t.Errorf("a colour on a terminal that lacks it: %q", bright)
	}
	u.Ctrl('c')
	u.Wait()
	u.LeftAsFound()
	if !strings.Contains(u.Output(), "The notes are kept") {
		t.Error("the last words are missing")
	}
}

func TestATerminalWithoutColoursGetsNone(t *testing.T) {
	u := sitDown(t, ptytest.Options{Env: []string{"TERM=vt100"}}, "practice")
	u.Sees("Your notes are locked")
	u.Ctrl('c')
	u.Wait()
	if colour := regexp.MustCompile(`\x1b\[[0-9;]*[39][0-7]m`).Find(u.Raw()); colour != nil {
		t.Errorf("a colour was printed: %q", colour)
	}
}

func TestALocaleWithoutUTF8GetsASCII(t *testing.T) {
	for _, locale := range []string{"LC_ALL=C", "LANG=en_US.ISO-8859-1"} {
		t.Run(locale, func(t *testing.T) { inASCII(t, locale) })
	}
}

func inASCII(t *testing.T, locale string) {
	u := sitDown(t, ptytest.Options{Env: []string{locale}}, "practice")
	u.unlocks()
	u.takes(atUsername, atPassword)
	u.Sees(atURL)
	u.replaces("okta.com")
	u.Sees("x That is Okta's own site", "Step 1 of 6  Account  >ooooo", "| okta.com")
	u.replaces("名前")
	u.Sees("| ????")
	u.Ctrl('c')
	u.Wait()
	if raw := u.Raw(); strings.IndexFunc(string(raw), func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		t.Error("more than ASCII was printed")
	}
}

func TestClosingTheWindowWhileSavingKeepsTheAnswer(t *testing.T) {
	u := sitDown(t, ptytest.Options{}, "practice")
	u.unlocks()
	u.takes(atUsername)
	u.Sees(atPassword)
	u.Type("in-the-middle")
	u.Sees("13 characters typed")
	u.Enter()
	u.Sees(atURL)
	u.Enter()
	u.HangUp()
	u.Wait()
	again := sitAgain(t, u.home, ptytest.Options{}, "practice")
	again.unlocks()
	again.Sees("*****")
	again.SeesNot(atPassword)
}

// A dumb terminal, a screen reader's setting and a pipe get lines and no escapes.
func TestLinesAreToldWhereThereIsNoScreen(t *testing.T) {
	for _, setting := range []string{"TERM=dumb", "ACCESSIBLE=1"} {
		t.Run(setting, func(t *testing.T) { inLines(t, setting) })
	}
}

func inLines(t *testing.T, setting string) {
	u := sitDown(t, ptytest.Options{Mute: true, Env: []string{setting}}, "practice")
	u.Sees("Passphrase:")
	u.Type(passphrase + "\r")
	u.Sees("Step 1 of 6: Account", "Username [dancer@example.com]:")
	u.Ctrl('c')
	u.Wait()
	u.LeftAsFound()
	if strings.Contains(string(u.Raw()), "\x1b") {
		t.Errorf("an escape was printed: %q", u.Raw())
	}
}

// At a terminal no word is broken at its edge; values and addresses are left whole.
func TestLinesAreFoldedToTheTerminal(t *testing.T) {
	for _, cols := range []int{80, 40} {
		t.Run(strconv.Itoa(cols), func(t *testing.T) { foldedTo(t, cols) })
	}
}

func foldedTo(t *testing.T, cols int) {
	u := sitDown(t, ptytest.Options{Cols: cols, Rows: 60}, "practice", "--plain")
	u.Sees("Passphrase:")
	u.Type(passphrase + "\r")
	for _, asked := range []string{"Username [dancer@example.com]:", "Password (optional):", "Okta URL [", "Authorization server ["} {
		u.Sees(asked)
		u.Enter()
	}
	u.Sees("Token name [")
	said := string(u.Raw())
	if !strings.Contains(said, "token_endpoint: http://127.0.0.1:") && cols == 80 {
		t.Error("a find is not on one line with its value")
	}
	for line := range strings.SplitSeq(said, "\r\n") {
		words := strings.Fields(line)
		if prompt := strings.Contains(line, "["); utf8.RuneCountInString(line) > cols && len(words) > 1 && !prompt {
			t.Errorf("at %d columns this line is wider: %q", cols, line)
		}
	}
	u.Ctrl('c')
	u.Wait()
}

// Nothing asks where --no-input forbids it, though there is somebody to ask.
func TestNothingIsAskedWhereNothingMayBe(t *testing.T) {
	verbs := [][]string{
		{}, {"practice"}, {"check"}, {"notes"}, {"notes", "get", "app.name"}, {"token"}, {"cleanup"}, {"explain"}, {"gateway"},
	}
	home := t.TempDir()
	for _, verb := range verbs {
		u := sitAgain(t, home, ptytest.Options{}, append(verb, "--no-input")...)
		if code := u.Wait(); code == 0 {
			t.Errorf("oktadance %s --no-input worked", strings.Join(verb, " "))
		}
		u.Sees("oktadance: error:", "oktadance: hint:")
		u.LeftAsFound()
	}
}

// The same with a pipe that nobody writes to and nobody closes.
func TestAnOpenPipeIsNotWaitedFor(t *testing.T) {
	for _, verb := range []string{"check", "notes", "token", "cleanup", "explain"} {
		t.Run(verb, func(t *testing.T) {
			t.Parallel()
			run := exec.Command("oktadance", verb, "--no-input")
			run.Env = append(run.Environ(), "OKTADANCE_HOME="+t.TempDir())
			silent, err := run.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer silent.Close()
			if out, err := run.CombinedOutput(); err == nil || !strings.Contains(string(out), "oktadance: hint:") {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}
