package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"oktadance/steps"
)

func (p *program) explainVerb() *cobra.Command {
	verb := &cobra.Command{
		Use:   "explain [TEXT|-]",
		Short: "What an Okta error or a word of the field means",
		Long: `Says what an error means, its likely cause and what to do. It asks nobody and needs no notes.
A word of the field, such as audience, is explained too; glossary lists them all.
TEXT is whatever you have: the answer of a server, a line of a log, a code, a sentence of the gateway, a few words.
- reads it from standard input. Secrets in it are not repeated.`,
		Example: `oktadance explain 'Policy evaluation failed'

# a word
oktadance explain audience

# one code, for a script
oktadance explain E0000011 --json

# everything that curl printed
curl -v https://example.okta.com/oauth2/default/v1/token 2>&1 | oktadance explain -`,
		RunE: func(c *cobra.Command, args []string) error { return p.explain(c.Context(), args) },
	}
	verb.Flags().BoolVar(&p.json, "json", false, "one JSON object")
	return verb
}

// explain prints what the coach makes of a text.
func (p *program) explain(ctx context.Context, args []string) error {
	text, err := p.textToExplain(ctx, args)
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		return &usageError{
			text: "there is nothing to explain",
			hint: "Give it a text: oktadance explain 'Policy evaluation failed'. A dash reads standard input; glossary lists the words there are.",
		}
	}
	if defined, err := p.define(text); defined {
		return err
	}
	all := steps.Explain(text)
	if len(all) == 0 {
		all = []steps.Explanation{nothingFits()}
	}
	if err := p.tell(all); err != nil {
		return err
	}
	if all[0].Name == steps.Unknown {
		return errReported
	}
	return nil
}

// nothingFits is what is said of a text that the coach can make nothing of.
func nothingFits() steps.Explanation {
	return steps.Explanation{
		Name: steps.Unknown,
		What: "Nothing that is known here fits this text.",
		Why:  "It is too small a piece, or comes from something else than Okta and MuleSoft's gateway.",
		Next: "Paste the whole answer of the server, the line of the log, or a code such as E0000011. A few words do too: oktadance explain 'policy evaluation failed'.",
	}
}

// textToExplain is what the arguments say, or standard input where they say - or
// nothing and nobody types.
func (p *program) textToExplain(ctx context.Context, args []string) (string, error) {
	switch {
	case len(args) == 1 && args[0] == "-", len(args) == 0 && !p.console.Terminal() && !p.noInput:
		return p.pasted(ctx)
	}
	return strings.Join(args, " "), nil
}

// longestText is more than anybody pastes, and little enough to be read at once.
const longestText = 1 << 20

// pasted is standard input to its end.
func (p *program) pasted(ctx context.Context) (string, error) {
	type read struct {
		text []byte
		err  error
	}
	done := make(chan read, 1) // reading can't be cancelled; a signal must not have to wait for it
	go func() {
		text, err := io.ReadAll(io.LimitReader(p.in, longestText))
		done <- read{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-done:
		return string(r.text), r.err
	}
}

// tell prints the best explanation and names the others. When there is none, that
// is an error, and no result.
func (p *program) tell(all []steps.Explanation) error {
	best := all[0]
	switch {
	case p.json:
		return p.explainJSON(all)
	case best.Name == steps.Unknown && best.Said == "":
		return &steps.Problem{What: best.What, Why: best.Why, Next: best.Next}
	}
	fmt.Fprintln(p.out, best.What)
	p.part("Likely cause:", best.Why)
	p.part("What to do:", best.Next)
	if best.Repair != "" {
		p.part("Or:", "Walk on with oktadance, which offers to do this for you.")
	}
	p.part("It said:", best.Said)
	p.part("Name:", best.Name)
	p.related("Could also be:", all[1:])
	return nil
}

// part prints a labelled line, if there is something to print.
func (p *program) part(label, words string) {
	if words != "" {
		fmt.Fprintf(p.out, "%-13s %s\n", label, words)
	}
}

// related lists what else a text may be about.
func (p *program) related(heading string, others []steps.Explanation) {
	wide := 0
	for _, other := range others {
		wide = max(wide, len(other.Name))
	}
	for i, other := range others {
		if i == 0 {
			fmt.Fprintln(p.out, "\n"+heading)
		}
		fmt.Fprintf(p.out, "  %-*s  %s\n", wide, other.Name, other.What)
	}
}

type otherJSON struct {
	Name string `json:"name"`
	What string `json:"what"`
}

// explainJSON prints the same as one object.
func (p *program) explainJSON(all []steps.Explanation) error {
	best := all[0]
	answer := struct {
		Name   string      `json:"name"`
		What   string      `json:"what"`
		Why    string      `json:"why"`
		Next   string      `json:"next"`
		Said   string      `json:"said,omitempty"`
		Repair string      `json:"repair"`
		Others []otherJSON `json:"others"`
	}{best.Name, best.What, best.Why, best.Next, best.Said, best.Repair, []otherJSON{}}
	for _, other := range all[1:] {
		answer.Others = append(answer.Others, otherJSON{other.Name, other.What})
	}
	return p.printJSON(answer)
}
