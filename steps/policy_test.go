package steps

import (
	"strings"
	"testing"

	"oktadance/internal/okta"
)

// The reason that is told is that of the rule that came closest, and it is told
// exactly where Okta would refuse.
func TestTheClosestRuleSaysWhyATokenIsRefused(t *testing.T) {
	fits := okta.Rule{Name: "r", Status: "ACTIVE", Grants: []string{"client_credentials"}, Groups: []string{"EVERYONE"}, Scopes: []string{"orders"}}
	with := func(change func(*okta.Rule)) okta.Rule {
		r := fits
		change(&r)
		return r
	}
	for because, rules := range map[string][]okta.Rule{
		"":                        {fits},
		"has no rule":             {},
		"is not active":           {with(func(r *okta.Rule) { r.Status = "INACTIVE" })},
		"does not tick":           {with(func(r *okta.Rule) { r.Grants = []string{"authorization_code"} })},
		"is for named groups":     {with(func(r *okta.Rule) { r.Groups = []string{"00g1"} })},
		"is for named users only": {with(func(r *okta.Rule) { r.Groups, r.Users = nil, []string{"00u1"} })},
		"lists other scopes: a, b": {
			with(func(r *okta.Rule) { r.Scopes = []string{"a", "b"} }),
			with(func(r *okta.Rule) { r.Priority, r.Status = 1, "INACTIVE" }),
		},
	} {
		policy := ruled{okta.Policy{Name: "p", Status: "ACTIVE", Clients: []string{"0oa1"}}, rules}
		v := judge([]ruled{policy}, "0oa1", "client_credentials", "orders")
		if v.allowed != (because == "") || !strings.Contains(v.because, because) {
			t.Errorf("allowed %v because %q, want %q", v.allowed, v.because, because)
		}
	}
}
