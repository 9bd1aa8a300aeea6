package tui

import (
	"errors"
	"iter"
	"maps"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oktadance/steps"
)

// What takes time is told here with a clock of its own; how it looks and feels on a
// terminal is told in cmd/oktadance.

// paper keeps notes as a vault does, without a disk.
type paper map[string]string

func (p paper) Get(name string) string         { return p[name] }
func (p paper) Put(name, value string) error   { p[name] = value; return nil }
func (p paper) All() iter.Seq2[string, string] { return maps.All(p) }
func (p paper) walk() func(steps.Notes) *steps.Walk {
	return func(n steps.Notes) *steps.Walk { return steps.NewWalk(steps.All(), n, steps.Env{}) }
}

// sitter sits before a screen, with a clipboard and a clock of their own.
type sitter struct {
	t         *testing.T
	m         *Model
	now       time.Time
	wakes     []wake
	clipboard string
	reachable bool   // the clipboard, without asking the terminal
	asked     string // of the terminal to copy
	locks     int
	left      bool
}

// wake is something to be done at a time.
type wake struct {
	at time.Time
	do func(time.Time) tea.Msg
}

// sit opens these notes on the screen: the board with all of them, or the walk.
func sit(t *testing.T, notes paper, alone bool) *sitter {
	u := &sitter{t: t, now: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), reachable: true}
	u.m = newModel(Options{
		Place: "your notes", Where: "notes.age", Walk: notes.walk(),
		Explain: func(err error) *steps.Problem { return &steps.Problem{What: err.Error()} },
		Handling: Handling{
			LockAfter: 15 * time.Minute,
			Lock:      func() error { u.locks++; return nil },
			Copy:      u.copy,
			CopyHint:  "Reveal it and select it.",
		},
	})
	u.m.clock = clock{func() time.Time { return u.now }, u.wake}
	u.m.size = size{100, 30}
	if alone {
		u.m.board, u.m.alone = &shelf{}, true
	}
	u.hears(unlockedMsg{notes: notes})
	return u
}

func (u *sitter) copy(value string) (func() error, error) {
	if !u.reachable {
		return nil, errors.New("no clipboard here")
	}
	u.clipboard = value
	return func() error {
		if u.clipboard == value {
			u.clipboard = ""
		}
		return nil
	}, nil
}

func (u *sitter) wake(after time.Duration, do func(time.Time) tea.Msg) tea.Cmd {
	u.wakes = append(u.wakes, wake{u.now.Add(after), do})
	return nil
}

// hears hands the model a message. What it asks to be done in return is left.
func (u *sitter) hears(msg tea.Msg) tea.Cmd {
	_, cmd := u.m.Update(msg)
	return cmd
}

// does is what the program does with a command: carry it out, in order.
func (u *sitter) does(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	switch v := reflect.ValueOf(msg); {
	case msg == nil:
	case v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeFor[tea.Cmd]():
		for i := range v.Len() {
			u.does(v.Index(i).Interface().(tea.Cmd))
		}
	case v.Kind() == reflect.String:
		u.asked = v.String()
	case v.Type() == reflect.TypeFor[tea.QuitMsg]():
		u.left = true
	default:
		u.does(u.hears(msg))
	}
}

func (u *sitter) presses(keys ...tea.KeyPressMsg) {
	for _, k := range keys {
		u.does(u.hears(k))
	}
}

// waits lets time pass without a key.
func (u *sitter) waits(long time.Duration) {
	until := u.now.Add(long)
	for {
		next := -1
		for i, w := range u.wakes {
			if !w.at.After(until) && (next < 0 || w.at.Before(u.wakes[next].at)) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		w := u.wakes[next]
		u.wakes = append(u.wakes[:next:next], u.wakes[next+1:]...)
		u.now = w.at
		cmd := u.hears(w.do(u.now))
		if u.m.walk == nil && cmd != nil {
			u.hears(cmd()) // the notes are being locked; the blinking that follows is left
			continue
		}
		u.does(cmd)
	}
	u.now = until
}

func (u *sitter) sees(words ...string) {
	u.t.Helper()
	seen := strings.Join(strings.Fields(ansi.Strip(u.m.screen())), " ")
	for _, w := range words {
		if !strings.Contains(seen, w) {
			u.t.Fatalf("the screen does not show %q:\n%s", w, ansi.Strip(u.m.screen()))
		}
	}
}

func letter(r rune) tea.KeyPressMsg     { return tea.KeyPressMsg{Code: r, Text: string(r)} }
func ctrl(r rune) tea.KeyPressMsg       { return tea.KeyPressMsg{Code: r, Mod: tea.ModCtrl} }
func special(code rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: code} }

const hidden = "planted-Zk3pQ9"

func someNotes() paper {
	return paper{"account.username": "dancer", "account.password": hidden, "account.url": "https://example.okta.com"}
}

// atPassword opens the notes with the password chosen.
func atPassword(t *testing.T) *sitter {
	u := sit(t, someNotes(), true)
	u.presses(special(tea.KeyDown))
	u.sees("account.password")
	return u
}

func TestACopyIsTakenBackAfterItsTime(t *testing.T) {
	u := atPassword(t)
	u.presses(letter('c'))
	u.sees("Copied Password. The clipboard is emptied in 45 s, or when you leave.")
	if u.clipboard != hidden || u.asked != "" {
		t.Fatalf("the clipboard holds %q, the terminal was asked to copy %q", u.clipboard, u.asked)
	}
	u.waits(44 * time.Second)
	if u.clipboard != hidden {
		t.Fatal("the clipboard was emptied too early")
	}
	u.waits(time.Second)
	if u.clipboard != "" {
		t.Fatal("the clipboard still holds the secret")
	}
	u.sees("out of the clipboard again")
}

func TestWhatWasCopiedMeanwhileIsLeft(t *testing.T) {
	u := atPassword(t)
	u.presses(letter('c'))
	u.clipboard = "the person's own"
	u.waits(time.Minute)
	if u.clipboard != "the person's own" {
		t.Errorf("the clipboard holds %q", u.clipboard)
	}
}

func TestEachCopyHasItsOwnTime(t *testing.T) {
	u := atPassword(t)
	u.presses(letter('c'))
	u.waits(30 * time.Second)
	u.presses(letter('c'))
	u.waits(30 * time.Second)
	if u.clipboard != hidden {
		t.Error("the second copy was taken back in the first one's time")
	}
	u.waits(15 * time.Second)
	if u.clipboard != "" {
		t.Error("the second copy was not taken back")
	}
}

// Commands overtake each other: of two copies in a row the second must win.
func TestTheLastCopyWins(t *testing.T) {
	u := atPassword(t)
	first := u.hears(letter('c'))
	u.hears(special(tea.KeyUp))
	if u.hears(letter('c')) != nil {
		t.Fatal("two values are on their way to the clipboard at once")
	}
	u.does(first)
	u.sees("Copied Username")
	if u.clipboard != "dancer" {
		t.Errorf("the clipboard holds %q", u.clipboard)
	}
}

func TestLeavingWaitsForACopyToTakeItBack(t *testing.T) {
	u := atPassword(t)
	copying := u.hears(letter('c'))
	u.presses(ctrl('c'))
	if u.left {
		t.Fatal("the program left with a copy on its way")
	}
	u.does(copying)
	if u.clipboard != "" || !u.left {
		t.Errorf("left %v, with %q in the clipboard", u.left, u.clipboard)
	}
}

func TestLeavingTakesACopyBack(t *testing.T) {
	u := atPassword(t)
	u.presses(letter('c'), special(tea.KeyEscape))
	if u.clipboard != "" || !u.left {
		t.Errorf("left %v, with %q in the clipboard", u.left, u.clipboard)
	}
}

func TestATerminalIsAskedWhereNoClipboardIsInReach(t *testing.T) {
	u := atPassword(t)
	u.reachable = false
	u.presses(letter('c'))
	u.sees("Asked the terminal to copy Password", "Reveal it and select it")
	if u.asked != hidden {
		t.Fatalf("the terminal was asked to copy %q", u.asked)
	}
	u.waits(45 * time.Second)
	if u.asked != "" {
		t.Error("the terminal still holds the secret")
	}
	u.presses(special(tea.KeyUp), letter('c'))
	u.waits(time.Minute)
	if u.asked != "dancer" {
		t.Error("what is no secret was taken back, though nobody knows what is in the clipboard")
	}
}

func (u *sitter) seesNot(words string) {
	u.t.Helper()
	if strings.Contains(ansi.Strip(u.m.screen()), words) {
		u.t.Fatalf("the screen shows %q:\n%s", words, ansi.Strip(u.m.screen()))
	}
}

func TestHelpOnTheNotesTellsTheirKeysAndGivesThemBack(t *testing.T) {
	for _, ask := range []tea.KeyPressMsg{letter('?'), special(tea.KeyF1)} {
		u := atPassword(t)
		u.presses(ctrl('r'))
		u.sees(hidden, "? help")
		u.presses(ask)
		u.sees("Keys that work here", "c copy", "ctrl+r hide", "home end", "esc leave", "ctrl+c leave",
			"Keys that don't, and why", "nothing is walked here", "it begins when all steps are finished")
		u.seesNot(hidden)
		u.presses(special(tea.KeyEscape))
		u.sees(hidden, "account.password")
		if u.left {
			t.Error("closing the help left the program")
		}
	}
}

func TestAKeyThatDoesNothingOnTheNotesSaysWhy(t *testing.T) {
	u := sit(t, someNotes(), true)
	u.presses(ctrl('r'))
	u.sees("Ctrl+r does nothing here: this note is no secret.")
	u.presses(special(tea.KeyDown))
	u.seesNot("does nothing here")
	u.presses(ctrl('o'))
	u.sees("Ctrl+o does nothing here: it is a key of the walk, and nothing is walked here.")
	u.presses(special(tea.KeyEnter))
	u.sees("Enter does nothing here: nothing is walked here.")
}

// The question below the notes may hold a text, in which ? would be a letter.
func TestHelpOnTheNotesOfAWalkGoesBackToThem(t *testing.T) {
	u := sit(t, someNotes(), false)
	u.presses(letter('a'), ctrl('n'), special(tea.KeyUp), letter('?'))
	u.sees("Keys that work here", "enter go there", "it is a key of the walk: esc goes back there")
	u.presses(special(tea.KeyEscape))
	u.sees("▸ Password", "Enter goes to the question")
}
