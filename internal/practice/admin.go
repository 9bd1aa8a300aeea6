package practice

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
	"time"
)

// Roles that matter here (Okta: standard administrator roles).
const (
	superAdmin    = "SUPER_ADMIN"
	readOnlyAdmin = "READ_ONLY_ADMIN"
)

// tokenWindow is how long an API token lives without being used.
const tokenWindow = 30 * 24 * time.Hour

// admitAdmin lets the holder of a good API token through, as far as their role goes.
func (o *Org) admitAdmin(e route, c *call) error {
	if c.s.Org.Deactivated {
		return refuse(orgDeactivated)
	}
	token, err := c.apiToken()
	if err != nil {
		return err
	}
	c.caller = token
	if !token.Network.allows() {
		return refuse(notPermitted)
	}
	if e.feature == apiAccessManagement && !c.s.Org.APIAccessManagement {
		return refuse(noSuchFeature)
	}
	if e.needsSuper() && c.s.roleOf(token) != superAdmin {
		return refuse(notPermitted)
	}
	return o.renew(token, c.now)
}

// apiToken finds the token in the Authorization header. Only the SSWS scheme
// counts: a Bearer in front of it, or nothing, is no session at all.
func (c *call) apiToken() (*apiToken, error) {
	scheme, value, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "SSWS") {
		return nil, refuse(invalidSession)
	}
	var found *apiToken
	for i := range c.s.Tokens {
		if t := &c.s.Tokens[i]; sameSecret(t.Value, strings.TrimSpace(value)) {
			found = t
		}
	}
	if found == nil || !found.alive(c.now) {
		return nil, refuse(invalidAPIToken)
	}
	return found, nil
}

// alive tells whether the token may still be used.
func (t *apiToken) alive(now time.Time) bool {
	return !t.Expired && now.Before(t.expires())
}

func (t *apiToken) expires() time.Time { return t.LastUpdated.Add(tokenWindow) }

// renew moves the end of a token's life. Okta does so at each use; once an hour is
// as good and spares the disk.
func (o *Org) renew(t *apiToken, now time.Time) error {
	if now.Sub(t.LastUpdated.Time) < time.Hour {
		return nil
	}
	err := o.change(func(s *state) error {
		if kept := s.token(t.ID); kept != nil {
			kept.LastUpdated = at(now)
		}
		return nil
	})
	return err
}

// sameSecret compares without telling by its timing how much was right.
func sameSecret(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// kind says what a route asks of its callers.
type kind int

const (
	open  kind = iota // anybody, not rate limited
	oauth             // the endpoint authenticates clients itself
	admin             // an API token
)

const apiAccessManagement = "API Access Management"

// route is one line of the org's table of addresses.
type route struct {
	pattern string
	kind    kind
	answer  func(*Org, *call) (reply, error)
	feature string // a product the org must have
	secret  bool   // shows secrets: reading needs the right to write
}

// needsSuper tells whether a read-only administrator is turned away.
func (e route) needsSuper() bool {
	return e.secret || !strings.HasPrefix(e.pattern, http.MethodGet+" ")
}

// bucket is the rate limit that the route counts against.
func (e route) bucket() bucket {
	if e.kind == oauth {
		return oauthBucket
	}
	return apiBucket
}
