package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"oktadance/steps"
	"oktadance/tui"
	"oktadance/vault"
)

func (p *program) setVerb() *cobra.Command {
	verb := &cobra.Command{
		Use:   "set NAME",
		Short: "Write one value, read from a prompt or standard input",
		Long: `Asks for one value, or reads it from standard input, and writes it into the notes. It is cleaned and
checked as the walk's question for it does; an empty line empties a note that may be empty. The steps
that leaned on the value before count as unfinished until they are tried again.`,
		Example: `oktadance notes set app.client_secret

# from another program, without showing it
pbpaste | oktadance notes set app.client_secret --passphrase-file FILE`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return p.set(c.Context(), args[0]) },
	}
	verb.Flags().BoolVar(&p.json, "json", false, "one JSON object about what was written")
	return verb
}

// set writes one note. What can't be written is told before a passphrase is asked
// for.
func (p *program) set(ctx context.Context, name string) (err error) {
	if err := settable(name); err != nil {
		return err
	}
	s, err := p.session(false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if !vault.Exists(s.dir) {
		return vault.ErrNoVault
	}
	passphrase, err := p.passphrase(ctx)
	if err != nil {
		return err
	}
	notes, err := s.open(passphrase)
	if err != nil {
		return err
	}
	p.warn(s)
	before := finishedSteps(notes)
	walk := steps.NewWalk(steps.All(), notes, s.env())
	walk.Open(name)
	value, err := p.value(ctx, walk)
	if err != nil {
		return err
	}
	if err := put(walk, value); err != nil {
		return err
	}
	return p.tellSet(name, slices.DeleteFunc(before, func(title string) bool {
		return slices.Contains(finishedSteps(notes), title)
	}))
}

// settable reports, as an error, why a note can't be set by its name.
func settable(name string) error {
	step, question := steps.Source(steps.All(), name)
	switch {
	case question != "":
		return nil
	case !known(name):
		return unknownNote(name)
	}
	return &usageError{
		text: "nobody answers " + name + ": the step " + step + " finds it by itself",
		hint: "Go on with the walk, or try the step again, and it is written down.",
	}
}

// value asks for the value, or reads it from standard input.
func (p *program) value(ctx context.Context, walk *steps.Walk) (string, error) {
	f, _ := walk.Field()
	value, err := p.written(ctx, f)
	switch {
	case errors.Is(err, io.EOF) && value == "":
		return "", &steps.Problem{What: "Standard input holds no value.", Next: "Write it into the first line; with --passphrase-file - into the second."}
	case errors.Is(err, io.EOF):
		return value, nil
	case err == nil && strings.TrimSpace(value) == "" && !f.Optional:
		return "", &steps.Problem{What: "An empty line is no value for " + f.Note + ".", Next: "Nothing was changed."}
	}
	return value, err
}

// written is one line or, where an answer may be a document, all there is; then it
// comes with io.EOF.
func (p *program) written(ctx context.Context, f steps.Field) (string, error) {
	prompt := ""
	switch {
	case p.console.Terminal() && p.noInput:
		return "", &usageError{text: "the value has to be asked for, and --no-input forbids that", hint: "Pipe it in."}
	case p.console.Terminal():
		fmt.Fprintln(p.err, f.Hint)
		prompt = f.Label + ": "
	}
	value, err := p.console.Line(ctx, prompt, f.Secret)
	for err == nil && f.Long {
		var more string
		more, err = p.console.Line(ctx, "", f.Secret)
		value += "\n" + more
	}
	return value, err
}

// put answers the walk's open question and saves the answer. It tries nothing.
func put(walk *steps.Walk, value string) error {
	if problem := walk.Answer(value); problem != nil {
		return problem
	}
	if walk.State() != steps.Saving {
		return nil // it is what the notes hold already
	}
	job, _ := walk.Take()
	walk.End(job.Run(func(steps.Event) {}))
	if problem := walk.Problem(); problem != nil {
		return problem
	}
	return nil
}

// finishedSteps are the titles of the steps that are finished.
func finishedSteps(n steps.Notes) []string {
	var titles []string
	for _, s := range steps.All() {
		if s.Finished(n) {
			titles = append(titles, s.Title)
		}
	}
	return titles
}

// tellSet says what was written, and which steps have to be tried again.
func (p *program) tellSet(name string, undone []string) error {
	if p.json {
		return p.printJSON(struct {
			Note   string   `json:"note"`
			Undone []string `json:"unfinished"`
		}{name, undone})
	}
	fmt.Fprintf(p.err, "%s is written down.\n", name)
	if len(undone) > 0 {
		fmt.Fprintf(p.err, "To be tried again with it: %s. Go on with: %s\n", strings.Join(undone, ", "), p.again())
	}
	return nil
}

// unknownNote tells of a name that no note has, which is closest, and what there is.
func unknownNote(name string) error {
	hint := "There are:" + allNames()
	if near := steps.NearestName(name); near != "" {
		hint = "Did you mean " + near + "? " + hint
	}
	return &usageError{text: "there is no note named " + name, hint: hint}
}

// allNames lists the names of all notes, a line for each first half.
func allNames() string {
	var first []string
	lines := map[string]string{}
	for _, n := range steps.Names() {
		of, key, _ := strings.Cut(n, ".")
		if lines[of] == "" {
			first = append(first, of)
			lines[of] = "\n  " + of + "." + key
		} else {
			lines[of] += ", ." + key
		}
	}
	list := ""
	for _, of := range first {
		list += lines[of]
	}
	return list
}

// warn tells when the notes lie where others may get at them.
func (p *program) warn(s *session) {
	if warning := exposure(s.dir); warning != "" {
		fmt.Fprintf(p.err, "oktadance: warning: %s\n  %s\n", warning, s.dir)
	}
}

// notesScreen shows the notes on the whole screen.
func (p *program) notesScreen(ctx context.Context) error {
	s, err := p.session(false)
	if err != nil {
		return err
	}
	given, err := p.givenPassphrase(ctx)
	switch {
	case !vault.Exists(s.dir):
		err = vault.ErrNoVault
	case err == nil:
		o := p.options(s, given)
		o.Unlock = s.read
		err = tui.Notes(ctx, o)
	}
	return errors.Join(err, s.close())
}
