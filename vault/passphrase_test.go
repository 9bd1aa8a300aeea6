package vault_test

import (
	"strings"
	"testing"

	"oktadance/vault"
)

func TestSuggestedWordsAreSixAndStrong(t *testing.T) {
	seen := map[string]bool{}
	for range 50 {
		suggested, err := vault.Suggest()
		if err != nil {
			t.Fatal(err)
		}
		if seen[suggested] || len(strings.Fields(suggested)) != 6 {
			t.Errorf("suggested %q", suggested)
		}
		seen[suggested] = true
		if words, ok := vault.Strength(suggested); !ok || !strings.HasPrefix(words, "Strong:") {
			t.Errorf("%q is called: %s", suggested, words)
		}
	}
}

func TestStrengthInWords(t *testing.T) {
	const weak, fair, strong = "Weak: a computer guesses this ", "Fair: a computer guesses this in about ",
		"Strong: a computer needs more than a century to guess this."
	for passphrase, want := range map[string]string{
		"":                         "",
		"a":                        weak + "at once.",
		"password":                 weak + "at once.",
		"P@ssw0rd":                 weak + "at once.",
		"qwertyuiop":               weak + "at once.",
		"0987654321":               weak + "at once.",
		"aaaaaaaaaaaaaaaaaaaaaaaa": weak + "at once.",
		"Okta2026":                 weak + "in about ",
		"horse":                    weak + "in about 3 seconds.",
		"horse battery":            weak + "in about 22 hours.",
		"Summer2026!":              weak + "in about 21 minutes.",
		"hunter2 hunter2 hunter2":  weak + "in about ",
		// The best-known passphrase there is.
		"correct horse battery staple": weak + "at once.",
		"abacus oaf unread":            fair,
		"4f9a1c77e02b":                 fair + "70 years.",
		"abacus oaf unread tulip":      strong,
		"xK9#mQ2$vL7p":                 strong,
		"kzqxwvtpmbhjxd":               strong,
		"мой очень длинный пароль":     strong,
		"合気道合気道電気鉄道":                   strong,
		"\xff\xfe\xfd\xfc\xfb\xfa\xf9": weak,
		strings.Repeat("a", 1<<20):     weak,
	} {
		words, ok := vault.Strength(passphrase)
		if !strings.HasPrefix(words, want) || (words == "") != (want == "") {
			t.Errorf("%.40q: got %q, want %q", passphrase, words, want)
		}
		if ok != (strings.HasPrefix(words, "Fair") || strings.HasPrefix(words, "Strong")) {
			t.Errorf("%.40q: %q is said to be ok: %v", passphrase, words, ok)
		}
	}
}
