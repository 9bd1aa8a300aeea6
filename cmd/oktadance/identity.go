package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"filippo.io/age"
	"filippo.io/age/plugin"
	"github.com/spf13/cobra"

	"oktadance/steps"
	"oktadance/vault"
)

const postQuantumWords = "These notes will be post-quantum: age opens them from version 1.3 on, and older ones don't."

func (p *program) postQuantumFlag(verb *cobra.Command) {
	verb.Flags().BoolVar(&p.postQuantum, "post-quantum", false, "make new notes post-quantum; age before 1.3 can't open them")
}

// choices are what is special about notes that are made.
func (p *program) choices() []vault.Choice {
	if p.postQuantum {
		return []vault.Choice{vault.PostQuantum()}
	}
	return nil
}

// readIdentities reads what --identity names: an identity file of age, or a key
// that is typed.
func (p *program) readIdentities(ctx context.Context) (all []age.Identity, err error) {
	var file []byte
	switch p.identity {
	case "":
		return nil, nil
	case "-":
		file, err = p.typedKey(ctx)
	default:
		file, err = os.ReadFile(p.identity)
	}
	if err == nil {
		ask := func() (string, error) { return p.askPassphrase(ctx, "Passphrase of the identity file: ") }
		all, err = vault.ParseIdentities(file, ask, p.pluginUI(ctx))
	}
	return all, notAnIdentity(err)
}

// typedKey asks for a key, so that one on paper needs no file. What a person
// copies from paper may be in small letters, with spaces.
func (p *program) typedKey(ctx context.Context) ([]byte, error) {
	prompt := ""
	if p.console.Terminal() {
		prompt = "Key (AGE-SECRET-KEY-…): "
	}
	if prompt != "" && p.noInput {
		return nil, &usageError{"--identity - asks for a key, and --no-input forbids that", "Name a file with --identity FILE."}
	}
	line, err := p.console.Line(ctx, prompt, true)
	return []byte(strings.ToUpper(strings.Join(strings.Fields(line), ""))), err
}

func notAnIdentity(err error) error {
	var path *fs.PathError
	switch {
	case errors.Is(err, vault.ErrWrongPassphrase):
		return problem(err, "This passphrase does not open the identity file.", "", "Try again, and mind upper and lower case.")
	case errors.As(err, &path):
		return problem(err, "The identity file can't be read.", err.Error()+".", "Name another with --identity FILE.")
	}
	return err
}

// pluginUI is how age plugins talk to the person: at the terminal, before any
// screen. Where nobody may be asked, they are told so.
func (p *program) pluginUI(ctx context.Context) *plugin.ClientUI {
	ui := &plugin.ClientUI{
		DisplayMessage: func(name, message string) error { return p.relay(name, message) },
		WaitTimer:      func(name string) { _ = p.relay(name, "waiting") },
	}
	if !p.noInput && p.console.Terminal() {
		ui.RequestValue = func(name, prompt string, secret bool) (string, error) {
			return p.console.Line(ctx, name+": "+strings.TrimSuffix(prompt, ":")+": ", secret)
		}
		ui.Confirm = func(name, prompt, yes, no string) (bool, error) { return p.asks(ctx, name+": "+prompt, yes, no) }
	}
	return ui
}

func (p *program) relay(name, message string) error {
	_, err := fmt.Fprintf(p.err, "%s: %s\n", name, message)
	return err
}

// asks has a plugin's question answered with one of two words, or with the only
// one there is.
func (p *program) asks(ctx context.Context, question, yes, no string) (bool, error) {
	if no == "" {
		_, err := p.console.Line(ctx, fmt.Sprintf("%s (Enter: %s) ", question, yes), false)
		return true, err
	}
	answer, err := p.console.Line(ctx, fmt.Sprintf("%s (Enter: %s, n: %s) ", question, yes, no), false)
	return !strings.HasPrefix(strings.ToLower(answer), "n"), err
}

// explainKey puts into words what keys other than a passphrase can fail of.
func explainKey(err error) *steps.Problem {
	var missing *plugin.NotFoundError
	switch {
	case errors.As(err, &missing):
		return problem(err, "This key needs the program age-plugin-"+missing.Name+", and there is none on the PATH.", "",
			"Install it, or open the notes with the passphrase.")
	case errors.Is(err, vault.ErrPlugin):
		_, said, _ := strings.Cut(err.Error(), vault.ErrPlugin.Error()+": ")
		return problem(err, "The age plugin did not open the notes.", upperFirst(said)+".", "Try again, or open the notes with the passphrase.")
	}
	return nil
}
