package steps_test

import (
	"testing"

	"oktadance/steps"
)

// rehearsing is a walk over an org that knows what is wrong with it: the answer
// to the first question of the first step.
func rehearsing(t *testing.T) person {
	notes := newMemory()
	verdict := func(step string) *steps.Problem {
		if step == "two" && notes.Get("one.a") != "ok" {
			return &steps.Problem{What: "One is wrong."}
		}
		return nil
	}
	known := func(step string, p *steps.Problem) {
		p.Next = "Known in " + step + "."
		p.Repairs = []steps.Repair{{
			Label: "Answer again", Open: "one.a",
			Fill: []steps.Change{{Note: "one.a", Value: "ok"}, {Note: "one.b", Value: "b2"}},
		}}
	}
	walk := steps.NewWalk(toySteps(verdict), notes, steps.Env{Rehearse: known})
	return person{t, walk, notes}
}

func TestAPracticeOrgAddsToAProblemAndLeadsBackToAnEarlierStep(t *testing.T) {
	u := rehearsing(t)
	for _, answer := range []string{"", "no", "b"} {
		u.answers(answer)
	}
	u.walk.Next()
	u.answers("c")
	if p := u.walk.Problem(); p == nil || p.Next != "Known in two." {
		t.Fatalf("the problem is %v", p)
	}
	u.walk.Fix(0)
	u.isAsked("one.a")
	u.takesOffer("ok")
	u.isAsked("one.b")
	u.takesOffer("b2")
	if u.walk.State() != steps.Passed {
		t.Fatalf("state %v after answering again, want passed", u.walk.State())
	}
	u.walk.Next()
	u.isAsked("two.a")
	u.answers("c")
	if u.walk.State() != steps.Passed || u.notes.Get("one.b") != "b2" {
		t.Errorf("state %v, one.b %q", u.walk.State(), u.notes.Get("one.b"))
	}
}

// takesOffer takes what the open question starts with, which is not what the notes hold.
func (u person) takesOffer(want string) {
	u.t.Helper()
	f, _ := u.walk.Field()
	if got := u.walk.Value(); got != want || u.walk.Kept(f.Note) {
		u.t.Fatalf("%s starts with %q, kept %v; want %q", f.Note, got, u.walk.Kept(f.Note), want)
	}
	u.answers(u.walk.Value())
}

func TestAnAnswerThatIsRefusedAtOnceIsRehearsedToo(t *testing.T) {
	u := rehearsing(t)
	u.answers("")
	u.answers("too long")
	if p := u.walk.Problem(); p == nil || p.What != "Too long." || p.Next != "Known in one." {
		t.Errorf("the problem is %v", p)
	}
}
