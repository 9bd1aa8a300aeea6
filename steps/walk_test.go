package steps_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"oktadance/steps"
)

// memory keeps notes as a vault does, without a disk. Every so often it fails.
type memory struct {
	mu    sync.Mutex
	notes map[string]string
	full  bool
}

var errFull = errors.New("no space left on device")

func newMemory() *memory { return &memory{notes: map[string]string{}} }

func (m *memory) Get(name string) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.notes[name]
}

func (m *memory) Put(name, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.full {
		return errFull
	}
	m.notes[name] = value
	return nil
}

// toy steps: one of each kind of question, and one that asks nothing.
func toySteps(verdict func(step string) *steps.Problem) []steps.Step {
	try := func(id string) func(context.Context, *steps.Trial) *steps.Problem {
		return func(context.Context, *steps.Trial) *steps.Problem { return verdict(id) }
	}
	short := func(_ steps.Notes, v string) *steps.Problem {
		if len(v) > 3 {
			return &steps.Problem{What: "Too long."}
		}
		return nil
	}
	return []steps.Step{
		{ID: "one", Title: "One", Try: try("one"), Fields: []steps.Field{
			{Note: "one.memo", Label: "Memo", Optional: true, Memo: true},
			{Note: "one.a", Label: "A", Check: short},
			{Note: "one.b", Label: "B", Check: short},
		}},
		{ID: "two", Title: "Two", Try: try("two"), Fields: []steps.Field{
			{Note: "two.a", Label: "A", Check: short},
			{Note: "two.rare", Label: "Rare", OnDemand: true, Check: short},
		}},
		{ID: "three", Title: "Three", Try: try("three")},
	}
}

// person drives a walk as a presenter does, and runs every job at once.
type person struct {
	t     *testing.T
	walk  *steps.Walk
	notes steps.Notes
}

func (u person) settle() {
	for {
		job, due := u.walk.Take()
		if !due {
			return
		}
		u.walk.End(job.Run(u.walk.Heard))
	}
}

func (u person) answers(text string) { u.walk.Answer(text); u.settle() }

func (u person) isAsked(note string) {
	u.t.Helper()
	if f, _ := u.walk.Field(); f.Note != note {
		u.t.Fatalf("asked %q in state %v, want %q", f.Note, u.walk.State(), note)
	}
}

func toyPerson(t *testing.T, notes *memory, verdict func(string) *steps.Problem) person {
	return person{t, steps.NewWalk(toySteps(verdict), notes, steps.Env{}), notes}
}

func passes(string) *steps.Problem { return nil }

func TestAWalkGoesFromTheFirstQuestionToTheEnd(t *testing.T) {
	u := toyPerson(t, newMemory(), passes)
	u.isAsked("one.memo")
	u.answers("")
	u.isAsked("one.a")
	u.answers("a")
	u.answers("b")
	if u.walk.State() != steps.Passed {
		t.Fatalf("state %v after the last answer, want passed", u.walk.State())
	}
	u.walk.Next()
	u.answers("c")
	u.walk.Next()
	u.isAsked("")
	u.walk.Begin()
	u.settle()
	u.walk.Next()
	if u.walk.State() != steps.Done {
		t.Fatalf("state %v at the end, want done", u.walk.State())
	}
}

func TestBackAlwaysWorksAndKeepsWhatWasTyped(t *testing.T) {
	u := toyPerson(t, newMemory(), passes)
	u.answers("")
	u.answers("a")
	u.isAsked("one.b")
	u.walk.Hold("half")
	u.walk.Back()
	u.isAsked("one.a")
	if u.walk.Value() != "a" {
		t.Errorf("going back shows %q, want the answer given", u.walk.Value())
	}
	u.walk.Back()
	u.isAsked("one.memo")
	if u.walk.Back() {
		t.Error("there is something before the first question")
	}
	u.answers("")
	u.answers("a")
	if u.walk.Value() != "half" {
		t.Errorf("coming back shows %q, want what was typed", u.walk.Value())
	}
}

func TestAWrongAnswerNeverLeavesItsField(t *testing.T) {
	u := toyPerson(t, newMemory(), passes)
	u.answers("")
	for _, wrong := range []string{"", "long", strings.Repeat("x", 1<<20)} {
		if p := u.walk.Answer(wrong); p == nil || p.Field != "one.a" {
			t.Fatalf("%d characters were accepted: %v", len(wrong), p)
		}
		u.isAsked("one.a")
	}
}

func TestAFailedTrialOpensTheQuestionAtFaultAndAsksNothingTwice(t *testing.T) {
	refuse := true
	u := toyPerson(t, newMemory(), func(step string) *steps.Problem {
		if refuse && step == "one" {
			return &steps.Problem{What: "No such thing.", Field: "one.a"}
		}
		return nil
	})
	u.answers("")
	u.answers("a")
	u.answers("b")
	u.isAsked("one.a")
	if u.walk.State() != steps.Stuck {
		t.Fatalf("state %v, want stuck", u.walk.State())
	}
	refuse = false
	u.answers("z")
	if u.walk.State() != steps.Passed {
		t.Fatalf("state %v after the answer was mended, want passed: b was asked again", u.walk.State())
	}
}

func TestAChangedAnswerForgetsWhatLeanedOnIt(t *testing.T) {
	notes := newMemory()
	u := toyPerson(t, notes, passes)
	u.answers("")
	u.answers("a")
	u.answers("b")
	u.walk.Next()
	u.answers("c")
	for range 2 {
		u.walk.Back()
	}
	u.isAsked("one.b")
	u.answers("n")
	if notes.Get("two.passed") != "" {
		t.Error("a later step is still marked as finished")
	}
	if notes.Get("two.a") != "c" {
		t.Error("a later answer was lost")
	}
}

func TestALateResultChangesNothing(t *testing.T) {
	notes := newMemory()
	u := toyPerson(t, notes, passes)
	u.answers("")
	u.answers("a")
	u.walk.Answer("b")
	saving, _ := u.walk.Take()
	u.walk.End(saving.Run(u.walk.Heard))
	trial, _ := u.walk.Take()
	u.walk.Back()
	if _, due := u.walk.Take(); due {
		t.Error("a job was handed out while another is under way")
	}
	u.walk.End(trial.Run(u.walk.Heard))
	u.isAsked("one.b")
	if notes.Get("one.passed") != "" {
		t.Error("a cancelled trial marked its step")
	}
}

func TestAnAnswerThatCannotBeSavedIsStillThere(t *testing.T) {
	notes := newMemory()
	u := toyPerson(t, notes, passes)
	u.answers("")
	notes.full = true
	u.answers("a")
	u.isAsked("one.a")
	if p := u.walk.Problem(); p == nil || !errors.Is(p, errFull) {
		t.Fatalf("the problem is %v, want the full disk", p)
	}
	if u.walk.Value() != "a" {
		t.Errorf("the input holds %q, want what was typed", u.walk.Value())
	}
	notes.full = false
	u.answers("a")
	u.isAsked("one.b")
}

func TestAQuestionThatWasLeftOutIsNotAskedAgain(t *testing.T) {
	notes := newMemory()
	toyPerson(t, notes, passes).answers("")
	later := toyPerson(t, notes, passes)
	later.isAsked("one.a")
	later.walk.Back()
	later.isAsked("one.memo")
	later.answers("m")
	later.walk.Back()
	later.answers("")
	later.answers("a")
	later.answers("b")
	if later.walk.State() != steps.Passed || notes.Get("one.memo") != "" {
		t.Errorf("state %v, memo %q: want the step finished and the memo left out", later.walk.State(), notes.Get("one.memo"))
	}
}
