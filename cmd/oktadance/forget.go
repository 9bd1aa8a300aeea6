package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"oktadance/internal/practice"
	"oktadance/vault"
)

const forgetLong = `Destroys the profile's notes, their history and what opens them, once the profile's name has been typed.
It needs no passphrase, and it can't be undone: only a backup brings the notes back. Okta is not touched;
oktadance cleanup removes from there what the wizard made, and needs the notes for it.

The profile practice goes with its org, which is a file beside its notes. Lock files stay, and are empty.`

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
	if err == nil && !vault.Exists(dir) && !p.keepsOrg(dir) {
		err = vault.ErrNoVault
	}
	if err == nil {
		err = p.confirmForgetting(ctx, name, dir)
	}
	if err == nil {
		err = p.destroy(dir)
	}
	return err
}

// destroy removes the vault, and for the practice profile its org. While somebody
// uses that it removes neither.
func (p *program) destroy(dir string) error {
	var inUse *practice.InUse
	gone, err := "The notes of the profile "+p.profile+" are gone", error(nil)
	if p.profile == practiceProfile {
		gone += ", and its org"
		err = practice.Forget(orgFile(dir), func() error { return vault.Remove(dir) })
	} else {
		err = vault.Remove(dir)
	}
	switch {
	case errors.As(err, &inUse):
		return orgInUse()
	case err != nil:
		return err
	}
	fmt.Fprintln(p.err, gone+".")
	return nil
}

// keepsOrg reports whether an org is kept beside the profile's notes, or where they were.
func (p *program) keepsOrg(dir string) bool {
	_, err := os.Stat(orgFile(dir))
	return p.profile == practiceProfile && err == nil
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
		what := "their history"
		if p.profile == practiceProfile {
			what += ", and the practice org with all that is in it"
		}
		prompt = fmt.Sprintf("This destroys the notes in %s and %s, for good.\nTo do that, type the profile's name, %s: ", dir, what, p.profile)
	}
	line, err := p.console.Line(ctx, prompt, false)
	return strings.TrimSpace(line), err
}
