package practice

import (
	"cmp"
	"slices"
	"time"
)

// Wildcards of policies and rules.
const (
	allClients = "ALL_CLIENTS"
	everyone   = "EVERYONE"
	anyScope   = "*"
)

// verdict is what a server's policies say to a request.
type verdict int

const (
	noMatch     verdict = iota // no rule is for this client and grant
	allRejected                // a rule is, but it allows none of the scopes
	someDenied                 // a rule is, but it allows only some of them
	allowed
)

// decision is a verdict with what led to it.
type decision struct {
	verdict  verdict
	denied   []string      // scopes that the rule doesn't allow
	lifetime time.Duration // of an allowed access token
}

// decide walks the policies and their rules by priority, as Okta does, and takes the
// first rule that allows client the grant with all scopes. Where none does, the
// first rule for this client and grant says what is denied. A policy none of whose
// rules match lets the walk go on to the next; Okta doesn't document that.
func decide(policies []policy, client, grant string, scopes []string) decision {
	refused := decision{verdict: noMatch}
	for _, p := range byPriority(policies, func(p policy) int { return p.Priority }) {
		if !p.covers(client) {
			continue
		}
		for _, r := range byPriority(p.Rules, func(r rule) int { return r.Priority }) {
			if !r.grants(grant) {
				continue
			}
			denied := r.denies(scopes)
			if len(denied) == 0 {
				return decision{verdict: allowed, lifetime: r.lifetime()}
			}
			if refused.verdict == noMatch {
				refused = refusedScopes(denied, len(scopes))
			}
		}
	}
	return refused
}

func refusedScopes(denied []string, asked int) decision {
	if len(denied) == asked {
		return decision{verdict: allRejected, denied: denied}
	}
	return decision{verdict: someDenied, denied: denied}
}

func byPriority[T any](items []T, priority func(T) int) []T {
	return slices.SortedStableFunc(slices.Values(items), func(a, b T) int {
		return cmp.Compare(priority(a), priority(b))
	})
}

// covers tells whether the policy is in force for a client.
func (p policy) covers(client string) bool {
	clients := p.Conditions.Clients.Include
	return p.Status == active && (slices.Contains(clients, allClients) || slices.Contains(clients, client))
}

// grants tells whether the rule is in force for a grant without a user. A rule
// limited to groups or users never is: there is nobody who could be in them.
func (r rule) grants(grant string) bool {
	return r.Status == active && slices.Contains(r.Conditions.GrantTypes.Include, grant) && r.Conditions.People.anybody()
}

func (p *people) anybody() bool {
	return p == nil || slices.Contains(p.Groups.Include, everyone)
}

// denies lists the scopes the rule doesn't allow.
func (r rule) denies(scopes []string) []string {
	allow := r.Conditions.Scopes.Include
	if slices.Contains(allow, anyScope) {
		return nil
	}
	var denied []string
	for _, s := range scopes {
		if !slices.Contains(allow, s) {
			denied = append(denied, s)
		}
	}
	return denied
}

func (r rule) lifetime() time.Duration {
	return time.Duration(r.Actions.Token.AccessMinutes) * time.Minute
}
