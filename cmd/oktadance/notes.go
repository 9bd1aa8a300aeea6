package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"oktadance/steps"
)

func (p *program) notesVerb() *cobra.Command {
	verb := &cobra.Command{
		Use:   "notes",
		Short: "The notes, secrets masked",
		Long: `Shows all notes on the whole screen, to look through, reveal and copy; without a terminal, or with
--plain, as lines.`,
		Example: `oktadance notes

# one value, for a script
oktadance notes get app.client_id`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if !p.json && !p.noInput && !p.lineByLine() {
				return p.notesScreen(c.Context())
			}
			return p.withNotes(c.Context(), func(_ *session, n steps.Notes) error { return p.list(n) })
		},
	}
	verb.Flags().BoolVar(&p.json, "json", false, "one JSON object, secrets masked")
	p.lockFlag(verb)
	get := &cobra.Command{
		Use:   "get NAME",
		Short: "One value on standard output",
		Long:  "Prints one value and a line end, secrets too. Names are those that oktadance notes lists.",
		Example: `oktadance notes get metadata.token_endpoint

# hand the client secret to another program without showing it
oktadance notes get app.client_secret | pbcopy`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: onlyFirst(noteNames),
		RunE:              func(c *cobra.Command, args []string) error { return p.get(c.Context(), args[0]) },
	}
	get.Flags().BoolVar(&p.json, "json", false, "one JSON object")
	verb.AddCommand(get, p.setVerb(), p.notesExportVerb())
	verb.AddCommand(p.passphraseVerb(), p.recoveryVerb(), p.backupVerb(), p.restoreVerb(), p.historyVerb(), p.forgetVerb())
	return verb
}

// list prints all notes, in the order of the steps.
func (p *program) list(n steps.Notes) error {
	mask := "••••••••"
	if ascii() && !p.json {
		mask = "********"
	}
	wide, values := 0, map[string]string{}
	for _, name := range steps.Names() {
		value := n.Get(name)
		if value == "" {
			continue
		}
		if steps.Secret(name) {
			value = mask
		}
		wide, values[name] = max(wide, len(name)), value
	}
	if p.json {
		return p.printJSON(values)
	}
	for _, name := range steps.Names() {
		if values[name] != "" {
			fmt.Fprintf(p.out, "%-*s  %s\n", wide, name, values[name])
		}
	}
	return nil
}

// get prints one note. A name that no note can have is told at once, before a
// passphrase is asked for.
func (p *program) get(ctx context.Context, name string) error {
	if !known(name) {
		return unknownNote(name)
	}
	return p.withNotes(ctx, func(_ *session, n steps.Notes) error {
		value := n.Get(name)
		if value == "" {
			return &steps.Problem{
				What: "The note " + name + " is empty.",
				Next: "Go on with the walk to fill it: " + p.again(),
			}
		}
		if p.json {
			return p.printJSON(map[string]string{name: value})
		}
		_, err := io.WriteString(p.out, value+"\n")
		return err
	})
}

func known(name string) bool {
	for _, n := range steps.Names() {
		if n == name {
			return true
		}
	}
	return false
}

func (p *program) printJSON(value any) error {
	encoder := json.NewEncoder(p.out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}
