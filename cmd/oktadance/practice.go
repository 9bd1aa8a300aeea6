package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"oktadance/internal/practice"
	"oktadance/steps"
)

// practising is what the flags of the practice verb say.
type practising struct {
	fresh     bool
	troubles  []string
	list      bool
	serve     bool
	listen    string
	listenAPI string
	state     string
}

func (p *program) practiceVerb() *cobra.Command {
	var o practising
	verb := &cobra.Command{
		Use:   "practice",
		Short: "The same walk against the practice org inside the program",
		Long: `Walks the same six steps against an org inside the program: no account, no network.
It answers as Okta does, and Enter takes what is offered: the right answer, or with --trouble
what a person in that trouble would answer. The org is kept, so that a walk can be gone on with
tomorrow, with the troubles that are left in it.

--trouble puts something wrong into the org, to rehearse finding it and getting out again. An org
that has the trouble already is gone on with; else the walk starts over, with a new org and empty
notes under the same passphrase. --fresh starts over in any case, with a new passphrase too.

--serve runs an org for other programs instead, with an API that takes its tokens, and prints what to
paste into them. It has nothing to do with the walk's org: it is new each time and in memory, unless
--state names its file.`,
		Example: `oktadance practice

# find out what is wrong, and get out of it
oktadance practice --trouble integrator

# an org and a secured API for curl, Postman or a gateway, until ctrl+c
oktadance practice --serve`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if c.Flags().Changed("profile") && p.profile != practiceProfile {
				return &usageError{
					text: "the practice walk has a profile of its own",
					hint: "Leave --profile out: oktadance practice",
				}
			}
			p.profile = practiceProfile
			return p.practise(c.Context(), o)
		},
	}
	verb.SetHelpFunc(func(c *cobra.Command, args []string) {
		c.InheritedFlags().Lookup("profile").Hidden = true // it has one of its own
		c.Root().HelpFunc()(c, args)
	})
	p.lockFlag(verb)
	flags := verb.Flags()
	p.postQuantumFlag(verb)
	flags.BoolVar(&o.fresh, "fresh", false, "start over: a new org, new notes")
	flags.StringArrayVar(&o.troubles, "trouble", nil, "put the trouble `NAME` into the org; can be given again")
	flags.BoolVar(&o.list, "troubles", false, "list the troubles there are")
	flags.BoolVar(&o.serve, "serve", false, "run an org for other programs until ctrl+c")
	flags.StringVar(&o.listen, "listen", "", "with --serve: listen on `HOST:PORT` (default any free port of 127.0.0.1)")
	flags.StringVar(&o.listenAPI, "listen-api", "", "with --serve: the secured API listens on `HOST:PORT` (default any free port beside the org)")
	flags.StringVar(&o.state, "state", "", "with --serve: keep the org in `FILE` (default in memory)")
	flags.BoolVar(&p.json, "json", false, "with --serve or --troubles: JSON on standard output")
	completions(verb, "trouble", oneOf(troublesToName))
	completions(verb, "state", files)
	return verb
}

// practise does what the flags of the practice verb say.
func (p *program) practise(ctx context.Context, o practising) error {
	if err := o.check(p.json); err != nil {
		return err
	}
	switch {
	case o.list:
		return p.listTroubles()
	case o.serve:
		return p.serve(ctx, o)
	}
	p.troubles = o.troubles
	return p.walk(ctx, o.fresh)
}

// check finds mistakes in the flags before anything is started.
func (o practising) check(json bool) error {
	for _, name := range o.troubles {
		if !slices.Contains(troubleNames(), name) {
			return &usageError{text: "there is no trouble named " + name, hint: nearTrouble(name)}
		}
	}
	for _, only := range []struct {
		flag  string
		given bool
		with  []bool
	}{
		{"--listen", o.listen != "", []bool{o.serve}},
		{"--listen-api", o.listenAPI != "", []bool{o.serve}},
		{"--state", o.state != "", []bool{o.serve}},
		{"--json", json, []bool{o.serve, o.list}},
	} {
		if only.given && !slices.Contains(only.with, true) {
			return &usageError{text: only.flag + " says nothing about a walk", hint: "It goes with --serve: oktadance practice --serve"}
		}
	}
	return nil
}

func troubleNames() []string {
	var names []string
	for _, t := range practice.Troubles() {
		names = append(names, t.Name)
	}
	return names
}

// nearTrouble names the trouble that is closest to what was typed.
func nearTrouble(name string) string {
	const all = "oktadance practice --troubles lists them."
	if near := steps.Nearest(name, troubleNames()); near != "" {
		return "Did you mean " + near + "? " + all
	}
	return all
}

type troubleJSON struct {
	Name string `json:"name"`
	Line string `json:"line"`
}

// listTroubles prints a line for each trouble.
func (p *program) listTroubles() error {
	var all []troubleJSON
	wide := 0
	for _, t := range practice.Troubles() {
		all = append(all, troubleJSON(t))
		wide = max(wide, len(t.Name))
	}
	if p.json {
		return p.printJSON(all)
	}
	for _, t := range all {
		if _, err := fmt.Fprintf(p.out, "%-*s  %s\n", wide, t.Name, t.Line); err != nil {
			return err
		}
	}
	return nil
}
