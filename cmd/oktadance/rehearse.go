package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"oktadance/internal/practice"
	"oktadance/steps"
	"oktadance/vault"
)

// Rehearsing a trouble: the practice org has something wrong in it, the walk is
// offered what a person in that trouble would answer, and with the problem that
// comes of it goes the way out.

// startOrg starts the practice org from its file, or finds the one that another
// process serves from it. Troubles that the org does not have yet begin with
// another one.
func (s *session) startOrg(fresh bool, troubles []string) error {
	o := practice.Options{State: orgFile(s.dir), Fresh: fresh}
	if err := s.makeRoom(fresh); err != nil {
		return err
	}
	if _, err := os.Stat(o.State); fresh || err != nil {
		o.Troubles = troubles
		return s.start(o)
	}
	if err := s.start(o); err != nil || hasAll(s.paste().WaysOut, troubles) {
		return err
	}
	return s.renew(o, troubles)
}

// orgFile is where the practice org is kept.
func orgFile(dir string) string { return filepath.Join(dir, "org.json") }

// makeRoom makes the profile's folder, without the notes of before when the walk
// is to be a fresh one.
func (s *session) makeRoom(fresh bool) error {
	if fresh {
		if err := vault.Remove(s.dir); err != nil {
			return err
		}
	}
	return os.MkdirAll(s.dir, 0o700)
}

// renew puts another org in the place of the one that runs.
func (s *session) renew(o practice.Options, troubles []string) error {
	if s.org == nil {
		return orgInUse()
	}
	if err := s.org.Close(); err != nil {
		return err
	}
	o.Fresh, o.Troubles, s.renewed = true, troubles, true
	return s.start(o)
}

func orgInUse() *steps.Problem {
	return &steps.Problem{
		What: "The practice org is open in another oktadance, so that nothing in it can be changed from here.",
		Next: "Close that one first.",
	}
}

// start starts the org, or takes over what the one in use has to offer.
func (s *session) start(o practice.Options) error {
	org, err := practice.Start(o)
	var inUse *practice.InUse
	switch {
	case errors.As(err, &inUse):
		s.offered = inUse.Paste
		return nil
	case err != nil:
		return err
	}
	s.org = org
	return nil
}

func hasAll(ways []practice.WayOut, troubles []string) bool {
	for _, name := range troubles {
		if !slices.ContainsFunc(ways, func(w practice.WayOut) bool { return w.Trouble == name }) {
			return false
		}
	}
	return true
}

// paste is what the practice org has to offer now.
func (s *session) paste() practice.Paste {
	if s.org == nil {
		return s.offered
	}
	return s.org.Paste()
}

// ahead are the ways out of the troubles that are left, without the answers that
// the notes hold already.
func (s *session) ahead() []practice.WayOut {
	return slices.DeleteFunc(s.paste().WaysOut, func(w practice.WayOut) bool {
		// An answer may have been completed: default to an issuer.
		return s.vault != nil && w.Note != "" && strings.HasSuffix(s.vault.Get(w.Note), w.Value)
	})
}

// settle puts the troubles right in the org that answers have overcome: who holds
// the right secret holds the wrong one no more.
func (s *session) settle() error {
	if s.org == nil || s.vault == nil {
		return nil
	}
	var failed error
	for _, w := range byTrouble(s.org.Paste().WaysOut) {
		if !hasAll(s.ahead(), []string{w.Trouble}) {
			failed = errors.Join(failed, s.org.Mend(w.Trouble))
		}
	}
	return failed
}

// forget empties the notes when they tell of an org that is no more.
func (s *session) forget() error {
	if !s.renewed && !s.outlived() {
		return nil
	}
	err := s.rewrite(orgID, func(string) string { return "" })
	s.renewed = s.renewed && err != nil // once is enough: the notes may be unlocked again
	return err
}

const orgID = "account.org_id"

// outlived reports whether the notes tell of another org that was at this address.
func (s *session) outlived() bool {
	known := s.vault.Get(orgID)
	return s.org != nil && known != "" && known != s.org.ID() && s.vault.Get("account.url") == s.org.URL()
}

// rehearse adds to a problem what can be done about it in the practice org: the
// page that puts it right and, where the wizard has no repair of its own, the way
// out in words and as one.
func (s *session) rehearse(step string, p *steps.Problem) {
	ways := s.met(step)
	if len(ways) == 0 {
		return
	}
	here := "In this practice org it can also be put right at"
	if len(p.Repairs) == 0 {
		p.Repairs = []steps.Repair{s.repair(ways)}
		here = "In this practice org:"
		for _, w := range byTrouble(ways) {
			here += " " + w.Words
		}
		here += " Or put it right at"
	}
	p.Next = strings.TrimSpace(p.Next + " " + here + " " + ways[0].Page)
}

// met are the ways out of the troubles that can be met at a step, those first
// that are met there and not before.
func (s *session) met(step string) []practice.WayOut {
	here := ordinal(step)
	ways := slices.DeleteFunc(s.ahead(), func(w practice.WayOut) bool { return ordinal(w.Step) > here })
	slices.SortStableFunc(ways, func(a, b practice.WayOut) int { return ordinal(b.Step) - ordinal(a.Step) })
	return ways
}

func ordinal(step string) int { return slices.Index(stepIDs(), step) }

// repair is the first way out, as something to take with a key: to answer again
// with what is right, or to have done what nobody can do here.
func (s *session) repair(ways []practice.WayOut) steps.Repair {
	if ways[0].Note == "" {
		return steps.Repair{Label: "Put it right in the practice org", Do: s.mend(ways[0].Trouble)}
	}
	again := steps.Repair{Open: ways[0].Note}
	var asked []string
	for _, w := range ways {
		if w.Trouble == ways[0].Trouble {
			again.Fill = append(again.Fill, steps.Change{Note: w.Note, Value: w.Value})
			asked = append(asked, label(w.Note))
		}
	}
	again.Label = "Answer " + strings.Join(asked, " and ") + " again, with what is right"
	return again
}

func (s *session) mend(trouble string) func(context.Context, *steps.Trial) *steps.Problem {
	return func(context.Context, *steps.Trial) *steps.Problem {
		if s.org == nil {
			return orgInUse()
		}
		if err := s.org.Mend(trouble); err != nil {
			return explain(err)
		}
		return nil
	}
}

// label is what the question of a note is called.
func label(note string) string {
	for _, s := range steps.All() {
		for _, f := range s.Fields {
			if f.Note == note {
				return f.Label
			}
		}
	}
	return note
}

// way is how the app and the scope are offered to be made, or "" for the usual
// way: a trouble in them is met by who clicks them.
func (s *session) way() string {
	if slices.ContainsFunc(s.ahead(), func(w practice.WayOut) bool { return w.Step == "app" || w.Step == "scope" }) {
		return "hand"
	}
	return ""
}

// orgWords says in the header which org this is, and what is wrong with it.
func (s *session) orgWords() string {
	words := "practice org"
	if s.renewed {
		words = "new practice org"
	}
	switch left := byTrouble(s.ahead()); len(left) {
	case 0:
		return words
	case 1:
		return words + " with " + left[0].Trouble
	default:
		return words + " with " + strconv.Itoa(len(left)) + " troubles"
	}
}
