package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"oktadance/internal/export"
	"oktadance/steps"
)

func (p *program) gatewayExportVerb() *cobra.Command {
	var o export.Options
	var t target
	names, lines := export.Engines()
	verb := &cobra.Command{
		Use:   "export ENGINE",
		Short: "The same policy for " + strings.Join(names, ", "),
		Long: `Writes the policy of oktadance gateway as the configuration of a gateway that is built for it.
Each export says at its top what has been tested and what has not, and where the secret goes: it
is left out, unless --with-secrets asks for it.

` + table(names, lines),
		Example: `# two files: the configuration, and a script beside it
oktadance gateway export nginx --upstream http://127.0.0.1:9000 -o okta-dance.conf

# keys rather than introspection, on standard output
oktadance gateway export apache --validate jwks`,
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: engineNames,
		RunE: func(c *cobra.Command, args []string) error {
			return p.exportPolicy(c.Context(), args[0], o, t)
		},
	}
	flags := verb.Flags()
	flags.StringVar(&o.Validate, "validate", "", "the `WAY` tokens are validated: jwks or introspect (default what the engine does best)")
	flags.StringVar(&o.Listen, "listen", "", "the engine listens on `IP:PORT` (default 127.0.0.1:8080)")
	flags.StringVar(&o.Upstream, "upstream", "", "the `URL` of the API behind it (default http://127.0.0.1:8081)")
	flags.StringVar(&o.Audience, "audience", "", "the `AUDIENCE`: who tokens are for (default api://default, at the server default)")
	flags.StringArrayVar(&o.Scopes, "scope", nil, "require this `SCOPE`; can be given again (default the scope of the notes)")
	flags.BoolVar(&o.Secrets, "with-secrets", false, "write the client secret too, into a file that only you can read")
	flags.StringVarP(&t.file, "output", "o", "", "write to `FILE` rather than to standard output")
	flags.BoolVar(&t.force, "force", false, "replace a file that is there, and write secrets into a git work tree")
	completions(verb, "validate", cobra.FixedCompletions([]cobra.Completion{export.JWKS, export.Introspect}, cobra.ShellCompDirectiveNoFileComp))
	return verb
}

// engineNames completes the one argument.
func engineNames(_ *cobra.Command, given []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var all []cobra.Completion
	names, lines := export.Engines()
	for i := range names {
		if len(given) == 0 {
			all = append(all, cobra.CompletionWithDesc(names[i], lines[i]))
		}
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

// table is a line for each name.
func table(names, lines []string) string {
	wide := 0
	for _, name := range names {
		wide = max(wide, len(name))
	}
	var out strings.Builder
	for i, name := range names {
		fmt.Fprintf(&out, "  %-*s  %s\n", wide, name, lines[i])
	}
	return out.String()
}

// exportPolicy writes the policy for an engine. Mistakes in the arguments cost no
// passphrase.
func (p *program) exportPolicy(ctx context.Context, engine string, o export.Options, t target) error {
	if err := export.Check(engine, o); err != nil {
		return p.explainExport(err)
	}
	if err := p.checkOutput(engine, o, t); err != nil {
		return err
	}
	return p.withNotes(ctx, func(_ *session, n steps.Notes) error {
		files, err := export.Engine(engine, n.Get, o)
		if err != nil {
			return p.explainExport(err)
		}
		for i := range files {
			files[i].Text = p.mine(files[i].Text)
		}
		if t.file == "" {
			_, err := io.WriteString(p.out, files[0].Text)
			return err
		}
		return p.writeExport(files, t)
	})
}

// checkOutput finds what is wrong with where the export is to go.
func (p *program) checkOutput(engine string, o export.Options, t target) error {
	names := export.Files(engine)
	switch {
	case t.file != "" && slices.Contains(names[1:], filepath.Base(t.file)):
		return &usageError{text: filepath.Base(t.file) + " is the name of the other file", hint: "Name the first: -o " + names[0]}
	case t.file != "":
		return t.free(o.Secrets, sideBySide(t.file, names)...)
	case len(names) > 1:
		return &usageError{
			text: fmt.Sprintf("%s takes %d files, and standard output is one", engine, len(names)),
			hint: fmt.Sprintf("Name the first, and %s goes beside it: -o %s", strings.Join(names[1:], " and "), names[0]),
		}
	case o.Secrets && p.outIsSeen():
		return &usageError{text: "on standard output the client secret would be seen by others", hint: "Name a file, which only you can read then: -o " + names[0]}
	}
	return nil
}

// sideBySide are the paths of an export's files. The first has the name given; another is
// called what the first calls it.
func sideBySide(file string, names []string) []string {
	paths := []string{file}
	for _, name := range names[1:] {
		paths = append(paths, filepath.Join(filepath.Dir(file), name))
	}
	return paths
}

// writeExport writes the files of an export.
func (p *program) writeExport(files []export.File, t target) error {
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	paths := sideBySide(t.file, names)
	for i, f := range files {
		mode := fs.FileMode(0o644)
		if f.Secret {
			mode = 0o600
		}
		if err := newFile(paths[i], f.Text, mode, t.force); err != nil {
			return cannotWrite(paths[i], err)
		}
	}
	fmt.Fprintln(p.err, "Wrote "+strings.Join(paths, " and "))
	if files[0].Secret {
		fmt.Fprintf(p.err, "The client secret is in %s: only you can read it, and nobody else should.\n", t.file)
	}
	return nil
}

// explainExport puts into words why there is no export.
func (p *program) explainExport(err error) error {
	var unknown *export.UnknownEngine
	var unable *export.UnableError
	var missing *export.MissingNote
	var bad *export.BadValue
	switch {
	case errors.As(err, &unknown):
		return unknownEngine(unknown.Name)
	case errors.As(err, &unable):
		return &usageError{text: unable.Error(), hint: "It can: --validate " + unable.Instead}
	case errors.As(err, &missing):
		return &steps.Problem{
			What: "The note " + missing.Note + " is empty, and the export needs it.",
			Next: "Go on with the walk to fill it: " + p.again(),
			Err:  err,
		}
	case errors.As(err, &bad) && bad.Option != "":
		return &usageError{text: "--" + bad.Option + ": " + bad.Why, hint: "oktadance gateway export --help lists the options."}
	case errors.As(err, &bad):
		return &steps.Problem{
			What: "The note " + bad.Note + " can't be written into this configuration.",
			Why:  upperFirst(bad.Why) + ".",
			Err:  err,
		}
	}
	return err
}

// unknownEngine names the engine that is closest to what was typed.
func unknownEngine(name string) error {
	names, _ := export.Engines()
	hint := "There are " + strings.Join(names, ", ") + "."
	if near := steps.Nearest(name, names); near != "" {
		hint = "Did you mean " + near + "? " + hint
	}
	return &usageError{text: "there is no engine named " + name, hint: hint}
}
