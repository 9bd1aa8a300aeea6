package stage_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"oktadance/internal/okta"
	"oktadance/internal/practice"
	"oktadance/internal/stage"
	"oktadance/steps"
)

// tap stands before an org and notes what passes.
type tap struct {
	mu     sync.Mutex
	tokens []string
}

// listen puts a tap before the troupe's org: the endpoints in the cast are the tap's.
func (tr *troupe) listen(t *testing.T) *tap {
	t.Helper()
	tapped := &tap{}
	org, err := url.Parse(tr.org.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(org) },
		ModifyResponse: tapped.note,
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	for _, endpoint := range []*string{&tr.cast.Token, &tr.cast.Introspection} {
		*endpoint = strings.Replace(*endpoint, tr.org.URL(), server.URL, 1)
	}
	return tapped
}

func (tp *tap) note(res *http.Response) error {
	tp.mu.Lock()
	defer tp.mu.Unlock()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	var grant struct {
		Token string `json:"access_token"`
	}
	if json.Unmarshal(body, &grant) == nil && grant.Token != "" {
		tp.tokens = append(tp.tokens, grant.Token)
	}
	return nil
}

func TestNothingIsLeftBehindAndNoSecretIsTold(t *testing.T) {
	tr := gather(t, practice.Options{})
	tapped := tr.listen(t)
	for _, scene := range stage.Scenes() {
		moves, ending := tr.plays(t, scene.Name, "mulesoft")
		if ending.Problem != nil {
			t.Fatalf("%s: %+v", scene.Name, ending.Problem)
		}
		said, err := json.Marshal([]any{moves, ending})
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range append(tapped.tokens, tr.ClientSecret, tr.APIToken) {
			if half := len(secret) / 2; strings.Contains(string(said), secret[half:half+20]) {
				t.Errorf("%s tells a secret: %s", scene.Name, said)
			}
		}
	}
	if len(tapped.tokens) < 9 {
		t.Errorf("%d tokens were given", len(tapped.tokens))
	}
	tr.hasNoneOf(t, tapped.tokens)
}

// hasNoneOf fails if one of the tokens is still good.
func (tr *troupe) hasNoneOf(t *testing.T, tokens []string) {
	t.Helper()
	for i, token := range tokens {
		said, err := okta.New(okta.Options{}).Introspect(t.Context(), tr.Issuer+"/v1/introspect", tr.cast.Client, okta.NewSecret(token))
		if err != nil || said.Active {
			t.Errorf("token %d of %d is left behind: %+v, %v", i+1, len(tokens), said, err)
		}
	}
}

func TestASceneThatIsStoppedLeavesNothingEither(t *testing.T) {
	tr := gather(t, practice.Options{})
	tapped := tr.listen(t)
	for _, at := range []int{1, 2, 3, 4, 5, 6} {
		ctx, stop := context.WithCancel(t.Context())
		ending := stage.Dance(tr.cast).Play(ctx, "good", "mulesoft", func(m steps.Move) {
			if m.Number == at {
				stop()
			}
		})
		if ending.AsMeant || ending.Problem != nil {
			t.Errorf("stopped at move %d: %+v", at, ending)
		}
	}
	tr.hasNoneOf(t, tapped.tokens)
}

// A scene whose org gives no token ends at move 2.
func TestAnOrgThatGivesNoToken(t *testing.T) {
	tr := gather(t, practice.Options{})
	tr.cast.Client.Secret = okta.NewSecret("no longer the secret")
	moves, ending := tr.plays(t, "good", "rfc6750")
	if got := told(moves); got != "1 (2)" || moves[1].Label != "401 invalid_client" || !moves[1].Last {
		t.Errorf("moves %s: %+v", got, moves)
	}
	if ending.AsMeant || ending.Problem == nil || !strings.Contains(fmt.Sprint(ending.Problem.Err), "invalid_client") {
		t.Errorf("%+v", ending)
	}
}

// What a real org can't play says so, and is not played.
func TestScenesOfThePracticeOrgAlone(t *testing.T) {
	tr := gather(t, practice.Options{})
	tr.cast.Practice = false
	barred := 0
	for _, s := range stage.Dance(tr.cast).Scenes {
		if s.Barred == "" {
			continue
		}
		barred++
		if moves, ending := tr.plays(t, s.Name, "mulesoft"); len(moves) > 0 || ending.Problem == nil {
			t.Errorf("%s was played: %s", s.Name, told(moves))
		}
	}
	if barred != 1 {
		t.Errorf("%d scenes are barred", barred)
	}
}
