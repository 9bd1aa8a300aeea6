package handover_test

import (
	"strings"
	"testing"

	"oktadance/internal/handover"
)

// The page asks in this order, in these words (MuleSoft: Configure OpenID Connect
// Client Management).
func TestTheFormIsAnypoints(t *testing.T) {
	want := strings.Split(strings.TrimSpace(`
Client information|Name|Okta Dance
Client information|Description|The authorization server of the Okta Dance
Dynamic Client Registration|Issuer|https://integrator-1234567.okta.com/oauth2/default
Dynamic Client Registration|Client Registration URL|https://integrator-1234567.okta.com/oauth2/v1/clients
Dynamic Client Registration|Authorization Header|SSWS `+apiToken+`
Dynamic Client Registration|Client Request Timeout (seconds)|10
Token Introspection Client|Client ID|0oa1b2c3d4e5f6g7h8i9
Token Introspection Client|Client Secret|`+secret+`
OpenID Connect Authorization URLs|Authorize URL|https://integrator-1234567.okta.com/oauth2/default/v1/authorize
OpenID Connect Authorization URLs|Token URL|https://integrator-1234567.okta.com/oauth2/default/v1/token
OpenID Connect Authorization URLs|Token Introspection URL|https://integrator-1234567.okta.com/oauth2/default/v1/introspect
Advanced|Disable server certificate validation|leave it unticked
Advanced|Enable client deletion in Anypoint Platform|leave it unticked
Advanced|Enable client deletion and updates in IdP|leave it unticked`), "\n")
	entries := handover.Anypoint(notes(org()).Get)
	if len(entries) != len(want) {
		t.Fatalf("there are %d fields", len(entries))
	}
	sheet := text(t, "anypoint", org(), handover.Options{Secrets: true})
	for i, e := range entries {
		if got := e.Section + "|" + e.Label + "|" + e.Value; got != want[i] {
			t.Errorf("field %d is\n%s and not\n%s", i+1, got, want[i])
		}
		if e.Secret != (e.Note == "token.value" || e.Note == "app.client_secret") || e.Tick != (e.Section == "Advanced") {
			t.Errorf("%s: secret %v, tick %v", e.Label, e.Secret, e.Tick)
		}
		_, after, found := strings.Cut(sheet, "  "+e.Label+"\n")
		if line, _, _ := strings.Cut(after, "\n"); !found || strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "[ ]")) != e.Value {
			t.Errorf("the sheet has %q for %s", line, e.Label)
		}
		sheet = after
	}
}

func TestTheSheetSaysWhereItsBlanksAre(t *testing.T) {
	n := but(org(), "metadata.registration_endpoint", "")
	sheet := text(t, "anypoint", n, handover.Options{Flags: " --profile team"})
	for _, want := range []string{
		"(the note metadata.registration_endpoint is empty)",
		"SSWS and the value of: oktadance notes get token.value --profile team\n",
		"\n    the value of: oktadance notes get app.client_secret --profile team\n",
	} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the sheet lacks %q:\n%s", want, sheet)
		}
	}
	if strings.Contains(sheet, "practice org") {
		t.Error("it takes this org for a practice one")
	}
	if sheet := text(t, "anypoint", but(n, "metadata.issuer", "http://127.0.0.1:4000/oauth2/default"), handover.Options{}); !strings.Contains(sheet, "can't reach it") {
		t.Error("it does not say that Anypoint can't reach a practice org")
	}
}

func TestThereAreAsManyCardsAsAsked(t *testing.T) {
	for _, seats := range []int{1, 8, 9, 500} {
		page := text(t, "handout", nil, handover.Options{Cards: seats})
		if n := strings.Count(page, "going well"); n != seats {
			t.Errorf("%d cards, and not %d", n, seats)
		}
		if sheets, want := strings.Count(page, `class="sheet"`), (seats+7)/8+1; sheets != want {
			t.Errorf("%d cards are on %d sheets, and not %d", seats, sheets, want)
		}
	}
}

func TestTheSheetFitsANarrowTerminal(t *testing.T) {
	wide := text(t, "anypoint", org(), handover.Options{})
	if at80 := text(t, "anypoint", org(), handover.Options{Columns: 80}); at80 != wide {
		t.Errorf("at 80 columns the sheet is another:\n%s", at80)
	}
	narrow := text(t, "anypoint", org(), handover.Options{Columns: 50})
	for line := range strings.SplitSeq(narrow, "\n") {
		if words := strings.TrimSpace(line); len(line) > 50 && strings.Contains(words, " ") && !strings.Contains(words, "oktadance notes get") {
			t.Errorf("wider than 50: %q", line)
		}
	}
	if strings.Join(strings.Fields(narrow), " ") != strings.Join(strings.Fields(wide), " ") {
		t.Errorf("it says something else:\n%s", narrow)
	}
}
