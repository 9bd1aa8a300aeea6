package gateway

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
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
	if g.o.HideIdentity {
		return nil
	}
	members := membersOf(said)
	if client != "" {
		members["client_id"] = client
	}
	var fields []field
	taken := []string{"scope", "exp"}
	// Registered names have no capitals: from behind they come before others that only
	// differ in spelling.
	for _, member := range slices.Backward(slices.Sorted(maps.Keys(members))) {
		name := strings.ReplaceAll(member, " ", "-")
		value, single := text(members[member])
		key := headerKey(name)
		if !single || !headerName(name) || slices.Contains(taken, key) || len(fields) == mostFields {
			continue
		}
		taken = append(taken, key)
		fields = append(fields, field{identityPrefix + name, []string{value}})
	}
	return fields
}

// membersOf are those of a JSON object, with numbers as they are written.
func membersOf(said string) map[string]any {
	members := map[string]any{}
	decoder := json.NewDecoder(strings.NewReader(said))
	decoder.UseNumber()
	if decoder.Decode(&members) != nil {
		return map[string]any{}
	}
	return members
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
		s = strconv.FormatBool(v)
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
