package stage

import (
	"net"
	"slices"
	"time"

	"oktadance/internal/gateway"
	"oktadance/internal/okta"
	"oktadance/steps"
)

// A scene is how one goes, and what it is about.
type scene struct {
	steps.Scene
	set       func(*performance) error // changes what is guarded and who is asked; nil is as the notes have it
	act       func(*performance) error // nil asks for a token and calls with it
	want      []gateway.Fault          // what each call is to come to; "" is let through
	rehearsal bool                     // for practice orgs alone
}

// named begins a scene.
func named(name, title, teaches string) steps.Scene {
	return steps.Scene{Name: name, Title: title, Teaches: teaches}
}

// catalogue lists the scenes, in the order in which to see them.
func catalogue() []scene {
	return slices.Concat(ofTheCaller(), ofTheToken(), ofThePolicy(), ofTheGateway())
}

// ofTheCaller are those that need nothing wrong but what the caller sends.
func ofTheCaller() []scene {
	return []scene{
		{
			Scene: named("good", "The good dance", "A token that Okta stands by opens the API, in seven moves."),
			want:  []gateway.Fault{""},
		},
		{
			Scene: named("no-token", "No token", "MuleSoft's policy answers 400 where the standard has 401: a missing token is no bad token."),
			act:   func(p *performance) error { return p.call(okta.Secret{}, "without a token") },
			want:  []gateway.Fault{gateway.FaultNoToken},
		},
		{
			Scene: named("changed", "One character changed", "The signature covers every character: whatever is changed, Okta no longer knows the token."),
			act:   forged(changed, "with the token, one character changed"),
			want:  []gateway.Fault{gateway.FaultInactive},
		},
		{
			Scene: named("alg-none", "Signed by nobody", "A token whose header says alg none has no signature, and must never count as signed."),
			act:   forged(unsigned, "with the token's claims, signed by nobody"),
			want:  []gateway.Fault{gateway.FaultInactive},
		},
	}
}

// ofTheToken are those in which the token is real, but not good here.
func ofTheToken() []scene {
	return []scene{
		{
			Scene:     named("expired", "An expired token", "Okta only says that it is not active: expired, revoked and foreign tokens look alike."),
			set:       (*performance).understudy,
			act:       expire,
			want:      []gateway.Fault{gateway.FaultInactive},
			rehearsal: true,
		},
		{
			Scene: named("other-audience", "For another audience", "A token is for one audience: another API must refuse it, even when Okta calls it active."),
			set:   func(p *performance) error { p.guard.Policy.Audience = otherAudience; return nil },
			want:  []gateway.Fault{gateway.FaultForeign},
		},
		{
			Scene: named("other-server", "From another server", "Only the server that issued a token knows it: to any other it is not active."),
			set:   otherServer,
			want:  []gateway.Fault{gateway.FaultInactive},
		},
	}
}

// ofThePolicy are those in which the token is good, but not enough.
func ofThePolicy() []scene {
	return []scene{
		{
			Scene: named("no-scope", "Without the scope", "A good token opens only what its scopes are for: the way on is to ask for more scopes."),
			set: func(p *performance) error {
				p.guard.Policy.Scopes = append(p.guard.Policy.Scopes, otherScope)
				return nil
			},
			want: []gateway.Fault{gateway.FaultScope},
		},
		{
			Scene: named("no-contract", "Without a contract", "The introspection app has no contract: ask for tokens with the application from Exchange."),
			set: func(p *performance) error {
				p.guard.Policy.Clients = []string{"the application in Exchange"}
				return nil
			},
			want: []gateway.Fault{gateway.FaultContract},
		},
		{
			Scene: named("revoked", "Revoked, and the dial", "What the gateway remembers it does not ask: a revoked token works until that time is over."),
			act:   revoke,
			want:  []gateway.Fault{"", "", gateway.FaultInactive},
		},
	}
}

// ofTheGateway are those in which the caller has done everything right.
func ofTheGateway() []scene {
	return []scene{
		{
			Scene: named("unreachable", "Okta can't be reached", "When it can't ask, MuleSoft's policy says 401 and the standard 503: neither lets the call in."),
			set:   unreachable,
			want:  []gateway.Fault{gateway.FaultUnreachable},
		},
		{
			Scene: named("wrong-secret", "Wrong introspection secret", "A 401 need not mean a bad token: here it is the gateway's own secret that Okta refuses."),
			set: func(p *performance) error {
				p.guard.Server.Client.Secret = okta.NewSecret("a secret that was rotated away")
				return nil
			},
			want: []gateway.Fault{gateway.FaultServer},
		},
	}
}

// What the tokens of these scenes lack.
const (
	otherAudience = "api://another"
	otherScope    = "another-scope"
)

// usual asks for a token and calls with it.
func usual(p *performance) error {
	token, err := p.ask()
	if err != nil {
		return err
	}
	return p.call(token, "with the token")
}

// forged calls with what somebody has made of the token.
func forged(forge func(okta.Secret) okta.Secret, with string) func(*performance) error {
	return func(p *performance) error {
		token, err := p.ask()
		if err != nil {
			return err
		}
		return p.call(forge(token), with)
	}
}

// expire lets a token grow old between asking and calling.
func expire(p *performance) error {
	token, err := p.ask()
	if err != nil {
		return err
	}
	p.pass(2*time.Hour, "The clocks of the practice org and of the gateway are moved on by two hours.")
	return p.call(token, "with the token, which has expired")
}

// revoke calls three times: before a token is revoked, while the gateway remembers it,
// and after.
func revoke(p *performance) error {
	token, err := p.ask()
	if err != nil {
		return err
	}
	for _, next := range []func() error{
		func() error { return p.call(token, "with the token") },
		func() error { return p.revoke(token) },
		func() error { return p.call(token, "with the token, which is revoked") },
		func() error {
			p.pass(p.guard.TTL, "The gateway's clock is moved on by its dial, so that nobody has to wait. Now it asks again.")
			return p.call(token, "with the token, which is revoked")
		},
	} {
		if err := next(); err != nil {
			return err
		}
	}
	return nil
}

// otherServer has the client ask an org that the gateway does not know.
func otherServer(p *performance) error {
	guard := p.guard
	err := p.understudy()
	p.guard = guard
	return err
}

// unreachable has the gateway ask where everybody hangs up. The port stays taken: what
// the gateway sends must not reach another program that happens to listen there.
func unreachable(p *performance) error {
	l, err := net.Listen("tcp", loopback)
	if err != nil {
		return err
	}
	p.later(l.Close)
	p.wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_ = c.Close()
		}
	})
	p.guard.Server.Introspection = "http://" + l.Addr().String() + "/introspect"
	return nil
}
