package stage_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"oktadance/internal/okta"
	"oktadance/internal/practice"
	"oktadance/internal/stage"
	"oktadance/steps"
)

// troupe is an org, and all that it was asked to dance.
type troupe struct {
	practice.Paste
	org  *practice.Org
	cast stage.Cast
}

func gather(t testing.TB, o practice.Options) *troupe {
	t.Helper()
	org, err := practice.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	paste := org.Paste()
	return &troupe{paste, org, stage.Cast{
		Issuer: paste.Issuer, Token: paste.Issuer + "/v1/token", Introspection: paste.Issuer + "/v1/introspect",
		Scope: paste.ScopeName, Client: okta.Credentials{ID: paste.ClientID, Secret: okta.NewSecret(paste.ClientSecret)},
		Practice: true, Reach: okta.Options{Version: "test"},
		Explain: func(err error) *steps.Problem { return &steps.Problem{What: err.Error(), Err: err} },
	}}
}

// plays plays a scene and gives its moves, those left out among them.
func (tr *troupe) plays(t testing.TB, scene, voice string) ([]steps.Move, steps.Ending) {
	t.Helper()
	var mu sync.Mutex
	var moves []steps.Move
	ending := stage.Dance(tr.cast).Play(t.Context(), scene, voice, func(m steps.Move) {
		mu.Lock()
		defer mu.Unlock()
		moves = append(moves, m)
	})
	return moves, ending
}

// told is a scene as one line: the moves' numbers, in brackets when refused, with a
// minus when left out; a dot is something between two calls.
func told(moves []steps.Move) string {
	var all []string
	for _, m := range moves {
		number := strings.Replace(fmt.Sprint(m.Number), "0", ".", 1)
		switch m.Mark {
		case steps.Refused:
			number = "(" + number + ")"
		case steps.Skipped:
			number = "-" + number
		}
		all = append(all, number)
	}
	return strings.Join(all, " ")
}

func header(m *steps.Message, name string) string {
	for _, h := range m.Header {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

const (
	revoked   = `{"error":"Token has been revoked."}`
	realm     = `Bearer realm="OpenId Client Realm"`
	book      = `Bearer realm="oktadance"`
	whole     = "1 2 3 4 5 6 7"
	unknown   = "1 2 3 4 (5) -6 (7)"
	unanswer  = "1 2 3 (4) -5 -6 (7)"
	unchecked = `{"error":"temporarily_unavailable","error_description":"The gateway cannot check access tokens at the moment"}`
)

// inBook is a refusal as RFC 6750 has it.
func inBook(code, text string) (challenge, body string) {
	return book + `, error="` + code + `", error_description="` + text + `"`,
		`{"error":"` + code + `","error_description":"` + text + `"}`
}

// played is how a scene must go: its moves, and the last answer in both voices.
type played struct {
	scene, moves        string
	mule, standard      int
	says                string // MuleSoft's body
	challenged          bool   // MuleSoft's challenge
	challenge, says6750 string
}

func scenes() []played {
	orders := `{"orders":[{"id":"1001",`
	inactive := func(name, moves string) played {
		challenge, body := inBook("invalid_token", "The access token is unknown, revoked or expired, or another server's")
		return played{name, moves, 401, 401, revoked, true, challenge, body}
	}
	foreign, foreignBody := inBook("invalid_token", "The access token is for another audience or from another issuer")
	scope, scopeBody := inBook("insufficient_scope", "The access token lacks a scope that is required")
	contract, contractBody := inBook("insufficient_scope", "The client has no contract with this API")
	return []played{
		{"good", whole, 200, 200, orders, false, "", orders},
		{"no-token", "-1 -2 3 -4 -5 -6 (7)", 400, 401, `{"error":"Access token was not provided"}`, false, book, ""},
		inactive("changed", unknown),
		inactive("alg-none", unknown),
		inactive("expired", "1 2 . 3 4 (5) -6 (7)"),
		{"other-audience", unknown, 401, 401, `{"error":"Token validation failed"}`, true, foreign, foreignBody},
		inactive("other-server", unknown),
		{"no-scope", "1 2 3 4 5 -6 (7)", 403, 403, `{"error":"The required scopes are not authorized"}`, false, scope + `, scope="practice-scope another-scope"`, scopeBody},
		{"no-contract", "1 2 3 4 5 -6 (7)", 403, 403, `{"error":"Invalid Client"}`, false, contract, contractBody},
		inactive("revoked", whole+" . 3 -4 5 6 7 . 3 4 (5) -6 (7)"),
		{"unreachable", unanswer, 401, 503, `{"error":"Unauthorized"}`, true, "", unchecked},
		{"wrong-secret", unknown, 401, 503, `{"error":"{\"error\":\"invalid_client\",\"error_description\":\"The client secret supplied for a confidential client is invalid.\"}"}`, true, "", unchecked},
	}
}

func TestEverySceneInBothVoices(t *testing.T) {
	tr := gather(t, practice.Options{})
	all := scenes()
	if listed := stage.Scenes(); len(listed) != len(all) {
		t.Errorf("%d scenes are listed, and %d are played here", len(listed), len(all))
	}
	for _, want := range all {
		t.Run(want.scene, func(t *testing.T) {
			t.Parallel()
			challenge := ""
			if want.challenged {
				challenge = realm
			}
			tr.check(t, "mulesoft", want, want.mule, challenge, want.says)
			tr.check(t, "rfc6750", want, want.standard, want.challenge, want.says6750)
		})
	}
}

func (tr *troupe) check(t *testing.T, voice string, want played, status int, challenge, body string) {
	t.Helper()
	moves, ending := tr.plays(t, want.scene, voice)
	if !ending.AsMeant || ending.Problem != nil {
		t.Fatalf("%s: %+v", voice, ending)
	}
	if got := told(moves); got != want.moves {
		t.Errorf("%s: moves %s, not %s", voice, got, want.moves)
	}
	last := moves[len(moves)-1]
	if last.Status != status || !last.Last || !strings.HasPrefix(last.Answer.Body, body) || body == "" && last.Answer.Body != "" {
		t.Errorf("%s: answer %d %s, not %d %s", voice, last.Status, last.Answer.Body, status, body)
	}
	if got := header(last.Answer, "WWW-Authenticate"); got != challenge {
		t.Errorf("%s: challenge %q, not %q", voice, got, challenge)
	}
}

func TestTheGoodDanceMoveByMove(t *testing.T) {
	tr := gather(t, practice.Options{})
	moves, _ := tr.plays(t, "good", "mulesoft")
	for i, want := range []struct {
		from, to       steps.Lane
		label          string
		asked, replied string
	}{
		{steps.Caller, steps.Server, "POST /token", "grant_type=client_credentials&scope=practice-scope", ""},
		{steps.Server, steps.Caller, "Bearer eyJ", "grant_type=client_credentials", `"token_type":"Bearer","expires_in":3600`},
		{steps.Caller, steps.Guard, "GET /orders", "", ""},
		{steps.Guard, steps.Server, "POST /introspect", "client_secret=••••••••&token=eyJ", ""},
		{steps.Server, steps.Guard, "200 active", "client_secret=••••••••", `{"active":true,`},
		{steps.Guard, steps.API, "GET /orders 200", "", `{"orders":[`},
		{steps.API, steps.Caller, "200 OK", "", `{"orders":[`},
	} {
		m := moves[i]
		if m.Number != i+1 || m.From != want.from || m.To != want.to || !strings.HasPrefix(m.Label, want.label) || m.Request == nil {
			t.Errorf("move %d is %+v", i+1, m)
			continue
		}
		if !strings.Contains(m.Request.Body, want.asked) || want.replied != "" && (m.Answer == nil || !strings.Contains(m.Answer.Body, want.replied)) {
			t.Errorf("move %d carries %+v and %+v", i+1, m.Request, m.Answer)
		}
		if brings := want.replied != ""; brings != (m.Took > 0) || m.At.IsZero() {
			t.Errorf("move %d took %s from %s", i+1, m.Took, m.At)
		}
	}
	if token := header(moves[2].Request, "Authorization"); !strings.HasPrefix(token, "Bearer eyJ") || len(token) > 20 {
		t.Errorf("move 3 shows %q", token)
	}
	if client := header(moves[5].Request, "X-AGW-client_id"); client != tr.ClientID || header(moves[5].Request, "Authorization") != "" {
		t.Errorf("move 6 carries %+v", moves[5].Request)
	}
}

// The gateway and Okta wait while a person looks at a move.
func TestTheNextMoveWaits(t *testing.T) {
	tr := gather(t, practice.Options{})
	seen, on := make(chan steps.Move), make(chan bool)
	go stage.Dance(tr.cast).Play(t.Context(), "good", "mulesoft", func(m steps.Move) {
		seen <- m
		<-on
	})
	var token string
	for number := 1; number <= 4; number++ {
		m := <-seen
		if m.Number != number {
			t.Fatalf("move %d, not %d", m.Number, number)
		}
		if number == 3 { // the org is closed to this network while nobody has asked about the token yet
			if err := tr.org.Spoil("network-zone"); err != nil {
				t.Fatal(err)
			}
		}
		token += m.Label
		on <- true
	}
	if m := <-seen; m.Number != 5 || m.Mark != steps.Refused {
		t.Errorf("move 5 is %+v after %s", m, token)
	}
	close(on)
	for m := range seen {
		if m.Last {
			break
		}
	}
}
