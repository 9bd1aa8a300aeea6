package gateway

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"oktadance/internal/okta"
)

// Fault names why a request was not let through.
type Fault string

// The faults. The first seven are the caller's, the next three are between gateway and
// authorization server.
const (
	FaultNoToken     Fault = "no token"
	FaultMalformed   Fault = "malformed"   // there is something where the token should be, but no token
	FaultInactive    Fault = "inactive"    // the server says so: unknown, revoked, expired or another server's
	FaultInvalid     Fault = "invalid"     // the token could not be verified
	FaultExpired     Fault = "expired"     // by the gateway's clock
	FaultForeign     Fault = "foreign"     // good, but from another issuer or for another audience
	FaultBound       Fault = "bound"       // good with a proof of possession only (DPoP)
	FaultScope       Fault = "scope"       // good, but without the scopes
	FaultContract    Fault = "contract"    // good, but its client has no contract
	FaultServer      Fault = "server"      // the server refuses the gateway, or fails
	FaultUnreadable  Fault = "unreadable"  // the server's answer cannot be read
	FaultUnreachable Fault = "unreachable" // there is no answer from the server
	FaultPath        Fault = "path"        // the path would leave the API
)

// skew is how far the clocks of gateway and authorization server may differ.
const skew = time.Minute

// refusal is why a request was not let through.
type refusal struct {
	fault  Fault
	why    string        // for logs and pictures; callers get the voice's words
	status int           // for FaultServer: what the server answered with
	said   string        // for FaultServer: its body, masked
	retry  time.Duration // for FaultServer: when to ask again, if it says so
}

// grant is what a good token is good for. It is shared between requests and never changed.
type grant struct {
	client   string
	scopes   []string
	expires  time.Time // zero if the server does not say
	identity []field   // for the API
}

// ruling is what came of looking at a token, which says nothing yet of what it may do.
type ruling struct {
	grant   *grant // nil when refused
	refused *refusal
	by      Source
	asked   []okta.Exchange // what was sent for it, if anything
	until   time.Time       // how long it may be remembered; zero is not at all
	keys    int             // version of the keys it was made with
}

// check says what a good token lacks for this API. It is never remembered, so that
// nothing but the token's goodness is.
func (p *Policy) check(t *grant, now time.Time) *refusal {
	switch {
	case !t.expires.IsZero() && !now.Before(t.expires.Add(skew)):
		return &refusal{fault: FaultExpired, why: fmt.Sprintf("the token expired %s ago", now.Sub(t.expires).Round(time.Second))}
	case !p.satisfied(t.scopes):
		return &refusal{fault: FaultScope, why: fmt.Sprintf("the token has the scopes %q, not %q", strings.Join(t.scopes, " "), strings.Join(p.Scopes, " "))}
	case p.Clients != nil && !slices.Contains(p.Clients, t.client):
		return &refusal{fault: FaultContract, why: "the client " + plain(t.client) + " has no contract"}
	}
	return nil
}

// satisfied reports whether the scopes of a token are enough.
func (p *Policy) satisfied(has []string) bool {
	found := 0
	for _, scope := range p.Scopes {
		if slices.Contains(has, scope) {
			found++
		}
	}
	return found == len(p.Scopes) || p.AnyScope && found > 0
}

// unable is the refusal when the server could not be asked. Asked is what was exchanged
// with it, the last one failed. It fails closed: a token that nobody vouches for is not
// let through.
func unable(err error, asked []okta.Exchange) *refusal {
	var answer *okta.Error
	if !errors.As(err, &answer) {
		return &refusal{fault: FaultUnreachable, why: err.Error()}
	}
	if answer.Status >= 200 && answer.Status <= 299 {
		return &refusal{fault: FaultUnreadable, why: err.Error()}
	}
	r := &refusal{fault: FaultServer, why: err.Error(), status: answer.Status, retry: answer.RetryAfter}
	if len(asked) > 0 {
		r.said = asked[len(asked)-1].ResponseBody
	}
	return r
}

// impatient is what becomes of a caller who leaves before it is decided. It is told to nobody.
func impatient() *refusal {
	return &refusal{fault: FaultUnreachable, why: "the caller did not wait for the verdict"}
}

// unverified is the refusal for what Verify says.
func unverified(err error) *refusal {
	r := &refusal{fault: FaultInvalid, why: err.Error()}
	var bad *okta.TokenError
	if errors.As(err, &bad) {
		switch bad.Reason {
		case okta.ReasonExpired:
			r.fault = FaultExpired
		case okta.ReasonIssuer, okta.ReasonAudience:
			r.fault = FaultForeign
		case okta.ReasonBound:
			r.fault = FaultBound
		}
	}
	return r
}
