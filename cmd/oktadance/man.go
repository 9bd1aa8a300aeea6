package main

import (
	"fmt"
	"io"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manVerb prints the manual page, for packages to bring along. It is made of what
// the verbs say of themselves, so that the two cannot differ.
func (p *program) manVerb() *cobra.Command {
	return &cobra.Command{
		Use: "man", Short: "The manual page, for man", Hidden: true, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := io.WriteString(p.out, manual(c.Root()))
			return err
		},
	}
}

// manual is the manual page in man's macros.
func manual(root *cobra.Command) string {
	m := page{}
	m.macro(`.TH OKTADANCE 1 "%s" "oktadance %s" "User Commands"`, built(), version())
	m.macro(".SH NAME")
	m.text("oktadance - " + strings.ToLower(root.Short[:1]) + root.Short[1:])
	m.macro(".SH SYNOPSIS")
	m.macro(".B oktadance\n[\\fIcommand\\fR] [\\fIflags\\fR]")
	m.macro(".SH DESCRIPTION")
	m.text(root.Long)
	m.macro(".SH COMMANDS")
	m.verbs(root)
	m.macro(".SH FLAGS OF EVERY COMMAND")
	m.flags(root.PersistentFlags())
	m.macro(".SH EXAMPLES")
	m.example(root.Example)
	m.rest()
	return m.String()
}

// built is the day of the commit that was built: the same for everyone who builds
// it, whenever they do.
func built() string {
	info, _ := debug.ReadBuildInfo()
	if info == nil {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			day, _, _ := strings.Cut(s.Value, "T")
			return day
		}
	}
	return ""
}

// page is a manual page being written.
type page struct{ strings.Builder }

func (m *page) macro(format string, args ...any) { fmt.Fprintf(m, format+"\n", args...) }

// escaped keeps troff from taking text for commands, and hyphens for anything
// but what can be typed.
func escaped(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		return `\&` + text
	}
	return text
}

func (m *page) text(text string) {
	for i, paragraph := range strings.Split(text, "\n\n") {
		if i > 0 {
			m.macro(".PP")
		}
		for line := range strings.Lines(paragraph) {
			m.macro("%s", escaped(strings.TrimSpace(line)))
		}
	}
}

// verbs describes the verbs below a verb, each with those below it.
func (m *page) verbs(of *cobra.Command) {
	for _, verb := range of.Commands() {
		if !verb.IsAvailableCommand() || verb.Name() == "help" {
			continue
		}
		m.macro(".SS %s", escaped(strings.TrimPrefix(verb.CommandPath()+strings.TrimPrefix(verb.Use, verb.Name()), of.Root().Name()+" ")))
		m.text(about(verb))
		if verb.Name() == "completion" {
			continue // its shells explain themselves at length
		}
		m.flags(verb.LocalNonPersistentFlags())
		m.example(verb.Example)
		m.verbs(verb)
	}
}

func (m *page) flags(all *pflag.FlagSet) {
	all.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		value, words := pflag.UnquoteUsage(f)
		m.macro(".TP\n\\fB%s\\fR \\fI%s\\fR", escaped("--"+f.Name), escaped(value))
		m.macro("%s", escaped(words))
	})
}

func (m *page) example(text string) {
	if text == "" {
		return
	}
	m.macro(".PP\n.RS 4\n.nf")
	for line := range strings.Lines(text) {
		m.macro("%s", escaped(strings.TrimRight(line, "\n")))
	}
	m.macro(".fi\n.RE")
}

// rest is what no verb says of itself.
func (m *page) rest() {
	for _, s := range []struct {
		title string
		terms [][2]string
	}{
		{"EXIT STATUS", [][2]string{
			{"0", "It worked."}, {"1", "It did not."}, {"2", "Wrong usage."}, {"130", "It was interrupted."},
		}},
		{"ENVIRONMENT", [][2]string{
			{"OKTADANCE_HOME", "The folder of all notes."},
			{"XDG_DATA_HOME", "The folder whose oktadance folder they are in when OKTADANCE_HOME is not set."},
			{"NO_COLOR", "With any value: no colours."},
			{"ACCESSIBLE", "With any value: line by line, as with --plain. TERM=dumb does the same."},
		}},
		{"FILES", [][2]string{
			{"~/.local/share/oktadance/PROFILE/notes.age", "The notes, as TOML, encrypted by age to the identity beside them."},
			{"~/.local/share/oktadance/PROFILE/identity.age", "That identity, encrypted to the passphrase."},
		}},
	} {
		m.macro(".SH %s", s.title)
		for _, term := range s.terms {
			m.macro(".TP\n\\fB%s\\fR\n%s", escaped(term[0]), escaped(term[1]))
		}
	}
	m.macro(".SH SEE ALSO\n.BR age (1)")
}
