package steps_test

import (
	"testing"

	"oktadance/steps"
)

// What somebody typed, and what is offered for it: as many letters as can be told
// for a slip of the finger, and no more.
func TestASlipIsToldFromAnotherWord(t *testing.T) {
	names := []string{"help", "json", "kong", "nginx", "good", "notes", "trouble", "troubles", "no-contract", "app.client_secret", "app.id"}
	for typed, want := range map[string]string{
		"jsn": "json", "JSON": "json", "jsno": "json", "ngnix": "nginx", "troubel": "trouble", "no-contrakt": "no-contract", "notse": "notes",
		"app.client_secrt": "app.client_secret", "app.cleint-secret": "app.client_secret", "app.cl": "app.client_secret", "tro": "trouble",
		"nope": "", "fooo": "", "bogus": "", "a": "", "": "", "é": "", "gold": "good", "clock": "",
	} {
		if got := steps.Nearest(typed, names); got != want {
			t.Errorf("for %q it offers %q, not %q", typed, got, want)
		}
	}
}
