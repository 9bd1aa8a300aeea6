package steps

import (
	"maps"
	"slices"
	"time"

	"oktadance/internal/okta"
)

// State says what the walk waits for.
type State int

// The states of a walk.
const (
	Asking State = iota // an answer, or Begin in a step that asks nothing
	Saving              // the accepted answer is on its way to the notes
	Trying              // the trial is under way
	Stuck               // the trial found a problem: an answer, Begin, Fix or Back
	Passed              // the step is finished: Next
	Done                // every step is finished
)

// String names the state in one lower-case word.
func (s State) String() string {
	return [...]string{"asking", "saving", "trying", "stuck", "passed", "done"}[s]
}

// Env is what trials need besides the notes. Its functions must be safe to call
// from any goroutine.
type Env struct {
	Client *okta.Client
	Now    func() time.Time
	Offer  func(note string) string // an answer to propose in place of a field's own offer; may be nil
	// Rehearsal says that the org is a practice one, which has nothing to click.
	Rehearsal bool
	// Rehearse adds to a problem of a step what a practice org knows about it; may be nil.
	Rehearse func(step string, p *Problem)
	Lost     func(saving error) *Problem // puts a Put that failed into words; may be nil
}

// A Walk leads through the steps. It does nothing by itself: its methods change
// where it stands, and [Walk.Take] hands out the work that has to be done.
// A Walk is for one goroutine; the jobs it hands out run in any other.
//
// Its position is derived from the notes, so there is nothing else to keep:
// a walk that is killed costs the answer being typed and nothing more.
type Walk struct {
	steps []Step
	notes Notes
	env   Env

	state   State
	at      int    // the step
	open    string // the note of the open question, "" if none is
	mending bool   // a trial has failed: answers that stand are not asked again
	problem *Problem

	drafts map[string]draft // not accepted yet, by note
	asked  map[string]bool  // questions that were opened by a problem, or answered with nothing
	work   work
	events []Event
	shut   string // the marks of the steps when the notes were taken away
}

// A draft is an answer that was typed, or proposed by a repair, and not given yet.
type draft struct {
	value    string
	proposed bool
}

// NewWalk stands at the first unfinished step of the notes, at the question
// after the last one answered.
func NewWalk(steps []Step, notes Notes, env Env) *Walk {
	if env.Now == nil {
		env.Now = time.Now
	}
	w := &Walk{steps: steps, notes: notes, env: env, drafts: map[string]draft{}, asked: leftOut(steps, notes)}
	w.resume(0)
	return w
}

// resume goes to the first unfinished step at or after number from, round to
// the start, or to the end when all are finished.
func (w *Walk) resume(from int) {
	w.problem, w.mending, w.events = nil, false, nil
	for i := range w.steps {
		at := (from + i) % len(w.steps)
		if !w.steps[at].Finished(w.notes) {
			w.state, w.at, w.open = Asking, at, w.firstOpen(at)
			return
		}
	}
	w.state, w.at, w.open = Done, len(w.steps)-1, ""
}

// firstOpen is the question after the last answered one, else the first that
// lacks its answer, else the last.
func (w *Walk) firstOpen(at int) string {
	asked := w.questions(at)
	last, lacking := -1, -1
	for i, f := range asked {
		if w.notes.Get(f.Note) != "" || f.Optional && w.asked[f.Note] {
			last = i
		} else if lacking < 0 && !f.Optional {
			lacking = i
		}
	}
	switch {
	case len(asked) == 0:
		return ""
	case last+1 < len(asked):
		return asked[last+1].Note
	case lacking >= 0:
		return asked[lacking].Note
	}
	return asked[last].Note
}

// questions are the fields of a step that are asked as things stand.
func (w *Walk) questions(at int) []Field {
	var asked []Field
	for _, f := range w.steps[at].Fields {
		if f.asked(w.notes) && (!f.OnDemand || w.asked[f.Note]) {
			asked = append(asked, f)
		}
	}
	return asked
}

// Answer answers the open question with what was typed or pasted. A problem
// means that it was not accepted and that the question is still open. Answers
// count while Asking and Stuck; elsewhere they are ignored.
func (w *Walk) Answer(raw string) *Problem {
	f, ok := w.Field()
	if !ok || w.state != Asking && w.state != Stuck {
		return nil
	}
	w.Hold(raw)
	value := f.clean(w.notes, raw)
	if value == "" && !f.Optional {
		value = f.clean(w.notes, w.Offer())
	}
	if p := f.judge(w.notes, value); p != nil {
		if p.Wiped {
			delete(w.drafts, f.Note)
		}
		w.state, w.problem = Asking, w.rehearsed(p.at(f.Note))
		return w.problem
	}
	w.mending = w.mending || w.state == Stuck
	w.problem, w.asked[f.Note] = nil, true
	if changes := w.changes(f, value); len(changes) > 0 {
		w.state = Saving
		w.schedule(w.saving(changes))
		return nil
	}
	w.goOn()
	return nil
}

// changes are the writes that an accepted answer asks for: first it removes the
// marks that it makes untrue and what was found with the answer before, then it
// sets the answer itself.
func (w *Walk) changes(f Field, value string) []Change {
	set := []Change{{f.Note, value}}
	if f.Spread != nil {
		set = f.Spread(w.notes, value)
	}
	set = slices.DeleteFunc(set, func(c Change) bool { return w.notes.Get(c.Note) == c.Value })
	left := w.leaves(f, value)
	if len(set) == 0 || f.Memo {
		return append(left, set...)
	}
	changes := unmark(w.steps[w.at:], w.notes)
	for _, found := range w.Step().stale(w.notes) {
		if !slices.ContainsFunc(set, func(c Change) bool { return c.Note == found }) {
			changes = append(changes, Change{Note: found})
		}
	}
	return append(append(changes, left...), set...)
}

// unmark removes the marks that are set on the given steps, the last first.
func unmark(steps []Step, n Notes) []Change {
	var marks []Change
	for i := len(steps) - 1; i >= 0; i-- {
		if n.Get(steps[i].passed()) != "" {
			marks = append(marks, Change{Note: steps[i].passed()})
		}
	}
	return marks
}

// goOn opens the next question, or begins the trial when there is none.
func (w *Walk) goOn() {
	delete(w.drafts, w.open)
	past := false
	for _, f := range w.questions(w.at) {
		if past && (!w.mending || w.lacks(f)) {
			w.state, w.open = Asking, f.Note
			return
		}
		past = past || f.Note == w.open
	}
	for _, f := range w.questions(w.at) { // passed over on the way in
		if w.lacks(f) {
			w.state, w.open = Asking, f.Note
			return
		}
	}
	w.begin(nil)
}

// lacks reports whether the step can't be tried without an answer to this question.
func (w *Walk) lacks(f Field) bool {
	return !f.Optional && !f.OnDemand && w.notes.Get(f.Note) == ""
}

// Begin tries the step: one that asks nothing, or again after a problem. Where
// the problem is that nobody has agreed yet, it agrees.
func (w *Walk) Begin() {
	switch {
	case w.state == Stuck && w.problem.Consent != nil:
		w.Fix(0)
	case w.state == Stuck, w.state == Asking && w.open == "":
		w.begin(nil)
	}
}

// Fix takes a repair that the problem offers, by its place: the wizard does it
// and tries again, or goes to the question it is about.
func (w *Walk) Fix(place int) {
	if w.problem == nil || place < 0 || place >= len(w.problem.Repairs) {
		return
	}
	r := w.problem.Repairs[place]
	if r.Open == "" {
		w.begin(&r)
		return
	}
	for _, c := range r.Fill {
		w.drafts[c.Note] = draft{c.Value, true}
	}
	w.asked[r.Open] = true
	w.ask(w.stepOf(r.Open), r.Open)
}

// stepOf is the place of the step that asks a question, or of the one the walk stands at.
func (w *Walk) stepOf(note string) int {
	for i, s := range w.steps {
		if slices.ContainsFunc(s.Fields, func(f Field) bool { return f.Note == note }) {
			return i
		}
	}
	return w.at
}

func (w *Walk) begin(r *Repair) {
	w.state, w.problem, w.events = Trying, nil, nil
	w.schedule(w.trying(r, maps.Clone(w.asked)))
}

// Next leaves a finished step for the first unfinished one after it.
func (w *Walk) Next() {
	if w.state == Passed {
		w.resume(w.at + 1)
	}
}

// Back goes to the question before; from a trial, a problem or a finished step
// to the last question of this step. It judges nothing, and cancels a trial.
// It reports false when there is nothing before. While an answer is being saved
// it waits for that, so that what was accepted is never lost.
func (w *Walk) Back() bool {
	switch w.state {
	case Saving:
		w.work.back = true
		return true
	case Trying:
		w.drop()
		fallthrough
	case Stuck, Passed, Done:
		w.ask(w.at, w.lastQuestion(w.at))
		return true
	}
	before := ""
	for _, f := range w.questions(w.at) {
		if f.Note == w.open {
			break
		}
		before = f.Note
	}
	switch {
	case before != "" && w.open != "":
		w.ask(w.at, before)
	case w.at > 0:
		w.ask(w.at-1, w.lastQuestion(w.at-1))
	default:
		return false
	}
	return true
}

func (w *Walk) ask(at int, note string) {
	w.state, w.at, w.open = Asking, at, note
	w.problem, w.mending, w.events = nil, false, nil
}

func (w *Walk) lastQuestion(at int) string {
	asked := w.questions(at)
	if len(asked) == 0 {
		return ""
	}
	return asked[len(asked)-1].Note
}

// Hold keeps what is typed in the open question, so that going back and forth
// does not lose it. What is too long for an answer is not kept, nor what is none of
// the choices: there is nothing in it to mend.
func (w *Walk) Hold(raw string) {
	f, open := w.Field()
	if !open || len(raw) > LongestLine || w.state != Asking && w.state != Stuck {
		return
	}
	if len(f.Choices) > 0 {
		raw = f.clean(w.notes, raw)
	}
	if f.takes(raw) {
		before := w.drafts[w.open]
		w.drafts[w.open] = draft{raw, raw == w.Offer() || before.proposed && raw == before.value}
	}
}
