//go:build unix

package ptytest

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// witness stands in for the test that is to fail, and keeps what it says.
type witness struct {
	testing.TB
	said string
	last []func()
}

func (w *witness) Helper()                   {}
func (w *witness) Failed() bool              { return w.said != "" }
func (w *witness) Cleanup(f func())          { w.last = append(w.last, f) }
func (w *witness) Logf(f string, a ...any)   { w.said += fmt.Sprintf(f, a...) }
func (w *witness) Fatalf(f string, a ...any) { w.Logf(f, a...); runtime.Goexit() }

// failing runs a test that should fail, to its end, and returns what it said.
func failing(t *testing.T, test func(t testing.TB)) string {
	t.Helper()
	w, done := &witness{TB: t}, make(chan struct{})
	go func() {
		defer close(done)
		test(w)
	}()
	<-done
	for _, f := range w.last {
		f()
	}
	if w.said == "" {
		t.Error("it did not fail")
	}
	return w.said
}

func says(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, word := range words {
		if strings.Count(said, word) != 1 {
			t.Errorf("it should say %q once:\n%s", word, said)
		}
	}
}

func TestFailsAtOnceWhenTheProgramHasEnded(t *testing.T) {
	said := failing(t, func(t testing.TB) {
		u := Start(t, []string{"sh", "-c", "echo 'no such profile'; exit 2"}, Options{Limit: time.Hour})
		u.Sees("no such", "Org URL")
	})
	says(t, said, `does not show ["Org URL"]`, "ended with exit code 2", "│no such profile", "80x24")
}

func TestFailsWithTheScreenWhenTheLimitPasses(t *testing.T) {
	said := failing(t, func(t testing.TB) {
		u := Start(t, []string{"sh", "-c", "echo waiting; cat"}, Options{})
		u.Sees("waiting")
		u.limit = 100 * time.Millisecond
		u.SeesNot("waiting")
	})
	says(t, said, `still shows ["waiting"]`, "still running", "│waiting")
}

func TestPrintsTheLastScreenOfATestThatFailsOtherwise(t *testing.T) {
	said := failing(t, func(t testing.TB) {
		u := Start(t, []string{"sh", "-c", "echo hello; cat"}, Options{})
		u.Sees("hello")
		t.Fatalf("the notes are wrong\n")
	})
	says(t, said, "the notes are wrong", "the last screen of the program (still running)", "│hello")
}

func TestFailsWhenTheTerminalIsLeftChanged(t *testing.T) {
	said := failing(t, func(t testing.TB) {
		u := Start(t, []string{os.Args[0]}, Options{Env: []string{"PTYTEST_PROGRAM=rude"}})
		u.LeftAsFound()
	})
	says(t, said, "alternate screen on, bracketed paste on, cursor off, cursor style 5, "+
		"kitty keyboard of the alternate screen 1, modifyOtherKeys 2, title mine", "exit code 3")
	said = failing(t, func(t testing.TB) {
		u := Start(t, []string{"stty", "-echo"}, Options{})
		u.LeftAsFound()
	})
	says(t, said, `left  "" icanon -echo`)
}

func TestFailsOnWhatCannotBe(t *testing.T) {
	says(t, failing(t, func(t testing.TB) { Start(t, []string{"no-such-program"}, Options{}) }), "no-such-program on a terminal")
	says(t, failing(t, func(t testing.TB) { Start(t, []string{"cat"}, Options{}).Key("hyper+x") }), `no key named "hyper+x"`)
	says(t, failing(t, func(t testing.TB) {
		Start(t, []string{"cat"}, Options{Limit: 100 * time.Millisecond}).Wait()
	}), "does not end")
	says(t, failing(t, func(t testing.TB) { Start(t, []string{"true"}, Options{}).Suspended() }), "not suspended")
}
