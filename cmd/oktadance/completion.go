package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"oktadance/internal/practice"
	"oktadance/steps"
	"oktadance/vault"
)

// Completing answers a keystroke in somebody's shell: it asks nothing, opens no
// notes, starts no org, and has nothing to say when something is wrong.

// completions says, for the flags that have values to choose from, which.
func completions(verb *cobra.Command, flag string, values cobra.CompletionFunc) {
	_ = verb.RegisterFlagCompletionFunc(flag, values) // it fails for a flag that is not there, and completes nothing then
}

// oneOf offers some values in the order they have.
func oneOf(all func() []cobra.Completion) cobra.CompletionFunc {
	return func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return all(), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
}

// onlyOnce offers what is not among the arguments yet.
func onlyOnce(all func() []cobra.Completion) cobra.CompletionFunc {
	return func(c *cobra.Command, given []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		left := slices.DeleteFunc(all(), func(one cobra.Completion) bool {
			word, _, _ := strings.Cut(one, "\t")
			return slices.Contains(given, word)
		})
		return oneOf(func() []cobra.Completion { return left })(c, given, typed)
	}
}

// onlyFirst offers the first argument, and none after it.
func onlyFirst(all func() []cobra.Completion) cobra.CompletionFunc {
	return func(c *cobra.Command, given []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(given) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return oneOf(all)(c, given, typed)
	}
}

// noteNames are the notes that people read, with what each is called on the screen.
func noteNames() []cobra.Completion {
	labels := map[string]string{}
	for _, s := range steps.All() {
		for _, f := range s.Finds {
			labels[f.Note] = f.Label
		}
		for _, f := range s.Fields {
			labels[f.Note] = f.Label
		}
	}
	var all []cobra.Completion
	for _, name := range steps.Names() {
		if labels[name] != "" { // the others are the wizard's own marks
			all = append(all, cobra.CompletionWithDesc(name, labels[name]))
		}
	}
	return all
}

// questionNames are the notes that a question asks for.
func questionNames() []cobra.Completion {
	var all []cobra.Completion
	for _, s := range steps.All() {
		for _, f := range s.Fields {
			all = append(all, cobra.CompletionWithDesc(f.Note, f.Label))
		}
	}
	return all
}

// verbNames are the verbs below the one that is named.
func verbNames(root *cobra.Command, names []string) []cobra.Completion {
	verb, rest, err := root.Find(names)
	if err != nil || len(rest) > 0 {
		return nil
	}
	var all []cobra.Completion
	for _, below := range verb.Commands() {
		if below.IsAvailableCommand() {
			all = append(all, cobra.CompletionWithDesc(below.Name(), below.Short))
		}
	}
	return all
}

func stepNames() []cobra.Completion {
	var all []cobra.Completion
	for _, s := range steps.All() {
		all = append(all, cobra.CompletionWithDesc(s.ID, s.Title))
	}
	return all
}

func troublesToName() []cobra.Completion {
	var all []cobra.Completion
	for _, t := range practice.Troubles() {
		all = append(all, cobra.CompletionWithDesc(t.Name, t.Line))
	}
	return all
}

// profiles are the names under which there are notes.
func profiles() []cobra.Completion {
	folders, _ := os.ReadDir(home()) // no folder, no profiles
	var all []cobra.Completion
	for _, f := range folders {
		if isProfile(f.Name()) && vault.Exists(filepath.Join(home(), f.Name())) {
			all = append(all, f.Name())
		}
	}
	return all
}

// files leaves it to the shell to complete the name of a file.
func files(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveDefault
}
