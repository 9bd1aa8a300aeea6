package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"oktadance/steps"
)

func (p *program) checkVerb() *cobra.Command {
	verb := &cobra.Command{
		Use:   "check [STEP…]",
		Short: "Try the finished steps again, ask nothing",
		Long: `Tries the finished steps again with the answers in the notes, and changes nothing.
Without a name it tries them all; steps are account, metadata, token, app, scope and test.`,
		Example: `oktadance check

# two of them, for a script
oktadance check token app --json`,
		ValidArgsFunction: onlyOnce(stepNames),
		RunE:              func(c *cobra.Command, names []string) error { return p.check(c.Context(), names) },
	}
	verb.Flags().BoolVar(&p.json, "json", false, "one JSON object")
	return verb
}

func stepIDs() []string {
	var ids []string
	for _, s := range steps.All() {
		ids = append(ids, s.ID)
	}
	return ids
}

// check tries the steps named, or all, and prints a line for each.
func (p *program) check(ctx context.Context, names []string) error {
	for _, name := range names {
		if !slices.Contains(stepIDs(), name) {
			return &usageError{text: "there is no step named " + name, hint: "Steps are account, metadata, token, app, scope and test."}
		}
	}
	return p.withNotes(ctx, func(s *session, n steps.Notes) error {
		reports := steps.Check(ctx, steps.All(), n, s.env(), names)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if p.json {
			return p.reportJSON(reports)
		}
		return p.report(reports)
	})
}

// report prints a sign and a word for each step, and what went wrong.
func (p *program) report(reports []steps.Report) error {
	out := p.manners().Writer(p.out)
	for _, r := range reports {
		sign := map[steps.Verdict]string{steps.Held: "✓", steps.Failed: "✗", steps.Unfinished: "○"}[r.Verdict]
		fmt.Fprintf(out, "%s %-10s %-10s %s\n", sign, r.Verdict, r.Title, took(r))
		if r.Problem == nil {
			continue
		}
		for _, line := range []string{r.Problem.What, r.Problem.Why, r.Problem.Next} {
			if line != "" {
				fmt.Fprintln(out, "    "+line)
			}
		}
	}
	if slices.ContainsFunc(reports, func(r steps.Report) bool { return r.Verdict == steps.Unfinished }) {
		fmt.Fprintln(out, "To go on with what is unfinished: "+p.again())
	}
	return p.verdict(reports)
}

func took(r steps.Report) string {
	if r.Verdict == steps.Unfinished {
		return ""
	}
	return r.Took.Round(time.Millisecond).String()
}

// verdict is an error when a step failed, when one that was named is not finished,
// or when there was none to try.
func (p *program) verdict(reports []steps.Report) error {
	tried := false
	for _, r := range reports {
		if r.Problem != nil {
			return errReported
		}
		tried = tried || r.Verdict == steps.Held
	}
	if !tried {
		return &steps.Problem{What: "No step is finished yet, so there is nothing to check.", Next: "Begin with: " + p.again()}
	}
	return nil
}

type stepJSON struct {
	Step    string `json:"step"`
	Title   string `json:"title"`
	Verdict string `json:"verdict"`
	TookMS  int64  `json:"took_ms"`
	What    string `json:"what,omitempty"`
	Why     string `json:"why,omitempty"`
	Next    string `json:"next,omitempty"`
	Said    string `json:"said,omitempty"`
}

func (p *program) reportJSON(reports []steps.Report) error {
	answer := struct {
		Profile string     `json:"profile"`
		OK      bool       `json:"ok"`
		Steps   []stepJSON `json:"steps"`
	}{Profile: p.profile}
	for _, r := range reports {
		line := stepJSON{Step: r.ID, Title: r.Title, Verdict: r.Verdict.String(), TookMS: r.Took.Milliseconds()}
		if r.Problem != nil {
			line.What, line.Why, line.Next, line.Said = r.Problem.What, r.Problem.Why, r.Problem.Next, r.Problem.Said
		}
		answer.Steps = append(answer.Steps, line)
	}
	failed := p.verdict(reports)
	answer.OK = failed == nil
	if err := p.printJSON(answer); err != nil {
		return err
	}
	return failed
}
