package steps

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"oktadance/internal/okta"
)

// tolerance is how far this machine's clock may be off before it is to blame: a
// slow answer alone makes it look off by some seconds.
const tolerance = time.Minute

// coach turns a failure into a problem: by the first lesson that knows it, else
// with the server's own words.
func (t *Trial) coach(err error) *Problem {
	var own *Problem
	if errors.As(err, &own) {
		return own
	}
	if l, known := t.lessonFor(err); known {
		p := t.teach(l, err, said(err))
		if r, can := t.repair(l.repair); can {
			p.offer(r)
		}
		return p
	}
	return &Problem{
		What: "This did not work, and the wizard does not know why.",
		Why:  upperFirst(err.Error()) + ".",
		Next: "Press Enter to try again, or Esc to look at the answers.",
		Err:  err,
	}
}

// lessonFor finds the lesson for a failure of the org, of the way to it, or of a
// token; it reports false for any other.
func (t *Trial) lessonFor(err error) (lesson, bool) {
	var transport *okta.TransportError
	var refused *okta.Error
	var bad *okta.TokenError
	var mismatch *okta.IssuerMismatch
	var elsewhere *okta.OffOrgError
	switch {
	case errors.As(err, &transport):
		return diagnose(mark{at: strings.ToLower(transport.Host), kind: transport.Kind, status: transport.Status}), true
	case errors.As(err, &refused):
		return refusalLesson(refused), true
	case errors.As(err, &bad):
		return diagnose(mark{reason: bad.Reason, skewed: t.skew().Abs() > tolerance}), true
	case errors.As(err, &mismatch):
		return named("issuer-mismatch"), true
	case errors.As(err, &elsewhere):
		return named("other-host"), true
	case errors.Is(err, context.Canceled):
		return named("stopped"), true
	}
	return lesson{}, false
}

// refusalLesson finds the lesson for an answer.
func refusalLesson(e *okta.Error) lesson {
	said := strings.Join(append([]string{e.Description, e.Snippet}, e.Causes...), " ")
	return diagnose(mark{at: strings.ToLower(e.URL), status: e.Status, shape: e.Shape, code: e.Code, says: strings.ToLower(said)})
}

// diagnose is the first lesson with a mark that fits.
func diagnose(seen mark) lesson {
	for _, l := range catalogue() {
		if slices.ContainsFunc(l.marks, func(m mark) bool { return m.fits(seen) }) {
			return l
		}
	}
	return unknownLesson()
}

// refusals is the whole catalogue, for those who look a lesson up by its name.
func refusals() []lesson { return catalogue() }

// skew is how far this machine's clock is ahead of the org's, or zero when the
// org has not told its time.
func (t *Trial) skew() time.Duration {
	if t.env.Client == nil {
		return 0
	}
	skew, _ := t.env.Client.Skew()
	return skew
}

// teach fills a lesson from the notes.
func (t *Trial) teach(l lesson, err error, said string) *Problem {
	p := l.fill(t.facts(err))
	p.Said, p.Err = said, err
	return p
}

// facts are what a lesson's placeholders stand for. Each is empty when it is not
// known: then neutral words stand in for it.
type facts struct {
	walking                       bool // a person stands at a question, with keys to press
	org, host, server, scope, app string
	found                         string // what differs from what was expected
	target                        string // where a redirect leads
	status                        string
	wait, skew                    time.Duration
}

// facts gathers them from the notes and from the failure.
func (t *Trial) facts(err error) facts {
	f := facts{
		walking: !t.unattended,
		org:     t.Get("account.url"), server: serverID(t.Get("metadata.issuer")),
		scope: t.Get("scope.name"), app: t.Get("app.name"), skew: t.skew(), found: found(err),
	}
	if u, parsed := url.Parse(f.org); parsed == nil {
		f.host = u.Host
	}
	var transport *okta.TransportError
	if errors.As(err, &transport) {
		f.host, f.target = orElse(transport.Host, f.host), transport.Target
	}
	var refused *okta.Error
	if errors.As(err, &refused) {
		f.status, f.wait, f.skew = strconv.Itoa(refused.Status), refused.RetryAfter, refused.Skew
		if u, parsed := url.Parse(refused.URL); parsed == nil {
			f.host = orElse(u.Host, f.host)
		}
	}
	return f
}

// fill puts facts into a lesson's texts. What may be unknown comes with the words
// around it, so that a sentence without it is whole; an address at the end of one
// stands without a period, so that it can be copied.
func (l lesson) fill(f facts) *Problem {
	texts := strings.NewReplacer(append(f.ways(),
		"{org}", orElse(f.org, "your org's address"), "{host}", orElse(f.host, "the server"),
		"{server}", orElse(f.server, "your authorization server"), "{app}", orElse(f.app, "your app"),
		"{the server}", "the authorization server"+with(" ", f.server, ""),
		"{the scope}", "the scope"+with(" ", f.scope, ""), "{named}", with("named ", f.scope, "of this name"),
		"{found}.", with(": ", f.found, "."), "{target}.", with(", to ", f.target, "."),
		"{status}", with(" with status ", f.status, ""),
		"{wait}", orElse(inWords(f.wait), "a minute"), "{skew}", skewed(f.skew),
	)...)
	text := func(s string) string {
		if f.host != "" && strings.HasPrefix(s, "{host}") {
			return texts.Replace(s) // hosts are in lower case, and copied
		}
		return upperFirst(texts.Replace(s))
	}
	return &Problem{What: text(l.what), Why: text(l.why), Next: text(l.next), Field: l.note}
}

// ways are how to do in a walk, or outside one, what a lesson tells to do.
func (f facts) ways() []string {
	if f.walking {
		return []string{"{again}", "press Enter to try again", "{or look}", ", or Esc to look at the answers",
			"{back}", "go back to the Metadata step with Esc", "{here}", "here"}
	}
	return []string{"{again}", "try again", "{or look}", " with the whole answer, down to its last brace",
		"{back}", "go to the Metadata step of the wizard", "{here}", "in the wizard"}
}

// with puts words before a value, or gives others where there is none.
func with(before, value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return before + value
}

func skewed(skew time.Duration) string {
	if skew.Abs() <= tolerance {
		return "off by more than a minute"
	}
	return inWords(skew) + " " + aheadOrBehind(skew) + " the server's"
}

func aheadOrBehind(skew time.Duration) string {
	if skew > 0 {
		return "ahead of"
	}
	return "behind"
}

// found is what a token or a document has in place of what was expected.
func found(err error) string {
	var mismatch *okta.IssuerMismatch
	if errors.As(err, &mismatch) {
		return mismatch.Got
	}
	var elsewhere *okta.OffOrgError
	if errors.As(err, &elsewhere) {
		return elsewhere.Next
	}
	var bad *okta.TokenError
	if !errors.As(err, &bad) {
		return ""
	}
	switch by := inWords(bad.By); {
	case bad.Reason == okta.ReasonExpired && by != "":
		return "it ended " + by + " ago"
	case bad.Reason == okta.ReasonNotYet && by != "":
		return "it will be in " + by
	case bad.Reason == okta.ReasonScope:
		return bad.Want
	case bad.Want != "":
		return orElse(bad.Got, "none") + ", not " + bad.Want
	}
	return bad.Got
}

// inWords is a length of time in its largest whole unit, or "" for none.
func inWords(d time.Duration) string {
	d = d.Abs().Round(time.Second)
	switch {
	case d == 0:
		return ""
	case d >= 48*time.Hour:
		return plural(int(d.Hours()/24), "day")
	case d >= 2*time.Hour:
		return plural(int(d.Hours()), "hour")
	case d >= 2*time.Minute:
		return plural(int(d.Minutes()), "minute")
	}
	return plural(int(d.Seconds()), "second")
}

func orElse(value, other string) string {
	if value == "" {
		return other
	}
	return value
}

// said is what the server answered, in its own words.
func said(err error) string {
	var e *okta.Error
	if !errors.As(err, &e) {
		return ""
	}
	words := strings.TrimSpace(e.Description + " " + strings.Join(e.Causes, " "))
	if words == "" && e.Code == "" && !strings.HasPrefix(e.Snippet, "<") {
		return e.Snippet // the title of a page, or plain text
	}
	if e.Code != "" && words != "" {
		return e.Code + ": " + words
	}
	return orElse(words, e.Code)
}
