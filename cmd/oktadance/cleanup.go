package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"oktadance/internal/okta"
	"oktadance/steps"
	"oktadance/vault"
)

func (p *program) cleanupVerb() *cobra.Command {
	var o cleaning
	verb := &cobra.Command{
		Use:   "cleanup",
		Short: "Remove from the org what the wizard made there, and revoke the API token",
		Long: `Lists what the wizard made in the org, with IDs, and the API token. Once you have typed the org's name,
it deletes the app, the rule, the access policy and the scope, and revokes the API token last.
What was only adopted, or clicked by hand, stays as it is.`,
		Example: `oktadance cleanup --dry-run

# for a script: the org's name is one line of standard input
echo integrator-1234567 | oktadance cleanup --passphrase-file FILE --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return p.cleanup(c.Context(), o) },
	}
	verb.Flags().BoolVar(&o.dryRun, "dry-run", false, "list it, and remove nothing")
	verb.Flags().BoolVar(&o.keepToken, "keep-token", false, "leave the API token")
	verb.Flags().BoolVar(&p.json, "json", false, "one JSON object; with --dry-run the list is would_remove, and removed is empty")
	return verb
}

// cleaning is what the flags of the cleanup verb say.
type cleaning struct{ dryRun, keepToken bool }

// cleanup looks up what there is to remove, and lists or removes it.
func (p *program) cleanup(ctx context.Context, o cleaning) (err error) {
	s, err := p.session(false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	notes, err := p.notesToClean(ctx, s, o)
	if err != nil {
		return err
	}
	ctx = p.patient(ctx)
	plan, problem := steps.PlanCleanup(ctx, notes, s.env(), o.keepToken)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case problem != nil:
		return problem
	case o.dryRun:
		return p.foretell(plan)
	}
	return p.remove(ctx, plan)
}

// notesToClean unlocks the notes for writing; for a dry run, which changes nothing,
// only for reading, so that a walk may be under way meanwhile.
func (p *program) notesToClean(ctx context.Context, s *session, o cleaning) (steps.Notes, error) {
	if !vault.Exists(s.dir) {
		return nil, vault.ErrNoVault
	}
	passphrase, err := p.passphrase(ctx)
	if err != nil {
		return nil, err
	}
	if o.dryRun {
		return s.read(passphrase)
	}
	return s.open(passphrase)
}

// patient tells of waits: an org that was asked too often wants a pause.
func (p *program) patient(ctx context.Context) context.Context {
	return okta.WithWaiter(ctx, func(w okta.Wait) {
		fmt.Fprintf(p.err, "The org wants a pause. Going on in %s.\n", w.For.Round(time.Second))
	})
}

const nothingToRemove = "There is nothing to remove: the notes know of nothing that the wizard made in the org."

// foretell lists what would be removed.
func (p *program) foretell(plan *steps.Cleanup) (err error) {
	switch {
	case p.json:
		err = p.printJSON(outcome(plan, true))
	case len(plan.Things) == 0:
		fmt.Fprintln(p.out, nothingToRemove)
	default:
		fmt.Fprintf(p.out, "This would be removed from %s:\n%s", plan.Org, listed(plan.Things))
	}
	return err
}

// remove removes everything, once the list has been agreed to.
func (p *program) remove(ctx context.Context, plan *steps.Cleanup) error {
	if err := p.agreed(ctx, plan); err != nil {
		return err
	}
	plan.Run(ctx, p.told)
	if err := p.conclude(plan); err != nil {
		return err
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case slices.ContainsFunc(plan.Things, stays):
		return errReported
	}
	return nil
}

// agreed lists what is going to be removed, and asks for the org's name. Where
// nothing can be removed there is nothing to agree to.
func (p *program) agreed(ctx context.Context, plan *steps.Cleanup) error {
	if !slices.ContainsFunc(plan.Things, removable) {
		return nil
	}
	fmt.Fprintf(p.err, "This will be removed from %s, for good:\n%s", plan.Org, listed(plan.Things))
	return p.confirm(ctx, orgNames(plan.Org))
}

func stays(x steps.Thing) bool     { return x.Left != nil }
func removable(x steps.Thing) bool { return x.Left == nil }

// listed is a line for each thing, in the order of removal.
func listed(things []steps.Thing) string {
	lines := ""
	for _, x := range things {
		lines += "  " + described(x) + remark(x) + "\n"
	}
	return lines
}

// remark says what is special about a thing before anything is removed.
func remark(x steps.Thing) string {
	switch {
	case x.Left != nil:
		return "  (will stay: " + x.Left.What + ")"
	case x.Gone:
		return "  (is not there any more)"
	}
	return ""
}

// described is a thing's kind, name and ID, as far as they are known.
func described(x steps.Thing) string {
	kind := x.Kind
	if kind == "token" {
		kind = "API token" // there are access tokens too
	}
	known := slices.DeleteFunc([]string{x.Name, x.ID}, func(s string) bool { return s == "" })
	return fmt.Sprintf("%-9s  %s", kind, strings.Join(known, "  "))
}

// told prints what came of one thing.
func (p *program) told(x steps.Thing) {
	switch {
	case p.json:
	case x.Left != nil:
		p.toldLeft(x)
	case x.Gone:
		fmt.Fprintf(p.out, "✓ gone     %s\n", described(x))
	default:
		fmt.Fprintf(p.out, "✓ removed  %s\n", described(x))
	}
}

// toldLeft prints why a thing stays, and where it can be removed by hand.
func (p *program) toldLeft(x steps.Thing) {
	fmt.Fprintf(p.out, "✗ left     %s\n    %s\n    In Okta: %s\n", described(x), reason(x), x.Menu)
	if x.Link != "" {
		fmt.Fprintf(p.out, "    %s\n", x.Link)
	}
}

// reason says in a sentence or two why a thing stays.
func reason(x steps.Thing) string { return strings.TrimSpace(x.Left.What + " " + x.Left.Why) }

// conclude ends what was printed, and says how to go on where that is not as before.
func (p *program) conclude(plan *steps.Cleanup) (err error) {
	if p.json {
		err = p.printJSON(outcome(plan, false))
	} else if len(plan.Things) == 0 {
		fmt.Fprintln(p.out, nothingToRemove)
	}
	if p.profile == practiceProfile && slices.ContainsFunc(plan.Things, revoked) {
		fmt.Fprintln(p.err, "The practice org has no API token any more. For a new org: oktadance practice --fresh")
	}
	return err
}

func revoked(x steps.Thing) bool { return x.Kind == "token" && x.Left == nil }

// confirm wants one of the org's names, typed out.
func (p *program) confirm(ctx context.Context, names []string) error {
	line, err := p.typed(ctx, names[0])
	if err != nil {
		return err
	}
	if slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, line) }) {
		return nil
	}
	return &steps.Problem{
		What: line + " is not the org's name, so nothing was removed.",
		Next: "The name is " + names[0] + ".",
	}
}

// typed asks for the org's name at a terminal. Elsewhere the name is one line of
// standard input.
func (p *program) typed(ctx context.Context, name string) (string, error) {
	prompt := ""
	if p.console.Terminal() {
		prompt = "To remove this, type the org's name, " + name + ": "
	}
	if p.console.Terminal() && p.noInput {
		return "", p.unconfirmed(name)
	}
	line, err := p.console.Line(ctx, prompt, false)
	if line = steps.Pasted(line); errors.Is(err, io.EOF) || err == nil && line == "" {
		return "", p.unconfirmed(name)
	}
	return line, err
}

func (p *program) unconfirmed(name string) error {
	again := "oktadance cleanup --passphrase-file FILE"
	if p.profile != "default" {
		again += " --profile " + p.profile
	}
	return &steps.Problem{
		What: "The org's name was not given, so nothing was removed.",
		Next: "Type it when asked, or give it as one line of standard input: echo " + name + " | " + again,
	}
}

// orgNames are the names that an org may be called by, the usual one first: the
// first label of its host, such as integrator-1234567. On loopback there is none.
func orgNames(orgURL string) []string {
	_, host, _ := strings.Cut(orgURL, "://")
	if u, err := url.Parse(orgURL); err == nil && isLoopback(u.Hostname()) {
		return []string{practiceProfile, host}
	}
	label, _, _ := strings.Cut(host, ".")
	return []string{label}
}

func isLoopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// A cleanupJSON is what a cleanup has done, or would do, for programs.
type cleanupJSON struct {
	Org         string      `json:"org"`
	DryRun      bool        `json:"dry_run"`
	Removed     []thingJSON `json:"removed"`
	WouldRemove []thingJSON `json:"would_remove,omitzero"` // of a dry run
	Left        []leftJSON  `json:"left"`
}

type thingJSON struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
	ID   string `json:"id"`
}

type leftJSON struct {
	thingJSON
	Reason string `json:"reason"`
	Menu   string `json:"menu"`
	Link   string `json:"link"`
}

func outcome(plan *steps.Cleanup, dryRun bool) cleanupJSON {
	answer := cleanupJSON{Org: plan.Org, DryRun: dryRun, Removed: []thingJSON{}, Left: []leftJSON{}}
	removed := &answer.Removed
	if dryRun {
		answer.WouldRemove, removed = []thingJSON{}, &answer.WouldRemove
	}
	for _, x := range plan.Things {
		thing := thingJSON{x.Kind, x.Name, x.ID}
		if stays(x) {
			answer.Left = append(answer.Left, leftJSON{thing, reason(x), x.Menu, x.Link})
		} else {
			*removed = append(*removed, thing)
		}
	}
	return answer
}
