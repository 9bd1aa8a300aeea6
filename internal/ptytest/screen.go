package ptytest

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"sync"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// screen is the glass of a terminal: what has been printed, where it stands now,
// and a bell for those who wait for it to change.
type screen struct {
	mu      sync.Mutex
	emu     *vt.Emulator
	modes   modes
	raw     []byte
	log     []time.Time // when each piece of raw came
	text    time.Time   // when the first visible character came
	changed chan struct{}
	asked   int // marks given out by mark
	marked  int // the last mark that came through
	off     bool
	old     bool
}

func newScreen(cols, rows int, light bool) *screen {
	s := &screen{emu: vt.NewEmulator(cols, rows), modes: newModes(), changed: make(chan struct{})}
	if light {
		paper, ink := ansi.HexColor("#ffffff"), ansi.HexColor("#000000")
		s.emu.SetDefaultBackgroundColor(paper)
		s.emu.SetDefaultForegroundColor(ink)
	}
	s.modes.watch(s.emu)
	s.emu.RegisterApcHandler(func(data []byte) bool {
		n, err := fmt.Sscanf(string(data), markText, &s.marked)
		return n == 1 && err == nil
	})
	return s
}

// feed prints what the program wrote.
func (s *screen) feed(chunk []byte, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(chunk) == 0 || s.off {
		return
	}
	s.raw = append(s.raw, chunk...)
	s.log = append(s.log, at)
	if s.old {
		chunk = unknown().ReplaceAll(chunk, nil)
	}
	_, _ = s.emu.Write(chunk) // it fails only when closed, and we never close it
	if s.text.IsZero() && strings.TrimSpace(s.words()) != "" {
		s.text = at
	}
	s.announce()
}

// unknown is what old terminals pass over: the switches of newer ones, and the
// questions about them.
func unknown() *regexp.Regexp {
	return regexp.MustCompile(`\x1b\[\?(1049|2004|2026|2027)(h|l|\$p)`)
}

// announce wakes everyone who waits in until. The caller holds the lock.
func (s *screen) announce() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// cut notes that nothing more will come.
func (s *screen) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.off = true
	s.announce()
}

// until waits for ok to hold, asking it under the lock whenever something has
// changed, and says whether it did within the limit.
func (s *screen) until(limit time.Duration, ok func() bool) bool {
	late := time.NewTimer(limit)
	defer late.Stop()
	for {
		s.mu.Lock()
		done, changed := ok(), s.changed
		s.mu.Unlock()
		if done {
			return true
		}
		select {
		case <-changed:
		case <-late.C:
			return false
		}
	}
}

// markText is an application command: terminals print nothing for it.
const markText = "ptytest mark %d."

// mark gives the bytes of a new mark and the question whether it has come through.
func (s *screen) mark() (bytes string, seen func() bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	n := s.asked
	return "\x1b_" + fmt.Sprintf(markText, n) + "\x1b\\", func() bool { return s.off || s.marked >= n }
}

// printed is every byte the program wrote, without our marks.
func (s *screen) printed() []byte {
	out := bytes.Clone(s.raw)
	for n := 1; n <= s.asked; n++ {
		out = bytes.ReplaceAll(out, fmt.Appendf(nil, "\x1b_"+markText+"\x1b\\", n), nil)
	}
	return out
}

// answer hands on what the emulator replies to the program's questions. It must
// run for as long as the screen is fed: the emulator waits for each reply to be
// taken.
func (s *screen) answer(mute bool, send func([]byte)) {
	reply := make([]byte, 4096)
	for {
		n, err := s.emu.Read(reply)
		if err != nil {
			return
		}
		if !mute {
			send(bytes.Clone(reply[:n]))
		}
	}
}

// close ends answer. Closing the emulator itself would race with its Read.
func (s *screen) close() {
	if pipe, ok := s.emu.InputPipe().(io.Closer); ok {
		_ = pipe.Close()
	}
}

// words is the text on the screen, without blanks at the end of its lines.
func (s *screen) words() string {
	var b strings.Builder
	for y := range s.emu.Height() {
		b.WriteString(line(s.emu.Width(), func(x int) *uv.Cell { return s.emu.CellAt(x, y) }))
		b.WriteByte('\n')
	}
	return b.String()
}

// line is the text of one row of cells.
func line(cols int, at func(x int) *uv.Cell) string {
	var b strings.Builder
	for x := 0; x < cols; x++ {
		c := at(x)
		if c == nil || c.Content == "" {
			b.WriteByte(' ')
			continue
		}
		b.WriteString(c.Content)
		x += max(c.Width, 1) - 1
	}
	return strings.TrimRight(b.String(), " ")
}

// framed is the screen with a border, so that a reader sees its size.
func (s *screen) framed() string {
	cols, rows := s.emu.Width(), s.emu.Height()
	at := s.emu.CursorPosition()
	var b strings.Builder
	fmt.Fprintf(&b, "┌─ %dx%d, cursor at column %d of row %d\n", cols, rows, at.X+1, at.Y+1)
	for l := range strings.Lines(s.words()) {
		b.WriteString("│" + l)
	}
	return b.String() + "└─"
}
