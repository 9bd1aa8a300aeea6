package gateway_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"oktadance/internal/gateway"
	"oktadance/internal/practice"

	"github.com/go-jose/go-jose/v4"
)

// rotate makes the org sign with a new key; it publishes the last three.
func (s *stage) rotate() {
	s.t.Helper()
	r, err := http.NewRequest("POST", s.OrgURL+"/api/v1/authorizationServers/default/credentials/lifecycle/keyRotate", strings.NewReader(`{"use":"sig"}`))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "SSWS "+s.APIToken)
	r.Header.Set("Content-Type", "application/json")
	s.send(r).is(200)
}

// Tokens with unknown keys can be made by anybody. They must not spend the org's rate limit.
func TestFloodOfUnknownKeys(t *testing.T) {
	s := play(t, locally)
	flood := strangers(s, 500)
	var callers sync.WaitGroup
	for chunk := range 10 {
		callers.Go(func() {
			for _, token := range flood[chunk*50 : chunk*50+50] {
				s.call(token).is(401)
			}
		})
	}
	callers.Wait()
	if n := s.asked(); n != 3 {
		t.Errorf("500 tokens made the gateway fetch keys %d times, not 3", n)
	}
	s.unheard()
	s.call(s.token()).is(200)
	s.clock.pass(31 * time.Second)
	for _, token := range flood[:5] {
		s.call(token).is(401)
	}
	if n := s.asked(); n != 1 {
		t.Errorf("after half a minute the keys were fetched %d times, not once", n)
	}
}

// strangers are tokens with keys nobody has published. One signature serves them all: it
// is never looked at.
func strangers(s *stage, n int) []string {
	signature := strings.Split(s.forge(jose.RS256, strangerKey(), "k"), ".")[2]
	tokens := make([]string, n)
	for i := range tokens {
		tokens[i] = b64(fmt.Sprintf(`{"alg":"RS256","kid":"stranger-%d"}`, i)) + "." + b64(`{}`) + "." + signature
	}
	return tokens
}

// A new key is found at once, even after the key set was fetched a moment ago.
func TestRotatedKeyIsFoundAtOnce(t *testing.T) {
	s := play(t, locally)
	old := s.token()
	s.call(old).is(200)
	s.rotate()
	s.call(s.token()).is(200)
	s.call(old).is(200) // its key is still published
	if n := s.asked(); n != 2 {
		t.Errorf("keys fetched %d times, not twice", n)
	}
}

// A withdrawn key ends its tokens when the keys are next looked at, remembered or not.
func TestWithdrawnKeyEndsItsTokens(t *testing.T) {
	s := play(t, locally)
	token := s.token()
	s.call(token).is(200)
	for range 3 {
		s.rotate()
	}
	s.call(token).is(200) // nobody has looked yet
	s.call(s.token()).is(200)
	s.meetsAgain(token, gateway.FaultInvalid)
}

// Without a token that makes it look, the gateway looks by itself after five minutes.
func TestWithdrawnKeyIsNoticedInTime(t *testing.T) {
	s := play(t, locally)
	token := s.token()
	s.call(s.token()).is(200)
	for range 3 {
		s.rotate()
	}
	s.clock.pass(5*time.Minute - time.Second)
	s.call(token).is(200)
	s.clock.pass(time.Second)
	s.meetsAgain(token, gateway.FaultInvalid)
}

// meetsAgain is meets for a token that got through before.
func (s *stage) meetsAgain(token string, want gateway.Fault) {
	s.t.Helper()
	before := len(s.api.calls())
	s.moves.take()
	s.call(token).is(401)
	told := s.moves.take()
	if got := told[len(told)-1].Verdict.Fault; got != want {
		s.t.Errorf("fault %q, not %q", got, want)
	}
	if len(s.api.calls()) != before {
		s.t.Error("the token reached the API")
	}
}

// While the org is away its keys serve for an hour, and not longer. It is not asked for
// them at every call.
func TestKeysRideOutAnOutage(t *testing.T) {
	s := play(t, locally, byTheBook, withoutTTL)
	token := s.forge(jose.RS256, theKey(), s.kid(), with("exp", at(9*time.Hour)))
	s.call(token).is(200)
	address := strings.TrimPrefix(s.OrgURL, "http://")
	s.org.Close()
	s.moves.take()
	s.clock.pass(59 * time.Minute)
	for range 20 {
		s.call(token).is(200)
	}
	if n := s.asked(); n != 1 {
		t.Errorf("the org that is away was asked %d times in one moment", n)
	}
	s.clock.pass(2 * time.Minute)
	s.call(token).is(503)
	newOrg(t, practice.Options{Listen: address, Now: s.clock.now})
	s.clock.pass(10 * time.Second)
	s.call(token).is(200)
}

// A gateway that starts before its org is there fails closed, and recovers by itself.
func TestStartsWithoutKeys(t *testing.T) {
	s := play(t, locally, byTheBook)
	token := s.token()
	address := strings.TrimPrefix(s.OrgURL, "http://")
	s.org.Close()
	for range 10 {
		s.call(token).is(503)
	}
	if n := s.asked(); n != 1 {
		t.Errorf("the org that is away was asked %d times in one moment", n)
	}
	s.unheard()
	for range 5 {
		s.clock.pass(time.Second)
		s.call(token).is(503)
	}
	newOrg(t, practice.Options{Listen: address, Now: s.clock.now})
	s.clock.pass(time.Second)
	s.call(token).is(200)
}

// The first calls all want the keys; they are fetched once.
func TestKeysAreFetchedOnceForAll(t *testing.T) {
	s := play(t, locally)
	token := s.token()
	var callers sync.WaitGroup
	for range 50 {
		callers.Go(func() { s.call(token).is(200) })
	}
	callers.Wait()
	if n := s.asked(); n != 1 {
		t.Errorf("keys fetched %d times", n)
	}
}
