package steps

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The longest answers, in bytes: LongestLine for all fields that are not Long.
// Okta's longest single value is an access token; a metadata document has a few
// kilobytes.
const (
	LongestLine     = 8 << 10
	longestDocument = 256 << 10
)

// clean mends what was typed or pasted.
func (f Field) clean(n Notes, raw string) string {
	if len(raw) > longestDocument {
		return raw // judged by its length alone
	}
	if f.Clean != nil {
		return f.Clean(n, raw)
	}
	if len(f.Choices) > 0 {
		return f.chosen(tidy(raw))
	}
	if f.Secret {
		return unspaced(raw)
	}
	return tidy(raw)
}

// judge says what is wrong with a cleaned answer, or nil.
func (f Field) judge(n Notes, value string) *Problem {
	longest := LongestLine
	if f.Long {
		longest = longestDocument
	}
	switch {
	case len(value) > longest:
		return &Problem{
			What: fmt.Sprintf("That is %d characters, far more than any answer here has.", len(value)),
			Why:  "Something else was in the clipboard.",
			Next: "Copy the value again, and paste it here.",
		}
	case value == "" && !f.Optional:
		return &Problem{
			What: "An answer is needed here to go on.",
			Next: "Type or paste it. Esc goes back.",
		}
	case value == "":
		return nil
	case !f.takes(value):
		return &Problem{What: "That is none of the answers.", Next: "There are: " + f.choices() + "."}
	}
	misplaced := f.misplacedSecret(value)
	if f.Check == nil {
		return misplaced
	}
	if p := f.Check(n, value); misplaced == nil || p != nil && p.Wiped {
		return p // a check that knows secrets has words of its own
	}
	return misplaced
}

// takes reports whether a value is one of the choices, where there are any.
func (f Field) takes(value string) bool {
	return len(f.Choices) == 0 || slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.Value == value })
}

// chosen is the value of the choice that a person means by its number or its words.
func (f Field) chosen(said string) string {
	for i, c := range f.Choices {
		if said == strconv.Itoa(i+1) || strings.EqualFold(said, c.Label) {
			return c.Value
		}
	}
	return said
}

// choices lists the only answers there are, as a person gives them.
func (f Field) choices() string {
	var all []string
	for i, c := range f.Choices {
		all = append(all, fmt.Sprintf("%d. %s", i+1, c.Label))
	}
	return strings.Join(all, ", ")
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// tidy makes one line of a paste: no control or invisible characters, single
// spaces, none at the ends, and no quotes around it.
func tidy(raw string) string { return unquoted(Pasted(raw)) }

// Pasted makes one line of a paste, so that an input can hold it. What a field
// does to it beyond that, it does when the answer is given.
func Pasted(raw string) string {
	return strings.Join(strings.Fields(strings.Map(visible, raw)), " ")
}

// unspaced is tidy for values that have no white space in them: line breaks
// and spaces that a copy brought along are taken out.
func unspaced(raw string) string { return unquoted(strings.ReplaceAll(tidy(raw), " ", "")) }

// asGiven is for passwords: white space and quotes are part of them, and only what
// no line holds is taken out.
func asGiven(_ Notes, raw string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, raw)
}

// visible turns white space into spaces and drops what cannot be seen: zero
// width characters, byte order marks, control characters.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
		return -1
	}
	return r
}

// unquoted takes away quotes, ticks or angle brackets in pairs, a comma that a
// copied line of JSON ends in, and the white space around them.
func unquoted(s string) string {
	for {
		inner := unwrapped(strings.TrimSpace(s))
		if inner == s {
			return s
		}
		s = inner
	}
}

// unwrapped takes away one comma at the end, or else one pair around it.
func unwrapped(s string) string {
	if inner, found := strings.CutSuffix(s, ","); found {
		return inner
	}
	for _, pair := range []string{`""`, `''`, "``", "<>", "“”", "‘’"} {
		open, close := []rune(pair)[0], []rune(pair)[1]
		inner, found := strings.CutPrefix(s, string(open))
		if inner, ended := strings.CutSuffix(inner, string(close)); found && ended {
			return inner
		}
	}
	return s
}
