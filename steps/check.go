package steps

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Verdict is what came of trying a step again.
type Verdict int

// The verdicts.
const (
	Held       Verdict = iota // the trial passed again
	Failed                    // it did not
	Unfinished                // the step was not finished, so it was not tried
)

// String names the verdict in one lower-case word.
func (v Verdict) String() string { return [...]string{"passed", "failed", "unfinished"}[v] }

// A Report tells how a step stands.
type Report struct {
	ID, Title string
	Verdict   Verdict
	Problem   *Problem // why it failed, or nil
	Took      time.Duration
}

// Check tries the finished steps again, all side by side: the notes hold what
// each needs, so that none waits for another. Names limits it to those steps;
// of those that are not finished it says so, with a problem. Nothing is written to the notes.
func Check(ctx context.Context, all []Step, n Notes, env Env, names []string) []Report {
	if env.Now == nil {
		env.Now = time.Now
	}
	var reports []Report
	var wait sync.WaitGroup
	for _, s := range all {
		if len(names) == 0 || slices.Contains(names, s.ID) {
			reports = append(reports, Report{ID: s.ID, Title: s.Title, Verdict: Unfinished})
		}
	}
	for i := range reports {
		r, s := &reports[i], all[slices.IndexFunc(all, func(s Step) bool { return s.ID == reports[i].ID })]
		if s.Finished(n) {
			wait.Go(func() { r.try(ctx, s, n, env) })
		} else if len(names) > 0 {
			r.Problem = &Problem{What: "This step is not finished yet.", Next: "Walk it first."}
		}
	}
	wait.Wait()
	return reports
}

func (r *Report) try(ctx context.Context, s Step, n Notes, env Env) {
	began := time.Now()
	asked := map[string]bool{}
	for _, f := range s.Fields {
		asked[f.Note] = true // nobody is there to be asked
	}
	t := &Trial{notes: &scratch{under: n}, env: env, asked: asked, say: func(Event) {}, ctx: ctx, unattended: true}
	r.Problem = s.Try(ctx, t)
	r.Took, r.Verdict = time.Since(began), Held
	if r.Problem != nil {
		r.Verdict = Failed
	}
}

// scratch keeps what is written to itself.
type scratch struct {
	under Notes
	over  sync.Map
}

// Get gives what was written last, here or below.
func (s *scratch) Get(name string) string {
	if value, written := s.over.Load(name); written {
		return value.(string)
	}
	return s.under.Get(name)
}

// Put writes here and nowhere else.
func (s *scratch) Put(name, value string) error {
	s.over.Store(name, value)
	return nil
}
