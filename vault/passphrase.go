package vault

import (
	"fmt"
	"math"
	"strings"

	"github.com/sethvargo/go-diceware/diceware"
)

// Suggest returns a passphrase of six words, drawn at random from the EFF's list of 7,776 and set apart by
// spaces: 77 bits, which nobody guesses.
func Suggest() (string, error) {
	words, err := diceware.Generate(6)
	if err != nil {
		return "", fmt.Errorf("drawing six words: %w", err)
	}
	return strings.Join(words, " "), nil
}

// guessesPerSecond is what one costly graphics card manages at the vault's work factor. A guess moves 512 MiB
// through memory, which is what bounds it: about 1 TB/s of bandwidth makes some two thousand guesses.
const guessesPerSecond = 2000

const year = 365 * 24 * 60 * 60.0 // in seconds

// Strength says in one sentence how long a computer that has the vault's files takes to guess the
// passphrase, and whether that is a year or more. It is a hint, on the careful side, and no gate: it knows
// how people choose, but not this person. It says nothing of an empty passphrase.
func Strength(passphrase string) (words string, ok bool) {
	if passphrase == "" {
		return "", false
	}
	// Half of the possible guesses are needed on average.
	switch seconds := math.Pow(10, guesses(passphrase)) / 2 / guessesPerSecond; {
	case seconds < 1:
		return "Weak: a computer guesses this at once.", false
	case seconds < year:
		return fmt.Sprintf("Weak: a computer guesses this in about %s.", span(seconds)), false
	case seconds < 100*year:
		return fmt.Sprintf("Fair: a computer guesses this in about %s.", span(seconds)), true
	}
	return "Strong: a computer needs more than a century to guess this.", true
}

// span puts a length of time, in seconds, into words.
func span(seconds float64) string {
	unit, name := 1.0, "second"
	for _, u := range []struct {
		seconds float64
		name    string
	}{{60, "minute"}, {60 * 60, "hour"}, {24 * 60 * 60, "day"}, {year / 12, "month"}, {year, "year"}} {
		if seconds >= u.seconds {
			unit, name = u.seconds, u.name
		}
	}
	n := math.Round(seconds / unit)
	if n == 1 {
		return "1 " + name
	}
	return fmt.Sprintf("%.0f %ss", n, name)
}
