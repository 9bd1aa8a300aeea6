package practice

import (
	"fmt"
	"slices"
	"time"
)

// Trouble is something that can be wrong with an org, to rehearse finding it.
type Trouble struct {
	Name string
	Line string // what is wrong, in one line
}

// WayOut says how a person gets out of a trouble. Most can be mended through the
// management API as well, in which case the way out is gone once that has happened.
type WayOut struct {
	Trouble string
	Step    string // the first step of the tutorial that can meet the trouble, such as app
	Words   string // what to do, a sentence or two
	Note    string // the note to answer anew, such as token.value; "" when that is not the way
	Value   string // what to answer there
	Page    string // a page of the org where one click puts it right, whatever else can be done
}

// UnknownTrouble says that no trouble has a name.
type UnknownTrouble struct{ Name string }

// Error names it.
func (e *UnknownTrouble) Error() string { return fmt.Sprintf("there is no trouble %q", e.Name) }

// trouble is a Trouble with what it does to an org. It is a state of the org, put
// there by bring: nothing that answers requests knows its name.
type trouble struct {
	Trouble
	step    string // where it is met first
	words   string // how a person gets out of it
	bring   func(*spoiler)
	still   func(*state) bool // whether it is still there
	mend    func(*state)
	answers []answer // notes that can be answered better
}

// answer is what to say instead of what was pasted.
type answer struct {
	note  string
	value func(*state) string
}

// spoiler is what a trouble is brought with.
type spoiler struct {
	*state
	ids *ids
	now time.Time
}

// Troubles are all troubles there are, the commonest first.
func Troubles() []Trouble {
	var all []Trouble
	for _, t := range troubles() {
		all = append(all, t.Trouble)
	}
	return all
}

// troubles is the catalogue.
func troubles() []trouble {
	return slices.Concat(
		metIn("scope", policyTroubles()), metIn("app", appTroubles()), metIn("scope", scopeTroubles()),
		metIn("token", tokenTroubles()), metIn("metadata", serverTroubles()), metIn("account", weatherTroubles()),
	)
}

// metIn says which step of the tutorial meets the troubles first.
func metIn(step string, all []trouble) []trouble {
	for i := range all {
		all[i].step = step
	}
	return all
}

func troubleNamed(name string) (trouble, error) {
	for _, t := range troubles() {
		if t.Name == name {
			return t, nil
		}
	}
	return trouble{}, &UnknownTrouble{name}
}

// Spoil puts troubles into a running org, by name. The error is an *UnknownTrouble, or
// says why org.json couldn't be written.
func (o *Org) Spoil(names ...string) error {
	err := o.change(func(s *state) error { return o.spoil(s, names) })
	if err == nil {
		o.counts.reset()
	}
	return err
}

// spoil brings troubles into a state.
func (o *Org) spoil(s *state, names []string) error {
	with := &spoiler{s, o.ids, o.now()}
	for _, name := range names {
		t, err := troubleNamed(name)
		if err != nil {
			return err
		}
		t.bring(with)
		if !slices.Contains(s.Troubles, name) {
			s.Troubles = append(s.Troubles, name)
		}
	}
	return nil
}

// Mend puts a trouble right, as if a person had gone and done so: whatever the
// management API could or couldn't do about it. The error is an *UnknownTrouble, or
// says why org.json couldn't be written.
func (o *Org) Mend(name string) error {
	t, err := troubleNamed(name)
	if err != nil {
		return err
	}
	return o.change(func(s *state) error {
		if t.still(s) {
			t.mend(s)
		}
		s.Troubles = slices.DeleteFunc(s.Troubles, func(n string) bool { return n == name })
		return nil
	})
}

// troublesLeft are the troubles brought into the org that are still there.
func (s *state) troublesLeft() []trouble {
	var left []trouble
	for _, t := range troubles() {
		if slices.Contains(s.Troubles, t.Name) && t.still(s) {
			left = append(left, t)
		}
	}
	return left
}

// waysOut are the ways out of the troubles left: one for each note to answer anew, or
// one when there is none.
func (s *state) waysOut(url string) []WayOut {
	var ways []WayOut
	for _, t := range s.troublesLeft() {
		way := WayOut{Trouble: t.Name, Step: t.step, Words: t.words, Page: url + deskPath}
		for _, a := range t.answers {
			way.Note, way.Value = a.note, a.value(s)
			ways = append(ways, way)
		}
		if len(t.answers) == 0 {
			ways = append(ways, way)
		}
	}
	return ways
}
