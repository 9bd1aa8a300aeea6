package gateway_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"oktadance/internal/gateway"
)

// tells fails unless a move of a leg is as it should be. The last move of a request comes
// after its answer, so that it is waited for.
func (s *stage) tells(leg gateway.Leg, right func(gateway.Move) bool) {
	s.t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		s.moves.mu.Lock()
		found := slices.ContainsFunc(s.moves.all, func(m gateway.Move) bool { return m.Leg == leg && right(m) })
		s.moves.mu.Unlock()
		if found {
			return
		}
	}
	s.t.Errorf("no such move %d among %+v", leg, s.moves.take())
}

// legs are the moves of one request.
func (s *stage) legs() []gateway.Move {
	s.t.Helper()
	s.tells(gateway.Answered, func(gateway.Move) bool { return true })
	return s.moves.take()
}

func dance(moves []gateway.Move) string {
	var all []string
	for _, m := range moves {
		all = append(all, strings.TrimSpace(fmt.Sprint(int(m.Leg), " ", m.Source)))
	}
	return strings.Join(all, ", ")
}

func TestMovesAsTheyHappen(t *testing.T) {
	s := play(t)
	token := s.token()
	is := func(want string) []gateway.Move {
		t.Helper()
		moves := s.legs()
		if got := dance(moves); got != want {
			t.Errorf("moves %s, not %s", got, want)
		}
		return moves
	}
	s.call(token)
	moves := is("3, 4, 5 server, 6, 7 server")
	s.call(token)
	is("3, 5 memory, 6, 7 memory")
	s.send(s.request("GET", "/orders"))
	is("3, 7")
	s.call("garbage")
	is("3, 4, 5 server, 7 server")
	s.send(s.request("POST", "/orders/../x", "Bearer "+token))
	is("3, 7")
	s.opt.Validate, s.opt.TTL = gateway.JWKS, 0
	s.open()
	s.call(token)
	is("3, 4, 5 signature, 6, 7 signature")
	s.call(token)
	is("3, 5 signature, 6, 7 signature")
	s.opt.Validate = gateway.Introspect
	s.open()
	s.org.Close()
	s.call(token)
	is("3, 4, 7") // nobody gave a verdict

	arrives, asks, judged, forwarded, answered := moves[0], moves[1], moves[2], moves[3], moves[4]
	if arrives.Method != "GET" || arrives.URL != "/orders" || arrives.Token != token[:4]+"…"+token[len(token)-4:] {
		t.Errorf("move 3 is %+v", arrives)
	}
	if asks.Method != "POST" || asks.URL != s.opt.Server.Introspection || asks.Status != 200 || asks.Took <= 0 ||
		!strings.Contains(asks.Query.RequestBody, "client_secret=••••••••") || !strings.Contains(asks.Query.ResponseBody, `"active":true`) {
		t.Errorf("move 4 is %+v with %+v", asks, asks.Query)
	}
	v := judged.Verdict
	if !v.Good() || v.Client != s.ClientID || !slices.Equal(v.Scopes, []string{s.ScopeName}) || time.Until(v.Expires) < 50*time.Minute || time.Until(v.Until) > 10*time.Second {
		t.Errorf("move 5 is %+v", judged)
	}
	if forwarded.Method != "GET" || forwarded.URL != s.api.URL+"/orders" || forwarded.Status != 200 || forwarded.Took <= 0 || len(forwarded.Sent) == 0 || len(forwarded.Got) == 0 {
		t.Errorf("move 6 is %+v", forwarded)
	}
	if answered.Status != 200 || answered.Took < forwarded.Took || answered.Visit != arrives.Visit || !answered.Verdict.Good() || len(answered.Got) == 0 {
		t.Errorf("move 7 is %+v", answered)
	}
}

// A call is told as refused by what the policy wants even when the token itself is good.
func TestVerdictAndRefusalAreTwoThings(t *testing.T) {
	s := play(t, func(o *gateway.Options) { o.Policy.Clients = []string{"0oaAnother"} })
	s.call(s.token()).is(403)
	moves := s.legs()
	if judged := moves[2]; judged.Leg != gateway.Judged || !judged.Verdict.Good() {
		t.Errorf("move 5 is %+v", judged)
	}
	if answered := moves[3]; answered.Verdict.Fault != gateway.FaultContract || answered.Status != 403 {
		t.Errorf("move 7 is %+v", answered)
	}
}

// The log has a line for each request, and neither moves nor lines have a secret.
func TestNoSecretIsTold(t *testing.T) {
	var lines bytes.Buffer
	s := play(t, func(o *gateway.Options) {
		o.PassToken = true
		o.Log = slog.New(slog.NewTextHandler(&lines, nil))
	})
	good, cookie, opaque := s.token(), "c00kie-of-somebody", "0paque-token-of-somebody-else"
	for _, authorization := range []string{"Bearer " + good, "Basic " + opaque, "Bearer " + opaque, "Bearer " + good + "x", opaque} {
		r := s.request("GET", "/orders/"+good+"?access_token="+good+"&x="+opaque, authorization)
		r.Header.Set("Cookie", cookie)
		r.Header.Set("X-Api-Key", opaque)
		r.Header.Set("User-Agent", "curl "+good)
		if token, is := strings.CutPrefix(authorization, "Bearer "); is {
			r.Header.Set("User-Agent", "curl "+token)
		}
		s.api.handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Set-Cookie", cookie)
			w.Header().Set("X-Token", opaque)
			w.Header().Set("Server", good)
		})
		s.send(r)
	}
	s.front.Close() // and the last line is written
	told := lines.String()
	for _, m := range s.moves.take() {
		told += fmt.Sprintf("%+v %+v\n", m, m.Query)
	}
	for _, secret := range []string{good, good[5:40], cookie, opaque, s.ClientSecret} {
		if strings.Contains(told, secret) {
			t.Errorf("told: %s", told)
		}
	}
	if n := strings.Count(lines.String(), "\n"); n != 5 {
		t.Errorf("%d lines for 5 requests:\n%s", n, lines.String())
	}
	if !strings.Contains(lines.String(), `msg="GET /orders/••••••••" status=200`) || !strings.Contains(lines.String(), `refused=inactive`) {
		t.Error(lines.String())
	}
}

// A caller cannot write lines of the log.
func TestLogLinesCannotBeForged(t *testing.T) {
	var lines bytes.Buffer
	s := play(t, func(o *gateway.Options) { o.Log = slog.New(slog.NewTextHandler(&lines, nil)) })
	s.write(get("/a%0atime=now%20status=200", "User-Agent: x"))
	s.write("GE\x1bT /\xe2\x80\xa8\x9b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	s.write(get("/" + strings.Repeat("long", 1000)))
	s.front.Close()
	for line := range strings.Lines(lines.String()) {
		if !strings.HasPrefix(line, "time=2") || len(line) > 500 || strings.Contains(line, "\x1b") || strings.Contains(line, "\x9b") {
			t.Errorf("line %q", line)
		}
	}
	if strings.Count(lines.String(), "\n") != 2 {
		t.Errorf("lines:\n%s", lines.String())
	}
}

// Who looks at a move for long has held the request up, and not made it slow.
func TestLookingAtAMoveTakesNoTimeOfIt(t *testing.T) {
	const look = 20 * time.Millisecond
	looks, took := 0, make(chan time.Duration, 1)
	s := play(t)
	s.opt.Watch = func(m gateway.Move) {
		if m.Leg == gateway.Answered {
			took <- m.Took
			return
		}
		looks++
		for at := time.Now(); time.Since(at) < look; {
			runtime.Gosched()
		}
	}
	s.open()
	token, at := s.token(), time.Now()
	s.call(token)
	own := <-took
	if held, all := time.Duration(looks)*look, time.Since(at); looks < 4 || own <= 0 || own+held > all {
		t.Errorf("the answer took %s of %s, %s of which it was looked at", own, all, held)
	}
}
