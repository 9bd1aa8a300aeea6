package main

import (
	"testing"

	"oktadance/internal/practice"
	"oktadance/internal/ptytest"
)

// counter counts what a person does.
type counter struct {
	user
	pastes, enters int
}

func (c *counter) answers(value string) {
	c.pastes++
	c.Paste(value)
	c.enter()
}

func (c *counter) enter() {
	c.enters++
	c.Enter()
}

// The promise to a person with an org: two pastes and Enter.
func TestTwoPastesAndEnterGiveAVerifiedToken(t *testing.T) {
	org, err := practice.Start(practice.Options{Troubles: []string{"integrator"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	c := &counter{user: sitDown(t, ptytest.Options{Cols: 100, Rows: 30})}
	c.unlocks()
	for _, seen := range []struct{ words, paste string }{
		{atUsername, ""}, {atPassword, ""}, {atURL, org.URL()}, {finished, ""},
		{atServer, ""}, {finished, ""},
		{atTokenName, ""}, {"Okta shows it once", org.Paste().APIToken}, {finished, ""},
		{atHow, ""}, {atAppName, ""}, {agree, ""}, {finished, ""},
		{atHow, ""}, {atScopeName, ""}, {atDisplayName, ""}, {atDescription, ""}, {agree, ""}, {finished, ""},
		{atTest, ""}, {finished, ""},
	} {
		c.Sees(seen.words)
		if seen.paste == "" {
			c.enter()
		} else {
			c.answers(seen.paste)
		}
	}
	c.Sees("You can dance")
	t.Logf("%d passphrase, %d pastes, %d times Enter", 1, c.pastes, c.enters)
	if c.pastes != 2 {
		t.Errorf("%d pastes, want 2", c.pastes)
	}
}

// Help tells of the page it lies over, and not of itself.
func TestHelpSaysThatThereIsNothingBeforeTheFirstQuestion(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 60}, "practice")
	u.unlocks()
	u.Sees(atUsername)
	u.Key("f1")
	u.Sees("Keys that don't, and why", "there is nothing before this", "everything is in sight")
}
