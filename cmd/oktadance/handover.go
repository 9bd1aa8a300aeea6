package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"oktadance/internal/handover"
	"oktadance/steps"
)

// exporting is what the flags of notes export say.
type exporting struct {
	handover.Options
	target
	yes bool
}

func (p *program) notesExportVerb() *cobra.Command {
	e := exporting{}
	verb := &cobra.Command{
		Use:   "export [FORMAT]",
		Short: "The notes in the forms that people and other tools take on",
		Long: `Writes the notes for the next tool. Without a format it lists those there are:

` + formatList() + `
On a terminal anypoint is a page from which Enter copies one value after the other; --plain prints it.
Secrets are left out, and it is said where each goes. With --with-secrets they are written, once
you have agreed: into a file that only you can read, and never into a git work tree unless forced.`,
		Example: `# what to fill in where, for part 2 of the tutorial
oktadance notes export anypoint

# play the dance with curl, the secret on a pipe
oktadance notes export curl -o dance.sh
oktadance notes get app.client_secret | sh dance.sh

# forty cards for a workshop
oktadance notes export handout --cards=40 -o cards.html`,
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: formatCompletions(),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				_, err := io.WriteString(p.out, formatList())
				return err
			}
			if args[0] == "anypoint" && e.onScreen() && !p.noInput && !p.lineByLine() {
				return p.formScreen(c.Context())
			}
			return p.exportNotes(c.Context(), args[0], e)
		},
	}
	e.flags(verb)
	return verb
}

// onScreen reports whether nothing says that the export is for another program.
func (e *exporting) onScreen() bool {
	return e.file == "" && !e.Secrets && !e.Payload && e.API == "" && !e.Instructor && e.Cards == 0
}

func (e *exporting) flags(verb *cobra.Command) {
	flags := verb.Flags()
	flags.StringVarP(&e.file, "output", "o", "", "write to `FILE` rather than to standard output")
	flags.BoolVar(&e.force, "force", false, "replace a file that is there, and write secrets into a git work tree")
	flags.BoolVar(&e.Secrets, "with-secrets", false, "write the secrets too, into a file that only you can read")
	flags.BoolVar(&e.yes, "yes", false, "with --with-secrets: don't ask")
	flags.BoolVar(&e.Payload, "payload", false, "with anypoint: the body for the API of Anypoint")
	flags.StringVar(&e.API, "api", "", "with postman, http, curl: the `URL` of the secured API (default "+handover.DefaultAPI+")")
	flags.BoolVar(&e.Instructor, "instructor", false, "with handout: answers, timing, and what goes wrong")
	flags.IntVar(&e.Cards, "cards", 0, "with handout: so many cards to cut, eight unless you say --cards=`N`")
	flags.Lookup("cards").NoOptDefVal = "8"
}

func formatCompletions() []cobra.Completion {
	var all []cobra.Completion
	for _, f := range handover.Formats() {
		all = append(all, cobra.CompletionWithDesc(f.Name, f.Line))
	}
	return all
}

// formatList is a line for each format.
func formatList() string {
	var out strings.Builder
	for _, f := range handover.Formats() {
		fmt.Fprintf(&out, "  %-8s  %s\n", f.Name, f.Line)
	}
	return out.String()
}

// exportNotes writes the notes in a format. Mistakes in the arguments cost no
// passphrase.
func (p *program) exportNotes(ctx context.Context, name string, e exporting) error {
	format, err := handover.Find(name, e.Options)
	if err != nil {
		return p.explainHandover(err)
	}
	if err := p.mistaken(format, e); err != nil {
		return err
	}
	e.Explain, e.Flags = firstExplanation, p.profileFlag()
	if e.file == "" {
		e.Columns = p.columns()
	}
	if !format.NeedsNotes(e.Options) {
		return p.handOver(ctx, format, paperNotes{}, e)
	}
	return p.withNotes(ctx, func(_ *session, n steps.Notes) error { return p.handOver(ctx, format, n, e) })
}

// handOver writes some notes to where the export is to go.
func (p *program) handOver(ctx context.Context, format handover.Format, n steps.Notes, e exporting) error {
	files, err := handover.Write(format.Name, handed(n), e.Options)
	if err != nil {
		return p.explainHandover(err)
	}
	if err := p.mayTell(ctx, e, files); err != nil {
		return err
	}
	if e.file == "" {
		_, err := io.WriteString(p.out, files[0].Text)
		return err
	}
	return p.writeFiles(e, format, files)
}

// mistaken finds what is wrong with where the export is to go.
func (p *program) mistaken(format handover.Format, e exporting) error {
	switch {
	case e.Secrets && p.noInput && !e.yes:
		return &usageError{text: "--with-secrets asks before it writes, and --no-input lets nobody ask", hint: "Agree beforehand with --yes."}
	case e.file != "":
		return e.check(e.Secrets, format.Files)
	case len(format.Files) > 1:
		return &usageError{
			text: fmt.Sprintf("%s takes %d files, and standard output is one", format.Name, len(format.Files)),
			hint: "Name the first, and the other goes beside it: -o " + format.Files[0],
		}
	case e.Secrets && p.outIsSeen():
		return &usageError{text: "on standard output the secrets would be seen by others", hint: "Name a file, which only you can read then: -o " + format.Files[0]}
	}
	return nil
}

// outIsSeen reports whether standard output is a screen, or a file that others may
// read. A shell makes such a file before the program can say who may.
func (p *program) outIsSeen() bool {
	out, isFile := p.out.file()
	if !isFile {
		return false
	}
	info, err := out.Stat()
	return isTerminal(out) || err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0
}

// mayTell asks whether secrets may be written, where there are any.
func (p *program) mayTell(ctx context.Context, e exporting, files []handover.File) error {
	labels := secretLabels(files)
	if len(labels) == 0 || e.yes {
		return nil
	}
	fmt.Fprintf(p.err, "Unencrypted, for whoever gets to read it: %s.\n", strings.Join(labels, ", "))
	question := fmt.Sprintf("Write %s %s? Type y to agree: ", plainPlural(len(labels), "secret"), e.where(files))
	answer, err := p.console.Line(ctx, question, false)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case isYes(answer):
		return nil
	}
	return &steps.Problem{What: "Nothing was written.", Next: "Leave --with-secrets out, or agree with y."}
}

// secretLabels are what the secrets in some files are called.
func secretLabels(files []handover.File) []string {
	var labels []string
	for _, f := range files {
		for _, note := range f.Secrets {
			labels = append(labels, noteLabel(note))
		}
	}
	return labels
}

// where says where secrets are to go: of several files the last has them.
func (e exporting) where(files []handover.File) string {
	if e.file == "" {
		return "to standard output"
	}
	paths := e.paths(fileNames(files))
	return "into " + absolute(paths[len(paths)-1])
}

func isYes(answer string) bool {
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}

func plainPlural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// writeFiles writes the files of an export.
func (p *program) writeFiles(e exporting, format handover.Format, files []handover.File) error {
	paths := e.paths(format.Files)
	for i, f := range files {
		if err := newFile(paths[i], f.Text, e.mode(), e.force); err != nil {
			return cannotWrite(paths[i], err)
		}
	}
	fmt.Fprintf(p.err, "Wrote %s\n", strings.Join(paths, " and "))
	p.sayUse(e, format)
	return nil
}

// mode is who may read the files.
func (e exporting) mode() fs.FileMode {
	if e.Secrets {
		return 0o600
	}
	return 0o644
}

// sayUse says what to do with what was written.
func (p *program) sayUse(e exporting, format handover.Format) {
	if e.Secrets {
		fmt.Fprintln(p.err, "Only you can read it. Delete it when it has done its work.")
	}
	if format.Use != "" && !e.Payload {
		fill := strings.NewReplacer("{file}", e.file, "{secret}", "oktadance notes get app.client_secret"+e.Flags)
		fmt.Fprintln(p.err, fill.Replace(format.Use))
	}
}

func fileNames(files []handover.File) []string {
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

// explainHandover puts into words why there is no export.
func (p *program) explainHandover(err error) error {
	var unknown *handover.UnknownFormat
	var option *handover.BadOption
	var missing *handover.MissingNote
	var bad *handover.BadValue
	switch {
	case errors.As(err, &unknown):
		return unknownFormat(unknown.Name)
	case errors.As(err, &option):
		flag := strings.ReplaceAll(option.Option, "secrets", "with-secrets")
		return &usageError{text: "--" + flag + ": " + option.Why, hint: "oktadance notes export --help lists what goes with what."}
	case errors.As(err, &missing):
		return &steps.Problem{
			What: "The note " + missing.Note + " is empty, and the export needs it.",
			Next: "Go on with the walk to fill it: " + p.again(),
			Err:  err,
		}
	case errors.As(err, &bad):
		return &steps.Problem{
			What: "The note " + bad.Note + " can't be written in this format.",
			Why:  upperFirst(bad.Why) + ".", Next: "Another format may take it: oktadance notes export", Err: err,
		}
	}
	return err
}

// unknownFormat names the format that is closest to what was typed.
func unknownFormat(name string) error {
	names := formatNames()
	hint := "There are " + strings.Join(names, ", ") + "."
	if near := steps.Nearest(name, names); near != "" {
		hint = "Did you mean " + near + "? " + hint
	}
	return &usageError{text: "there is no format named " + name, hint: hint}
}

func formatNames() []string {
	var names []string
	for _, f := range handover.Formats() {
		names = append(names, f.Name)
	}
	return names
}
