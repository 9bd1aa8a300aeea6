package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"oktadance/vault"
)

const forgetLong = `Destroys the profile's notes, their history and what opens them, once the profile's name has been typed.
It needs no passphrase, and it can't be undone: only a backup brings the notes back. Okta is not touched;
oktadance cleanup removes from there what the wizard made, and needs the notes for it.`

const forgetExample = `oktadance notes forget --profile work

# for a script
oktadance notes forget --profile work --yes-forget work`

func (p *program) forgetVerb() *cobra.Command {
	verb := &cobra.Command{Use: "forget", Short: "Destroy the notes of a profile", Long: forgetLong, Example: forgetExample, Args: cobra.NoArgs}
	name := verb.Flags().String("yes-forget", "", "the profile's `NAME`, instead of typing it")
	verb.RunE = func(c *cobra.Command, _ []string) error { return p.forget(c.Context(), *name) }
	return verb
}

// forget destroys the profile's vault.
func (p *program) forget(ctx context.Context, name string) error {
	dir, err := p.folder()
	if err == nil && !vault.Exists(dir) {
		err = vault.ErrNoVault
	}
	if err == nil {
		err = p.confirmForgetting(ctx, name, dir)
	}
	if err == nil {
		err = vault.Remove(dir)
	}
	if err == nil {
		fmt.Fprintf(p.err, "The notes of the profile %s are gone.\n", p.profile)
	}
	return err
}

// confirmForgetting wants the profile's name: given already, typed at a terminal,
// or else one line of standard input.
func (p *program) confirmForgetting(ctx context.Context, name, dir string) (err error) {
	if name == "" && !p.noInput {
		name, err = p.typedProfile(ctx, dir)
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case name == "":
		return problem(nil, "The profile's name was not given, so nothing was destroyed.", "", "Type it when asked, or give it with --yes-forget "+p.profile+".")
	case name != p.profile:
		return problem(nil, name+" is not the profile's name, so nothing was destroyed.", "", "The name is "+p.profile+".")
	}
	return nil
}

func (p *program) typedProfile(ctx context.Context, dir string) (string, error) {
	prompt := ""
	if p.console.Terminal() {
		prompt = fmt.Sprintf("This destroys the notes in %s and their history, for good.\nTo do that, type the profile's name, %s: ", dir, p.profile)
	}
	line, err := p.console.Line(ctx, prompt, false)
	return strings.TrimSpace(line), err
}
