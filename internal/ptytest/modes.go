package ptytest

import (
	"fmt"
	"image/color"
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// State is how a terminal stands: two that are equal behave alike. A program is
// to leave the terminal in the State it found.
type State struct {
	Stty  string // the settings of its line, as stty names them
	Modes string // what differs from a terminal just turned on; empty when nothing does
}

// modes are the switches that programs throw and forget.
type modes struct {
	odd      map[string]string // what is not as usual, by name
	keyboard map[string]int    // entries on the kitty keyboard's stack, one for each screen
	pointer  int               // the cursor's style, as DECSCUSR counts
}

func newModes() modes {
	return modes{odd: map[string]string{}, keyboard: map[string]int{}}
}

// watch follows the switches that the emulator knows and those it lets pass.
func (m *modes) watch(e *vt.Emulator) {
	e.SetCallbacks(vt.Callbacks{
		EnableMode:      func(mode ansi.Mode) { m.flip(mode, true) },
		DisableMode:     func(mode ansi.Mode) { m.flip(mode, false) },
		Title:           func(title string) { m.note("title", title) },
		ForegroundColor: func(c color.Color) { m.noteColour("foreground", c) },
		BackgroundColor: func(c color.Color) { m.noteColour("background", c) },
		CursorColor:     func(c color.Color) { m.noteColour("cursor colour", c) },
	})
	e.RegisterCsiHandler(ansi.Command(0, ' ', 'q'), func(p ansi.Params) bool {
		m.pointer, _, _ = p.Param(0, 0)
		m.note("cursor style", strings.TrimPrefix(fmt.Sprint(m.pointer), "0"))
		return false // the emulator's own handler is next
	})
	m.watchKeyboard(e)
	m.answer(e)
}

// watchKeyboard follows the two protocols for telling more keys apart: left on,
// they spoil the shell's line. They are not spoken here; keys arrive as on a
// plain terminal.
func (m *modes) watchKeyboard(e *vt.Emulator) {
	push := func(n int) {
		name := "kitty keyboard"
		if e.IsAltScreen() {
			name += " of the alternate screen"
		}
		m.keyboard[name] = max(0, m.keyboard[name]+n)
		m.note(name, strings.TrimPrefix(fmt.Sprint(m.keyboard[name]), "0"))
	}
	e.RegisterCsiHandler(ansi.Command('>', 0, 'u'), func(ansi.Params) bool {
		push(1)
		return true
	})
	e.RegisterCsiHandler(ansi.Command('<', 0, 'u'), func(p ansi.Params) bool {
		n, _, _ := p.Param(0, 1)
		push(-n)
		return true
	})
	e.RegisterCsiHandler(ansi.Command('>', 0, 'm'), func(p ansi.Params) bool {
		resource, _, _ := p.Param(0, 0)
		value, _, _ := p.Param(1, 0)
		if resource == 4 {
			m.note("modifyOtherKeys", strings.TrimPrefix(fmt.Sprint(value), "0"))
		}
		return true
	})
}

// answer speaks for two modes that the emulator does not know and today's
// terminals do: synchronised output, by which a frame is seen whole, and grapheme
// clusters, by which the emulator measures anyway.
func (m *modes) answer(e *vt.Emulator) {
	e.RegisterCsiHandler(ansi.Command('?', '$', 'p'), func(p ansi.Params) bool {
		n, _, _ := p.Param(0, 0)
		mode := ansi.DECMode(n)
		if mode != ansi.ModeSynchronizedOutput && mode != ansi.ModeUnicodeCore {
			return false
		}
		setting := ansi.ModeReset
		if m.odd[modeName(mode)] != "" {
			setting = ansi.ModeSet
		}
		_, _ = io.WriteString(e.InputPipe(), ansi.ReportMode(mode, setting))
		return true
	})
}

func (m *modes) flip(mode ansi.Mode, on bool) {
	value := "on"
	if !on {
		value = "off"
	}
	if usually := mode == ansi.ModeAutoWrap || mode == ansi.ModeTextCursorEnable; on == usually {
		value = ""
	}
	m.note(modeName(mode), value)
}

func (m *modes) note(name, value string) {
	m.odd[name] = value
	if value == "" {
		delete(m.odd, name)
	}
}

func (m *modes) noteColour(name string, c color.Color) {
	r, g, b, _ := c.RGBA()
	m.note(name, fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8))
}

// drawing says whether a frame is under way, and the screen half of one.
func (m *modes) drawing() bool { return m.odd[modeName(ansi.ModeSynchronizedOutput)] != "" }

// cursor says whether the cursor is to be seen.
func (m *modes) cursor() bool { return m.odd[modeName(ansi.ModeTextCursorEnable)] == "" }

// String lists what is not as usual, in alphabetical order.
func (m *modes) String() string {
	var out []string
	for name, value := range m.odd {
		out = append(out, name+" "+value)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func modeName(mode ansi.Mode) string {
	switch mode {
	case ansi.ModeTextCursorEnable:
		return "cursor"
	case ansi.ModeAltScreenSaveCursor:
		return "alternate screen"
	case ansi.ModeBracketedPaste:
		return "bracketed paste"
	case ansi.ModeFocusEvent:
		return "focus reports"
	case ansi.ModeSynchronizedOutput:
		return "synchronised output"
	case ansi.ModeUnicodeCore:
		return "grapheme clusters"
	}
	return fmt.Sprintf("mode %d", mode.Mode())
}
