package stage

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"oktadance/internal/gateway"
	"oktadance/internal/okta"
	"oktadance/internal/practice"
	"oktadance/steps"
)

// loopback is any free port that only this machine reaches.
const loopback = "127.0.0.1:0"

// A performance is one scene being played. All of it happens on one goroutine, to
// which the gateway's moves are handed over.
type performance struct {
	ctx   context.Context
	scene scene
	home  Cast // the notes'
	cast  Cast // whom the client asks
	guard gateway.Options
	tell  func(steps.Move)
	score

	client *okta.Client
	caller *http.Client
	gate   string // the gateway's URL
	api    *audible
	desk   desk
	props
}

// score is how far the scene has got.
type score struct {
	next   int             // the number of the move that is due
	faults []gateway.Fault // what each call came to
	final  string          // how the last one was answered
	issued []okta.Secret   // tokens to be revoked
}

// props are what has to be put away.
type props struct {
	ahead  atomic.Int64 // how far the scene's clock is
	wait   sync.WaitGroup
	closes []func() error
}

func newPerformance(ctx context.Context, c Cast, s scene, voice gateway.Voice, tell func(steps.Move)) *performance {
	hasty := c.Reach
	hasty.MaxWait = time.Nanosecond
	p := &performance{
		ctx: ctx, scene: s, home: c, cast: c, tell: tell, score: score{next: 1},
		client: okta.New(hasty),
		caller: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
		desk:   desk{moves: make(chan gateway.Move), resume: make(chan struct{})},
	}
	p.guard = guardFor(c)
	p.guard.Answers, p.guard.Now, p.guard.Watch = voice, p.now, p.watch
	return p
}

// guardFor is how the API is guarded with a cast.
func guardFor(c Cast) gateway.Options {
	return gateway.Options{
		Server: gateway.Server{Issuer: c.Issuer, Introspection: c.Introspection, Client: c.Client},
		Policy: gateway.Policy{Scopes: []string{c.Scope}},
		TTL:    gateway.DefaultTTL, NegativeTTL: gateway.DefaultNegativeTTL,
		Client: c.Reach,
	}
}

// perform sets the stage and plays.
func (p *performance) perform() error {
	if p.scene.set != nil {
		if err := p.scene.set(p); err != nil {
			return err
		}
	}
	if err := p.open(); err != nil {
		return err
	}
	if p.scene.act != nil {
		return p.scene.act(p)
	}
	return usual(p)
}

// open starts the API and, before it, the gateway.
func (p *performance) open() error {
	p.api = &audible{api: gateway.API(p.guard.Policy.Scopes...)}
	at, err := p.serve(p.api)
	if err != nil {
		return fmt.Errorf("starting the API: %w", err)
	}
	p.guard.Upstream = at
	guard, err := gateway.New(p.guard)
	if err != nil {
		return err
	}
	if p.gate, err = p.serve(guard); err != nil {
		return fmt.Errorf("starting the gateway: %w", err)
	}
	return nil
}

// serve answers on a port of its own and gives its URL. There are no limits of time: a
// person who looks at one move holds up the next.
func (p *performance) serve(h http.Handler) (string, error) {
	l, err := net.Listen("tcp", loopback)
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: h}
	p.later(server.Close)
	p.wait.Go(func() { _ = server.Serve(l) }) // ends by being closed
	return "http://" + l.Addr().String(), nil
}

// later has something done when the scene is over.
func (p *performance) later(do func() error) { p.closes = append(p.closes, do) }

// lastWords bounds how long a scene may take to clear up.
const lastWords = 5 * time.Second

// clear revokes the tokens and closes everything. It says what is left.
func (p *performance) clear() string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), lastWords)
	defer cancel()
	err := p.revokeAll(ctx)
	for _, do := range p.closes {
		_ = do() // a listener that can't be closed is closed with the program
	}
	p.client.CloseIdle()
	p.wait.Wait()
	switch {
	case errors.Is(err, errNoRevocation):
		return " This server can't revoke tokens: this one works until it expires."
	case err != nil:
		return " Its token could not be revoked, and works until it expires."
	}
	return ""
}

// understudy is a practice org in memory, with the scene's clock, in the place of the
// cast's.
func (p *performance) understudy() error {
	org, err := practice.Start(practice.Options{Now: p.now})
	if err != nil {
		return err
	}
	p.later(org.Close)
	paste := org.Paste()
	p.cast = Cast{
		Issuer: paste.Issuer, Token: paste.Issuer + "/v1/token", Introspection: paste.Issuer + "/v1/introspect",
		Scope: paste.ScopeName, Client: okta.Credentials{ID: paste.ClientID, Secret: okta.NewSecret(paste.ClientSecret)},
	}
	p.guard.Server = guardFor(p.cast).Server
	p.guard.Policy.Scopes = []string{p.cast.Scope}
	return nil
}

// now is the scene's own time.
func (p *performance) now() time.Time { return time.Now().Add(time.Duration(p.ahead.Load())) }

// pass moves the scene's clock.
func (p *performance) pass(d time.Duration, says string) {
	p.ahead.Add(int64(d))
	p.move(steps.Move{From: steps.Guard, To: steps.Guard, Label: later(d), Says: says, At: time.Now()})
}

// later says in a few words that time has passed.
func later(d time.Duration) string {
	if d < time.Minute {
		return strconv.Itoa(int(d.Seconds())) + " s later"
	}
	return strconv.Itoa(int(d.Hours())) + " h later"
}
