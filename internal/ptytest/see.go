package ptytest

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// Sees waits until all the words are on the screen at the same time. A sentence
// that the screen wraps at a blank still counts as there. When the program ends
// without showing them, or the limit passes, the test fails with the screen.
func (u *Terminal) Sees(words ...string) {
	u.t.Helper()
	u.expect("the screen does not show", words, func(seen, word string) bool { return !holds(seen, word) })
}

// SeesNot waits until none of the words is on the screen any more. Wait with
// Sees for what comes instead before it, or it may look before anything happens.
func (u *Terminal) SeesNot(words ...string) {
	u.t.Helper()
	u.expect("the screen still shows", words, holds)
}

// SeesOne waits until one of the words is on the screen and returns the first of
// them that is, for what may go on in several ways.
func (u *Terminal) SeesOne(words ...string) string {
	u.t.Helper()
	found := -1
	u.screen.until(u.limit, func() bool {
		if u.screen.modes.drawing() && !u.program.ended {
			return false // half a frame is not what a person sees
		}
		seen := u.screen.words()
		found = slices.IndexFunc(words, func(word string) bool { return holds(seen, word) })
		return found >= 0 || u.program.ended
	})
	if found < 0 {
		u.fail("the screen shows none of %q", words)
		return ""
	}
	return words[found]
}

// SeesColour waits until something on the screen has a colour: programs that ask
// for the background first have none until they are answered.
func (u *Terminal) SeesColour() {
	u.t.Helper()
	coloured := func(c uv.Cell) bool { return c.Style.Fg != nil }
	seen := u.screen.until(u.limit, func() bool {
		return !u.screen.modes.drawing() && slices.ContainsFunc(u.screen.picture().cells, coloured)
	})
	if !seen {
		u.fail("nothing on the screen has a colour")
	}
}

// expect waits until no word is wrong.
func (u *Terminal) expect(complaint string, words []string, wrong func(seen, word string) bool) {
	u.t.Helper()
	left := words
	u.screen.until(u.limit, func() bool {
		if u.screen.modes.drawing() && !u.program.ended {
			return false // half a frame is not what a person sees
		}
		seen := u.screen.words()
		left = slices.DeleteFunc(slices.Clone(words), func(word string) bool { return !wrong(seen, word) })
		return len(left) == 0 || u.program.ended
	})
	if len(left) > 0 {
		u.fail("%s %q", complaint, left)
	}
}

func holds(seen, word string) bool {
	return strings.Contains(seen, word) ||
		strings.Contains(strings.Join(strings.Fields(seen), " "), strings.Join(strings.Fields(word), " "))
}

// Screen is the text on the screen, without blanks at the end of its lines.
func (u *Terminal) Screen() string {
	var text string
	u.whole(func() { text = u.screen.words() })
	return text
}

// whole waits until no frame is under way and looks at the screen.
func (u *Terminal) whole(look func()) {
	u.screen.until(u.limit, func() bool {
		if u.screen.modes.drawing() && !u.program.ended {
			return false // half a frame is not what a person sees
		}
		look()
		return true
	})
}

// Output is what a person finds by scrolling back: the lines that have left the
// main screen at its top, then those still on it. Ask for it when the program
// has left the alternate screen.
func (u *Terminal) Output() string {
	u.screen.mu.Lock()
	defer u.screen.mu.Unlock()
	emu := u.screen.emu
	var b strings.Builder
	for y := range emu.ScrollbackLen() {
		b.WriteString(line(emu.Width(), func(x int) *uv.Cell { return emu.ScrollbackCellAt(x, y) }) + "\n")
	}
	return strings.TrimRight(b.String()+u.screen.words(), "\n") + "\n"
}

// Raw is every byte that has been printed so far: the place to look for a secret
// that must never have been.
func (u *Terminal) Raw() []byte {
	u.screen.mu.Lock()
	defer u.screen.mu.Unlock()
	return u.screen.printed()
}

// Links are the targets of the hyperlinks on the screen (OSC 8), each once, in
// reading order.
func (u *Terminal) Links() []string {
	var out []string
	for _, c := range u.Picture().cells {
		if c.Link.URL != "" && !slices.Contains(out, c.Link.URL) {
			out = append(out, c.Link.URL)
		}
	}
	return out
}

// State is how the terminal stands now, which after the program has ended is how
// it left it.
func (u *Terminal) State() State {
	u.settle()
	u.screen.mu.Lock()
	defer u.screen.mu.Unlock()
	return State{Stty: u.tty.stty(), Modes: u.screen.modes.String()}
}

// LeftAsFound waits until the program ends or is suspended, and fails the test
// unless the terminal then stands as it did before.
func (u *Terminal) LeftAsFound() {
	u.t.Helper()
	if p := u.rest(); !p.ended && !p.stopped {
		u.fail("the program neither ends nor suspends")
	}
	if now := u.State(); now != u.found {
		u.fail("the terminal is left changed:\nfound %q %s\nleft  %q %s", u.found.Modes, u.found.Stty, now.Modes, now.Stty)
	}
}

// Suspended waits until the program has suspended itself, as on ctrl+z.
func (u *Terminal) Suspended() {
	u.t.Helper()
	if !u.rest().stopped {
		u.fail("the program is not suspended")
	}
}

// rest waits until the program ends or is suspended, and says which.
func (u *Terminal) rest() (p process) {
	u.screen.until(u.limit, func() bool {
		p = u.program
		return p.ended || p.stopped
	})
	return p
}

// Wait waits until the program has ended, with all it printed on the screen, and
// returns its exit code as a shell counts: 128 and the number of the signal that
// ended it, if one did. After HangUp nobody may be left to count: then it is -1.
func (u *Terminal) Wait() int {
	u.t.Helper()
	var p process
	if !u.screen.until(u.limit, func() bool { p = u.program; return p.ended }) {
		u.fail("the program does not end")
	}
	return p.code
}

// Memory is what the program holds resident now and what it held at most, in
// MiB. It is read from /proc; without one both are 0.
func (u *Terminal) Memory() (resident, peak float64) {
	for l := range bytes.Lines(u.Proc("status")) {
		name, value, _ := strings.Cut(string(l), ":")
		kib, _ := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 64)
		switch name {
		case "VmRSS":
			resident = kib / 1024
		case "VmHWM":
			peak = kib / 1024
		}
	}
	return resident, peak
}

// Proc is what the system tells others about the program while it runs, such as
// "cmdline": a file of its folder in /proc. It is empty without a /proc, and when
// the file may not be read.
func (u *Terminal) Proc(file string) []byte {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", u.tty.pid, file))
	if err != nil {
		return nil
	}
	return text
}
