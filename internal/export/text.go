package export

import "strings"

// text is a configuration, written from its top to its end. It is made without
// text/template, which costs the program two megabytes.
type text struct{ strings.Builder }

// add adds lines. Slots in them are names in braces, such as {issuer}; fill has each
// slot and the value to put there. What a value contains is never taken for a slot.
func (t *text) add(lines string, fill ...string) {
	_, _ = strings.NewReplacer(fill...).WriteString(t, lines) // a Builder takes everything
}

// theScopes is how comments call what a token has to have.
func (p policy) theScopes() string {
	if len(p.Scopes) == 1 {
		return "the scope"
	}
	return "all the scopes"
}
