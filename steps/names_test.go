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

// Whoever looks through the notes reads what each is, not what it is called inside.
func TestEveryNoteIsShownByALabel(t *testing.T) {
	notes := &memory{notes: map[string]string{}}
	for _, name := range steps.Names() {
		notes.notes[name] = "something"
	}
	for _, sheet := range steps.Sheets(steps.All(), notes) {
		for _, line := range sheet.Lines {
			if line.Label == "" || line.Label == line.Note || len(line.Label) > 24 {
				t.Errorf("in %s the note %s is shown as %q", sheet.Title, line.Note, line.Label)
			}
		}
	}
	if step, _ := steps.Source(steps.All(), "account.made_in"); step != "Account" {
		t.Errorf("account.made_in comes from %q", step)
	}
}
