package steps_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"oktadance/internal/okta"
	"oktadance/internal/practice"
	"oktadance/steps"
)

// between puts something between the wizard and the org that answers in its place
// when something is deleted whose path has a part, and leads the notes there.
func between(t *testing.T, o *practice.Org, notes *memory, part string, status int, body string) {
	t.Helper()
	org, err := url.Parse(o.URL())
	if err != nil {
		t.Fatal(err)
	}
	onwards := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(org) }}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete && strings.Contains(r.URL.Path, part) {
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
			return
		}
		onwards.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	notes.notes["account.url"] = s.URL
}

func TestWhatTheOrgRefusesIsLeftAndTheRestIsRemoved(t *testing.T) {
	o, notes := walked(t)
	between(t, o, notes, "/apps/", http.StatusForbidden, `{"errorCode":"E0000006","errorSummary":"You do not have permission to perform the requested action"}`)
	c := plan(t, o, notes)
	same(t, "the cleanup", run(c), []string{"app left", "rule removed", "policy removed", "scope removed", "token removed"})
	if x := c.Things[0]; !strings.Contains(x.Left.What, "API token") || x.Menu != "Applications > Applications" {
		t.Errorf("it says %q, and %q", x.Left.What, x.Menu)
	}
	if notes.Get("app.made") == "" || notes.Get("app.client_secret") == "" {
		t.Error("the notes have forgotten the app that is left")
	}
	same(t, "the second cleanup", cleanUp(t, o, notes), []string{"app left"})
}

func TestA404ThatIsNotTheOrgsDoesNotCountAsRemoved(t *testing.T) {
	for _, body := range []string{"<html>Not here</html>", `{"errorCode":"E0000008","errorSummary":"The requested path was not found"}`} {
		o, notes := walked(t)
		between(t, o, notes, "/apps/", http.StatusNotFound, body)
		if told := cleanUp(t, o, notes); told[0] != "app left" || notes.Get("app.made") == "" {
			t.Errorf("%s: %v, the notes have %v", body, told, notes.names())
		}
	}
}

func TestTheTokenIsKeptWhenTryingAgainMayHelp(t *testing.T) {
	o, notes := walked(t)
	between(t, o, notes, "/apps/", http.StatusBadGateway, "")
	same(t, "the cleanup", cleanUp(t, o, notes), []string{"app left", "rule removed", "policy removed", "scope removed", "token left"})
	notes.notes["account.url"] = o.URL()
	same(t, "the second cleanup", cleanUp(t, o, notes), []string{"app removed", "token removed"})
}

func TestAPolicyStaysWithItsRule(t *testing.T) {
	o, notes := walked(t)
	between(t, o, notes, "/rules/", http.StatusBadGateway, "")
	same(t, "the cleanup", cleanUp(t, o, notes), []string{"app removed", "rule left", "policy left", "scope removed", "token left"})
	notes.notes["account.url"] = o.URL()
	same(t, "the second cleanup", cleanUp(t, o, notes), []string{"rule removed", "policy removed", "token removed"})
}

// The ID was found by the token's name, and may be another's.
func TestTheTokenInUseIsRevokedWhateverTheIDSays(t *testing.T) {
	o, notes := walked(t)
	if err := o.Spoil("weak-role"); err != nil {
		t.Fatal(err)
	}
	other, own := o.Paste(), notes.Get("token.value")
	notes.notes["token.id"] = other.TokenID
	cleanUp(t, o, notes)
	for value, want := range map[string]bool{own: false, other.APIToken: true} {
		_, err := okta.New(okta.Options{}).Management(o.URL(), okta.NewSecret(value)).Me(context.Background())
		if works := err == nil; works != want {
			t.Errorf("of the token in use and the other one, one works: %v, wanted %v", works, want)
		}
	}
}

func TestWhereTheTokenInUseCantBeRevokedAsSuchItsIDIsUsed(t *testing.T) {
	o, notes := walked(t)
	own := notes.Get("token.value")
	between(t, o, notes, "/api-tokens/current", http.StatusNotFound, `{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: current (ApiToken)"}`)
	cleanUp(t, o, notes)
	if _, err := okta.New(okta.Options{}).Management(o.URL(), okta.NewSecret(own)).Me(context.Background()); err == nil {
		t.Error("the token still works")
	}
}

func TestATooSmallRoleLeavesThingsAndSaysWhere(t *testing.T) {
	o, notes := walked(t)
	made, good := inventory(t, o), notes.Get("token.value")
	if err := o.Spoil("weak-role"); err != nil {
		t.Fatal(err)
	}
	notes.notes["token.value"], notes.notes["token.id"] = o.Paste().APIToken, o.Paste().TokenID
	c := plan(t, o, notes)
	same(t, "the cleanup", run(c), []string{"app left", "rule left", "policy left", "scope left", "token left"})
	for _, x := range c.Things {
		if x.Left.What == "" || !strings.Contains(x.Menu, " > ") {
			t.Errorf("%s: %q, in %q", x.Kind, x.Left.What, x.Menu)
		}
	}
	same(t, "the org", inventory(t, o), made)

	notes.notes["token.value"] = good // of an admin who may
	same(t, "the second cleanup", run(plan(t, o, notes)), []string{"app removed", "rule removed", "policy removed", "scope removed", "token removed"})
}

func TestWithoutATokenEachThingIsLeftWithItsAdminLink(t *testing.T) {
	notes := newMemory()
	notes.notes = map[string]string{
		"account.url": "https://integrator-1234567.okta.com", "metadata.issuer": "https://integrator-1234567.okta.com/oauth2/aus1",
		"app.made": "0oa1", "policy.made": "00p1", "scope.made": "scp1", "scope.id": "scp1", "scope.name": "mule-okta-scope",
		"app.making": "Token Introspection Client",
	}
	c, p := steps.PlanCleanup(context.Background(), notes, steps.Env{}, false)
	if p != nil {
		t.Fatal(p)
	}
	var links []string
	for _, x := range c.Things {
		links = append(links, x.Kind+" "+x.Name+" "+x.ID+" "+x.Link)
	}
	same(t, "the links", links, []string{
		"app  0oa1 https://integrator-1234567-admin.okta.com/admin/app/oidc_client/instance/0oa1/#tab-general",
		"app Token Introspection Client  https://integrator-1234567-admin.okta.com/admin/apps/active",
		"policy  00p1 https://integrator-1234567-admin.okta.com/admin/oauth2/as/aus1#policies",
		"scope mule-okta-scope scp1 https://integrator-1234567-admin.okta.com/admin/oauth2/as/aus1#scopes",
	})
	same(t, "the cleanup", run(c), []string{"app left", "app left", "policy left", "scope left"})
}

func TestAnotherOrgIsNotTouched(t *testing.T) {
	o, notes := walked(t)
	made := inventory(t, o)
	for _, id := range []string{"00oElsewhere", ""} {
		notes.notes["account.org_id"] = id
		c, p := steps.PlanCleanup(context.Background(), notes, visit(o), false)
		if c != nil || p == nil || !strings.Contains(p.What, "nothing was removed") {
			t.Errorf("with the org ID %q: %v, %v", id, c, p)
		}
	}
	same(t, "the org", inventory(t, o), made)
}

func TestWhatSomebodyElseRemovedCountsAsRemoved(t *testing.T) {
	o, notes := walked(t)
	ctx, api := context.Background(), api(t, o)
	if err := api.DeletePolicy(ctx, "default", notes.Get("policy.made")); err != nil {
		t.Fatal(err)
	}
	if err := api.DeactivateApp(ctx, notes.Get("app.made")); err != nil {
		t.Fatal(err)
	}
	if err := api.DeleteApp(ctx, notes.Get("app.made")); err != nil {
		t.Fatal(err)
	}
	same(t, "the cleanup", cleanUp(t, o, notes), []string{"app gone", "policy gone", "scope removed", "token removed"})
	if notes.Get("app.made")+notes.Get("policy.made")+notes.Get("app.client_secret")+notes.Get("policy.rule_id") != "" {
		t.Errorf("the notes have %v", notes.names())
	}
}

func TestATokenRevokedByHandCountsAsRemovedWhenNothingElseIsLeft(t *testing.T) {
	for _, keepsOthers := range []bool{false, true} {
		o, notes := walked(t)
		if !keepsOthers {
			notes.notes["app.made"], notes.notes["policy.made"], notes.notes["scope.made"] = "", "", ""
		}
		if err := api(t, o).RevokeCurrentToken(context.Background()); err != nil {
			t.Fatal(err)
		}
		want := []string{"token gone"}
		if keepsOthers {
			want = []string{"app left", "policy left", "scope left", "token left"}
		}
		same(t, "the cleanup", cleanUp(t, o, notes), want)
		if kept := notes.Get("token.value") != ""; kept != keepsOthers {
			t.Errorf("the token is kept in the notes: %v", kept)
		}
	}
}

func TestThingsOnAServerThatIsNoLongerInTheNotesAreFound(t *testing.T) {
	o, notes := walked(t)
	notes.notes["metadata.issuer"] = o.URL() + "/oauth2/ausElsewhere"
	same(t, "the cleanup", cleanUp(t, o, notes), []string{"app removed", "rule removed", "policy removed", "scope removed", "token removed"})
	if now := inventory(t, o); strings.Contains(now, "mule-okta-scope") {
		t.Errorf("still there:\n%s", now)
	}
}

func TestAPolicyWithSomebodysOwnRuleStays(t *testing.T) {
	o, notes := walked(t)
	_, err := api(t, o).CreateRule(context.Background(), "default", notes.Get("policy.made"), okta.Rule{
		Name: "Ours", Grants: []string{"client_credentials"}, Scopes: []string{"practice-scope"},
	})
	if err != nil {
		t.Fatal(err)
	}
	c := plan(t, o, notes)
	same(t, "the cleanup", run(c), []string{"app removed", "rule removed", "policy left", "scope removed", "token removed"})
	if why := c.Things[2].Left.What; !strings.Contains(why, "the rule Ours") {
		t.Errorf("it says %q", why)
	}
	if now := inventory(t, o); !strings.Contains(now, "Ours") || strings.Contains(now, "Client Credentials for") {
		t.Errorf("the org has:\n%s", now)
	}
	if notes.Get("policy.made") == "" {
		t.Error("the notes have forgotten the policy that is left")
	}
}

// The notes know the rule by its ID as well: it may have been renamed.
func TestARenamedRuleIsStillTheWizards(t *testing.T) {
	o, notes := walked(t)
	ctx, api, policy := context.Background(), api(t, o), notes.Get("policy.made")
	if err := api.DeleteRule(ctx, "default", policy, notes.Get("policy.rule_id")); err != nil {
		t.Fatal(err)
	}
	rule, err := api.CreateRule(ctx, "default", policy, okta.Rule{
		Name: "Renamed", Grants: []string{"client_credentials"}, Scopes: []string{"mule-okta-scope"},
	})
	if err != nil {
		t.Fatal(err)
	}
	notes.notes["policy.rule_id"] = rule.ID
	same(t, "the cleanup", cleanUp(t, o, notes), []string{"app removed", "rule removed", "policy removed", "scope removed", "token removed"})
}

func TestAnAppWhoseNameOnlyBeginsLikeTheOneSoughtIsNotTouched(t *testing.T) {
	o, notes := org(t), newMemory()
	u := visitor(t, o, notes)
	for notes.Get("token.passed") == "" {
		u.step(u.walk.Heard)
	}
	before := inventory(t, o)
	notes.notes["app.making"] = "Practice" // "Practice App" is somebody's
	same(t, "the cleanup", cleanUp(t, o, notes), []string{"token removed"})
	same(t, "the org", inventory(t, o), before)
}

// Whether Okta takes it well to deactivate an app twice is not documented.
func TestAnInactiveAppIsNotDeactivatedAgain(t *testing.T) {
	o, notes := walked(t)
	if err := api(t, o).DeactivateApp(context.Background(), notes.Get("app.made")); err != nil {
		t.Fatal(err)
	}
	c := plan(t, o, notes)
	c.Run(okta.WithRecorder(context.Background(), func(x okta.Exchange) {
		if strings.Contains(x.URL, "/lifecycle/") {
			t.Errorf("it sends %s %s", x.Method, x.URL)
		}
	}), func(steps.Thing) {})
	if c.Things[0].Left != nil || notes.Get("app.made") != "" {
		t.Errorf("the app is left: %v", c.Things[0].Left)
	}
}

func TestOfTwoAppsWithTheNameBothStay(t *testing.T) {
	o, notes := walked(t)
	for range 2 {
		if _, err := api(t, o).CreateApp(context.Background(), okta.App{Label: "Twin"}); err != nil {
			t.Fatal(err)
		}
	}
	notes.notes["app.making"] = "Twin"
	same(t, "the cleanup", cleanUp(t, o, notes), []string{"app removed", "app left", "app left", "rule removed", "policy removed", "scope removed", "token removed"})
	if n := strings.Count(inventory(t, o), "Twin"); n != 2 || notes.Get("app.making") == "" {
		t.Errorf("%d are left, and the notes have %v", n, notes.names())
	}
}

func TestTheTokenIsKeptForWhatCanBeTriedAgain(t *testing.T) {
	o, notes := walked(t)
	if err := o.Spoil("rate-limited"); err != nil {
		t.Fatal(err)
	}
	env := visit(o)
	env.Client = okta.New(okta.Options{MaxWait: 1}) // in no mood to wait
	c, p := steps.PlanCleanup(context.Background(), notes, env, false)
	if p != nil {
		t.Fatal(p)
	}
	same(t, "the cleanup", run(c), []string{"app left", "policy left", "scope left", "token left"})
	if err := o.Mend("rate-limited"); err != nil {
		t.Fatal(err)
	}
	same(t, "the second cleanup", cleanUp(t, o, notes), []string{"app removed", "rule removed", "policy removed", "scope removed", "token removed"})
}

func TestNotesThatCantBeSavedStopTheCleanup(t *testing.T) {
	o, notes := walked(t)
	c := plan(t, o, notes)
	notes.full = true
	same(t, "the cleanup", run(c), []string{"app removed", "rule left", "policy left", "scope left", "token left"})
	notes.full = false
	same(t, "the second cleanup", cleanUp(t, o, notes), []string{"app gone", "rule removed", "policy removed", "scope removed", "token removed"})
}

func TestAStoppedCleanupSaysWhatItDidNotGetTo(t *testing.T) {
	o, notes := walked(t)
	c := plan(t, o, notes)
	ctx, stop := context.WithCancel(context.Background())
	var told []string
	c.Run(ctx, func(x steps.Thing) {
		if x.Left == nil {
			stop()
		}
		told = append(told, x.Kind)
	})
	same(t, "told", told, []string{"app", "rule", "policy", "scope", "token"})
	if notes.Get("app.made") != "" || notes.Get("policy.made") == "" {
		t.Error("it did not stop after the app")
	}
	if rule := c.Things[1]; rule.Left == nil || rule.Left.What != "The cleanup was stopped before this." {
		t.Errorf("of the rule it says %v", rule.Left)
	}
	same(t, "the second cleanup", cleanUp(t, o, notes), []string{"rule removed", "policy removed", "scope removed", "token removed"})
}
