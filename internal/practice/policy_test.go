package practice

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// world makes small random policies, so that every kind of match is common.
type world struct{ *rand.Rand }

func (w world) some(of ...string) []string {
	var out []string
	for _, s := range of {
		if w.IntN(2) == 0 {
			out = append(out, s)
		}
	}
	return out
}

func (w world) status() string { return []string{active, active, active, inactive}[w.IntN(4)] }

func (w world) rule(priority int) rule {
	r := rule{ID: "r", Status: w.status(), Priority: priority}
	r.Conditions.GrantTypes.Include = w.some(clientCredentials, authorizationCode, clientCredentials)
	r.Conditions.Scopes.Include = w.some("a", "b", "c")
	if w.IntN(5) == 0 {
		r.Conditions.Scopes.Include = []string{anyScope}
	}
	if w.IntN(2) == 0 {
		r.Conditions.People = &people{Groups: include{w.some(everyone, "00gWorkshop", everyone)}}
	}
	r.Actions.Token.AccessMinutes = 5 + w.IntN(1000)
	return r
}

func (w world) policies() []policy {
	var all []policy
	for i := range w.IntN(4) {
		p := policy{policyFacts: policyFacts{Status: w.status(), Priority: i + 1}}
		p.Conditions.Clients.Include = w.some("me", "other", allClients)
		for j := range w.IntN(4) {
			p.Rules = append(p.Rules, w.rule(j+1))
		}
		all = append(all, p)
	}
	return all
}

func (w world) shuffled(policies []policy) []policy {
	out := slices.Clone(policies)
	for i := range out {
		out[i].Rules = slices.Clone(out[i].Rules)
		w.Shuffle(len(out[i].Rules), func(a, b int) { r := out[i].Rules; r[a], r[b] = r[b], r[a] })
	}
	w.Shuffle(len(out), func(a, b int) { out[a], out[b] = out[b], out[a] })
	return out
}

// candidates are the rules that are for me and client credentials, in the order of the
// walk, found in another way than the walk finds them.
func candidates(policies []policy) []rule {
	var found []rule
	for priority := 1; priority <= len(policies); priority++ {
		for _, p := range policies {
			mine := slices.Contains(p.Conditions.Clients.Include, "me") || slices.Contains(p.Conditions.Clients.Include, allClients)
			if p.Priority != priority || p.Status != active || !mine {
				continue
			}
			for inner := 1; inner <= len(p.Rules); inner++ {
				for _, r := range p.Rules {
					crowd := r.Conditions.People == nil || slices.Contains(r.Conditions.People.Groups.Include, everyone)
					if r.Priority == inner && r.Status == active && crowd && slices.Contains(r.Conditions.GrantTypes.Include, clientCredentials) {
						found = append(found, r)
					}
				}
			}
		}
	}
	return found
}

func lets(r rule, scopes []string) bool {
	for _, s := range scopes {
		if !slices.Contains(r.Conditions.Scopes.Include, s) && !slices.Contains(r.Conditions.Scopes.Include, anyScope) {
			return false
		}
	}
	return true
}

func TestPolicyWalk(t *testing.T) {
	w := world{rand.New(rand.NewPCG(1, 2))}
	met := map[verdict]int{}
	for range 20_000 {
		policies := w.policies()
		scopes := append(w.some("a", "b"), "c")
		got := decide(policies, "me", clientCredentials, scopes)
		met[got.verdict]++
		asSpecified(t, got, candidates(policies), scopes)

		if again := decide(w.shuffled(policies), "me", clientCredentials, scopes); !same(again, got) {
			t.Fatalf("the order in which they are kept matters: %+v and %+v", got, again)
		}
		if got.verdict == allowed {
			if fewer := decide(policies, "me", clientCredentials, scopes[:1]); fewer.verdict != allowed {
				t.Fatalf("all of %v is allowed, but %v is not", scopes, scopes[:1])
			}
		}
		if without := decide(inForce(policies), "me", clientCredentials, scopes); !same(without, got) {
			t.Fatalf("what is switched off matters: %+v and %+v", got, without)
		}
	}
	for _, v := range []verdict{noMatch, allRejected, someDenied, allowed} {
		if met[v] < 100 {
			t.Errorf("verdict %d was met only %d times", v, met[v])
		}
	}
}

// asSpecified checks a decision against the rules that could have made it.
func asSpecified(t *testing.T, got decision, rules []rule, scopes []string) {
	t.Helper()
	winner := slices.IndexFunc(rules, func(r rule) bool { return lets(r, scopes) })
	switch {
	case winner >= 0:
		if want := time.Duration(rules[winner].Actions.Token.AccessMinutes) * time.Minute; got.verdict != allowed || got.lifetime != want {
			t.Fatalf("%+v, though rule %d allows it for %v", got, winner, want)
		}
	case len(rules) == 0:
		if got.verdict != noMatch || got.denied != nil {
			t.Fatalf("%+v without a rule", got)
		}
	default:
		var denied []string
		for _, s := range scopes {
			if !lets(rules[0], []string{s}) {
				denied = append(denied, s)
			}
		}
		want := someDenied
		if len(denied) == len(scopes) {
			want = allRejected
		}
		if got.verdict != want || !slices.Equal(got.denied, denied) {
			t.Fatalf("%+v, though the first rule denies %v", got, denied)
		}
	}
}

func same(a, b decision) bool {
	return a.verdict == b.verdict && a.lifetime == b.lifetime && slices.Equal(a.denied, b.denied)
}

// inForce leaves out everything that is switched off.
func inForce(policies []policy) []policy {
	var on []policy
	for _, p := range policies {
		p.Rules = slices.DeleteFunc(slices.Clone(p.Rules), func(r rule) bool { return r.Status != active })
		if p.Status == active {
			on = append(on, p)
		}
	}
	return on
}

// A revoked token is remembered until it would have ended, and there is an end to how
// many are.
func TestRevokedTokensAreForgottenInTime(t *testing.T) {
	s, now := &state{}, time.Unix(1000, 0)
	s.revoke(revocation{"ended", 999}, now)
	s.revoke(revocation{"soon", 1001}, now)
	s.revoke(revocation{"soon", 1001}, now)
	if len(s.Revoked) != 1 || s.Revoked[0].JTI != "soon" {
		t.Errorf("remembered %v", s.Revoked)
	}
	for i := range mostRevoked {
		s.Revoked = append(s.Revoked, revocation{string(rune('A' + i)), int64(2000 + i)})
	}
	s.revoke(revocation{"last", 9999}, now)
	if len(s.Revoked) != mostRevoked || s.Revoked[0].Expires != 2001 || s.Revoked[mostRevoked-1].JTI != "last" {
		t.Errorf("%d remembered, from %v on", len(s.Revoked), s.Revoked[0])
	}
}

// Proofs are remembered as long as they could be used again, and never too many.
func TestSeenProofsAreBounded(t *testing.T) {
	var seen seenProofs
	now := time.Unix(1000, 0)
	for i := range 3 * mostSeen {
		id := string(rune(i))
		if i < 0xD800 && (!seen.first(id, now.Add(time.Minute), now) || i%mostSeen != mostSeen-1 && seen.first(id, now.Add(time.Minute), now)) {
			t.Fatalf("proof %d", i)
		}
	}
	if len(seen.until) > mostSeen {
		t.Errorf("%d remembered", len(seen.until))
	}
	seen.first("again", now.Add(time.Minute), now)
	if !seen.first("again", now.Add(time.Hour), now.Add(time.Minute)) {
		t.Error("a proof that ended is still held against its id")
	}
}
