package steps

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A shape is what a value of Okta's looks like. Okta documents none of them, so
// they only ever tell one kind of value from another: a value that looks like
// nothing known is taken as it is.
type shape struct {
	name  string // with its article
	where string // where the right use of it is
	looks *regexp.Regexp
}

// secret reports whether what has this shape opens something.
func (s shape) secret() bool {
	return s.name == "an API token" || s.name == "a client secret" || s.name == "an access token"
}

func shapes() []shape {
	return []shape{
		{"a client ID", "Its field is Client ID, in the Web app step.", regexp.MustCompile(`^0oa[A-Za-z0-9]{17}$`)},
		{"a token ID", "It names the token, but it is not its value.", regexp.MustCompile(`^00T[A-Za-z0-9]{17}$`)},
		{"an API token", "Its field is Token value, in the API token step.", regexp.MustCompile(`^00[A-Za-z0-9_-]{40}$`)},
		{"a client secret", "Its field is Client secret, in the Web app step.", regexp.MustCompile(`^[A-Za-z0-9_-]{64}$`)},
		{"an access token", "It is what the last step asks for, and it lives for an hour only.", regexp.MustCompile(`^eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$`)},
		{"an authorization server's ID", "It belongs in the Metadata step.", regexp.MustCompile(`^aus[A-Za-z0-9]{17}$`)},
		{"a scope's ID", "The wizard finds it by itself.", regexp.MustCompile(`^scp[A-Za-z0-9]{17}$`)},
		{"a user's ID", "It is not needed here.", regexp.MustCompile(`^00u[A-Za-z0-9]{17}$`)},
		{"a client secret's ID", "It names the secret, but it is not its value.", regexp.MustCompile(`^ocs[A-Za-z0-9]{17}$`)},
		{"an address", "A value is needed here, not a page.", regexp.MustCompile(`^https?://`)},
	}
}

// lookAlike refuses a value that has the shape of something else than wanted.
// The value itself is not repeated: it may be secret.
func lookAlike(wanted, next string) func(Notes, string) *Problem {
	return func(_ Notes, value string) *Problem {
		for _, s := range shapes() {
			if s.name == wanted || !s.looks.MatchString(value) {
				continue
			}
			return &Problem{
				What: "That is " + s.name + ", not " + wanted + ".",
				Why:  s.where,
				Next: next, Wiped: s.secret(),
			}
		}
		return nil
	}
}

// misplacedSecret refuses a secret in an answer that is drawn, printed and sent for
// all to see: whole, or as a word or a part of an address.
func (f Field) misplacedSecret(value string) *Problem {
	if f.Secret || f.Long {
		return nil
	}
	parts := strings.FieldsFunc(value, func(r rune) bool {
		return !strings.ContainsRune("-_.", r) && (r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r))
	})
	for _, s := range shapes() {
		found := func(part string) bool { return s.looks.MatchString(strings.Trim(part, ".")) }
		if s.secret() && slices.ContainsFunc(parts, found) {
			return &Problem{
				What:  "That is " + s.name + ", and this answer is not kept secret. It was not taken.",
				Why:   s.where,
				Next:  "This question is for: " + f.Label + ". " + f.Hint,
				Wiped: true,
			}
		}
	}
	return nil
}

// apiTokenValue cleans a pasted API token: Okta's tools show it with its scheme
// in front, and copying it from a header brings the header's name along.
func apiTokenValue(_ Notes, raw string) string {
	text := tidy(raw)
	for _, prefix := range []string{"authorization:", "bearer ", "ssws"} {
		if len(text) > len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
			text = strings.TrimSpace(text[len(prefix):])
		}
	}
	return unspaced(unquoted(text))
}
