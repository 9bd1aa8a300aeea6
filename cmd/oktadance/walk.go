package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/cli/browser"
	"github.com/spf13/cobra"

	"oktadance/steps"
	"oktadance/tui"
	"oktadance/vault"
)

func (p *program) practiceVerb() *cobra.Command {
	fresh := false
	verb := &cobra.Command{
		Use:   "practice",
		Short: "The same walk against the practice org inside the program",
		Long: `Walks the same six steps against an org inside the program: no account, no network.
It answers as Okta does, and Enter takes the right answer everywhere.
The org is kept, so that a walk can be gone on with tomorrow.`,
		Example: `oktadance practice

# start over with a new org and new notes
oktadance practice --fresh`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if c.Flags().Changed("profile") && p.profile != practiceProfile {
				return &usageError{
					text: "the practice walk has a profile of its own",
					hint: "Leave --profile out: oktadance practice",
				}
			}
			p.profile = practiceProfile
			return p.walk(c.Context(), fresh)
		},
	}
	verb.Flags().BoolVar(&fresh, "fresh", false, "start over: a new org, new notes")
	return verb
}

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
	given, err := p.givenPassphrase(ctx)
	if err != nil {
		return err
	}
	outcome, err := p.present(ctx, p.options(s, given))
	if outcome.Unlocked && errors.Is(err, tui.ErrInterrupted) {
		fmt.Fprintf(p.err, "The notes are kept. To go on from here: %s\n", p.again())
	}
	return err
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
		Place:      p.place(),
		Welcome:    welcome(p.profile == practiceProfile),
		Where:      s.notesFile(),
		New:        !vault.Exists(s.dir),
		Passphrase: passphrase,
		Unlock:     s.open,
		Suggest:    vault.Suggest,
		Strength: func(passphrase string) string {
			words, _ := vault.Strength(passphrase)
			return words
		},
		Explain: explain,
		Walk: func(notes steps.Notes) *steps.Walk {
			return steps.NewWalk(steps.All(), notes, s.env())
		},
		Browse:  browser.OpenURL,
		NoColor: noColor(),
	}
}

// place says in the header whose notes these are.
func (p *program) place() string {
	switch p.profile {
	case "default":
		return "your notes"
	case practiceProfile:
		return "practice org"
	}
	return p.profile
}

func welcome(practising bool) string {
	if practising {
		return "Six steps, about three minutes. The org you practise on is inside this program: nothing leaves your machine, and Enter takes the right answer everywhere."
	}
	return "Six steps, about ten minutes. You need an Okta org, or make one on the way. The wizard talks to that org and to nobody else."
}
