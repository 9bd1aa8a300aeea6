package steps

import "context"

// A Problem is a failure told to a person: what happened, the likely cause and
// what to do next. It never contains a secret.
type Problem struct {
	What string // one sentence
	Why  string // the likely cause
	Next string // what to do now, naming menus as Okta does
	Said string // the server's own words, "" if it said none

	// Consent lists what the wizard would make or change, and where. Then nothing
	// has gone wrong: the first repair does it, once the person has agreed.
	Consent []string

	Field   string   // the note whose answer is at fault, "" if no answer is
	Wiped   bool     // the answer is not kept to be mended, nor shown: it is a secret elsewhere
	Repairs []Repair // what the wizard can do about it
	Err     error    // the failure underneath, for programs
}

// Error says what happened and what to do, in one line.
func (p *Problem) Error() string {
	if p.Next == "" {
		return p.What
	}
	return p.What + " " + p.Next
}

// Unwrap gives the failure underneath.
func (p *Problem) Unwrap() error { return p.Err }

// at names the question whose answer is at fault.
func (p *Problem) at(note string) *Problem {
	p.Field = note
	return p
}

// offer adds a way out that the wizard can take itself.
func (p *Problem) offer(r Repair) *Problem {
	p.Repairs = append(p.Repairs, r)
	return p
}

// A Repair is a way out of a problem: something the wizard does before it tries
// again, or a question that it opens, of this step or an earlier one.
type Repair struct {
	Label string   // what pressing the key does, as an order: "Use this issuer"
	Open  string   // the note of the question to open, or ""
	Fill  []Change // answers to propose from there on, in place of those in the notes
	Do    func(context.Context, *Trial) *Problem
}
