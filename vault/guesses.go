package vault

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// Costs are decimal logarithms of how many guesses a piece of a passphrase takes.
const (
	wordCost      = 4.0 // there are some ten thousand words that people think of
	commonCost    = 2.0 // a common password, a run such as 4567 or qwer, a year
	disguiseCost  = 0.7 // capitals, and digits that stand for letters, come in a few usual ways
	separatorCost = 0.5 // what people set words apart with
)

const (
	longestLook  = 64 // characters: whatever follows only makes a passphrase stronger
	longestPiece = 28
	longestWord  = 10
)

// guesses returns the decimal logarithm of how many guesses find passphrase. A guesser who knows how people
// choose is assumed: the passphrase is cut into those pieces that together take the fewest. There is no word
// list, as zxcvbn has: that costs 3 MB and 40 ms at every start.
func guesses(passphrase string) float64 {
	typed := []rune(passphrase)
	typed = typed[:min(len(typed), longestLook)]
	p := pieces{typed: typed, plain: undisguise(typed)}
	p.flow = flow(p.plain)
	best := make([]float64, len(typed)+1) // best[i]: the cost of the first i characters
	for end := 1; end <= len(typed); end++ {
		best[end] = best[end-1] + characterCost(typed[end-1])
		for start := max(0, end-longestPiece); start <= end-3; start++ {
			best[end] = min(best[end], best[start]+p.cost(start, end))
		}
	}
	return best[len(typed)]
}

// pieces is a passphrase about to be cut up.
type pieces struct {
	typed []rune
	plain []rune // the same in small letters, without disguise
	flow  []int  // how many characters of plain, up to and with each, follow one another as in words
}

// cost returns the cost of the characters from start to end as one piece, or infinity if they don't make one.
func (p pieces) cost(start, end int) float64 {
	typed, plain := string(p.typed[start:end]), string(p.plain[start:end])
	disguise := 0.0
	if typed != plain {
		disguise = disguiseCost
	}
	switch {
	case isCommon(plain):
		return commonCost + disguise
	case isRun(strings.ToLower(typed)), isYear(typed):
		return commonCost
	case strings.Contains(string(p.typed[:end-1]), typed):
		return math.Log10(float64(end)) // the same stood before, and may overlap: how far back is all to guess
	case end-start <= longestWord && p.flow[end-1] >= end-start:
		return wordCost + disguise
	}
	return math.Inf(1)
}

func characterCost(c rune) float64 {
	switch {
	case strings.ContainsRune(" -_.", c):
		return separatorCost
	case unicode.IsDigit(c):
		return 1
	case unicode.IsLower(c):
		return math.Log10(26)
	case unicode.IsUpper(c):
		return math.Log10(52)
	}
	return 2 // a hundred signs; scripts with thousands get less than their due
}

// undisguise undoes capitals and the usual digits for letters.
func undisguise(typed []rune) []rune {
	const digits, letters = "013457@$!", "oleastasi"
	plain := slices.Clone(typed)
	for i, c := range plain {
		if at := strings.IndexRune(digits, c); at >= 0 {
			c = rune(letters[at])
		}
		plain[i] = unicode.ToLower(c)
	}
	return plain
}

// flow counts, for each character, how far back the characters follow one another as they do in words.
func flow(plain []rune) []int {
	// Which letters often follow each letter, a to z, counted in the EFF's word list: 300 of the 676 pairs.
	// Seven words in eight are made of these alone; of six random letters, one draw in twenty-five.
	followers := strings.Fields("bcdfgiklmnprstuvwyz abeilorsu acehiklorstuy adegilorsuwy abcdefgilmnoprstuvwxy " +
		"aefilortuy aeghilnoruy aeiortuy abcdefgklmnoprstvxz aou aeilnsy adefilopstuvy abeimopuy " +
		"abcdefghiklmnoprstuvwy abcdfgiklmnoprstuvwxy aehiloprstuy u abcdefgiklmnoprstuvy " +
		"acehiklmnopqstuwy acehilnorstuwy abcdefgilmnprst aeio aehinor cipt aeimps eiz")
	counts := make([]int, len(plain))
	for i, c := range plain {
		if c < 'a' || c > 'z' {
			continue
		}
		counts[i] = 1
		if i > 0 && counts[i-1] > 0 && strings.ContainsRune(followers[plain[i-1]-'a'], c) {
			counts[i] += counts[i-1]
		}
	}
	return counts
}

// isRun reports whether the characters are neighbours, in either direction, in the alphabet, among the digits
// or on the keyboard.
func isRun(piece string) bool {
	const rows = "abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm"
	backwards := []rune(piece)
	slices.Reverse(backwards)
	return strings.Contains(rows, piece) || strings.Contains(rows, string(backwards))
}

func isYear(piece string) bool {
	return len(piece) == 4 && (piece[:2] == "19" || piece[:2] == "20") && strings.Trim(piece, "0123456789") == ""
}

// isCommon reports whether piece, which is without disguise, is among the passwords that are tried first:
// those that leaks are full of, and those that this program's users would think of.
func isCommon(piece string) bool {
	const common = " password passwort secret secure letmein welcome login admin root user guest master test " +
		"demo changeme default hello iloveyou princess dragon monkey football baseball superman batman sunshine " +
		"shadow michael jessica jordan hunter ranger starwars pokemon whatever trustno freedom cheese computer " +
		"internet summer winter spring autumn okta oktadance mulesoft anypoint salesforce tutorial workshop " +
		"practice correcthorsebatterystaple "
	return strings.Contains(common, " "+strings.ReplaceAll(piece, " ", "")+" ")
}
