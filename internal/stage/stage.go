// Package stage plays the dance: a client, a gateway and an API on loopback move with an org as they would in the field.
package stage

import (
	"context"
	"errors"
	"slices"

	"oktadance/internal/gateway"
	"oktadance/internal/okta"
	"oktadance/steps"
)

// A Cast is who dances with the client and the gateway: an org and its app, from the
// notes.
type Cast struct {
	Issuer        string
	Token         string // token_endpoint
	Introspection string // introspection_endpoint
	Scope         string
	Client        okta.Credentials // the app, which asks for tokens and introspects them

	Practice bool // the org is a practice one
	Reach    okta.Options

	// Explain puts into words why there is no token.
	Explain func(error) *steps.Problem
}

// Dance returns the scenes there are for a cast, with each that it can't play barred.
// Nothing is made in its org, and no token is left behind in it.
func Dance(c Cast) steps.Dance {
	d := steps.Dance{Voices: []string{string(gateway.MuleSoft), string(gateway.RFC6750)}, Scenes: Scenes()}
	for i, s := range catalogue() {
		if s.rehearsal && !c.Practice {
			d.Scenes[i].Barred = "Nobody can move the clock of a real org. With the practice org it can be played."
		}
	}
	d.Play = func(ctx context.Context, name, voice string, tell func(steps.Move)) steps.Ending {
		at := slices.IndexFunc(d.Scenes, func(s steps.Scene) bool { return s.Name == name })
		switch {
		case at < 0:
			return steps.Ending{Problem: &steps.Problem{What: "There is no scene named " + name + "."}}
		case d.Scenes[at].Barred != "":
			return steps.Ending{Problem: &steps.Problem{What: "This scene can't be played with these notes.", Why: d.Scenes[at].Barred}}
		}
		return play(ctx, c, catalogue()[at], gateway.Voice(voice), tell)
	}
	return d
}

// Scenes lists all scenes.
func Scenes() []steps.Scene {
	var all []steps.Scene
	for _, s := range catalogue() {
		all = append(all, s.Scene)
	}
	return all
}

// play plays one scene from setting the stage to clearing it.
func play(ctx context.Context, c Cast, s scene, voice gateway.Voice, tell func(steps.Move)) steps.Ending {
	ctx, stop := context.WithCancel(ctx)
	p := newPerformance(ctx, c, s, voice, tell)
	err := p.perform()
	stop()
	left := p.clear()
	if err != nil {
		return p.broken(err)
	}
	ending := p.ending()
	ending.Says += left
	return ending
}

// broken is how a scene ends that could not be played to its end.
func (p *performance) broken(err error) steps.Ending {
	var known *steps.Problem
	switch {
	case errors.Is(err, context.Canceled):
		return steps.Ending{Says: "The scene was stopped."}
	case errors.As(err, &known):
		return steps.Ending{Problem: known}
	}
	return steps.Ending{Problem: &steps.Problem{What: "The scene could not be played to its end.", Why: err.Error() + ".", Err: err}}
}

// ending compares what the gateway made of each call with what the scene is about.
func (p *performance) ending() steps.Ending {
	if slices.Equal(p.faults, p.scene.want) {
		return steps.Ending{AsMeant: true, Says: "It ended as it should: " + p.final + "."}
	}
	return steps.Ending{Says: "It should have ended otherwise: " + p.final + "."}
}
