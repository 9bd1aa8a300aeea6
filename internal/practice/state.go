package practice

import (
	"encoding/json"
	"fmt"
	"time"
)

// stateVersion is raised when an older program could not read the file any more.
const stateVersion = 1

// state is everything an org remembers, and the shape of org.json. It is never
// changed once published: change works on a copy. No URL is kept in it, because
// the org may be found at another port tomorrow, and no token that was issued.
type state struct {
	Version  int          `json:"version"`
	Address  string       `json:"address"` // served at last time
	Org      orgFacts     `json:"org"`
	Users    []user       `json:"users"`
	Tokens   []apiToken   `json:"apiTokens"`
	Apps     []app        `json:"apps"`
	Root     server       `json:"orgAuthorizationServer"`
	Servers  []server     `json:"authorizationServers"`
	Revoked  []revocation `json:"revoked,omitempty"`
	Weather  weather      `json:"weather"`
	Troubles []string     `json:"troubles,omitempty"`
	Pasted   pasted       `json:"pasted"`
}

// orgFacts is what is true of the org as a whole.
type orgFacts struct {
	ID                  string  `json:"id"`
	Cell                string  `json:"cell"`
	Pipeline            string  `json:"pipeline"` // idx is Identity Engine, v1 is Classic Engine
	Created             instant `json:"created"`
	EveryoneID          string  `json:"everyoneGroupId"`
	AccessPolicyID      string  `json:"accessPolicyId"`
	EnrollmentID        string  `json:"profileEnrollmentId"`
	CustomDomain        bool    `json:"customDomain,omitempty"`
	Deactivated         bool    `json:"deactivated,omitempty"`
	APIAccessManagement bool    `json:"apiAccessManagement"`
}

// user is an administrator of the org.
type user struct {
	ID        string  `json:"id"`
	Login     string  `json:"login"`
	FirstName string  `json:"firstName"`
	LastName  string  `json:"lastName"`
	Role      string  `json:"role"`
	Created   instant `json:"created"`
}

// apiToken is an SSWS token. The value is kept because a practice walk has to offer
// it again tomorrow; it opens nothing but this org.
type apiToken struct {
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	UserID      string  `json:"userId"`
	Value       string  `json:"value"`
	Network     network `json:"network"`
	Expired     bool    `json:"expired,omitempty"`
	Created     instant `json:"created"`
	LastUpdated instant `json:"lastUpdated"`
}

// network is where calls may come from (Okta: network zones).
type network struct {
	Connection string   `json:"connection"`
	Include    []string `json:"include,omitempty"`
	Exclude    []string `json:"exclude,omitempty"`
}

// allows tells whether this machine may call. It is in no zone, so whatever names
// the zones to come from keeps it out.
func (n network) allows() bool { return n.Connection != "ZONE" || len(n.Include) == 0 }

// revocation is a token that was revoked before it ended.
type revocation struct {
	JTI     string `json:"jti"`
	Expires int64  `json:"exp"`
}

// weather is what is wrong around the org rather than in it, and what the
// management API therefore can't mend.
type weather struct {
	CaptivePortal bool `json:"captivePortal,omitempty"`
	Slow          bool `json:"slow,omitempty"`
	Outage        bool `json:"outage,omitempty"`
	RateLimited   bool `json:"rateLimited,omitempty"`
	KeyHidden     bool `json:"keyHidden,omitempty"`
	SkewSeconds   int  `json:"skewSeconds,omitempty"`
}

// instant is a time as Okta writes it: UTC, to the millisecond.
type instant struct{ time.Time }

const instantLayout = "2006-01-02T15:04:05.000Z"

// MarshalJSON writes the time as Okta does.
func (t instant) MarshalJSON() ([]byte, error) {
	return []byte(`"` + t.UTC().Format(instantLayout) + `"`), nil
}

func at(t time.Time) instant { return instant{t.UTC().Truncate(time.Millisecond)} }

// clone is a copy that shares nothing with s.
func (s *state) clone() (*state, error) {
	b, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("copying the org: %w", err)
	}
	next := new(state)
	if err := json.Unmarshal(b, next); err != nil {
		return nil, fmt.Errorf("copying the org: %w", err)
	}
	return next, nil
}

func (s *state) user(id string) *user {
	return find(s.Users, func(u *user) bool { return u.ID == id })
}

// roleOf is what the maker of a token may do; a token is good for that and no more.
func (s *state) roleOf(t *apiToken) string {
	if u := s.user(t.UserID); u != nil {
		return u.Role
	}
	return ""
}

func (s *state) token(id string) *apiToken {
	return find(s.Tokens, func(t *apiToken) bool { return t.ID == id })
}

func (s *state) app(id string) *app {
	return find(s.Apps, func(a *app) bool { return a.ID == id })
}

func (s *state) client(id string) *app {
	return find(s.Apps, func(a *app) bool { return a.OAuth.ClientID == id })
}

// defaultServer is the server that the alias "default" means.
func (s *state) defaultServer() *server {
	return find(s.Servers, func(v *server) bool { return v.Default })
}

// server is the authorization server an address names: an id, or the alias.
func (s *state) server(id string) *server {
	if id == "default" {
		return s.defaultServer()
	}
	return find(s.Servers, func(v *server) bool { return v.ID == id })
}

func (s *state) renewTokens(now time.Time) {
	for i := range s.Tokens {
		if !s.Tokens[i].Expired {
			s.Tokens[i].LastUpdated = at(now)
		}
	}
}

// find is the first item that is wanted, or nil.
func find[T any](items []T, wanted func(*T) bool) *T {
	for i := range items {
		if wanted(&items[i]) {
			return &items[i]
		}
	}
	return nil
}
