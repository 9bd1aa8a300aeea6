package main

import (
	"context"
	"os"
	"strings"
	"testing"

	"oktadance/internal/ptytest"
	"oktadance/steps"
	"oktadance/tui"
)

const inTheFault = "canary-Qx7-canary"

// faulty is the program with a mistake in it: in a command, in Update or in View,
// as its argument says.
func faulty() {
	p := &program{in: os.Stdin, out: &output{Writer: os.Stdout}, err: os.Stderr, profile: "default"}
	fails := func(at string) {
		if os.Args[1] == at {
			panic("here is " + inTheFault)
		}
	}
	_, err := tui.Screen(context.Background(), tui.Options{
		New: true, Where: "notes.age",
		Strength: func(string) string { fails("view"); return "" },
		Handling: tui.Handling{Unlock: func(string) (steps.Notes, error) { fails("command"); return nil, nil }},
		Walk: func(steps.Notes) *steps.Walk {
			var none []steps.Step
			_ = none[len(os.Args)] // the runtime's own words are told
			return nil
		},
	})
	os.Exit(p.say(err))
}

func TestAFaultLeavesTheTerminalAsItWasAndSaysWhatToDo(t *testing.T) {
	for at, words := range map[string]string{
		"view": "string", "command": "string", "update": "index out of range [2] with length 0",
	} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			u := ptytest.Start(t, []string{"faulty", at}, ptytest.Options{Cols: 100, Rows: 40})
			u.Sees("Passphrase")
			u.Type("tango")
			if at != "view" {
				u.Sees("*****")
				u.Enter()
				u.Sees("The same once more")
				u.Type("tango")
				u.Sees("*****")
				u.Enter()
			}
			if code := u.Wait(); code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			u.LeftAsFound()
			out := u.Output()
			for _, seen := range []string{
				"oktadance: error: The program has a mistake in it", "To go on from there: oktadance",
				"hand these lines to whoever gave you the program", words, "_test.go:",
			} {
				if !strings.Contains(out, seen) {
					t.Errorf("%q is not in what it says:\n%s", seen, out)
				}
			}
			if strings.Contains(string(u.Raw()), inTheFault) || strings.Contains(out, "goroutine") {
				t.Errorf("it says too much:\n%s", out)
			}
		})
	}
}
