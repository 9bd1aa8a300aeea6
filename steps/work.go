package steps

import (
	"context"
	"time"

	"oktadance/internal/okta"
)

// work is the walk's bookkeeping of jobs. At most one is due and at most one is
// under way: writes never overtake each other.
type work struct {
	number int  // of the newest job; results of any other are late
	due    *Job // waits to be taken
	busy   int  // the job under way, 0 if none is
	cancel context.CancelFunc
	back   bool // Back was asked for while an answer was being saved
}

// A Job is work that the walk wants done: saving an answer or trying a step.
type Job struct {
	number int
	ctx    context.Context
	cancel context.CancelFunc
	do     func(context.Context, func(Event)) *Problem
}

// A Result is what came of a job.
type Result struct {
	number  int
	problem *Problem
}

// An Event is something that happens during a trial, for the person to follow.
// Either Text or Exchange is set; Until is when something begun will go on that
// has to wait, and otherwise zero.
type Event struct {
	Text     string
	Sign     Sign
	Exchange *Exchange
	Until    time.Time
	number   int
}

// An Exchange is one request and its answer, as text, with secrets masked.
type Exchange = okta.Exchange

// Sign says how an event went.
type Sign int

// The signs of events.
const (
	Doing Sign = iota // has begun, and ends with the next event
	Good              // came out as hoped
	Mind              // is no failure, but worth knowing
)

// Take hands out the job that is due, once. It gives none while another is
// under way: End that one first.
func (w *Walk) Take() (*Job, bool) {
	if w.work.due == nil || w.work.busy != 0 {
		return nil, false
	}
	job := w.work.due
	w.work.due, w.work.busy = nil, job.number
	return job, true
}

// Run does the job and tells say what happens meanwhile. It may run in any
// goroutine; its result goes to End in every case.
func (j *Job) Run(say func(Event)) Result {
	heard := func(e Event) {
		e.number = j.number
		say(e)
	}
	return Result{j.number, j.do(j.ctx, heard)}
}

// Cancel ends the job early, as far as it can be: a save is carried out.
func (j *Job) Cancel() { j.cancel() }

// Heard takes note of an event; those of a cancelled job are dropped.
func (w *Walk) Heard(e Event) {
	if e.number == w.work.number {
		w.events = append(w.events, e)
	}
}

// End takes the result of a job. A result that comes late, of a job that was
// cancelled, changes nothing.
func (w *Walk) End(r Result) {
	if r.number == w.work.busy {
		w.work.busy = 0
	}
	if r.number != w.work.number {
		return
	}
	switch {
	case w.state == Saving && r.problem != nil:
		w.state, w.problem, w.work.back = Asking, r.problem.at(w.open), false
	case w.state == Saving:
		w.goOn()
		if w.work.back {
			w.work.back = false
			w.Back()
		}
	case w.state == Trying && r.problem != nil:
		w.stick(r.problem)
	case w.state == Trying:
		w.state, w.open = Passed, ""
	}
}

// stick shows a trial's problem and opens the question whose answer is at fault.
func (w *Walk) stick(p *Problem) {
	w.state, w.problem, w.open = Stuck, w.rehearsed(p), ""
	for _, f := range w.steps[w.at].Fields {
		if f.Note == p.Field {
			w.open, w.asked[f.Note] = f.Note, true
		}
	}
}

// rehearsed is a problem with what a practice org adds to it. Agreeing to
// something is no problem.
func (w *Walk) rehearsed(p *Problem) *Problem {
	if w.env.Rehearse != nil && p.Consent == nil {
		w.env.Rehearse(w.Step().ID, p)
	}
	return p
}

// Stop cancels what is due or under way. The walk stays usable.
func (w *Walk) Stop() {
	if w.state == Trying {
		w.Back()
	}
}

// Busy reports whether a job is under way.
func (w *Walk) Busy() bool { return w.work.busy != 0 }

// schedule makes a job due, in place of any before it.
func (w *Walk) schedule(do func(context.Context, func(Event)) *Problem) {
	w.drop()
	ctx, cancel := context.WithCancel(context.Background())
	w.work.cancel = cancel
	w.work.due = &Job{w.work.number, ctx, cancel, do}
}

// drop cancels the newest job and makes its result a late one.
func (w *Walk) drop() {
	if w.work.cancel != nil {
		w.work.cancel()
	}
	w.work.due, w.work.cancel = nil, nil
	w.work.number++
}

func (w *Walk) saving(changes []Change) func(context.Context, func(Event)) *Problem {
	notes, lost := w.notes, w.env.Lost
	return func(context.Context, func(Event)) *Problem {
		return write(notes, lost, changes)
	}
}

// trying does the repair, if there is one, then the step's trial, and marks the
// step as finished when it passes.
func (w *Walk) trying(r *Repair, asked map[string]bool) func(context.Context, func(Event)) *Problem {
	step, later, notes, env := w.steps[w.at], w.steps[w.at+1:], w.notes, w.env
	return func(ctx context.Context, say func(Event)) *Problem {
		ctx = okta.WithRecorder(ctx, func(x okta.Exchange) { say(Event{Exchange: &x}) })
		ctx = okta.WithWaiter(ctx, func(w okta.Wait) {
			say(Event{Text: "The org asks for a pause", Until: env.Now().Add(w.For)})
		})
		t := &Trial{notes: notes, env: env, later: later, asked: asked, say: say, ctx: ctx}
		if r != nil && r.Do != nil {
			if p := r.Do(ctx, t); p != nil {
				return p
			}
		}
		if p := step.Try(ctx, t); p != nil {
			return p
		}
		if ctx.Err() != nil {
			return &Problem{What: "The trial was stopped.", Err: ctx.Err()}
		}
		mark := Change{step.passed(), env.Now().UTC().Format(time.RFC3339)}
		return write(notes, env.Lost, []Change{mark})
	}
}

func write(notes Notes, lost func(error) *Problem, changes []Change) *Problem {
	for _, c := range changes {
		err := notes.Put(c.Note, c.Value)
		if err == nil {
			continue
		}
		if lost != nil {
			return lost(err)
		}
		return &Problem{
			What: "The notes could not be saved.",
			Why:  err.Error() + ".",
			Next: "What you typed is still here. Mend the cause, then press Enter.",
			Err:  err,
		}
	}
	return nil
}
