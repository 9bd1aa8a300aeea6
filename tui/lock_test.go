package tui

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"oktadance/steps"
)

func TestIdleNotesLockThemselves(t *testing.T) {
	u := sit(t, someNotes(), false)
	if !holds(reflect.ValueOf(u.m), hidden, map[any]bool{}) {
		t.Fatal("the model does not hold the secret while the notes are open: the search finds nothing")
	}
	u.waits(10 * time.Minute)
	u.hears(letter('x'))
	u.waits(14 * time.Minute)
	if u.locks != 0 {
		t.Fatal("the notes were locked though there was a key")
	}
	u.waits(time.Minute)
	u.sees("Your notes are locked", "Locked after 15 minutes without a key.", "Passphrase")
	if u.locks != 1 {
		t.Errorf("locked %d times, want once", u.locks)
	}
	if holds(reflect.ValueOf(u.m), hidden, map[any]bool{}) {
		t.Error("the model still holds the secret")
	}
}

func TestATrialUnderWayIsNoIdleness(t *testing.T) {
	u := sit(t, someNotes(), false)
	u.hears(special(tea.KeyEnter))
	if u.m.walk.State() != steps.Trying {
		t.Fatalf("the walk is %v, want trying", u.m.walk.State())
	}
	u.waits(time.Hour)
	if u.locks != 0 {
		t.Error("the notes were locked during a trial")
	}
}

// holds searches a value and all it points to for a text.
func holds(v reflect.Value, text string, seen map[any]bool) bool {
	switch v.Kind() {
	case reflect.String:
		return strings.Contains(v.String(), text)
	case reflect.Pointer, reflect.Interface:
		if v.Kind() == reflect.Pointer && (v.IsNil() || seen[v.Pointer()]) {
			return false
		} else if v.Kind() == reflect.Pointer {
			seen[v.Pointer()] = true
		}
		return v.IsValid() && !v.IsNil() && holds(v.Elem(), text, seen)
	case reflect.Struct:
		for i := range v.NumField() {
			if holds(v.Field(i), text, seen) {
				return true
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if holds(v.Index(i), text, seen) {
				return true
			}
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if holds(k, text, seen) || holds(v.MapIndex(k), text, seen) {
				return true
			}
		}
	}
	return false
}

func TestUnlockingGoesOnWhereItWas(t *testing.T) {
	notes := someNotes()
	u := sit(t, notes, false)
	u.hears(special(tea.KeyEscape)) // from the URL back to the password
	u.hears(special(tea.KeyEscape))
	u.sees("What you sign in to Okta with")
	u.hears(letter('x'))
	u.waits(15 * time.Minute)
	u.sees("locked")
	u.hears(unlockedMsg{notes: notes})
	u.sees("What you sign in to Okta with", "dancerx")
}

func TestTheNotesScreenIsThereAgainAfterUnlocking(t *testing.T) {
	u := atPassword(t)
	u.presses(ctrl('r'))
	u.sees(hidden)
	u.waits(15 * time.Minute)
	u.sees("locked")
	u.hears(unlockedMsg{notes: someNotes()})
	u.sees("account.password")
	if strings.Contains(u.m.screen(), hidden) {
		t.Error("the secret is shown without being asked for again")
	}
}

func TestAMachineThatSleptLocksWhenItWakes(t *testing.T) {
	u := sit(t, someNotes(), false)
	u.now = u.now.Add(8 * time.Hour) // no timer ran
	u.waits(0)
	u.sees("locked")
}

// A walk without its notes keeps nothing that was typed in secret.
func TestASecretBeingTypedIsDropped(t *testing.T) {
	notes := paper{"account.username": "dancer"}
	u := sit(t, notes, false)
	u.hears(tea.PasteMsg{Content: hidden})
	u.sees("14 characters pasted")
	u.waits(15 * time.Minute)
	u.hears(unlockedMsg{notes: notes})
	u.sees("Password", "Kept in the encrypted notes")
}

// A scene that waits for a key is ended first, for it to leave nothing behind; one
// whose next move is under way is no idleness.
func TestADanceIsEndedBeforeTheNotesAreLocked(t *testing.T) {
	notes := someNotes()
	u := sit(t, notes, false)
	u.m.o.Dance = func(steps.Notes) steps.Dance {
		return steps.Dance{
			Scenes: []steps.Scene{{Name: "good", Title: "The good dance"}}, Voices: []string{"mule"},
			Play: func(context.Context, string, string, func(steps.Move)) steps.Ending { return steps.Ending{} },
		}
	}
	u.m.openDance()
	u.hears(special(tea.KeyEnter))
	u.waits(time.Hour)
	if u.locks != 0 {
		t.Fatal("the notes were locked while a move was under way")
	}
	u.hears(movedMsg{u.m.dance.number, steps.Tutorial()[0]})
	u.waits(16 * time.Minute)
	if u.locks != 0 {
		t.Fatal("the notes were locked before the scene had cleared up")
	}
	u.hears(clearedMsg{})
	u.waits(time.Second)
	u.sees("Your notes are locked")
	u.hears(unlockedMsg{notes: notes})
	u.sees("The good dance")
}
