package gateway

import (
	"context"
	"reflect"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"oktadance/internal/okta"
)

// How keys age, and how often they may be fetched.
const (
	maxKeyAge   = 5 * time.Minute  // so long is a key still good that its server has withdrawn
	lastKeyAge  = time.Hour        // so long instead, while the server cannot be reached
	keyFetches  = 3                // at once
	keyInterval = 30 * time.Second // and then one more after each of these
	emptyPause  = time.Second      // after a fetch that failed, without keys
	heldPause   = 10 * time.Second // and with keys that will still do
)

// keySet is a server's keys as they were fetched.
type keySet struct {
	set     okta.KeySet
	version int // another one when the server has changed its keys
	at      time.Time
}

// ring holds the keys of one server. Anybody can make tokens with unknown keys; they spend
// the ring's fetches and not the server's rate limit. A mere floor between two fetches
// would do that too, but would also refuse the first tokens of a key that is really new.
type ring struct {
	fetch  func(context.Context) (okta.KeySet, error)
	now    func() time.Time
	held   atomic.Pointer[keySet]
	flight singleflight.Group
	// What follows belongs to the one fetch that is under way.
	left    float64 // fetches
	counted time.Time
	pause   time.Time // no fetch before this
	failure *refusal  // the last one
}

// fetched is what came of a fetch, or of finding that there can be none now.
type fetched struct {
	keys    *keySet
	asked   []okta.Exchange
	refused *refusal
}

func newRing(now func() time.Time, fetch func(context.Context) (okta.KeySet, error)) *ring {
	return &ring{fetch: fetch, now: now, left: keyFetches, counted: now()}
}

// version is that of the keys held now.
func (r *ring) version() int {
	if held := r.held.Load(); held != nil {
		return held.version
	}
	return 0
}

// current returns keys that are fresh enough, or the best there are while the server
// cannot be reached.
func (r *ring) current(ctx context.Context) fetched {
	held := r.held.Load()
	if held != nil && r.now().Sub(held.at) < maxKeyAge {
		return fetched{keys: held}
	}
	got := r.once(ctx, held)
	if got.refused != nil && held != nil && r.now().Sub(held.at) < lastKeyAge {
		return fetched{keys: held, asked: got.asked}
	}
	return got
}

// once fetches the keys, for all requests that want it at the same time, unless somebody
// else has since the caller saw them. A caller who leaves ends nothing.
func (r *ring) once(ctx context.Context, seen *keySet) fetched {
	mine := false
	answer := r.flight.DoChan("", func() (any, error) {
		if held := r.held.Load(); held != seen {
			return fetched{keys: held}, nil
		}
		mine = true
		return r.refetch(seen), nil
	})
	select {
	case <-ctx.Done():
		return fetched{refused: impatient()}
	case a := <-answer:
		got := a.Val.(fetched)
		if !mine {
			got.asked = nil
		}
		return got
	}
}

// refetch fetches if that is allowed now.
func (r *ring) refetch(seen *keySet) fetched {
	now := r.now()
	if !r.take(now) {
		return fetched{refused: r.failure}
	}
	var got fetched
	ctx := okta.WithRecorder(context.Background(), func(x okta.Exchange) { got.asked = append(got.asked, x) })
	set, err := r.fetch(ctx)
	if err == nil {
		got.keys = r.hold(seen, set, now)
		return got
	}
	r.left++ // the limit is there to spare a server that answers
	r.pause = now.Add(emptyPause)
	if seen != nil {
		r.pause = now.Add(heldPause)
	}
	r.failure = unable(err, got.asked)
	got.refused = r.failure
	return got
}

// take spends a fetch, if there is one to spend.
func (r *ring) take(now time.Time) bool {
	r.left = min(keyFetches, r.left+now.Sub(r.counted).Seconds()/keyInterval.Seconds())
	r.counted = now
	switch {
	case now.Before(r.pause):
		return false
	case r.left < 1:
		r.failure = &refusal{fault: FaultUnreachable, why: "the signing keys were fetched too often to be fetched again now"}
		return false
	}
	r.left--
	return true
}

// hold puts keys in the place of those before.
func (r *ring) hold(before *keySet, set okta.KeySet, at time.Time) *keySet {
	keys := &keySet{set: set, version: 1, at: at}
	if before != nil {
		keys.version = before.version
		if !reflect.DeepEqual(before.set, set) {
			keys.version++
		}
	}
	r.held.Store(keys)
	return keys
}
