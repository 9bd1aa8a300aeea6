package gateway_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"oktadance/internal/gateway"
	"oktadance/internal/practice"

	"github.com/go-jose/go-jose/v4"
)

// A revoked token works for as long as the dial says, and not longer.
func TestRevokedTokenAndTheDial(t *testing.T) {
	s := play(t)
	token := s.token()
	s.call(token).is(200)
	s.revoke(token)
	s.clock.pass(9 * time.Second)
	s.call(token).is(200)
	s.clock.pass(time.Second)
	s.moves.take()
	s.call(token).is(401).says("Token has been revoked.")
	s.call(token).is(401)
	if n := s.asked(); n != 1 {
		t.Errorf("asked %d times about a token just found revoked", n)
	}
}

func TestDialAtZeroAsksEveryTime(t *testing.T) {
	s := play(t, withoutTTL)
	token := s.token()
	for range 3 {
		s.call(token).is(200)
	}
	if n := s.asked(); n != 3 {
		t.Errorf("asked %d times", n)
	}
	s.revoke(token)
	s.call(token).is(401)
}

// No dial makes a token live beyond its expiry.
func TestNothingIsRememberedBeyondExpiry(t *testing.T) {
	s := play(t, func(o *gateway.Options) { o.TTL = 24 * time.Hour })
	token := s.token()
	s.call(token).is(200)
	s.clock.pass(time.Hour + 2*time.Second)
	s.call(token).is(401)
}

func TestOneQuestionForAll(t *testing.T) {
	s := play(t)
	for name, token := range map[string]string{"good": s.token(), "unknown": "unknown"} {
		var callers sync.WaitGroup
		for range 200 {
			callers.Go(func() { s.call(token) })
		}
		callers.Wait()
		if n := s.asked(); n != 1 {
			t.Errorf("200 calls with one %s token made %d introspections", name, n)
		}
	}
	if n := len(s.api.calls()); n != 200 {
		t.Errorf("%d calls reached the API", n)
	}
}

// An unknown token is asked about again after five seconds, and a failure at once.
func TestWhatIsRememberedOfBadTokens(t *testing.T) {
	s := play(t)
	s.call("garbage").is(401)
	s.call("garbage").is(401)
	if n := s.asked(); n != 1 {
		t.Errorf("asked %d times about garbage", n)
	}
	s.clock.pass(gateway.DefaultNegativeTTL)
	s.call("garbage").is(401)
	if n := s.asked(); n != 1 {
		t.Errorf("asked %d times later", n)
	}
	token := s.token()
	if err := s.org.Spoil("outage"); err != nil {
		t.Fatal(err)
	}
	s.call(token).is(401)
	s.call(token).is(401)
	s.call(token).is(200) // the outage is over after two answers
}

// A flood of garbage does not push good tokens out.
func TestGarbageLeavesGoodTokensAlone(t *testing.T) {
	s := play(t, func(o *gateway.Options) { o.Remember = 10 })
	token := s.token()
	s.call(token).is(200)
	for i := range 100 {
		s.call(fmt.Sprint("garbage-", i)).is(401)
	}
	s.moves.take()
	s.call(token).is(200)
	if n := s.asked(); n != 0 {
		t.Error("the good token was forgotten")
	}
}

// Ten thousand good tokens leave no more behind than the thousand that are remembered.
func TestMemoryIsBounded(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "ES256", Use: "sig"}}})
	if err != nil {
		t.Fatal(err)
	}
	s := play(t, locally, saying(t, string(keys)), func(o *gateway.Options) {
		o.Server.JWKS, o.Watch = o.Server.Introspection, nil
		o.Policy.Clients = []string{} // the API is left in peace
	})
	issued := func(i int) string {
		return sign(t, jose.ES256, key, "k", claims{"iss": s.Issuer, "jti": fmt.Sprint(i), "exp": at(time.Hour), "cid": s.ClientID, "scp": []string{s.ScopeName}})
	}
	s.call(issued(0)).is(403).says("Invalid Client")
	flood(s.gw, 0, 1200, issued)
	before := heap()
	flood(s.gw, 1200, 11_200, issued)
	if grown := int64(heap()) - int64(before); grown > 200<<10 {
		t.Errorf("10,000 tokens grow the heap by %d KiB", grown>>10)
	}
	s.unheard()
}

// Ten times as much garbage as is remembered leaves no more behind than that does.
func TestMemoryOfGarbageIsBounded(t *testing.T) {
	s := play(t, func(o *gateway.Options) { o.Watch, o.Remember = nil, 100 })
	flood(s.gw, 0, 200, garbage)
	before := heap()
	flood(s.gw, 200, 1200, garbage)
	if grown := int64(heap()) - int64(before); grown > 100<<10 {
		t.Errorf("the heap has grown by %d KiB", grown>>10)
	}
	s.unheard()
}

// garbage is a token that nobody has issued.
func garbage(i int) string { return fmt.Sprint("garbage-", i) }

// flood calls a gateway with different tokens.
func flood(gw http.Handler, from, to int, token func(int) string) {
	var callers sync.WaitGroup
	for worker := range 4 {
		callers.Go(func() {
			for i := from + worker; i < to; i += 4 {
				r := httptest.NewRequest("GET", "/orders", nil)
				r.Header.Set("Authorization", "Bearer "+token(i))
				gw.ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
	callers.Wait()
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what pools hold goes with the second
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A caller who leaves while the server is asked does not spoil it for those who wait too.
func TestCallerWhoLeaves(t *testing.T) {
	arrived := make(chan bool, 2)
	s := playIn(t, practice.Options{SlowBy: 100 * time.Millisecond}, func(o *gateway.Options) {
		tell := o.Watch
		o.Watch = func(m gateway.Move) {
			tell(m)
			if m.Leg == gateway.Arrives {
				arrived <- true
			}
		}
	})
	r := s.request("GET", "/orders", spoilt("slow")(s)...)
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan error, 1)
	go func() {
		res, err := http.DefaultClient.Do(r.WithContext(ctx))
		if err == nil {
			res.Body.Close()
		}
		left <- err
	}()
	<-arrived
	stayed := make(chan answer, 1)
	go func() { stayed <- s.send(r) }()
	<-arrived
	leave()
	if err := <-left; err == nil {
		t.Error("the caller who left was answered")
	}
	(<-stayed).is(200)
}
