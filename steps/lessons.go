package steps

import (
	"slices"
	"strings"

	"oktadance/internal/okta"
)

// A lesson is one thing that goes wrong: what shows it, what to tell a person,
// and in which words people and other programs ask about it. The texts may hold
// the placeholders of facts.
type lesson struct {
	name   string // stable
	marks  []mark // what shows it; any one of them does
	what   string
	why    string
	next   string
	note   string // the answer at fault
	repair string // what the wizard can do about it, by name
	heard  string // other words for it, in lower case, with "; " between them
}

// A mark is what a failure shows. What is empty counts for anything. Where there
// is a code or a text the status is left out: Okta sends some with several.
type mark struct {
	at     string // a part of the URL that was asked, in lower case
	status int    // one digit stands for its hundred
	code   string // error or errorCode
	says   string // a part of what the server says, in lower case
	shape  okta.Shape
	kind   okta.TransportKind
	reason okta.Reason
	skewed bool // the clocks differ by more than tolerance
}

// fits reports whether a mark is all there.
func (m mark) fits(s mark) bool {
	return m.kind == s.kind && m.reason == s.reason &&
		(m.code == "" || strings.EqualFold(m.code, strings.TrimSuffix(s.code, "."))) &&
		(m.status == 0 || m.status == s.status || m.status == s.status/100) &&
		(m.shape == "" || m.shape == s.shape) &&
		(!m.skewed || s.skewed) &&
		strings.Contains(s.says, m.says) && strings.Contains(s.at, m.at)
}

// catalogue is everything the coach knows, the more special before the more
// general: the first lesson that fits is the one that is told.
func catalogue() []lesson {
	return slices.Concat(
		clientLessons(), scopeLessons(), registrationLessons(), orgLessons(),
		tokenLessons(), gatewayLessons(), silenceLessons(), answerLessons(), knownByWords(), generalLessons(),
	)
}
