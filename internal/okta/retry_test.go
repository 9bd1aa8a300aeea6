package okta_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"oktadance/internal/okta"
)

const tooMany = `{"errorCode":"E0000047","errorSummary":"API call exceeded rate limit due to too many requests.","errorLink":"E0000047","errorId":"oae1","errorCauses":[]}`

// limited answers 429 once, and then with a token.
func limited(o *org, status int, header ...string) {
	o.routes["POST /token"] = inTurn(o.says(status, "application/json", tooMany, header...),
		o.says(200, "application/json", `{"access_token":"`+accessToken+`","token_type":"Bearer"}`))
	o.routes["GET /keys"] = inTurn(o.says(status, "application/json", tooMany, header...), o.says(200, "application/json", `{"keys":[]}`))
}

func TestA429IsWaitedOutByTheServersClock(t *testing.T) {
	const date = "Mon, 23 Nov 2026 10:00:00 GMT" // 1795428000
	for _, test := range []struct {
		what   string
		wait   time.Duration
		header []string
	}{
		{"reset in 20 s", 21 * time.Second, []string{"Date", date, "X-Rate-Limit-Limit", "600", "X-Rate-Limit-Remaining", "0", "X-Rate-Limit-Reset", "1795428020"}},
		{"reset in the past", time.Second, []string{"Date", date, "X-Rate-Limit-Reset", "1795427000"}},
		{"concurrency limit", 3 * time.Second, []string{"Date", date, "X-Rate-Limit-Limit", "0", "X-Rate-Limit-Remaining", "0", "X-Rate-Limit-Reset", "1795428002"}},
		{"Retry-After in seconds", 7 * time.Second, []string{"Date", date, "Retry-After", "7"}},
		{"Retry-After as a date", 9 * time.Second, []string{"Date", date, "Retry-After", "Mon, 23 Nov 2026 10:00:09 GMT"}},
		{"no word of when", 5 * time.Second, nil},
		{"nonsense", 5 * time.Second, []string{"X-Rate-Limit-Reset", "soon", "Retry-After", "later"}},
		{"no date", 11 * time.Second, []string{"Date", "today", "X-Rate-Limit-Reset", "1795431610"}},
	} {
		o, s := newOrg(t), &sleeper{}
		limited(o, 429, test.header...)
		// Our clock is an hour ahead: it matters only when the server does not tell its own.
		c := newClient(t, okta.Options{Sleep: s.sleep, Now: func() time.Time { return time.Unix(1795431600, 0) }})
		var told []okta.Wait
		ctx := okta.WithWaiter(t.Context(), func(w okta.Wait) { told = append(told, w) })
		ctx, seen := record(ctx)
		if _, err := c.ClientCredentials(ctx, o.URL+"/token", credentials(okta.Basic), ""); err != nil {
			t.Errorf("%s: %v", test.what, err)
		}
		if !slices.Equal(s.slept, []time.Duration{test.wait}) || len(*seen) != 2 {
			t.Errorf("%s: slept %v in %d exchanges, want %v", test.what, s.slept, len(*seen), test.wait)
		}
		if len(told) != 1 || told[0].For != test.wait || told[0].Try != 1 || told[0].Err.Code != "E0000047" {
			t.Errorf("%s: told %+v", test.what, told)
		}
	}
}

func TestOnlyWhatWasNotCarriedOutIsRepeated(t *testing.T) {
	for _, test := range []struct {
		status    int
		post, get int // how often each is sent
	}{{429, 2, 2}, {503, 1, 2}, {504, 1, 2}, {500, 1, 1}, {502, 1, 1}, {423, 1, 1}} {
		o, s := newOrg(t), &sleeper{}
		limited(o, test.status)
		c := newClient(t, okta.Options{Sleep: s.sleep})
		_, _ = c.ClientCredentials(t.Context(), o.URL+"/token", credentials(okta.Basic), "")
		posts := len(o.requests())
		_, _ = c.Keys(t.Context(), o.URL+"/keys")
		if gets := len(o.requests()) - posts; posts != test.post || gets != test.get {
			t.Errorf("on %d a POST is sent %d times and a GET %d times, want %d and %d", test.status, posts, gets, test.post, test.get)
		}
	}
}

func TestPatienceEnds(t *testing.T) {
	o, s := newOrg(t), &sleeper{}
	o.routes["GET /keys"] = o.says(429, "application/json", tooMany, "Retry-After", "2")
	o.routes["GET /later"] = o.says(429, "application/json", tooMany, "Retry-After", "3600")
	c := newClient(t, okta.Options{Sleep: s.sleep})
	_, err := c.Keys(t.Context(), o.URL+"/keys")
	if e := serverError(t, err); e.Code != "E0000047" || e.RetryAfter != 2*time.Second || len(o.requests()) != 4 {
		t.Errorf("after %d tries: %+v", len(o.requests()), e)
	}
	s.slept = nil
	_, err = c.Keys(t.Context(), o.URL+"/later")
	if e := serverError(t, err); e.RetryAfter != time.Hour || len(s.slept) != 0 {
		t.Errorf("slept %v, then %+v", s.slept, e)
	}
	soon, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_, err = c.Keys(soon, o.URL+"/keys") // the caller's time would end in the wait
	if serverError(t, err).Status != 429 || len(s.slept) != 0 {
		t.Errorf("slept %v, then %v", s.slept, err)
	}
}

func TestLeavingEndsAWait(t *testing.T) {
	o := newOrg(t)
	o.routes["GET /keys"] = o.says(429, "application/json", tooMany, "Retry-After", "60")
	ctx, leave := context.WithCancel(t.Context())
	ctx = okta.WithWaiter(ctx, func(okta.Wait) { leave() })
	_, err := newClient(t, okta.Options{}).Keys(ctx, o.URL+"/keys") // with the real timer
	transportError(t, err, okta.KindCancelled)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "cancelled") {
		t.Errorf("got %v", err)
	}
	o.sees("GET /keys")
}
