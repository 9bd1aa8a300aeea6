package practice

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// bucket is one of the rate limits that Okta counts a request against.
type bucket int

const (
	apiBucket bucket = iota
	oauthBucket
	buckets // how many there are
)

// limitWindow is how long Okta counts before it starts again.
const limitWindow = time.Minute

// limitOf is how many requests a window allows. Tokens may be asked for faster
// than any machine can sign them, so that measuring the org meets no limit.
func limitOf(b bucket) int {
	if b == oauthBucket {
		return 1_000_000
	}
	return 1200
}

// limiter counts requests by bucket.
type limiter struct {
	mu      sync.Mutex
	windows [buckets]window
}

type window struct {
	ends time.Time
	used int
}

// spend counts one request and writes the X-Rate-Limit headers. Remaining never
// goes below zero; the request that finds nothing left is refused.
func (l *limiter) spend(b bucket, h http.Header, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := &l.windows[b]
	if !now.Before(w.ends) {
		*w = window{ends: now.Add(limitWindow)}
	}
	w.used++
	if w.used > limitOf(b) {
		return usedUp(b, h, w.ends)
	}
	tell(b, h, limitOf(b)-w.used, w.ends)
	return nil
}

// usedUp refuses a request until a time.
func usedUp(b bucket, h http.Header, until time.Time) error {
	tell(b, h, 0, until)
	return refuse(tooManyRequests)
}

// tell writes the headers. Reset is in seconds since 1970.
func tell(b bucket, h http.Header, left int, reset time.Time) {
	h.Set("X-Rate-Limit-Limit", strconv.Itoa(limitOf(b)))
	h.Set("X-Rate-Limit-Remaining", strconv.Itoa(left))
	h.Set("X-Rate-Limit-Reset", strconv.FormatInt(reset.Unix(), 10))
}
