// Package steps says what to do, what to write down and how to try it; it draws nothing and stores nothing.
//
// A [Walk] is the state machine that leads a person through the steps of [All].
// Presenters (a screen, lines on a pipe) turn what a person does into calls on
// the walk, run the jobs it hands out, and show what it says.
package steps

import (
	"context"
	"slices"
	"strings"
)

// Notes is where answers are read from and written to. Put is durable when it
// returns; Get answers at once, also while a Put is under way, and gives "" for
// a note that is not there.
type Notes interface {
	Get(name string) string
	Put(name, value string) error
}

// A Step is one page of the walk: what it is for, what to click in Okta, the
// questions it asks and the trial that proves the answers.
type Step struct {
	ID     string // first half of its notes' names
	Title  string
	Takes  string // about how long it takes a person who does it for the first time
	Why    string // one or two sentences for the person
	Guide  func(Notes) Guide
	Fields []Field
	Finds  []Found // what its trial writes down, in the order to show it
	Keeps  []Found // other notes that it writes
	Shown  bool    // its first exchange is the point of it, and is drawn in full

	// Try proves the answers against the org and writes down what it finds.
	// It returns nil when the step is finished.
	Try func(context.Context, *Trial) *Problem
}

// A Guide tells where in Okta's Admin Console the answers are.
type Guide struct {
	Intro  string   // one line above the clicks
	Clicks []string // in order; menus joined with " > ", exactly as Okta names them
	Sent   []string // what the trial will send, line by line
	Link   string   // deep link to the page, "" when it can't be known
	Aside  string   // where the tutorial's wording differs from today's console
}

// A Field is one question.
type Field struct {
	Note     string // the note it sets
	Label    string // Okta's own name for the value
	Hint     string // one line under the question
	Help     About
	Secret   bool // never drawn unless the person asks to see it
	Optional bool // an empty answer is an answer
	Memo     bool // only written down: no trial depends on it
	OnDemand bool // asked only once a problem or a repair has opened it
	Long     bool // may be a document of many lines

	// Choices are the only answers there are, the first of them offered.
	Choices []Choice
	// Asked says whether the question is asked, as the notes stand. Nil asks it.
	Asked func(Notes) bool
	// Offer proposes an answer; Enter takes it. Nil offers nothing.
	Offer func(Notes) string
	// Clean mends what was pasted. Nil trims white space.
	Clean func(n Notes, raw string) string
	// Check judges a cleaned, non-empty answer without asking anybody.
	Check func(n Notes, value string) *Problem
	// Spread turns an answer into the notes it sets, in place of Note itself.
	Spread func(n Notes, value string) []Change
}

// An About is what there is to know about a question. Like is empty where a value
// has no telling shape.
type About struct {
	What  string // it is, in a sentence or two
	Where string // in Okta it is found
	For   string // which purpose it is needed later
	Like  string // a value of the right shape, to compare with
}

// Lines are what there is to know, as labels and texts.
func (a About) Lines() []Line {
	var lines []Line
	for _, l := range []Line{
		{Label: "What it is", Value: a.What}, {Label: "Where it is", Value: a.Where},
		{Label: "What it is for", Value: a.For}, {Label: "Looks like", Value: a.Like},
	} {
		if l.Value != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// A Choice is one of a few answers.
type Choice struct {
	Value string // as the note keeps it
	Label string // as the person reads it
}

// asked reports whether the question is asked, as the notes stand.
func (f Field) asked(n Notes) bool { return f.Asked == nil || f.Asked(n) }

// A Found is a value that a trial wrote down.
type Found struct{ Note, Label string }

// A Change is one note and its new value; "" removes it.
type Change struct{ Note, Value string }

// passed names the note that marks a step as finished. Its value is the time
// of the trial, RFC 3339 in UTC.
func (s Step) passed() string { return s.ID + ".passed" }

// Finished reports whether n holds all that the step needs: its required
// answers, and the mark of a trial that passed with them.
func (s Step) Finished(n Notes) bool {
	for _, f := range s.Fields {
		if !f.Optional && !f.OnDemand && f.asked(n) && n.Get(f.Note) == "" {
			return false
		}
	}
	return n.Get(s.passed()) != ""
}

// stale names the notes that the step's trial found with the answers so far, and
// that no question asks for.
func (s Step) stale(n Notes) []string {
	var stale []string
	for _, found := range s.Finds {
		asked := slices.ContainsFunc(s.Fields, func(f Field) bool { return f.Note == found.Note && !f.OnDemand })
		if !asked && n.Get(found.Note) != "" {
			stale = append(stale, found.Note)
		}
	}
	return stale
}

// All lists the steps of the tutorial in order. A new step is one new file and
// one line here.
func All() []Step {
	return []Step{
		account(),
		metadata(),
		token(),
		app(),
		scope(),
		test(),
	}
}

// Secret reports whether the note of this name holds a secret.
func Secret(note string) bool {
	for _, s := range All() {
		for _, f := range s.Fields {
			if f.Note == note {
				return f.Secret
			}
		}
	}
	return false
}

// Names lists the names of all notes, in the order of the steps.
func Names() []string {
	var names []string
	for _, s := range All() {
		for _, name := range namesOf(s) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// namesOf lists the names of a step's notes.
func namesOf(s Step) []string {
	var names []string
	optional := false
	for _, f := range s.Fields {
		optional = optional || f.Optional
		if !f.Long {
			names = append(names, f.Note)
		}
	}
	for _, f := range s.Finds {
		names = append(names, f.Note)
	}
	for _, f := range s.Keeps {
		names = append(names, f.Note)
	}
	if optional {
		names = append(names, s.left())
	}
	return append(names, s.passed())
}

// NearestName is the note whose name comes closest to a misspelt one, or "".
func NearestName(name string) string { return Nearest(name, Names()) }

// Nearest is the one of some names that begins as a shortened one does or else
// comes closest to a misspelt one, or "" when none comes near: where more than every
// third letter would be wrong, it is another word.
func Nearest(name string, names []string) string {
	name = strings.ToLower(name)
	best, least := "", 1+min(len(name)/3, 5)
	for _, n := range names {
		low := strings.ToLower(n)
		if len(name) > 1 && strings.HasPrefix(low, name) {
			return n
		}
		if d := slips(low, name); d < least {
			best, least = n, d
		}
	}
	return best
}

// slips is in how many places somebody has slipped who typed one name for another.
// Two letters that changed places once are one.
func slips(meant, typed string) int {
	least := distance(meant, typed)
	for i := 1; i < len(typed); i++ {
		swapped := typed[:i-1] + typed[i:i+1] + typed[i-1:i] + typed[i+1:]
		least = min(least, 1+distance(meant, swapped))
	}
	return least
}
