package main

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"oktadance/internal/practice"
	"oktadance/internal/ptytest"
)

// A rehearsal is a trouble as a person meets it who presses Enter, and the way
// out that ctrl+f takes.
type rehearsal struct {
	trouble string
	stuck   string   // the step that meets it
	words   []string // what is seen there
	repair  string   // what ctrl+f offers; "" is left to the step
	asked   []string // the questions that the repair opens, each taken with Enter
}

// What the practice org adds where the wizard can't repair it by itself.
const (
	putRight    = "Put it right in the practice org"
	answerAgain = "again, with what is right"
)

func rehearsals() []rehearsal {
	const noPolicy, makePolicy = "No access policy lets this app have a token", "Make a policy and a rule for this app and scope"
	const noScope, makeScope = "The authorization server default has no scope named", "Make the scope"
	const noServer = "The org runs no authorization server default"
	client, token := []string{atClientID, "64 characters offered"}, []string{atTokenName, "42 characters offered"}
	return []rehearsal{
		{"integrator", "scope", []string{noPolicy, "The authorization server has no access policy."}, makePolicy, nil},
		{"policy-client", "scope", []string{noPolicy, "The policy Default Policy is not for this app"}, makePolicy, nil},
		{"policy-grant", "scope", []string{noPolicy, "does not tick Client Credentials"}, makePolicy, nil},
		{"policy-group", "scope", []string{noPolicy, "is for named groups only"}, makePolicy, nil},
		{"policy-scope", "scope", []string{noPolicy, "lists other scopes: openid, profile"}, makePolicy, nil},
		{"no-client-credentials", "app", []string{"this app may not use Client Credentials"}, "", nil},
		{"dpop-required", "app", []string{"This app wants a proof of possession (DPoP)"}, "", nil},
		{"deactivated-app", "app", []string{"The org refused to authenticate this client", "The app is deactivated"}, "", nil},
		{"network-zone", "app", []string{"This app may not be used from the network you are on"}, putRight, nil},
		{"wrong-secret", "app", []string{"The org refused this client secret", "The secret was rotated"}, answerAgain, client[1:]},
		{"deleted-app", "app", []string{"The org knows no client with this ID", "the app was deleted"}, answerAgain, client},
		{"swapped", "app", []string{"That is a client secret, not a client ID"}, answerAgain, client},
		{"api-service", "app", []string{"This client cannot use a custom authorization server"}, answerAgain, client},
		{"scope-missing", "scope", []string{noScope}, makeScope, nil},
		{"scope-elsewhere", "scope", []string{noScope, "the scope was made on another authorization server"}, makeScope, nil},
		{"scope-case", "scope", []string{noScope, "There is one named Practice-scope", "upper and lower case count"}, makeScope, nil},
		{"consent-required", "scope", []string{"The scope practice-scope asks for a person's consent"}, "Set User consent to Implicit", nil},
		{"expired-token", "token", []string{"The org refused this API token", "has expired"}, answerAgain, token},
		{"token-zone", "token", []string{"This API token may not"}, answerAgain, token},
		{"org-server-url", "metadata", []string{"That is the org authorization server"}, answerAgain, []string{atServer}},
		{"classic-org", "metadata", []string{"That is the org authorization server"}, answerAgain, []string{atServer}},
		{"deactivated-server", "metadata", []string{noServer, "choose Activate in the menu of default"}, putRight, nil},
		{"custom-domain", "metadata", []string{"The metadata is another issuer's: http://localhost"}, "Use http://localhost", nil},
		{"no-api-access-management", "metadata", []string{noServer, "Ask Okta for API Access Management"}, putRight, nil},
		{"idle-org", "token", []string{"This developer org has been deactivated"}, putRight, nil},
		{"captive-portal", "account", []string{"answered with a web page", "accept the terms"}, putRight, nil},
		{"outage", "app", []string{"could not answer just now"}, putRight, nil},
		{"key-rotated", "test", []string{"is not among the server's"}, putRight, nil},
		{"clock-skew", "test", []string{"This machine's clock is", "behind the server's"}, putRight, nil},
	}
}

// elsewhere are the troubles that have tests of their own below.
func elsewhere() []string { return []string{"secret-in-body", "weak-role", "slow", "rate-limited"} }

func TestEveryTroubleIsRehearsed(t *testing.T) {
	rehearsed := elsewhere()
	for _, r := range rehearsals() {
		rehearsed = append(rehearsed, r.trouble)
	}
	for _, trouble := range practice.Troubles() {
		if !slices.Contains(rehearsed, trouble.Name) {
			t.Errorf("nobody rehearses %s", trouble.Name)
		}
	}
}

func TestATroubleIsMetWithEnterAndLeftWithARepair(t *testing.T) {
	for i, r := range rehearsals() {
		t.Run(r.trouble, func(t *testing.T) {
			if raced && i%6 != 0 {
				t.Skip("the race detector has seen one like it")
			}
			u := inTrouble(t, r.trouble)
			u.toTheEndOf(before(r.stuck)...)
			u.answers(r.stuck, r.words[0])
			u.Sees(append(r.words, "What to do:", "In this practice org", "/practice", "ctrl+f", r.repair)...)
			u.Ctrl('f')
			u.takes(r.asked...)
			u.takes(finished)
			u.toTheEndOf(after(r.stuck)...)
			u.Sees("You can dance")
		})
	}
}

// inTrouble sits down at a walk with something wrong. Narrow screens have no list
// of steps at the left, so that sentences can be read across lines.
func inTrouble(t *testing.T, trouble string) user {
	t.Helper()
	u := sitDown(t, ptytest.Options{Cols: 70, Rows: 50}, "practice", "--trouble", trouble)
	u.Sees("practice org with " + trouble)
	u.unlocks()
	return u
}

func before(step string) []string { return stepIDs()[:slices.Index(stepIDs(), step)] }
func after(step string) []string  { return stepIDs()[slices.Index(stepIDs(), step)+1:] }

// toTheEndOf finishes these steps with Enter.
func (u user) toTheEndOf(all ...string) {
	u.t.Helper()
	for _, step := range all {
		u.answers(step, finished)
		u.takes(finished)
	}
}

// answers takes what the questions of a step offer, whichever are asked, until
// the words are seen.
func (u user) answers(step, words string) {
	u.t.Helper()
	left := map[string][]string{
		"account": {atUsername, atPassword, atURL}, "metadata": {atServer}, "token": {atTokenName, atTokenValue},
		"app":   {atHow, atAppName, agree, atClientID, atSecret},
		"scope": {atHow, atScopeName, atDisplayName, atDescription, agree},
		"test":  {atTest},
	}[step]
	seen := u.SeesOne(left...)
	for seen != words {
		u.Enter()
		left = left[slices.Index(left, seen)+1:]
		seen = u.SeesOne(append([]string{words}, left...)...)
	}
}

// Who has a browser needs no key: the page that stands with the problem does it.
func TestAClickOnThePageOfThePracticeOrgPutsThingsRight(t *testing.T) {
	u := inTrouble(t, "captive-portal")
	u.answers("account", "Put it right in the practice org")
	page := regexp.MustCompile(`http://\S+/practice\b`).FindString(u.Screen())
	answer, err := http.Post(page+"/mend/captive-portal", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	u.Enter()
	u.takes(finished)
	u.toTheEndOf(after("account")...)
	u.Sees("You can dance")
}

func TestAWeakTokenIsTakenBackToItsStep(t *testing.T) {
	u := inTrouble(t, "weak-role")
	u.toTheEndOf(before("app")...)
	u.answers("app", "The API token may not do this")
	u.Sees("Its owner lacks the role", "Have a super administrator create the token", "/practice", answerAgain)
	u.Ctrl('f')
	u.takes(atTokenName, "42 characters offered", finished)
	u.toTheEndOf("app", "scope", "test")
	u.Sees("You can dance")
}

func TestASecretThatBelongsInTheBodyIsSentThere(t *testing.T) {
	u := inTrouble(t, "secret-in-body")
	u.toTheEndOf(before("app")...)
	u.answers("app", finished)
	u.Sees("ID and secret are right, in the body (client_secret_post)")
	u.Enter()
	u.toTheEndOf(after("app")...)
	u.Sees("You can dance")
}

// Nobody has to wait for an org that is slow: esc stops asking, and the third time
// it is quick again.
func TestASlowOrgIsNotWaitedFor(t *testing.T) {
	u := inTrouble(t, "slow")
	u.takes(atUsername, atPassword)
	for range 2 {
		u.takes(atURL)
		u.Sees("Asking http://127.0.0.1", "esc stop")
		u.Esc()
	}
	u.takes(atURL, finished)
	u.toTheEndOf(after("account")...)
	u.Sees("You can dance")
}

func TestAnOrgThatAsksForAPauseIsGivenIt(t *testing.T) {
	if raced {
		t.Skip("told without the race detector too")
	}
	u := inTrouble(t, "rate-limited")
	u.toTheEndOf(before("token")...)
	u.answers("token", "The org asks for a pause")
	u.Sees("s to go")
	u.takes(finished)
	u.toTheEndOf(after("token")...)
	u.Sees("You can dance")
}

func TestATroubleStaysInTheOrgUntilItIsOvercome(t *testing.T) {
	screen := ptytest.Options{Cols: 70, Rows: 50}
	u := inTrouble(t, "wrong-secret")
	u.toTheEndOf(before("app")...)
	u.answers("app", "The org refused this client secret")
	u.Ctrl('c')
	u.Wait()

	u = sitAgain(t, u.home, screen, "practice")
	u.Sees("practice org with wrong-secret")
	u.unlocks()
	u.Sees("Step 4 of 6", "64 characters kept")
	u.Enter()
	u.Sees("The org refused this client secret")
	u.Ctrl('f')
	u.takes("64 characters offered", finished)
	u.Ctrl('c')
	u.Wait()

	u = sitAgain(t, u.home, screen, "practice")
	u.Sees("practice org")
	u.SeesNot("with wrong-secret")
	u.unlocks()
	u.Sees("Step 5 of 6")
}

func TestATroubleThatTheOrgLacksBeginsAnew(t *testing.T) {
	screen := ptytest.Options{Cols: 70, Rows: 50}
	u := inTrouble(t, "integrator")
	u.toTheEndOf("account", "metadata")
	u.Ctrl('c')
	u.Wait()

	u = sitAgain(t, u.home, screen, "practice", "--trouble", "integrator")
	u.Sees("practice org with integrator")
	u.unlocks()
	u.Sees("Step 3 of 6")
	u.Ctrl('c')
	u.Wait()

	u = sitAgain(t, u.home, screen, "practice", "--trouble", "slow", "--trouble", "integrator")
	u.Sees("new practice org with 2 troubles")
	u.Ctrl('c')
	u.Wait()
	if out := u.Output(); !strings.Contains(out, "The practice walk starts over") {
		t.Errorf("the last words are %q", out)
	}

	u = sitAgain(t, u.home, screen, "practice") // its notes are those of the org before
	u.Sees("practice org with 2 troubles")
	u.unlocks()
	u.Sees("Step 1 of 6", atUsername)
}

// What the first page promises holds whatever is typed: nothing leaves the machine.
func TestThePracticeWalkAsksNobodyButItsOwnOrg(t *testing.T) {
	other := answering(t, func(_ http.ResponseWriter, r *http.Request) { t.Errorf("asked for %s", r.URL) })
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.takes(atUsername, atPassword)
	for _, address := range []string{"https://integrator-1234567-admin.okta.com/admin", other} {
		u.Sees("Okta URL")
		u.replaces(address)
		u.Sees(strings.NewReplacer("http://", "", "https://", "", "-admin", "", "/admin", "").Replace(address), "leave and start oktadance without")
	}
	u.Sees("asks its own org, and nobody else. " + strings.TrimPrefix(other, "http://"))
	u.Ctrl('u')
	u.Enter()
	u.takes(finished)
	u.Sees(atServer)
	u.replaces(other + "/oauth2/default")
	u.Sees("asks its own org, and nobody else", "Authorization server")
}
