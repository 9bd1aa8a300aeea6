package gateway

import (
	"encoding/json"
	"slices"
	"strings"
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
// value one, in its own spelling. Scope and exp are left out, as MuleSoft does. The client
// is always called client_id.
func (g *Gateway) identity(said, client string) []field {
	members := map[string]any{}
	decoder := json.NewDecoder(strings.NewReader(said))
	decoder.UseNumber()
	if g.o.HideIdentity || decoder.Decode(&members) != nil {
		return nil
	}
	if client != "" {
		members["client_id"] = client
	}
	var fields []field
	taken := map[string]bool{headerKey("scope"): true, headerKey("exp"): true}
	for _, member := range lowerFirst(members) {
		name := strings.ReplaceAll(member, " ", "-")
		value, single := text(members[member])
		if !single || !headerName(name) || taken[headerKey(name)] || len(fields) == mostFields {
			continue
		}
		taken[headerKey(name)] = true
		fields = append(fields, field{identityPrefix + name, []string{value}})
	}
	return fields
}

// lowerFirst sorts names so that the registered ones, which have no capitals, come before
// others that only differ in spelling.
func lowerFirst(members map[string]any) []string {
	var names []string
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	slices.Reverse(names)
	return names
}

// text is a single value as a header can hold it.
func text(value any) (string, bool) {
	var s string
	switch v := value.(type) {
	case string:
		s = strings.TrimSpace(v)
	case json.Number:
		s = v.String()
	case bool:
		s = map[bool]string{true: "true", false: "false"}[v]
	default:
		return "", false
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
