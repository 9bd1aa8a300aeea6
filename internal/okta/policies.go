package okta

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"
)

// allClients, everyone and anyScope are what Okta writes where there is no restriction.
const (
	allClients = "ALL_CLIENTS"
	everyone   = "EVERYONE"
	anyScope   = "*"
)

// Policy is an access policy of an authorization server.
type Policy struct {
	ID          string // 00p…
	Name        string
	Description string // Okta wants one
	Status      string // ACTIVE or INACTIVE
	Priority    int    // 1 is tried first
	System      bool
	Clients     []string // client ids, or ALL_CLIENTS
}

// UnmarshalJSON decodes a policy.
func (p *Policy) UnmarshalJSON(text []byte) error {
	var wire struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		Description string `json:"description"`
		Status      string `json:"status"`
		Priority    int    `json:"priority"`
		System      bool   `json:"system"`
		Conditions  struct {
			Clients including `json:"clients"`
		} `json:"conditions"`
	}
	err := json.Unmarshal(text, &wire)
	*p = Policy{ID: wire.ID, Name: wire.Name, Description: wire.Description, Status: wire.Status,
		Priority: wire.Priority, System: wire.System, Clients: wire.Conditions.Clients.Include}
	return err
}

type including struct {
	Include []string `json:"include"`
}

func (p Policy) fields() map[string]any {
	return map[string]any{"name": p.Name, "description": p.Description, "status": p.Status, "priority": p.Priority,
		"conditions.clients.include": p.Clients}
}

// Covers reports whether the policy is active and meant for a client.
func (p Policy) Covers(clientID string) bool {
	return p.Status == "ACTIVE" && (slices.Contains(p.Clients, allClients) || slices.Contains(p.Clients, clientID))
}

// Rule is a rule of an access policy.
type Rule struct {
	ID       string // 0pr…
	Name     string
	Status   string // ACTIVE or INACTIVE
	Priority int    // 1 is tried first
	System   bool
	Grants   []string
	Scopes   []string      // * is any
	Groups   []string      // group ids, or EVERYONE
	Users    []string      // user ids
	Lifetime time.Duration // of the access token, in whole minutes
}

// UnmarshalJSON decodes a rule.
func (r *Rule) UnmarshalJSON(text []byte) error {
	var wire struct {
		ID         string `json:"id"`
		Name       string `json:"name"`
		Status     string `json:"status"`
		Priority   int    `json:"priority"`
		System     bool   `json:"system"`
		Conditions struct {
			Grants including                         `json:"grantTypes"`
			Scopes including                         `json:"scopes"`
			People struct{ Groups, Users including } `json:"people"`
		} `json:"conditions"`
		Actions struct {
			Token struct {
				Minutes int `json:"accessTokenLifetimeMinutes"`
			} `json:"token"`
		} `json:"actions"`
	}
	err := json.Unmarshal(text, &wire)
	c := wire.Conditions
	*r = Rule{ID: wire.ID, Name: wire.Name, Status: wire.Status, Priority: wire.Priority, System: wire.System,
		Grants: c.Grants.Include, Scopes: c.Scopes.Include, Groups: c.People.Groups.Include, Users: c.People.Users.Include,
		Lifetime: time.Duration(wire.Actions.Token.Minutes) * time.Minute}
	return err
}

func (r Rule) fields() map[string]any {
	return map[string]any{"name": r.Name, "status": r.Status, "priority": r.Priority,
		"conditions.grantTypes.include": r.Grants, "conditions.scopes.include": r.Scopes,
		"conditions.people.groups.include":         r.Groups,
		"actions.token.accessTokenLifetimeMinutes": int(r.Lifetime.Minutes())}
}

// Allows reports whether the rule is active and lets a client have the scopes with a grant
// type. With client_credentials there is no user, so a rule for some people only never does.
func (r Rule) Allows(grant string, scopes ...string) bool {
	if r.Status != "ACTIVE" || !slices.Contains(r.Grants, grant) {
		return false
	}
	anybody := slices.Contains(r.Groups, everyone) || len(r.Groups)+len(r.Users) == 0
	if grant == "client_credentials" && !anybody {
		return false
	}
	return slices.Contains(r.Scopes, anyScope) ||
		!slices.ContainsFunc(scopes, func(s string) bool { return !slices.Contains(r.Scopes, s) })
}

// Policies lists the access policies of an authorization server by priority.
func (m *Management) Policies(ctx context.Context, server string) ([]Policy, error) {
	policies, err := list[Policy](ctx, m, nil, "authorizationServers", server, "policies")
	slices.SortStableFunc(policies, func(a, b Policy) int { return a.Priority - b.Priority })
	return policies, doing("listing access policies", err)
}

// Rules lists the rules of an access policy by priority.
func (m *Management) Rules(ctx context.Context, server, policy string) ([]Rule, error) {
	rules, err := list[Rule](ctx, m, nil, "authorizationServers", server, "policies", policy, "rules")
	slices.SortStableFunc(rules, func(a, b Rule) int { return a.Priority - b.Priority })
	return rules, doing("listing the rules of an access policy", err)
}

// CreatePolicy makes an active access policy with what is set in policy: Name, Description and
// Clients are necessary, Priority should be 1.
func (m *Management) CreatePolicy(ctx context.Context, server string, policy Policy) (Policy, error) {
	body, err := created(`{"type": "OAUTH_AUTHORIZATION_POLICY", "status": "ACTIVE"}`, policy)
	if err == nil {
		policy, err = exchange[Policy](ctx, m, http.MethodPost, body, "authorizationServers", server, "policies")
	}
	return policy, doing("creating the access policy", err)
}

// ErrNoScope means that a rule names no scope, which Okta accepts and which allows nothing.
var ErrNoScope = errors.New("the rule names no scope")

// newRule is for everyone, as it has to be for client_credentials, and for an hour.
const newRule = `{
	"type": "RESOURCE_ACCESS",
	"status": "ACTIVE",
	"conditions": {"people": {"groups": {"include": ["EVERYONE"]}}},
	"actions": {"token": {
		"accessTokenLifetimeMinutes": 60,
		"refreshTokenLifetimeMinutes": 0,
		"refreshTokenWindowMinutes": 10080
	}}
}`

// CreateRule makes an active rule with what is set in rule: Name, Grants and Scopes are
// necessary. Unless set it is for everyone, and its tokens live an hour.
func (m *Management) CreateRule(ctx context.Context, server, policy string, rule Rule) (Rule, error) {
	if len(rule.Scopes) == 0 {
		return Rule{}, doing("creating the rule", ErrNoScope)
	}
	body, err := created(newRule, rule)
	if err == nil {
		rule, err = exchange[Rule](ctx, m, http.MethodPost, body, "authorizationServers", server, "policies", policy, "rules")
	}
	return rule, doing("creating the rule", err)
}

// DeletePolicy deletes an access policy and its rules.
func (m *Management) DeletePolicy(ctx context.Context, server, id string) error {
	return doing("deleting the access policy",
		m.command(ctx, http.MethodDelete, "authorizationServers", server, "policies", id))
}

// DeleteRule deletes a rule of an access policy.
func (m *Management) DeleteRule(ctx context.Context, server, policy, id string) error {
	return doing("deleting the rule",
		m.command(ctx, http.MethodDelete, "authorizationServers", server, "policies", policy, "rules", id))
}
