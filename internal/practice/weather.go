package practice

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// How long the weather lasts. It passes by itself, so that nobody is stuck in it.
const (
	portalAnswers  = 6               // answers of the captive portal before it lets everything through
	slowAnswers    = 2               // answers that are held
	outageAnswers  = 2               // answers of a server that is out of order
	hiddenAnswers  = 2               // key sets without the new key, counted once it has signed
	limitedFor     = 5 * time.Second // of requests refused by the rate limit
	skewForTrouble = 10 * 60         // seconds that the org's clock is ahead of this machine's
)

// countdown is how much of each weather is left.
type countdown struct {
	mu      sync.Mutex
	portal  int
	slow    int
	outage  int
	hidden  int
	signed  bool // the hidden key has signed a token
	limited time.Time
}

// reset begins all weather anew.
func (c *countdown) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.portal, c.slow, c.outage, c.hidden = portalAnswers, slowAnswers, outageAnswers, hiddenAnswers
	c.signed, c.limited = false, time.Time{}
}

// spend takes one from a count and tells whether there was one.
func (c *countdown) spend(count func(*countdown) *int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := count(c)
	if *n == 0 {
		return false
	}
	*n--
	return true
}

// weather answers in the org's place, or makes the client wait, when the org can't be
// reached as it should. It tells whether the request was answered.
func (o *Org) weather(w http.ResponseWriter, r *http.Request) bool {
	now := o.state.Load().Weather
	switch {
	case now.CaptivePortal && o.lasts(func(c *countdown) *int { return &c.portal }, func(w *weather) { w.CaptivePortal = false }):
		portalPage(w)
		return true
	case now.Slow && o.lasts(func(c *countdown) *int { return &c.slow }, func(w *weather) { w.Slow = false }):
		hold(r, o.slowBy)
	}
	return false
}

// outOfOrder tells whether the authorization servers fail just now.
func (o *Org) outOfOrder() bool {
	return o.state.Load().Weather.Outage && o.lasts(func(c *countdown) *int { return &c.outage }, func(w *weather) { w.Outage = false })
}

// lasts takes one from a count; when there was none left the weather is over.
func (o *Org) lasts(count func(*countdown) *int, clear func(*weather)) bool {
	if o.counts.spend(count) {
		return true
	}
	o.clearUp(clear)
	return false
}

// clearUp ends some weather. A disk that refuses leaves the flag set, and the next
// request tries again.
func (o *Org) clearUp(clear func(*weather)) {
	_ = o.change(func(s *state) error {
		clear(&s.Weather)
		return nil
	})
}

// hold keeps a request waiting, as long as its client does.
func hold(r *http.Request, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-r.Context().Done():
	}
}

// shortUntil is when requests are answered again, while others have used up the rate
// limit. The time begins with the first request that meets it.
func (o *Org) shortUntil(now time.Time) time.Time {
	o.counts.mu.Lock()
	if o.counts.limited.IsZero() {
		// Reset is told in whole seconds; a whole one is when the wait is over.
		o.counts.limited = now.Truncate(time.Second).Add(limitedFor)
	}
	ends := o.counts.limited
	o.counts.mu.Unlock()
	if !now.Before(ends) {
		o.clearUp(func(w *weather) { w.RateLimited = false })
	}
	return ends
}

// keyHidden tells whether the key that signs is missing from the key set just now.
// It is until some token signed with it has been looked at: a client that fetched
// the keys before can't know it yet.
func (o *Org) keyHidden() bool {
	if !o.state.Load().Weather.KeyHidden {
		return false
	}
	o.counts.mu.Lock()
	signed := o.counts.signed
	o.counts.mu.Unlock()
	return !signed || o.lasts(func(c *countdown) *int { return &c.hidden }, func(w *weather) { w.KeyHidden = false })
}

// noteSigned remembers that a hidden key has signed.
func (o *Org) noteSigned() {
	o.counts.mu.Lock()
	defer o.counts.mu.Unlock()
	o.counts.signed = true
}

const portal = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Guest Wi-Fi</title></head>
<body><h1>Guest Wi-Fi</h1><p>Accept the terms of use to go online.</p>
<form method="post" action="` + mendPath + `captive-portal"><button>Accept and connect</button></form></body></html>
`

// portalPage is what the Wi-Fi of a hotel answers to everything.
func portalPage(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, portal) // a client that left needs no page
}
