package steps

import (
	"cmp"
	"slices"
	"strings"
)

// An Explanation is what the coach makes of a text that somebody pasted.
type Explanation struct {
	Name   string  // of the lesson, such as policy-refused; stable
	What   string  // one sentence
	Why    string  // the likely cause
	Next   string  // what to do, naming menus as Okta does
	Said   string  // the server's own words, where the text holds an answer of one; secrets are masked
	Repair string  // what the wizard offers to do about it, by name, "" if nothing
	Score  float64 // how well the text fits, from 0 to 1
}

// Unknown is the name of an explanation that has nothing but what a server said.
const Unknown = "unknown"

// How much of a fit is told: below least there is none, and others are named
// as long as they come close to the best.
const (
	least      = 0.4
	closeness  = 0.55
	mostOthers = 5
)

// Explain finds what a text is about: a whole answer of a server, a piece of a
// log, a code, a sentence of a gateway, a few words, with or without typing
// errors. The best fit comes first, and there is none when nothing fits. It asks
// nobody, and repeats no secret of the text.
func Explain(text string) []Explanation {
	x := theIndex()
	text = plain(text)
	lower := lowered(text)
	scores := x.weigh(strings.TrimSpace(lower), x.mended(words(lower)))
	reports := reportsIn(text, lower)
	about := map[int]report{} // by the lesson that each is about
	for i, r := range reports {
		at := x.named[diagnose(mark{at: lower, code: r.code, says: lowered(r.says)}).name]
		if _, before := about[at]; !before {
			about[at] = r
			scores[at] = max(scores[at], 0.99-0.01*float64(i))
		}
	}
	if _, some := about[unknown]; some {
		scores[unknown] = 0
		if slices.Max(scores) < closeness { // what is said counts for more than single words
			scores[unknown] = closeness
		}
	}
	found := x.ranked(scores)
	if len(reports) == 0 {
		return found
	}
	secrets := secretsIn(text, lower)
	for i := range found {
		if r, some := about[x.named[found[i].Name]]; some {
			found[i].Said = r.said(secrets)
		}
	}
	return found
}

// ranked puts the lessons that fit in order.
func (x *index) ranked(scores []float64) []Explanation {
	var found []Explanation
	for i, score := range scores {
		if score >= least {
			l := x.lessons[i]
			p := l.fill(facts{})
			found = append(found, Explanation{Name: l.name, What: p.What, Why: p.Why, Next: p.Next, Repair: l.repair, Score: score})
		}
	}
	slices.SortStableFunc(found, func(a, b Explanation) int { return cmp.Compare(b.Score, a.Score) })
	for i, e := range found {
		if i > mostOthers || e.Score < closeness*found[0].Score {
			return found[:i]
		}
	}
	return found
}
