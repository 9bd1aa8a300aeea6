package steps_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"oktadance/steps"
)

// tester plays a person and a presenter against a walk, and remembers what must
// be true.
type tester struct {
	t      *testing.T
	rng    *rand.Rand
	walk   *steps.Walk
	notes  *memory
	jobs   []*steps.Job   // handed out, not yet run
	done   []steps.Result // run, not yet ended
	trials map[string]int
}

func (u *tester) verdict(step string) *steps.Problem {
	switch u.rng.IntN(8) {
	case 0:
		return &steps.Problem{What: "No.", Field: step + ".a", Repairs: []steps.Repair{{Label: "Open", Open: "two.rare"}}}
	case 1:
		return &steps.Problem{What: "No.", Repairs: []steps.Repair{{
			Label: "Mend", Do: func(context.Context, *steps.Trial) *steps.Problem { return nil },
		}}}
	}
	u.trials[step]++
	return nil
}

// move is one thing that a person, a job or the clock does.
func (u *tester) move() {
	w := u.walk
	what := u.rng.IntN(12)
	if u.rng.IntN(2) == 0 {
		what = u.forward() // or the end would hardly ever be seen
	}
	switch what {
	case 0, 1, 2:
		w.Answer([]string{"", "a", "b", "c", "long", " d\n", strings.Repeat("x", 9000)}[u.rng.IntN(7)])
	case 3:
		w.Begin()
	case 4:
		w.Back()
	case 5:
		w.Next()
	case 6:
		w.Fix(u.rng.IntN(3) - 1)
	case 7:
		w.Hold("draft")
	case 8:
		if job, due := w.Take(); due {
			u.jobs = append(u.jobs, job)
		}
	case 9:
		if len(u.jobs) > 0 {
			u.done = append(u.done, u.jobs[0].Run(w.Heard))
			u.jobs = u.jobs[1:]
		}
	case 10:
		if len(u.done) > 0 {
			w.End(u.done[0])
			u.done = u.done[1:]
		}
	case 11:
		u.notes.full = u.rng.IntN(20) == 0
		if u.rng.IntN(50) == 0 {
			u.kill()
		}
	}
}

// forward is a move that leads on from where the walk stands.
func (u *tester) forward() int {
	switch u.walk.State() {
	case steps.Passed:
		return 5
	case steps.Saving, steps.Trying:
		return 8 + u.rng.IntN(3)
	case steps.Asking:
		if _, open := u.walk.Field(); !open {
			return 3
		}
	}
	return u.rng.IntN(3)
}

// kill ends the program at any moment and starts it again over the same notes.
func (u *tester) kill() {
	u.jobs, u.done = nil, nil
	u.walk = steps.NewWalk(toySteps(u.verdict), u.notes, steps.Env{})
}

func (u *tester) mustHold(event int) {
	w, state := u.walk, u.walk.State()
	_, open := w.Field()
	busy := len(u.jobs)+len(u.done) > 0
	switch {
	case len(u.jobs)+len(u.done) > 1:
		u.t.Fatalf("event %d: %d jobs under way at once", event, len(u.jobs)+len(u.done))
	case busy != w.Busy():
		u.t.Fatalf("event %d: Busy is %v, but %d jobs are under way", event, w.Busy(), len(u.jobs)+len(u.done))
	case state == steps.Asking && !open && len(w.Step().Fields) > 0:
		u.t.Fatalf("event %d: asking nothing in step %s", event, w.Step().ID)
	case (state == steps.Passed || state == steps.Done) && open:
		u.t.Fatalf("event %d: a question is open when %v", event, state)
	case state == steps.Stuck && w.Problem() == nil:
		u.t.Fatalf("event %d: stuck with no problem", event)
	case state == steps.Passed && !w.Step().Finished(u.notes):
		u.t.Fatalf("event %d: step %s passed but is not finished", event, w.Step().ID)
	}
	for _, s := range w.Stages() {
		if u.notes.Get(s.ID+".passed") != "" && u.trials[s.ID] == 0 {
			u.t.Fatalf("event %d: step %s is marked, and its trial never passed", event, s.ID)
		}
		if state == steps.Done && !s.Finished {
			u.t.Fatalf("event %d: done, but step %s is not finished", event, s.ID)
		}
	}
}

func TestNoSequenceOfEventsReachesAnImpossibleState(t *testing.T) {
	u := &tester{t: t, rng: rand.New(rand.NewPCG(1, 2)), notes: newMemory(), trials: map[string]int{}}
	u.kill()
	seen := map[steps.State]int{}
	for event := range 100_000 {
		before := snapshot(u.notes)
		u.move()
		u.mustHold(event)
		u.losesNothing(event, before)
		seen[u.walk.State()]++
	}
	for _, state := range []steps.State{steps.Asking, steps.Saving, steps.Trying, steps.Stuck, steps.Passed, steps.Done} {
		if seen[state] == 0 {
			t.Errorf("the random walk never was %v", state)
		}
	}
}

func snapshot(m *memory) map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	copied := make(map[string]string, len(m.notes))
	for name, value := range m.notes {
		copied[name] = value
	}
	return copied
}

// losesNothing holds that notes change only when a job runs, that a required
// answer is never emptied, and that a changed answer takes the marks of its own
// and all later steps with it.
func (u *tester) losesNothing(event int, before map[string]string) {
	after := snapshot(u.notes)
	order := []string{"one", "two", "three"}
	for at, id := range order {
		for _, name := range []string{id + ".a", id + ".b"} {
			if before[name] == after[name] {
				continue
			}
			if after[name] == "" {
				u.t.Fatalf("event %d: the answer %s was lost", event, name)
			}
			for _, later := range order[at:] {
				if before[later+".passed"] != "" && after[later+".passed"] != "" {
					u.t.Fatalf("event %d: %s changed, and %s is still marked", event, name, later)
				}
			}
		}
	}
}
