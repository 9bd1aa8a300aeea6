package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"oktadance/steps"
)

// ourWords puts what cobra says of mistakes in the arguments into our words, for
// this command and all below it.
func ourWords(c *cobra.Command) {
	c.SetFlagErrorFunc(wrongFlag)
	c.Args = wrongArgs(c.Args)
	for _, verb := range c.Commands() {
		ourWords(verb)
	}
}

func wrongArgs(accepts cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case accepts == nil && (!c.HasSubCommands() || len(args) == 0), accepts != nil && accepts(c, args) == nil:
			return nil
		case c.HasSubCommands():
			return unknownCommand(c, args[0])
		}
		text := c.CommandPath() + " lacks an argument"
		if len(args) > 0 {
			text = c.CommandPath() + " takes other arguments than " + strings.Trim(fmt.Sprintf("%q", args), "[]")
		}
		return &usageError{
			text: text,
			hint: "It is typed like this: " + strings.TrimSpace(strings.ReplaceAll(c.UseLine(), "[flags]", "")) + ". More: " + c.CommandPath() + " --help",
		}
	}
}

// unknownCommand names the command that comes closest to what was typed.
func unknownCommand(c *cobra.Command, name string) error {
	hint := c.CommandPath() + " --help lists what there is."
	var names []string
	for _, verb := range c.Commands() {
		if verb.IsAvailableCommand() {
			names = append(names, verb.Name())
		}
	}
	if near := steps.Nearest(name, names); near != "" {
		hint = "Did you mean " + near + "? " + hint
	}
	return &usageError{text: fmt.Sprintf("%s has no command %q", c.CommandPath(), name), hint: hint}
}

func wrongFlag(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var lacking *pflag.ValueRequiredError
	var wrong *pflag.InvalidValueError
	hint := c.CommandPath() + " --help lists its flags."
	switch {
	case errors.As(err, &unknown):
		if near := steps.Nearest(unknown.GetSpecifiedName(), flagNames(c)); near != "" {
			hint = "Did you mean --" + near + "? " + hint
		}
		return &usageError{text: c.CommandPath() + " has no flag --" + unknown.GetSpecifiedName(), hint: hint}
	case errors.As(err, &lacking):
		return &usageError{text: "--" + lacking.GetSpecifiedName() + " wants a value after it", hint: hint}
	case errors.As(err, &wrong):
		return &usageError{text: "--" + wrong.GetFlag().Name + " can't be " + fmt.Sprintf("%q", wrong.GetValue()), hint: hint}
	}
	return err
}

func flagNames(c *cobra.Command) []string {
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}
