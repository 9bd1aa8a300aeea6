// Package practice is an Okta-like org on loopback, as strict as Okta, with knobs to make things go wrong.
package practice

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// Options says where an org listens, where it is kept and what is wrong with it.
// The zero value is a whole new org in memory on a free port of 127.0.0.1.
type Options struct {
	Listen   string           // host:port; "" is 127.0.0.1 with the port used last time, or any free one
	State    string           // path of org.json; "" keeps the org in memory only
	Fresh    bool             // start over: what State holds is replaced
	Now      func() time.Time // nil is time.Now
	Rand     io.Reader        // ids, secrets and jtis come from here; nil, or a reader that ends, is crypto/rand
	Key      *rsa.PrivateKey  // signs for a new org's default server; nil makes one in the background
	SlowBy   time.Duration    // how long the trouble "slow" holds an answer; 0 is 20 seconds
	Troubles []string         // names from Troubles, put into the org before it answers
}

// Org is a running practice org. Its methods may be called from any goroutine.
type Org struct {
	url     string
	moved   string
	hosts   hostList
	now     func() time.Time
	slowBy  time.Duration
	ids     *ids
	store   *store
	state   atomic.Pointer[state]
	writing sync.Mutex
	keys    keyring
	limits  limiter
	seen    seenProofs
	counts  countdown
	serving serving
}

// serving is the part of an Org that listens and stops.
type serving struct {
	server *http.Server
	done   chan struct{}
	once   sync.Once
	closed atomic.Bool
}

// Start opens or makes an org and serves it until Close. It answers at once; its
// signing key may follow a moment later, and only what needs the key waits for it.
// The error is an *InUse when the same org is being served already, a *DamagedState
// or a *NewerState when org.json can't be used, or an *UnknownTrouble.
func Start(opt Options) (*Org, error) {
	o := &Org{now: opt.Now, slowBy: opt.SlowBy, ids: newIDs(opt.Rand)}
	o.seen.key = o.ids.bytes(sha256.Size)
	if o.now == nil {
		o.now = time.Now
	}
	if o.slowBy == 0 {
		o.slowBy = 20 * time.Second
	}
	store, err := openStore(opt.State)
	if err != nil {
		return nil, fmt.Errorf("starting the practice org: %w", err)
	}
	o.store = store
	if err := o.begin(opt); err != nil {
		store.close()
		return nil, fmt.Errorf("starting the practice org: %w", err)
	}
	return o, nil
}

// begin fills a new Org and lets it answer.
func (o *Org) begin(opt Options) error {
	s, err := o.firstState(opt)
	if err != nil {
		return err
	}
	if err := o.spoil(s, opt.Troubles); err != nil {
		return err
	}
	listener, err := o.listen(opt.Listen, s.Address)
	if err != nil {
		return err
	}
	s.Address = o.hosts.own
	if err := o.store.save(s); err != nil {
		listener.Close()
		return err
	}
	o.state.Store(s)
	o.counts.reset()
	o.serve(listener)
	go o.warmUp()
	return nil
}

// firstState is the state that was kept, or that of a new org.
func (o *Org) firstState(opt Options) (*state, error) {
	kept, err := o.store.load()
	if opt.Fresh && err != nil {
		kept, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	if kept != nil && !opt.Fresh {
		// Starting the org counts as a use of its tokens: nobody should have to
		// start over because a walk was left alone for a month.
		kept.renewTokens(o.now())
		return kept, nil
	}
	s, err := seed(o.ids, o.now(), opt.Key)
	if err == nil && kept != nil {
		s.Address = kept.Address
	}
	return s, err
}

// serve answers on the listener until Close.
func (o *Org) serve(l net.Listener) {
	o.serving.done = make(chan struct{})
	o.serving.server = newServer(o.handler())
	go func() {
		defer close(o.serving.done)
		// The only error worth knowing is that serving ended, and Done says that.
		_ = o.serving.server.Serve(l)
	}()
}

// URL is the org's own address, such as http://127.0.0.1:41234, without a slash at the end.
func (o *Org) URL() string { return o.url }

// ID is the org's own, such as 00o0a1b2c3d4e5f6g7h8. A fresh org has another one than
// the org it takes the place of.
func (o *Org) ID() string { return o.state.Load().Org.ID }

// Moved says which URL the org had last time, when that port was taken by somebody
// else and the org is now to be found at URL instead. It is "" when nothing changed.
func (o *Org) Moved() string { return o.moved }

// Done is closed when the org no longer answers.
func (o *Org) Done() <-chan struct{} { return o.serving.done }

// closeWithin is how long requests under way get to end.
const closeWithin = 300 * time.Millisecond

// Close stops answering, gives requests under way a moment to end, and lets go of
// org.json. Calling it again does nothing.
func (o *Org) Close() error {
	var err error
	o.serving.once.Do(func() {
		o.serving.closed.Store(true)
		ctx, cancel := context.WithTimeout(context.Background(), closeWithin)
		defer cancel()
		if err = o.serving.server.Shutdown(ctx); errors.Is(err, context.DeadlineExceeded) {
			err = o.serving.server.Close()
		}
		<-o.serving.done
		// Whoever is writing finishes first; afterwards nobody writes.
		o.writing.Lock()
		defer o.writing.Unlock()
		o.store.close()
	})
	return err
}

// Format prints the org's address under every verb: nothing it knows belongs in a log.
func (o *Org) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "practice org at %s", o.url) }

// clock is the org's own time, which may be wrong on purpose.
func (o *Org) clock() time.Time {
	skew := time.Duration(o.state.Load().Weather.SkewSeconds) * time.Second
	return o.now().Add(skew).UTC()
}

// change applies f to a copy of the state, keeps it on disk and only then lets
// anybody see it. When f or the disk refuses, the org stays as it was.
func (o *Org) change(f func(*state) error) error {
	o.writing.Lock()
	defer o.writing.Unlock()
	if o.serving.closed.Load() {
		return refuse(unavailable)
	}
	next, err := o.state.Load().clone()
	if err != nil {
		return err
	}
	if err := f(next); err != nil {
		return err
	}
	if err := o.store.save(next); err != nil {
		return err
	}
	o.state.Store(next)
	return nil
}

// changeBy changes the org by what a request's body says, which is read into in first.
func (o *Org) changeBy(c *call, in any, f func(*state) error) error {
	if err := c.decode(in); err != nil {
		return err
	}
	return o.change(f)
}
