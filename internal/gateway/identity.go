package gateway

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"oktadance/internal/okta"
)

// identityPrefix begins the headers in which MuleSoft's gateways tell the API about the
// token.
const identityPrefix = "X-AGW-"

// Bounds of what the API is told of one token.
const (
	mostFields   = 32
	longestField = 1024
)

// field is a header as it is sent. Requests share it, so that its values have no room to
// grow in.
type field struct {
	name   string
	values []string
}

// identity makes headers of what the server, or the token itself, says: of each single
// value one, in its own spelling. Scope and exp are left out, as MuleSoft does, and so is
// a value that is the token or the gateway's own secret. The client is always called
// client_id.
func (g *Gateway) identity(said, client string, token okta.Secret) []field {
	if g.o.HideIdentity {
		return nil
	}
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(said), &members) != nil || members == nil {
		members = map[string]json.RawMessage{} // what can't be read whole says nothing
	}
	if client != "" {
		members["client_id"], _ = json.Marshal(client) // a string can be
	}
	fields := make([]field, 0, len(members))
	taken := append(make([]string, 0, len(members)+2), "scope", "exp")
	// Registered names have no capitals: from behind they come before others that only
	// differ in spelling.
	for _, member := range slices.Backward(slices.Sorted(maps.Keys(members))) {
		name := strings.ReplaceAll(member, " ", "-")
		value, single := text(members[member])
		key := headerKey(name)
		if !single || !headerName(name) || slices.Contains(taken, key) || len(fields) == mostFields || g.secret(value, token) {
			continue
		}
		taken = append(taken, key)
		fields = append(fields, field{identityPrefix + name, []string{value}})
	}
	return fields
}

// secret reports a value that a server repeats though it is not the API's to know.
func (g *Gateway) secret(value string, token okta.Secret) bool {
	for _, known := range []okta.Secret{token, g.o.Server.Client.Secret} {
		if !known.IsZero() && value == strings.TrimSpace(known.Reveal()) {
			return true
		}
	}
	return false
}

// text is a single value of JSON as a header can hold it: a string, or a number or boolean
// as it is written.
func text(value json.RawMessage) (string, bool) {
	s := string(value)
	switch value[0] {
	case '{', '[', 'n': // an object, a list, null
		return "", false
	case '"':
		if json.Unmarshal(value, &s) != nil {
			return "", false
		}
		s = strings.TrimSpace(s)
	}
	control := strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
	return s, !control && len(s) <= longestField
}

// headerName accepts letters, digits and the two signs that member names have.
func headerName(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}

// headerKey is what a header's name comes down to behind servers that mind neither its
// case nor the difference between - and _ (RFC 3875 §4.1.18).
func headerKey(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "-")) }

// claimsIdentity reports whether a header of a caller's could pass for one of the
// gateway's.
func claimsIdentity(name string) bool {
	dash := func(c byte) bool { return c == '-' || c == '_' }
	return len(name) >= len(identityPrefix) && (name[0] == 'X' || name[0] == 'x') && dash(name[1]) &&
		strings.EqualFold(name[2:5], "agw") && dash(name[5])
}
