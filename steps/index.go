package steps

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"oktadance/internal/okta"
)

// An index holds the catalogue ready for searching.
type index struct {
	lessons []lesson              // number 0 is the unknown one
	named   map[string]int        // lessons by name
	clues   [][]clue              // for each lesson
	phrases map[string][][]string // all phrases of the clues, by their first word
	knows   []map[string]float64  // for each lesson its words, and how much of them is its own
	rarity  map[string]float64    // how few lessons have a word, 0 for those that say nothing
}

// unknown is the number of the lesson about what no lesson knows.
const unknown = 0

// A clue is some phrases, and how sure it is when a text has all of them.
type clue struct {
	phrases []string // words with a space between them
	sure    float64
}

// theIndex is made when it is first needed.
var theIndex = sync.OnceValue(newIndex)

func newIndex() *index {
	x := &index{
		lessons: append([]lesson{unknownLesson()}, catalogue()...),
		named:   map[string]int{}, phrases: map[string][][]string{}, rarity: map[string]float64{},
	}
	for i, l := range x.lessons {
		x.named[l.name] = i
		x.clues = append(x.clues, l.clues())
		x.knows = append(x.knows, l.vocabulary())
		for word := range x.knows[i] {
			x.rarity[word]++
		}
		for _, c := range x.clues[i] {
			for _, phrase := range c.phrases {
				x.add(strings.Fields(phrase))
			}
		}
	}
	for word, lessons := range x.rarity {
		x.rarity[word] = math.Log(float64(len(x.lessons)) / lessons)
	}
	for _, word := range strings.Fields(emptyWords) {
		x.rarity[word] = 0
	}
	return x
}

func (x *index) add(phrase []string) {
	same := func(p []string) bool { return slices.Equal(p, phrase) }
	if first := phrase[0]; !slices.ContainsFunc(x.phrases[first], same) {
		x.phrases[first] = append(x.phrases[first], phrase)
	}
}

// clues are what in a text speaks for the lesson.
func (l lesson) clues() []clue {
	var all []clue
	for _, phrase := range append(strings.Split(l.heard, "; "), l.name) {
		if p := words(phrase); len(p) > 0 {
			all = append(all, clue{[]string{strings.Join(p, " ")}, sureness(p)})
		}
	}
	for _, m := range l.marks {
		for _, c := range m.clues() {
			if !slices.ContainsFunc(all, func(other clue) bool { return slices.Equal(other.phrases, c.phrases) }) {
				all = append(all, c)
			}
		}
	}
	return all
}

// clues of a mark: all of it is nearly proof; its text alone is good, when it is
// long enough to be nothing else; its code alone leaves it open which mark of
// that code is meant.
func (m mark) clues() []clue {
	code, says, at := words(lowered(m.code)), words(m.says), words(m.at)
	if m.shape == okta.ShapeHTML {
		code = []string{"html"}
	}
	var whole []string
	for _, p := range [][]string{code, says, at} {
		if len(p) > 0 {
			whole = append(whole, strings.Join(p, " "))
		}
	}
	switch {
	case m.kind != "" || m.reason != "" || m.shape != "" && m.shape != okta.ShapeHTML:
		return nil
	case m.status > 99 && len(whole) == 0:
		return []clue{{[]string{strconv.Itoa(m.status)}, 0.5}}
	case len(whole) == 0:
		return nil
	case len(whole) == 1 && len(says) == 0 && strings.ContainsAny(whole[0], "_ 0123456789"):
		return []clue{{whole, 0.8}}
	case len(whole) == 1 && len(says) == 0: // a common word
		return []clue{{whole, 0.3}}
	}
	all := []clue{{whole, 0.95}}
	if len(code) > 0 {
		all = append(all, clue{[]string{strings.Join(code, " ")}, 0.3})
	}
	if len(says) > 2 {
		all = append(all, clue{[]string{strings.Join(says, " ")}, 0.85})
	}
	return all
}

// sureness of a phrase: the longer, the less it stands there by chance.
func sureness(phrase []string) float64 {
	return [...]float64{0.5, 0.75, 0.85}[min(len(phrase), 3)-1]
}

// vocabulary is every word that a lesson is told or asked about in. Those in
// which people ask count in full, those of its answer less.
func (l lesson) vocabulary() map[string]float64 {
	all := map[string]float64{}
	note := func(weight float64, texts ...string) {
		for _, text := range texts {
			for _, word := range words(lowered(text)) {
				all[word] = max(all[word], weight)
				for strings.Contains(word, "_") {
					var part string
					part, word, _ = strings.Cut(word, "_")
					all[part], all[word] = max(all[part], weight), max(all[word], weight)
				}
			}
		}
	}
	note(1, l.name, l.heard)
	for _, m := range l.marks {
		note(1, m.code, m.says)
	}
	note(0.8, l.what)
	note(0.4, l.why, l.next)
	return all
}

// emptyWords say nothing about what a text is about; some stand in placeholders.
const emptyWords = "a an and are as at be been but by can cannot could do does doesn did for from get gets getting got had has have he her his how i if in into is isn it its let ll m me my n of off on one or our out re s she so some t than that the their them then there they this to too up ve was we were what when where which while who why will with would you your find able error errors app host server org found wait the target okta"

// weigh gives each lesson its score for a text, given whole and as words: by the
// clues that are in it, and by how much of it the lesson's words cover.
func (x *index) weigh(text string, of []string) []float64 {
	present := x.present(of)
	asked := map[string]bool{}
	all := 1.0 // a single common word is not enough
	for _, word := range of {
		if !asked[word] {
			asked[word] = true
			all += x.rarityOf(word)
		}
	}
	scores := make([]float64, len(x.lessons))
	for i := range scores {
		covered := 0.0
		for word, own := range x.knows[i] {
			if asked[word] {
				covered += own * x.rarity[word]
			}
		}
		doubt := 1 - 0.85*covered/all
		for _, c := range x.clues[i] {
			if !slices.ContainsFunc(c.phrases, func(p string) bool { return !present[p] }) {
				doubt *= 1 - c.sure
			}
		}
		scores[i] = min(math.Round(1000*(1-doubt))/1000, 0.97) // sums in any order come out alike
		if text == x.lessons[i].name {
			scores[i] = 1
		}
	}
	scores[unknown] = 0
	return scores
}

// rarityOf takes an unknown word for one of average rarity.
func (x *index) rarityOf(word string) float64 {
	if known, is := x.rarity[word]; is {
		return known
	}
	return 3
}

// present are the phrases that stand in a text.
func (x *index) present(of []string) map[string]bool {
	found := map[string]bool{}
	for i, word := range of {
		for _, phrase := range x.phrases[word] {
			if len(phrase) <= len(of)-i && slices.Equal(phrase, of[i:i+len(phrase)]) {
				found[strings.Join(phrase, " ")] = true
			}
		}
	}
	return found
}

// mostMended is how many words a text may have to be taken for one that a person
// has typed, and not pasted.
const mostMended = 24

// mended puts known words in place of those that are a letter or two away from
// one, where a person has typed.
func (x *index) mended(of []string) []string {
	if len(of) > mostMended {
		return of
	}
	of = slices.Clone(of)
	for i, word := range of {
		if _, known := x.rarity[word]; !known && len(word) > 3 && len(word) < 30 && !strings.ContainsAny(word, "0123456789") {
			of[i] = x.nearest(word)
		}
	}
	return of
}

func (x *index) nearest(word string) string {
	best, least := word, 2+len(word)/9
	for known := range x.rarity {
		if len(known) < 4 || known[0] != word[0] && known[1] != word[1] || len(known)-len(word) > least || len(word)-len(known) > least {
			continue
		}
		d := distance(word, known)
		if d < least || d == least && best != word && (len(known) > len(best) || len(known) == len(best) && known < best) {
			best, least = known, d
		}
	}
	return best
}
