package ptytest

import (
	"os"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Type types s, which may hold any bytes. Like every method here that presses
// keys it returns at once; keys arrive whole and in order.
func (u *Terminal) Type(s string) { u.send([]byte(s)) }

// Enter presses enter, which sends a carriage return.
func (u *Terminal) Enter() { u.Type("\r") }

// Esc presses esc. A program cannot tell it from the beginning of another key
// until a moment has passed, 50 ms in Bubble Tea.
func (u *Terminal) Esc() { u.Type("\x1b") }

// Ctrl presses ctrl and r together, such as 'c'.
func (u *Terminal) Ctrl(r rune) { u.Type(string(r & 0x1f)) }

// Key presses a key by its name: a character, or one of up, down, left, right,
// home, end, pgup, pgdown, insert, delete, backspace, tab, space, enter, esc and
// f1 to f4. Before it may stand "alt+", "ctrl+" with a letter, and "shift+" with tab.
func (u *Terminal) Key(name string) {
	u.t.Helper()
	seq, ok := sequence(name)
	if !ok {
		u.t.Fatalf("there is no key named %q", name)
	}
	u.Type(seq)
}

// sequence is what a plain terminal sends for a key.
func sequence(name string) (seq string, ok bool) {
	if rest, found := strings.CutPrefix(name, "alt+"); found {
		seq, ok = sequence(rest)
		return "\x1b" + seq, ok
	}
	if rest, found := strings.CutPrefix(name, "ctrl+"); found && len(rest) == 1 {
		return string(rest[0] & 0x1f), true
	}
	if len([]rune(name)) == 1 {
		return name, true
	}
	seq, ok = map[string]string{
		"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
		"home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~",
		"insert": "\x1b[2~", "delete": "\x1b[3~", "backspace": "\x7f",
		"tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "enter": "\r", "esc": "\x1b",
		"f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS",
	}[name]
	return seq, ok
}

// Paste pastes s as it is: between brackets when the program has asked for them,
// and as if typed when it has not.
func (u *Terminal) Paste(s string) {
	u.screen.mu.Lock()
	bracketed := u.screen.modes.odd[modeName(ansi.ModeBracketedPaste)] != ""
	u.screen.mu.Unlock()
	if bracketed {
		s = ansi.BracketedPasteStart + s + ansi.BracketedPasteEnd
	}
	u.Type(s)
}

// Answer lets the terminal answer what it has been asked, and from then on at
// once. It is for terminals that are Late.
func (u *Terminal) Answer() {
	u.late.mu.Lock()
	defer u.late.mu.Unlock()
	u.late.on = false
	for _, reply := range u.late.answers {
		u.send(reply)
	}
}

// Hold stops reading what the program prints, as a line does that is too slow
// for it, until Release. Nothing can be seen meanwhile.
func (u *Terminal) Hold() { u.tap.Lock() }

// Release lets through what has been printed meanwhile, and what comes.
func (u *Terminal) Release() { u.tap.Unlock() }

// Resize gives the window another size, in cells.
func (u *Terminal) Resize(cols, rows int) {
	u.t.Helper()
	u.screen.mu.Lock()
	u.screen.emu.Resize(cols, rows)
	u.screen.announce()
	u.screen.mu.Unlock()
	u.must("resizing", u.tty.resize(cols, rows))
}

// Signal sends the program a signal.
func (u *Terminal) Signal(sig os.Signal) {
	u.t.Helper()
	u.must("signalling", u.tty.signal(sig))
}

// HangUp closes the window: the program is sent SIGHUP and can print no more.
func (u *Terminal) HangUp() {
	u.t.Helper()
	u.must("hanging up", u.tty.hangUp())
}

// Resume brings a suspended program back to the foreground, as fg does.
func (u *Terminal) Resume() {
	u.t.Helper()
	u.screen.mu.Lock()
	u.program.stopped = false
	u.screen.mu.Unlock()
	u.must("resuming", u.tty.resume())
}

func (u *Terminal) must(doing string, err error) {
	u.t.Helper()
	if err != nil {
		u.fail("%s: %v", doing, err)
	}
}
