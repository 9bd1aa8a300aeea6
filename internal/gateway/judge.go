package gateway

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"time"

	"oktadance/internal/okta"
)

// Source says where a verdict about a token comes from.
type Source string

// The sources.
const (
	FromServer    Source = "server"    // this request asked the server
	FromAnother   Source = "another"   // another request was asking about the same token, and this one waited for it
	FromMemory    Source = "memory"    // the server was asked, or the signature verified, a moment ago
	FromSignature Source = "signature" // verified with the server's keys
)

// longestToken is far above any access token. Okta is not asked about longer ones.
const longestToken = 16 << 10

// rule finds out whether a token is good. It is known by its hash alone: nobody who reads
// the gateway's memory finds a token there.
func (g *Gateway) rule(ctx context.Context, token string) ruling {
	switch {
	case len(token) > longestToken:
		return ruling{refused: &refusal{fault: FaultInvalid, why: "the token is longer than 16 KiB"}}
	case respelt(token):
		return ruling{refused: &refusal{fault: FaultInvalid, why: "the token's signature is not spelt as it was issued"}}
	}
	id := sha256.Sum256([]byte(token))
	if known, ok := g.recall(id); ok {
		return known
	}
	if g.keys != nil {
		r := g.verify(ctx, okta.NewSecret(token))
		g.memory.keep(id, r)
		return r
	}
	return g.share(ctx, id, okta.NewSecret(token))
}

func (g *Gateway) recall(id tokenID) (ruling, bool) {
	version := 0
	if g.keys != nil {
		version = g.keys.version()
	}
	return g.memory.recall(id, g.o.Now(), version)
}

// share asks the server about a token, once for all requests that want to know at the
// same time. None of them leaving ends it for the others.
func (g *Gateway) share(ctx context.Context, id tokenID, token okta.Secret) ruling {
	mine := false
	answer := g.flights.DoChan(string(id[:]), func() (any, error) {
		// Somebody's question may have been answered since this request looked.
		if known, ok := g.recall(id); ok {
			return known, nil
		}
		mine = true
		r := g.introspect(token)
		g.memory.keep(id, r)
		return r, nil
	})
	select {
	case <-ctx.Done():
		return ruling{refused: impatient()}
	case a := <-answer:
		r := a.Val.(ruling)
		if !mine {
			r.asked = nil
			if r.by == FromServer {
				r.by = FromAnother
			}
		}
		return r
	}
}

// introspect asks the server.
func (g *Gateway) introspect(token okta.Secret) ruling {
	var r ruling
	began := g.o.Now() // a token may be revoked as soon as the server has looked
	ctx := okta.WithRecorder(context.Background(), func(x okta.Exchange) { r.asked = append(r.asked, x) })
	said, err := g.client.Introspect(ctx, g.o.Server.Introspection, g.o.Server.Client, token)
	if err != nil {
		r.refused = unable(err, r.asked)
		return r
	}
	r.by = FromServer
	if !said.Active {
		r.refused = &refusal{fault: FaultInactive, why: "the authorization server says that the token is not active"}
		r.until = until(began, g.o.NegativeTTL)
		return r
	}
	if r.refused = g.foreign(said); r.refused != nil {
		r.until = until(began, g.o.NegativeTTL)
		return r
	}
	r.grant = &grant{said.ClientID, said.Scopes, said.Expires, g.identity(said.Payload.Reveal(), said.ClientID, token)}
	if !said.Expires.IsZero() {
		r.until = until(began, g.o.TTL, said.Expires)
	}
	return r
}

// foreign refuses an active token that is for somebody else, or in another way.
func (g *Gateway) foreign(said okta.Introspection) *refusal {
	issuer, audience := g.o.Server.Issuer, g.o.Policy.Audience
	switch {
	case issuer != "" && said.Issuer != "" && said.Issuer != issuer:
		return &refusal{fault: FaultForeign, why: "the token is from another issuer"}
	case audience != "" && !slices.Contains(said.Audience, audience):
		return &refusal{fault: FaultForeign, why: "the token is for another audience"}
	case said.Bound:
		return &refusal{fault: FaultBound, why: "the token is bound to a key"}
	}
	return nil
}

// verify looks at the token's signature and at what it says.
func (g *Gateway) verify(ctx context.Context, token okta.Secret) ruling {
	got := g.keys.current(ctx)
	if got.refused != nil {
		return ruling{refused: got.refused, asked: got.asked}
	}
	want := okta.Expect{Issuer: g.o.Server.Issuer, Audience: g.o.Policy.Audience, Skew: skew, Now: g.o.Now()}
	claims, err := okta.Verify(token, got.keys.set, want)
	r := ruling{by: FromSignature, asked: got.asked}
	var bad *okta.TokenError
	if errors.As(err, &bad) && bad.Reason == okta.ReasonUnknownKey {
		// The server may have a new key. If it cannot be asked now, the token is as bad as before.
		more := g.keys.once(ctx, got.keys)
		r.asked = append(r.asked, more.asked...)
		if more.refused == nil {
			got = more
			claims, err = okta.Verify(token, got.keys.set, want)
		}
	}
	if err != nil {
		r.refused = unverified(err)
		return r
	}
	r.keys = got.keys.version
	r.grant = &grant{claims.ClientID, claims.Scopes, claims.Expires, g.identity(claims.Payload, claims.ClientID, token)}
	r.until = until(want.Now, g.o.TTL, claims.Expires, got.keys.at.Add(maxKeyAge))
	return r
}

// until is when something learnt has to be learnt anew: after a time, or when one of the
// limits comes before that. It is zero when it is not to be remembered.
func until(learnt time.Time, ttl time.Duration, limits ...time.Time) time.Time {
	if ttl == 0 {
		return time.Time{}
	}
	end := learnt.Add(ttl)
	for _, limit := range limits {
		if limit.Before(end) {
			end = limit
		}
	}
	return end
}

// respelt reports a JWT whose signature ends in another character than it was issued with,
// one that differs in the bits only that are left over. Decoders ignore those, so that it
// would be one more token, good like the first, that nobody has issued (RFC 4648 §3.5).
func respelt(token string) bool {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	signature := token[strings.LastIndexByte(token, '.')+1:]
	if strings.Count(token, ".") != 2 || signature == "" {
		return false
	}
	last := strings.IndexByte(alphabet, signature[len(signature)-1])
	switch len(signature) % 4 {
	case 2:
		return last&0xf != 0
	case 3:
		return last&0x3 != 0
	}
	return false
}
