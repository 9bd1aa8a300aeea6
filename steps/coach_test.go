package steps

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"oktadance/internal/okta"
)

// trial is a person in the middle of the walk, at an org.
func trial(client *okta.Client, org string) *Trial {
	notes := &scratch{under: &scratch{under: none{}}}
	for note, value := range map[string]string{
		"account.url": org, "metadata.issuer": org + "/oauth2/default", "metadata.token_endpoint": org + "/oauth2/default/v1/token",
		"app.name": "Token Introspection Client", "app.client_id": "0oa1b2c3d4e5f6g7h8i9", "app.client_secret": "a-secret-for-tests-only",
		"scope.name": "mule-okta-scope", "token.value": "00testOnlyTokenOfFortyTwoCharactersLong_xyz",
	} {
		_ = notes.Put(note, value)
	}
	return &Trial{notes: notes, env: Env{Client: client, Now: time.Now}, say: func(Event) {}}
}

type none struct{}

func (none) Get(string) string        { return "" }
func (none) Put(string, string) error { return nil }

// answer asks a server that gives one answer to everything for a token.
func answer(t *testing.T, r row) (*Trial, error) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(r.status)
		_, _ = io.WriteString(w, r.body)
	}))
	defer server.Close()
	client := okta.New(okta.Options{MaxWait: time.Nanosecond})
	defer client.CloseIdle()
	u := trial(client, server.URL)
	_, err := client.ClientCredentials(t.Context(), server.URL+orElse(r.path, "/oauth2/default/v1/token"), u.credentials(), "mule-okta-scope")
	return u, err
}

func allRows() []row {
	return slices.Concat(tokenRows(), managementRows(), gatewayRows(), oddRows())
}

func TestEveryAnswerIsTaughtByItsLesson(t *testing.T) {
	for _, r := range allRows() {
		u, err := answer(t, r)
		var refused *okta.Error
		if !errors.As(err, &refused) {
			t.Fatalf("%d %s: %v", r.status, r.body, err)
		}
		if got := refusalLesson(refused).name; got != r.lesson {
			t.Errorf("%d %s is taught by %s, not %s", r.status, r.body, got, r.lesson)
		}
		p := u.coach(err)
		if p.What == "" || p.Err == nil || strings.ContainsAny(p.What+p.Why+p.Next, "{}") {
			t.Errorf("%s reads %+v", r.lesson, p)
		}
		if refused.Description != "" && !strings.Contains(p.Said, refused.Description) {
			t.Errorf("%s does not quote the server: %q", r.lesson, p.Said)
		}
	}
}

// What no lesson knows is said to be unknown, in the server's own words.
func TestAnUnknownAnswerIsQuoted(t *testing.T) {
	for _, r := range []struct {
		status     int
		body, said string
	}{
		{418, oauth("teapot", "Short and stout."), "teapot: Short and stout."},
		{400, envelope("E0009999", "Something new."), "E0009999: Something new."},
		{401, `{"message":"Missing Authentication Token"}`, "Missing Authentication Token"},
		{403, "Request blocked by Acme Shield", "Request blocked by Acme Shield"},
	} {
		u, err := answer(t, row{"", r.status, r.body, ""})
		p := u.coach(err)
		if !strings.HasSuffix(p.What, fmt.Sprintf("refused this request with status %d.", r.status)) || !strings.Contains(p.Why, "has not met this answer") {
			t.Errorf("%s reads %+v", r.body, p)
		}
		if p.Said != r.said {
			t.Errorf("%s is quoted as %q", r.body, p.Said)
		}
	}
}

func TestEverySilenceHasALessonOfItsOwn(t *testing.T) {
	u := trial(nil, "https://integrator-1234567.okta.com")
	seen := map[string]bool{}
	for _, e := range []okta.TransportError{
		{Kind: okta.KindAddress}, {Kind: okta.KindInsecure}, {Kind: okta.KindForeign}, {Kind: okta.KindDNS}, {Kind: okta.KindRefused}, {Kind: okta.KindUnreachable},
		{Kind: okta.KindTimeout}, {Kind: okta.KindCancelled}, {Kind: okta.KindTLSUnknown}, {Kind: okta.KindTLSExpired}, {Kind: okta.KindTLSWrongHost},
		{Kind: okta.KindTLSOther}, {Kind: okta.KindProxy}, {Kind: okta.KindProxy, Status: 407}, {Kind: okta.KindTooLarge}, {Kind: okta.KindHeadersTooLarge},
		{Kind: okta.KindRedirect, Target: "https://login.example.com/"}, {Kind: okta.KindRedirect, Host: "integrator-1234567-admin.okta.com"},
		{Kind: okta.KindClosed}, {Kind: okta.KindNotHTTP}, {Kind: okta.KindOther},
	} {
		e.Host = orElse(e.Host, "integrator-1234567.okta.com")
		p := u.coach(&e)
		if p.What == "" || seen[p.What] || strings.Contains(p.What, "refused this request") {
			t.Errorf("%s %d reads %q", e.Kind, e.Status, p.What)
		}
		seen[p.What] = true
	}
	if p := u.coach(&okta.TransportError{Kind: okta.KindRedirect, Host: "a.okta.com", Target: "https://login.example.com/"}); p.What != "a.okta.com sent the request elsewhere, to https://login.example.com/" {
		t.Errorf("it reads %q", p.What)
	}
}

func TestEveryFaultOfATokenHasALessonOfItsOwn(t *testing.T) {
	u := trial(nil, "https://integrator-1234567.okta.com")
	seen := map[string]bool{}
	for _, reason := range []okta.Reason{
		okta.ReasonOpaque, okta.ReasonMalformed, okta.ReasonTooLong, okta.ReasonAlgorithm, okta.ReasonUnknownKey, okta.ReasonWeakKey, okta.ReasonSignature, okta.ReasonType,
		okta.ReasonIssuer, okta.ReasonAudience, okta.ReasonNoExpiry, okta.ReasonExpired, okta.ReasonNotYet, okta.ReasonScope, okta.ReasonBound,
	} {
		p := u.coach(&okta.TokenError{Reason: reason})
		if p.What == "" || seen[p.What] || strings.Contains(p.What, "refused this request") {
			t.Errorf("%s reads %q", reason, p.What)
		}
		seen[p.What] = true
	}
	for what, err := range map[string]error{
		"A token came back, but it is for another audience: api://other, not api://default": &okta.TokenError{Reason: okta.ReasonAudience, Want: "api://default", Got: "api://other"},
		"The token is past its time: it ended 5 minutes ago":                                &okta.TokenError{Reason: okta.ReasonExpired, By: 5 * time.Minute},
		"A token came back, but without the scope that was asked for: mule-okta-scope":      &okta.TokenError{Reason: okta.ReasonScope, Want: "mule-okta-scope", Got: "other"},
		"A token came back, but the key that signed it is not among the server's: kid1":     &okta.TokenError{Reason: okta.ReasonUnknownKey, Got: "kid1"},
		"The metadata is another issuer's: https://login.example.com/oauth2/default":        &okta.IssuerMismatch{Want: "https://a", Got: "https://login.example.com/oauth2/default"},
		"The metadata or a list leads to another host: https://evil.example":                &okta.OffOrgError{Org: "https://a", Next: "https://evil.example"},
		"This did not work, and the wizard does not know why.":                              errors.New("odd"),
	} {
		if p := u.coach(err); p.What != what {
			t.Errorf("it reads %q, not %q", p.What, what)
		}
	}
}

// The texts are for people: whole sentences in plain words, each lesson its own.
func TestEveryLessonIsPlain(t *testing.T) {
	jargon := regexp.MustCompile(`(?i)\b(please|oops|sorry|simply|obviously|failed to|unable to|misconfigured|utili[sz]e|JWKS|IdP|M2M|DCR|SSL|RFC|payload|leverage|e\.g|i\.e|etc)\b|!|…|[ ]{2}`)
	secret := regexp.MustCompile(`eyJ|\b00[\w-]{40}\b|[\w-]{45,}`)
	repairs := []string{"", "use-post", "use-default-server", "tick-client-credentials", "untick-dpop", "create-policy", "create-scope", "consent-implicit", "use-named-issuer", "strip-admin"}
	seen := map[string]string{}
	for _, l := range append(catalogue(), unknownLesson()) {
		if seen[l.name] != "" || !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(l.name) {
			t.Errorf("%q is no name, or is there twice", l.name)
		}
		for what, text := range map[string]string{"name": l.name, "what": l.what, "why": l.why, "next": l.next} {
			if other := seen[text]; other != "" && text != rereadMetadata {
				t.Errorf("%s says the same as %s: %q", l.name, other, text)
			}
			seen[text] = l.name
			if what != "name" && !regexp.MustCompile(`^[A-Z{].*\.$`).MatchString(text) {
				t.Errorf("%s: %q is no sentence", l.name, text)
			}
		}
		for _, p := range []*Problem{l.fill(facts{}), l.fill(facts{walking: true, org: "https://a.okta.com", host: "a.okta.com", server: "default", scope: "s", app: "A"})} {
			text := p.What + " " + p.Why + " " + p.Next
			if found := jargon.FindString(text); found != "" || secret.MatchString(text) || strings.ContainsAny(text, "{}") {
				t.Errorf("%s is not plain (%q): %s", l.name, found, text)
			}
		}
		if !slices.Contains(repairs, l.repair) {
			t.Errorf("%s has an unknown repair %s", l.name, l.repair)
		}
		if l.note != "" && !slices.Contains(Names(), l.note) {
			t.Errorf("%s blames %s, which is no note", l.name, l.note)
		}
		if slices.Contains(l.marks, mark{}) || l.heard == "" && l.name != Unknown || strings.ToLower(l.heard) != l.heard && l.name != "bad-address" {
			t.Errorf("%s can't be recognised", l.name)
		}
	}
}

// Whatever the code of the walk looks up by its name is there.
func TestEveryLessonThatIsNamedIsThere(t *testing.T) {
	for _, name := range []string{"wrong-secret", "unknown-client", "client-refused", "org-server", "client-credentials-off", "dpop-required", "policy-refused",
		"policy-scope", "network-zone", "unknown-scope", "consent-required", "token-refused", "no-session", "weak-role", "no-api-access-management",
		"org-deactivated", "too-many", "unknown-server", "issuer-mismatch", "inactive-token", "other-host", "stopped"} {
		if got := named(name).name; got != name {
			t.Errorf("%s is %q", name, got)
		}
	}
}
