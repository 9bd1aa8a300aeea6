package main

import (
	"bytes"
	"strings"
	"testing"

	"oktadance/internal/ptytest"
)

// What is said in a line or a page must not wait for a terminal that answers
// nothing, nor leave a terminal's answers on the prompt of the shell.
func TestShortAnswersAskTheTerminalNothing(t *testing.T) {
	for _, args := range []string{"--version", "--help", "practice --help", "nosuch", "check nosuch", "explain E0000011"} {
		t.Run(args, func(t *testing.T) {
			u := sitDown(t, ptytest.Options{Mute: true}, strings.Fields(args)...)
			u.Wait()
			for _, question := range []string{"\x1b]", "\x1b[c", "\x1b[?", "\x1b[>"} {
				if bytes.Contains(u.Raw(), []byte(question)) {
					t.Errorf("it asks the terminal something: %q", u.Raw())
				}
			}
			u.LeftAsFound()
		})
	}
}
