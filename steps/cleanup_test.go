package steps_test

import (
	"context"
	"errors"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"

	"oktadance/internal/okta"
	"oktadance/internal/practice"
	"oktadance/steps"
)

// walked is an org without a policy, and the notes of a walk that made everything
// there.
func walked(t *testing.T) (*practice.Org, *memory) {
	t.Helper()
	o, notes := org(t, "integrator"), newMemory()
	u := visitor(t, o, notes)
	u.enters()
	u.isDone()
	return o, notes
}

// plan looks up what would be removed.
func plan(t *testing.T, o *practice.Org, notes steps.Notes) *steps.Cleanup {
	t.Helper()
	c, p := steps.PlanCleanup(context.Background(), notes, visit(o), false)
	if p != nil {
		t.Fatal(p)
	}
	return c
}

// cleanUp removes everything, and tells each kind with a word.
func cleanUp(t *testing.T, o *practice.Org, notes steps.Notes) []string {
	t.Helper()
	return run(plan(t, o, notes))
}

func run(c *steps.Cleanup) []string {
	var told []string
	c.Run(context.Background(), func(x steps.Thing) {
		word := "removed"
		if x.Gone {
			word = "gone"
		}
		if x.Left != nil {
			word = "left"
		}
		told = append(told, x.Kind+" "+word)
	})
	return told
}

// api is the org's management API with a token that works.
func api(t *testing.T, o *practice.Org) *okta.Management {
	t.Helper()
	if o.Paste().APIToken == "" { // it was revoked: somebody makes another one
		if err := errors.Join(o.Spoil("expired-token"), o.Mend("expired-token")); err != nil {
			t.Fatal(err)
		}
	}
	return okta.New(okta.Options{}).Management(o.URL(), okta.NewSecret(o.Paste().APIToken))
}

// inventory is all that a walk could have made or changed in the org.
func inventory(t *testing.T, o *practice.Org) string {
	t.Helper()
	ctx, api := context.Background(), api(t, o)
	apps, err := api.Apps(ctx, "")
	scopes, failed := api.Scopes(ctx, "default")
	policies, failing := api.Policies(ctx, "default")
	if err = errors.Join(err, failed, failing); err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, a := range apps {
		all = append(all, a.ID+" "+a.Label+" "+a.Status)
	}
	for _, s := range scopes {
		all = append(all, s.ID+" "+s.Name+" "+s.Consent)
	}
	for _, p := range policies {
		rules, err := api.Rules(ctx, "default", p.ID)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p.ID+" "+p.Name)
		for _, r := range rules {
			all = append(all, r.ID+" "+r.Name)
		}
	}
	return strings.Join(all, "\n")
}

func (m *memory) names() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var names []string
	for name, value := range m.notes {
		if value != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := flat(got), flat(want); g != w {
		t.Errorf("%s:\n%s\nwant:\n%s", what, g, w)
	}
}

func flat(x any) string {
	if list, ok := x.([]string); ok {
		return strings.Join(list, "\n")
	}
	return x.(string)
}

func TestCleanupLeavesTheOrgAsItWasBeforeTheWalk(t *testing.T) {
	o, notes := org(t, "integrator"), newMemory()
	before, tokenID := inventory(t, o), o.Paste().TokenID
	u := visitor(t, o, notes)
	u.enters()
	u.isDone()

	var listed []string
	for _, x := range plan(t, o, notes).Things {
		listed = append(listed, x.Kind+" "+x.Name+" "+x.ID)
	}
	same(t, "the list", listed, []string{
		"app Token Introspection Client " + notes.Get("app.made"),
		"rule Client Credentials for mule-okta-scope " + notes.Get("policy.rule_id"),
		"policy Okta Dance: Token Introspection Client " + notes.Get("policy.made"),
		"scope mule-okta-scope " + notes.Get("scope.made"),
		"token " + notes.Get("token.name") + " " + tokenID,
	})
	u.hasMadeOneOfEach(o, 0) // still: a list removes nothing

	lent := o.Paste().APIToken
	same(t, "the cleanup", cleanUp(t, o, notes), []string{"app removed", "rule removed", "policy removed", "scope removed", "token removed"})
	if _, err := okta.New(okta.Options{}).Management(o.URL(), okta.NewSecret(lent)).Me(context.Background()); err == nil {
		t.Error("the API token still works")
	}
	same(t, "the org", inventory(t, o), before)
	same(t, "the notes", notes.names(), []string{
		"account.left_out", "account.org_id", "account.passed", "account.url", "account.username",
		"app.name", "app.way",
		"metadata.authorization_endpoint", "metadata.introspection_endpoint", "metadata.issuer", "metadata.jwks_uri",
		"metadata.passed", "metadata.registration_endpoint", "metadata.token_endpoint",
		"scope.description", "scope.display_name", "scope.name", "scope.way",
		"token.name",
	})
	if again := plan(t, o, notes); len(again.Things) != 0 {
		t.Errorf("a second cleanup finds %v", again.Things)
	}
}

func TestAWalkAfterACleanupMakesEverythingAgain(t *testing.T) {
	o, notes := walked(t)
	cleanUp(t, o, notes)
	api(t, o)
	u := visitor(t, o, notes)
	u.enters()
	u.isDone()
	u.hasMadeOneOfEach(o, 0)
}

func TestTheTokenCanBeKept(t *testing.T) {
	o, notes := walked(t)
	c, p := steps.PlanCleanup(context.Background(), notes, visit(o), true)
	if p != nil {
		t.Fatal(p)
	}
	same(t, "the cleanup", run(c), []string{"app removed", "rule removed", "policy removed", "scope removed"})
	if notes.Get("token.value") == "" || notes.Get("token.passed") == "" {
		t.Error("the notes have lost the token")
	}
}

func TestWhatWasAdoptedStays(t *testing.T) {
	o, notes := org(t), newMemory()
	before, env := inventory(t, o), visit(o)
	offers := env.Offer
	env.Offer = func(note string) string {
		if named := map[string]string{"app.name": "Practice App", "scope.name": "practice-scope"}[note]; named != "" {
			return named
		}
		return offers(note)
	}
	u := person{t, steps.NewWalk(steps.All(), notes, env), notes}
	u.enters()
	u.isDone()
	if notes.Get("app.id") != o.Paste().AppID || notes.Get("scope.id") == "" || notes.Get("policy.rule_id") == "" {
		t.Fatal("nothing was adopted")
	}
	same(t, "the cleanup", cleanUp(t, o, notes), []string{"token removed"})
	same(t, "the org", inventory(t, o), before)
	if notes.Get("app.client_secret") == "" || notes.Get("scope.id") == "" {
		t.Error("the notes have lost what stays in the org")
	}
}

// What was made by hand after an intention came to nothing is not the wizard's.
func TestWhatTheNotesKnowAsAdoptedIsNotTakenForMade(t *testing.T) {
	o, notes := walked(t)
	scopes, err := api(t, o).Scopes(context.Background(), "default")
	at := slices.IndexFunc(scopes, func(s okta.Scope) bool { return s.Name == "practice-scope" })
	if err != nil || at < 0 {
		t.Fatal(err)
	}
	maps.Copy(notes.notes, map[string]string{
		"app.making": "Practice App", "app.client_id": o.Paste().ClientID,
		"scope.making": "practice-scope", "scope.id": scopes[at].ID,
	})
	same(t, "the cleanup", cleanUp(t, o, notes), []string{"app removed", "rule removed", "policy removed", "scope removed", "token removed"})
	if now := inventory(t, o); !strings.Contains(now, o.Paste().AppID) || !strings.Contains(now, scopes[at].ID) {
		t.Error("what was there before was removed")
	}
	if notes.Get("app.making")+notes.Get("scope.making") != "" || notes.Get("app.client_id") == "" {
		t.Errorf("the notes have %v", notes.names())
	}
}

// A stage is one org in which many walks are begun anew, each from the Web app step
// on: before that nothing is made.
type stage struct {
	*testing.T
	org    *practice.Org
	before string // what is in it when nothing has been made
	token  map[string]string
}

func newStage(t *testing.T) stage {
	t.Helper()
	o, notes := org(t, "integrator"), newMemory()
	before, u := inventory(t, o), visitor(t, o, notes)
	u.enters()
	u.isDone()
	cleanUp(t, o, notes)
	return stage{t, o, before, notes.notes}
}

// walker walks up to the last step that makes something.
func (s stage) walker(notes steps.Notes) person {
	upTo := slices.IndexFunc(steps.All(), func(step steps.Step) bool { return step.ID == "test" })
	return person{s.T, steps.NewWalk(steps.All()[:upTo], notes, visit(s.org)), notes}
}

// notes are those of a person who has pasted a token and nothing more.
func (s stage) notes() *memory {
	s.Helper()
	api(s.T, s.org)
	notes := &memory{notes: maps.Clone(s.token)}
	maps.Copy(notes.notes, map[string]string{
		"token.value": s.org.Paste().APIToken, "token.name": s.org.Paste().TokenName, "token.id": s.org.Paste().TokenID,
		"token.passed": "2026-01-02T15:04:05Z",
	})
	return notes
}

// endsClean cleans up, and finds the org and the notes as if nothing had been made.
func (s stage) endsClean(notes *memory, killedAt int) {
	s.Helper()
	if told := strings.Join(cleanUp(s.T, s.org, notes), ", "); strings.Contains(told, "left") {
		s.Errorf("killed at %d: %s", killedAt, told)
	}
	same(s.T, "the org", inventory(s.T, s.org), s.before)
	again := plan(s.T, s.org, notes)
	if len(again.Things) != 0 || notes.Get("app.client_id")+notes.Get("scope.id")+notes.Get("policy.id")+notes.Get("token.value") != "" {
		s.Errorf("killed at %d: another cleanup finds %v, the notes have %v", killedAt, again.Things, notes.names())
	}
	if s.Failed() {
		s.FailNow() // the next walk would begin in an org that is not clean
	}
}

func TestAWalkKilledBetweenAnyTwoCallsIsCleanedUpAfter(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for after := 1; ; after += stride() {
		notes := s.notes()
		died := s.walker(notes).dies(after)
		s.endsClean(notes, after)
		if !died {
			t.Logf("killed after each of %d calls", after-1)
			return
		}
	}
}

func TestAWalkKilledAtAnyWriteIsCleanedUpAfter(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for at := 1; ; at += stride() {
		notes := s.notes()
		dying := &killedAtWrite{notes, at}
		s.walker(dying).dies(1 << 30)
		s.endsClean(notes, at)
		if dying.left > 0 {
			t.Logf("killed at each of %d writes", at-1)
			return
		}
	}
}

// cleansUpUntil cleans up and is killed right after the answer to a call.
func cleansUpUntil(o *practice.Org, notes steps.Notes, after int) (died bool) {
	calls := 0
	ctx := okta.WithRecorder(context.Background(), func(okta.Exchange) {
		if calls++; calls == after {
			died = true
			runtime.Goexit()
		}
	})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if c, p := steps.PlanCleanup(ctx, notes, visit(o), false); p == nil {
			c.Run(ctx, func(steps.Thing) {})
		}
	}()
	<-ended
	return died
}

func TestACleanupKilledBetweenAnyTwoCallsCanBeRunAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for after := 1; ; after += stride() {
		notes := s.notes()
		s.walker(notes).enters()
		died := cleansUpUntil(s.org, notes, after)
		s.endsClean(notes, after)
		if !died {
			t.Logf("killed after each of %d calls", after-1)
			return
		}
	}
}

func TestACleanupKilledAtAnyWriteCanBeRunAgain(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for at := 1; ; at += stride() {
		notes := s.notes()
		s.walker(notes).enters()
		dying := &killedAtWrite{notes, at}
		cleansUpUntil(s.org, dying, 1<<30)
		s.endsClean(notes, at)
		if dying.left > 0 {
			t.Logf("killed at each of %d writes", at-1)
			return
		}
	}
}
