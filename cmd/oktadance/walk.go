package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/cli/browser"

	"oktadance/steps"
	"oktadance/tui"
	"oktadance/vault"
)

// walk leads through the steps, on the screen or line by line.
func (p *program) walk(ctx context.Context, fresh bool) (err error) {
	if p.noInput {
		return &usageError{
			text: "the walk asks questions, and --no-input forbids that",
			hint: "Verbs that ask nothing: check, notes, notes get. Answers can also come from a file: oktadance --plain < answers",
		}
	}
	s, err := p.session(fresh)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if s.renewed {
		fmt.Fprintf(p.err, "The practice walk starts over: a %s, and empty notes.\n", s.orgWords())
	}
	given, err := p.key(ctx, s)
	if err != nil {
		return err
	}
	outcome, err := p.present(ctx, p.options(s, given))
	switch {
	case outcome.Unlocked && errors.Is(err, tui.ErrInterrupted):
		fmt.Fprintf(p.err, "The notes are kept. To go on from here: %s\n", p.again())
	case outcome.Done && !p.lineByLine(): // the screen is gone, and what it said with it
		fmt.Fprintf(p.err, "All six steps are finished. To see the notes: oktadance notes%s\n", p.profileFlag())
	}
	return err
}

// noPassphrase stands in for one where identities open the notes, so that none is
// asked for.
const noPassphrase = "none is needed"

// key is the passphrase that was given, if any. Where identities open the notes
// it opens them already: a plugin may have to ask something, and does so before
// the screen begins.
func (p *program) key(ctx context.Context, s *session) (string, error) {
	if p.postQuantum && vault.Exists(s.dir) {
		return "", &usageError{
			text: "these notes exist already, and --post-quantum is for new ones",
			hint: "Make others beside them with --profile NAME.",
		}
	}
	if len(p.identities) > 0 {
		_, err := s.open(noPassphrase)
		return noPassphrase, err
	}
	return p.givenPassphrase(ctx)
}

func (p *program) present(ctx context.Context, o tui.Options) (tui.Outcome, error) {
	if p.lineByLine() {
		return tui.Plain(ctx, o, p.console, p.out)
	}
	return tui.Screen(ctx, o)
}

// again is the command that goes on with this walk.
func (p *program) again() string {
	switch p.profile {
	case "default":
		return "oktadance"
	case practiceProfile:
		return "oktadance practice"
	}
	return "oktadance --profile " + p.profile
}

func (p *program) options(s *session, passphrase string) tui.Options {
	return tui.Options{
		Place:      p.place(s),
		Welcome:    p.welcome(s),
		Where:      s.notesFile(),
		Flags:      p.profileFlag(),
		New:        !vault.Exists(s.dir),
		Passphrase: passphrase,
		Suggest:    vault.Suggest,
		Strength:   strength,
		Explain:    p.worded,
		Walk: func(notes steps.Notes) *steps.Walk {
			return steps.NewWalk(steps.All(), notes, s.env())
		},
		Browse:   browse,
		Dance:    func(n steps.Notes) steps.Dance { return p.choreography(s, n, "") },
		Manners:  p.manners(),
		Handling: p.handling(s),
	}
}

// profileFlag is what a command needs to find the same notes again, with a space
// before it.
func (p *program) profileFlag() string {
	if p.profile == "default" {
		return ""
	}
	return " --profile " + p.profile
}

// browse opens an address in the person's browser. What the browser has to say
// would be written over the screen.
func browse(address string) error {
	browser.Stdout, browser.Stderr = io.Discard, io.Discard
	return browser.OpenURL(address)
}

// place says in the header whose notes these are.
func (p *program) place(s *session) string {
	switch p.profile {
	case "default":
		return "your notes"
	case practiceProfile:
		return s.orgWords()
	}
	return p.profile
}

func strength(passphrase string) string {
	words, _ := vault.Strength(passphrase)
	return words
}

// welcome says what a person lets themselves in for.
func (p *program) welcome(s *session) []steps.Line {
	lines := realWelcome(s)
	if p.profile == practiceProfile {
		lines = practiceWelcome(s)
	}
	if p.postQuantum {
		lines = append(lines, steps.Line{Label: "Mind", Value: postQuantumWords})
	}
	return lines
}

func realWelcome(s *session) []steps.Line {
	return []steps.Line{
		{Label: "How long", Value: "Six steps, about ten minutes. You can leave at any time and go on later."},
		{Label: "You need", Value: "An Okta org in which you are an administrator, or a business e-mail address to make one on the way."},
		{Label: "Talks to", Value: "That org, and nobody else."},
		{Label: "Writes", Value: "Encrypted files and a lock, in " + s.dir + "; in the org only what you agree to."},
	}
}

func practiceWelcome(s *session) []steps.Line {
	enter := "Enter takes the right answer everywhere."
	if len(s.ahead()) > 0 {
		enter = "Enter takes what is offered. Something is wrong there: find it, and the way out."
	}
	return []steps.Line{
		{Label: "How long", Value: "Six steps, about three minutes. " + enter},
		{Label: "You need", Value: "Nothing: no account and no network."},
		{Label: "Talks to", Value: "Nobody: the org you practise on is inside this program, and nothing leaves your machine."},
		{Label: "Writes", Value: "Encrypted files, a lock and the org itself, in " + s.dir + "."},
	}
}
