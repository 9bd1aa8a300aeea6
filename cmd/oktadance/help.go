package main

import (
	"fmt"
	"os"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"
)

// helpWidth is as wide as every terminal is.
const helpWidth = 80

// help prints what a verb is for and how to type it. It is plain text with bold
// headings: to ask the terminal which colours it can read would take as long as a
// terminal that does not answer is waited for.
func (p *program) help(c *cobra.Command, _ []string) {
	var b strings.Builder
	b.WriteString(flowed(about(c)))
	section := func(title, text string) {
		if text != "" {
			fmt.Fprintf(&b, "\n%s\n%s\n", p.bold(title), strings.TrimRight(text, "\n"))
		}
	}
	section("Usage", indented(usage(c)))
	section("Commands", commands(c))
	section("Flags", c.LocalNonPersistentFlags().FlagUsagesWrapped(helpWidth))
	section("Flags of every command", c.Root().PersistentFlags().FlagUsagesWrapped(helpWidth))
	section("Examples", indented(c.Example))
	fmt.Fprint(p.out, b.String())
}

// selfExplain gives the command line its help and its completions.
func (p *program) selfExplain(root *cobra.Command) {
	root.SetHelpFunc(p.help)
	root.SetHelpCommand(p.helpVerb())
	root.InitDefaultCompletionCmd()
	for _, verb := range root.Commands() {
		if verb.Name() == "completion" {
			verb.Short = "The script that lets a shell complete commands and values"
			verb.Long = verb.Short + ". oktadance completion SHELL --help says where it belongs."
		}
	}
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	completions(root, "profile", oneOf(profiles))
	completions(root, "passphrase-file", files)
	completions(root, "identity", files)
}

// helpVerb prints the same for those who type help before the verb.
func (p *program) helpVerb() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "What a command is for and how to type it",
		RunE: func(c *cobra.Command, names []string) error {
			verb, rest, err := c.Root().Find(names)
			if err != nil || len(rest) > 0 {
				return unknownCommand(c.Root(), names[0])
			}
			verb.InitDefaultHelpFlag()
			return verb.Help()
		},
		ValidArgsFunction: func(c *cobra.Command, names []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return verbNames(c.Root(), names), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// about is what a verb says of itself.
func about(c *cobra.Command) string {
	if c.Long != "" {
		return c.Long
	}
	return c.Short + "."
}

// flowed fills the lines of each paragraph. A list, whose lines begin with a
// blank, stays as it is.
func flowed(text string) string {
	paragraphs := strings.Split(strings.TrimSpace(text), "\n\n")
	for i, words := range paragraphs {
		if !strings.Contains("\n"+words, "\n ") && !strings.HasPrefix(words, "\t") {
			paragraphs[i] = filled(words, helpWidth)
		}
	}
	return strings.Join(paragraphs, "\n\n") + "\n"
}

// filled breaks lines at blanks alone: a flag has hyphens that belong to it.
func filled(words string, width int) string {
	var b strings.Builder
	column := 0
	for _, word := range strings.Fields(words) {
		wide := ansi.StringWidth(word)
		switch {
		case column == 0:
		case column+1+wide > width:
			b.WriteString("\n")
			column = 0
		default:
			b.WriteString(" ")
			column++
		}
		b.WriteString(word)
		column += wide
	}
	return b.String()
}

func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.Repeat(" ", min(2, len(strings.TrimSpace(line)))) + line)
	}
	return b.String()
}

// usage is how a verb is typed, a line for each way.
func usage(c *cobra.Command) string {
	var ways []string
	if c.Runnable() {
		ways = append(ways, c.UseLine())
	}
	if c.HasAvailableSubCommands() {
		ways = append(ways, c.CommandPath()+" COMMAND")
	}
	return strings.Join(ways, "\n")
}

// commands are the verbs below a verb, in two columns.
func commands(c *cobra.Command) string {
	wide := 0
	for _, verb := range c.Commands() {
		wide = max(wide, ansi.StringWidth(verb.Use))
	}
	var b strings.Builder
	for _, verb := range c.Commands() {
		if verb.IsAvailableCommand() {
			fmt.Fprintf(&b, "  %s%s  %s\n", verb.Use, strings.Repeat(" ", wide-ansi.StringWidth(verb.Use)), verb.Short)
		}
	}
	return b.String()
}

// bold makes a heading stand out where results are read by a person.
func (p *program) bold(heading string) string {
	out, isFile := p.out.file()
	if !isFile || !isTerminal(out) || os.Getenv("TERM") == "dumb" {
		return heading
	}
	lipgloss.EnableLegacyWindowsANSI(out)
	return ansi.NewStyle(ansi.AttrBold).Styled(heading)
}
