package steps_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"runtime"
	"strings"
	"sync"
	"testing"

	"oktadance/internal/okta"
	"oktadance/internal/practice"
	"oktadance/steps"
)

// theKey spares every org the making of a key.
var theKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil
	}
	return key
})

// org starts a practice org with these troubles.
func org(t *testing.T, troubles ...string) *practice.Org {
	t.Helper()
	o, err := practice.Start(practice.Options{Key: theKey(), Troubles: troubles})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	return o
}

// visitor walks the real steps against an org, giving the two answers that can't
// be found out and taking what is offered everywhere else.
func visitor(t *testing.T, o *practice.Org, notes steps.Notes) person {
	return person{t, steps.NewWalk(steps.All(), notes, visit(o)), notes}
}

func visit(o *practice.Org) steps.Env {
	paste := o.Paste()
	pasted := map[string]string{
		"account.url": paste.OrgURL, "metadata.issuer": paste.Server,
		"token.name": paste.TokenName, "token.value": paste.APIToken,
		"app.client_id": paste.ClientID, "app.client_secret": paste.ClientSecret,
	}
	return steps.Env{
		Client: okta.New(okta.Options{}),
		Offer:  func(note string) string { return pasted[note] },
	}
}

// enters presses Enter until the walk is done, or stuck with more than consent
// missing.
func (u person) enters() {
	for u.walk.State() != steps.Done {
		switch u.walk.State() {
		case steps.Passed:
			u.walk.Next()
		case steps.Stuck:
			if u.walk.Problem().Consent == nil {
				return
			}
			u.walk.Begin()
		default:
			if _, open := u.walk.Field(); open {
				u.walk.Answer(u.walk.Value())
			} else {
				u.walk.Begin()
			}
		}
		u.settle()
	}
}

func (u person) isDone() {
	u.t.Helper()
	if u.walk.State() != steps.Done {
		u.t.Fatalf("the walk is %v in step %s: %v", u.walk.State(), u.walk.Step().ID, u.walk.Problem())
	}
}

func TestEnterAloneMakesEverythingInTheOrg(t *testing.T) {
	o, notes := org(t), newMemory()
	u := visitor(t, o, notes)
	u.enters()
	u.isDone()
	for _, made := range []string{"app.made", "scope.made"} {
		if notes.Get(made) == "" {
			t.Errorf("%s is empty: it was made, and nothing knows it", made)
		}
	}
	if notes.Get("policy.made") != "" {
		t.Error("a policy was made where one allows everything")
	}
}

func TestANewOrgGetsAPolicyForThisAppAndScopeAlone(t *testing.T) {
	o, notes := org(t, "integrator"), newMemory()
	u := visitor(t, o, notes)
	u.enters()
	u.isDone()
	api := okta.New(okta.Options{}).Management(o.URL(), okta.NewSecret(o.Paste().APIToken))
	policies, err := api.Policies(context.Background(), "default")
	if err != nil || len(policies) != 1 {
		t.Fatalf("%d policies, %v", len(policies), err)
	}
	rules, err := api.Rules(context.Background(), "default", policies[0].ID)
	if err != nil || len(rules) != 1 {
		t.Fatalf("%d rules, %v", len(rules), err)
	}
	p, r := policies[0], rules[0]
	if len(p.Clients) != 1 || p.Clients[0] != notes.Get("app.client_id") {
		t.Errorf("the policy is for %v", p.Clients)
	}
	if len(r.Grants) != 1 || r.Grants[0] != "client_credentials" || len(r.Scopes) != 1 || r.Scopes[0] != "mule-okta-scope" {
		t.Errorf("the rule allows %v %v", r.Grants, r.Scopes)
	}
	if notes.Get("policy.made") != p.ID || notes.Get("policy.rule_id") != r.ID {
		t.Error("the notes don't know what was made")
	}
}

// dies ends a job in the middle, as kill -9 would end the program: right after
// the answer to its exchange of this number, before anything is written down.
func (u person) dies(after int) (died bool) {
	exchanges := 0
	hear := func(e steps.Event) {
		u.walk.Heard(e)
		if e.Exchange == nil {
			return
		}
		if exchanges++; exchanges == after {
			died = true
			runtime.Goexit()
		}
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for u.walk.State() != steps.Done {
			u.step(hear)
		}
	}()
	<-ended
	return died
}

// step presses Enter once, and does the jobs that come of it.
func (u person) step(hear func(steps.Event)) {
	switch u.walk.State() {
	case steps.Passed:
		u.walk.Next()
	case steps.Stuck:
		u.walk.Begin()
	default:
		if _, open := u.walk.Field(); open {
			u.walk.Answer(u.walk.Value())
		} else {
			u.walk.Begin()
		}
	}
	for {
		job, due := u.walk.Take()
		if !due {
			return
		}
		u.walk.End(job.Run(hear))
	}
}

// stride is how far apart the moments are at which a walk is killed: -short tries
// some of them, which is enough to find races.
func stride() int {
	if testing.Short() {
		return 5
	}
	return 1
}

func TestKilledBetweenAnyTwoCallsItMakesNothingTwice(t *testing.T) {
	for after := 1; ; after += stride() {
		o, notes := org(t, "integrator"), newMemory()
		if !visitor(t, o, notes).dies(after) {
			t.Logf("killed after each of %d calls", after-1)
			return
		}
		u := visitor(t, o, notes)
		u.enters()
		u.isDone()
		u.hasMadeOneOfEach(o, after)
	}
}

func (u person) hasMadeOneOfEach(o *practice.Org, after int) {
	u.t.Helper()
	ctx, api := context.Background(), okta.New(okta.Options{}).Management(o.URL(), okta.NewSecret(o.Paste().APIToken))
	apps, err := api.Apps(ctx, "Token Introspection Client")
	if err != nil || len(apps) != 1 || u.notes.Get("app.made") != apps[0].ID {
		u.t.Errorf("killed after call %d: %d apps, made is %q, %v", after, len(apps), u.notes.Get("app.made"), err)
	}
	scopes, err := api.Scopes(ctx, "default")
	own := 0
	for _, s := range scopes {
		if s.Name == "mule-okta-scope" && u.notes.Get("scope.made") == s.ID {
			own++
		}
	}
	if err != nil || own != 1 {
		u.t.Errorf("killed after call %d: %d scopes of the wizard's, %v", after, own, err)
	}
	policies, err := api.Policies(ctx, "default")
	if err != nil || len(policies) != 1 || u.notes.Get("policy.made") != policies[0].ID {
		u.t.Errorf("killed after call %d: %d policies, made is %q, %v", after, len(policies), u.notes.Get("policy.made"), err)
	}
}

// killedAtWrite ends the program at the write of this number instead.
type killedAtWrite struct {
	*memory
	left int
}

func (k *killedAtWrite) Put(name, value string) error {
	if k.left--; k.left == 0 {
		runtime.Goexit()
	}
	return k.memory.Put(name, value)
}

func TestKilledAtAnyWriteItMakesNothingTwice(t *testing.T) {
	for at := 1; ; at += stride() {
		o, notes := org(t, "integrator"), newMemory()
		dying := &killedAtWrite{notes, at}
		visitor(t, o, dying).dies(1 << 30)
		if dying.left > 0 {
			t.Logf("killed at each of %d writes", at-1)
			return
		}
		u := visitor(t, o, notes)
		u.enters()
		u.isDone()
		u.hasMadeOneOfEach(o, at)
	}
}

func TestWhatWasMadeInAnotherOrgIsNotForgotten(t *testing.T) {
	first, second, notes := org(t), org(t), newMemory()
	u := visitor(t, first, notes)
	u.enters()
	u.isDone()
	made := notes.Get("app.made")
	u = visitor(t, second, notes)
	for u.walk.Back() && !u.walk.AtStart() {
	}
	u.answers("")
	u.answers("")
	u.answers(second.URL())
	if p := u.walk.Problem(); p == nil || !strings.Contains(p.What, "has made things in another org") {
		t.Fatalf("the problem is %v", p)
	}
	if notes.Get("app.made") != made {
		t.Error("the notes forgot what was made")
	}
	u.walk.Fix(0)
	u.settle()
	if u.walk.State() != steps.Passed || notes.Get("app.made") != "" {
		t.Errorf("after the person had it forgotten: %v", u.walk.State())
	}
}

// Whoever may not make a scope clicks it by hand; it is not the wizard's then.
func TestWhatWasRefusedIsNotTakenForMade(t *testing.T) {
	o, notes := org(t, "weak-role"), newMemory()
	u := visitor(t, o, notes)
	u.enters()
	if p := u.walk.Problem(); p == nil || notes.Get("app.way") != "hand" {
		t.Fatalf("the problem is %v, way %q", p, notes.Get("app.way"))
	}
	if notes.Get("app.making") != "" {
		t.Error("the app is still taken for being made")
	}
}
