package tui

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"
)

// A Console asks for lines: at a terminal with a prompt and, for secrets, without
// echo; from a pipe as they come. It is shared by everything that reads standard
// input, so that no line is lost in a buffer.
type Console struct {
	in       *bufio.Reader
	file     *os.File
	out      io.Writer
	terminal bool
}

// NewConsole reads lines from in and writes prompts to out.
func NewConsole(in *os.File, out io.Writer) *Console {
	return &Console{
		in: bufio.NewReader(in), file: in, out: out,
		terminal: term.IsTerminal(int(in.Fd())),
	}
}

// On is the same console with its prompts written to out.
func (c *Console) On(out io.Writer) *Console {
	other := *c
	other.out = out
	return &other
}

// Terminal reports whether a person types.
func (c *Console) Terminal() bool { return c.terminal }

// Line asks for one line and returns it without its end. At the end of the input
// it returns io.EOF, unless the last line lacked its end; ctrl+c at a prompt for
// a secret is ErrInterrupted, as is the end of ctx.
func (c *Console) Line(ctx context.Context, prompt string, secret bool) (string, error) {
	if c.terminal && secret {
		return c.unseen(ctx, prompt)
	}
	if _, err := io.WriteString(c.out, prompt); err != nil {
		return "", err
	}
	type read struct {
		line string
		err  error
	}
	// Reading can't be cancelled; a signal must not have to wait for Enter.
	done := make(chan read, 1)
	go func() {
		line, err := c.toEnter()
		done <- read{line, err}
	}()
	select {
	case <-ctx.Done():
		return "", ErrInterrupted
	case r := <-done:
		if r.err != nil && (r.line == "" || !errors.Is(r.err, io.EOF)) {
			return "", r.err
		}
		return strings.TrimRight(r.line, "\r\n"), nil
	}
}

// toEnter reads a line and its end. What was typed ahead while a secret was being
// read ends as the key sends it, with a carriage return alone.
func (c *Console) toEnter() (string, error) {
	var line []byte
	for {
		b, err := c.in.ReadByte()
		if err != nil {
			return string(line), err
		}
		line = append(line, b)
		switch next, _ := c.in.Peek(min(c.in.Buffered(), 1)); {
		case b == '\n':
			return string(line), nil
		case b == '\r' && c.terminal && string(next) != "\n":
			return string(line), nil
		}
	}
}

// unseen reads a line in the terminal's raw mode. Its line mode would cut a long
// paste at 4,095 bytes, and switching off the echo alone leaves a moment in which
// fast typing shows. Nor may the prompt come before it: who sees it types.
func (c *Console) unseen(ctx context.Context, prompt string) (line string, err error) {
	fd := int(c.file.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return "", err
	}
	defer func() {
		err = errors.Join(err, term.Restore(fd, before))
		_, _ = io.WriteString(c.out, "\n") // the echo that was off
	}()
	if _, err := io.WriteString(c.out, prompt); err != nil {
		return "", err
	}
	var typed []byte
	for ctx.Err() == nil {
		b, err := c.in.ReadByte()
		if err != nil {
			return "", err
		}
		switch b {
		case '\r', '\n':
			return unbracketed(string(typed)), nil
		case 0x03:
			return "", ErrInterrupted
		case 0x04:
			if len(typed) == 0 {
				return "", io.EOF
			}
		case 0x08, 0x7f:
			_, size := utf8.DecodeLastRune(typed)
			typed = typed[:len(typed)-size]
		case 0x15: // ctrl+u: the whole line
			typed = nil
		default:
			typed = append(typed, b)
		}
	}
	return "", ErrInterrupted
}

// unbracketed removes the marks that a terminal puts around a paste, if it was
// left in that mode by another program.
func unbracketed(line string) string {
	line = strings.ReplaceAll(line, "\x1b[200~", "")
	return strings.ReplaceAll(line, "\x1b[201~", "")
}
