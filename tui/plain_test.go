package tui_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"oktadance/steps"
	"oktadance/tui"
)

// told is what the walk says to somebody who gives these lines, against a practice
// org, and how it ended.
func told(t *testing.T, change func(*tui.Options), lines ...string) (said string, left tui.Outcome, err error) {
	t.Helper()
	o, _ := withOrg(t)
	if change != nil {
		change(&o)
	}
	in, typed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if _, err := typed.WriteString(strings.Join(lines, "\n") + "\n"); err != nil {
		t.Fatal(err)
	}
	typed.Close()
	var out bytes.Buffer
	left, err = tui.Plain(context.Background(), o, tui.NewConsole(in, &out), &out)
	if strings.Contains(out.String(), "\x1b") {
		t.Errorf("an escape was printed:\n%q", out.String())
	}
	return out.String(), left, err
}

// says fails unless these words were said, in this order.
func says(t *testing.T, said string, words ...string) {
	t.Helper()
	rest := said
	for _, w := range words {
		_, after, found := strings.Cut(rest, w)
		if !found {
			t.Fatalf("%q was not said, or not after what comes before it:\n%s", w, said)
		}
		rest = after
	}
}

func saysNot(t *testing.T, said string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(said, w) {
			t.Errorf("%q was said:\n%s", w, said)
		}
	}
}

// clipboard is one that keeps all that was ever in it; emptied it holds "".
type clipboard struct{ held []string }

func (b *clipboard) copy(value string) (func() error, error) {
	b.held = append(b.held, value)
	return func() error { b.held = append(b.held, ""); return nil }, nil
}

func (b *clipboard) on(o *tui.Options) { o.Handling.Copy = b.copy }

// heldAll fails unless the clipboard held these values, one after the other.
func (b *clipboard) heldAll(t *testing.T, values ...string) {
	t.Helper()
	if strings.Join(b.held, "|") != strings.Join(values, "|") {
		t.Errorf("the clipboard held %q, want %q", b.held, values)
	}
}

func TestWhatStandsInBracketsIsCopiedByAWord(t *testing.T) {
	var c clipboard
	said, left, _ := told(t, c.on, "copy", "", "copy")
	says(t, said, "copy copies what stands in brackets", "Username [dancer@example.com]: ",
		"Copied Username. The clipboard is emptied in 45 s", "Username [dancer@example.com]: ",
		"Password (optional): ", "There is nothing in brackets here to copy")
	if c.heldAll(t, "dancer@example.com", ""); !left.Unlocked {
		t.Error("the walk was not left with notes to be kept")
	}
}

func TestASecretIsCopiedAndNotShown(t *testing.T) {
	var c clipboard
	said, _, _ := told(t, c.on, "", "", "", "", "", "copy", "", "copy token.value", "reveal token.value", "quit")
	says(t, said, "Token value [the one offered, 42 characters]: ", "Copied Token value.",
		"Finished: API token.", "Copied Token value.", "How to make it")
	if len(c.held) != 3 || len(c.held[0]) != 42 || c.held[1] != c.held[0] || c.held[2] != "" {
		t.Fatalf("the clipboard held %q", c.held)
	}
	if strings.Count(said, c.held[0]) != 1 {
		t.Errorf("the token was not shown once, when it was to be revealed:\n%s", said)
	}
}

func TestACopyWithoutAClipboardNamesTheCommand(t *testing.T) {
	said, _, _ := told(t, nil, "copy", "", "copy account.username", "copy account.password", "quit")
	says(t, said, "Username is not copied: there is no clipboard here", "It stands in brackets.",
		"Username is not copied", "oktadance notes get account.username --profile practice",
		"The note account.password is empty")
}

// A word that orders something is an answer in quotes, in a password too; and words
// that only begin like an order are answers as they are.
func TestAnOrderInQuotesIsAnAnswer(t *testing.T) {
	said, _, _ := told(t, nil, `"copy"`, `"notes"`, "notes", "reveal account.password", "go account.username", "copy of mine", "notes", "quit")
	says(t, said, "Username, account.username: copy\n", "Password, account.password: kept, 5 characters",
		"\nnotes\n", "Username [copy]: ", "account.username: copy of mine")
}

func TestTheNotesAreListedAndGoneTo(t *testing.T) {
	said, _, _ := told(t, nil, "", "", "", "notes", "go account.url", "quit")
	says(t, said, "Step 2 of 6", "Account, passed 23 Nov 2026", "  Username, account.username: dancer@example.com",
		"  Password, account.password: not answered", "Metadata, not finished",
		"Step 1 of 6: Account", "Answered: Username: dancer@example.com", "Okta URL [http://127.0.0.1")
}

func TestThePageInOktaIsOpenedByAWord(t *testing.T) {
	var opened []string
	said, _, _ := told(t, func(o *tui.Options) {
		o.Browse = func(url string) error { opened = append(opened, url); return nil }
	}, "", "", "open", "", "", "", "open", "quit")
	says(t, said, "Okta URL [", "https://developer.okta.com/signup\nOpened in your browser.", "Token value", "There is no address in Okta")
	if len(opened) != 1 || strings.Count(said, opened[0]+"\n") < 2 {
		t.Errorf("opened %q, which should be told with the step and once more:\n%s", opened, said)
	}
}

// toTheEnd are the empty lines that take what is offered, up to the end.
func toTheEnd(then ...string) []string { return append(make([]string, 15), then...) }

func TestAtTheEndTheFormIsFilledIn(t *testing.T) {
	var c clipboard
	said, left, err := told(t, func(o *tui.Options) { c.on(o); o.Handling.Form = aForm() },
		append([]string{"form"}, toTheEnd("form", "form 1", "form 2", "form 9", "<", "", "")...)...)
	says(t, said, "The form is filled in when all steps are finished", "You can dance",
		"Enter finishes; form, notes and ? work here: ", "Add OIDC client provider", "Settings", "  1. Client Secret", "kept, 64 characters", "Mind this",
		"  2. Tick it", "form and a number copies that value", "Copied Client Secret.", "There is nothing to copy for Tick it", "There is no field 9",
		"Step 6 of 6", "You can dance")
	if err != nil || !left.Done {
		t.Errorf("left with %v, %v", left, err)
	}
	if len(c.held) != 2 || strings.Contains(said, c.held[0]) {
		t.Errorf("the clipboard held %q, and none of it may be said", c.held)
	}
}

// aForm is one to be filled in after the walk.
func aForm() *tui.Form {
	return &tui.Form{
		Title: "Add OIDC client provider", Key: "to Anypoint", Where: "In Anypoint: Access Management.",
		Entries: func(n steps.Notes) []tui.Entry {
			return []tui.Entry{
				{Section: "Settings", Label: "Client Secret", Value: n.Get("app.client_secret"), Secret: true, Hint: "Mind this."},
				{Label: "Tick it", Hint: "There is nothing to copy."},
			}
		},
	}
}

func TestAtTheEndTheDanceIsDancedInLines(t *testing.T) {
	said, left, err := told(t, func(o *tui.Options) { o.Dance = sevenMoves },
		append([]string{"dance"}, toTheEnd("dance", "dance moves rfc6750", "dance tango", "what", "quit")...)...)
	says(t, said, "The dance begins when all steps are finished.", "oktadance dance --profile practice: the seven moves, for real; here: dance",
		"Enter finishes; dance, notes and ? work here: ",
		"The gateway answers as mule.", "1. Client to Okta", "7. ", "The request went through.", "dance and a name plays that scene: moves.",
		"The gateway answers as rfc6750.", "That is no scene", "That is no order here.")
	if err != nil || !left.Done {
		t.Errorf("left with %v, %v", left, err)
	}
}

// The input may end at the end: nothing is left to be done there.
func TestTheInputMayEndWhereTheWalkDoes(t *testing.T) {
	if said, left, err := told(t, nil, toTheEnd()...); err != nil || !left.Done {
		t.Errorf("left with %v, %v:\n%s", left, err, said)
	}
}

func TestAChoiceThatIsNoneLeavesTheOfferedOne(t *testing.T) {
	toChoice := make([]string, 6)
	said, _, err := told(t, nil, append(toChoice, "3", "", "quit")...)
	says(t, said, "  1. Do it for me\n  2. I'll click it myself\nHow to make it [1]: ",
		"Problem: That is none of the answers.", "What to do: There are: 1. Do it for me, 2. I'll click it myself.",
		"How to make it [1]: ", "App name [")
	saysNot(t, said, "wizard, hand")
	if !errors.Is(err, tui.ErrInterrupted) {
		t.Errorf("left with %v", err)
	}
}

func TestAChoiceIsMadeByItsWordsToo(t *testing.T) {
	said, _, _ := told(t, nil, append(make([]string, 6), "i'll click it myself", "", "quit")...)
	says(t, said, "How to make it [1]: ", "App name [", "Client ID [")
}
