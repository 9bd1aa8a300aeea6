package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"oktadance/tui"
	"oktadance/vault"
)

const passphraseLong = `Asks for the passphrase and for a new one, twice, or makes one up of six words. From then on the old
passphrase opens nothing here, and neither does a copy of identity.age that somebody made before.
Recovery keys go on working. With one of them it needs no passphrase: that is the way when it is forgotten.
Backups keep the passphrase that they were made with.`

const passphraseExample = `oktadance notes passphrase

# the passphrase is forgotten, and there is a recovery key
oktadance notes passphrase --identity -

# for a script
oktadance notes passphrase --passphrase-file OLD --new-passphrase-file NEW`

func (p *program) passphraseVerb() *cobra.Command {
	verb := &cobra.Command{Use: "passphrase", Short: "Change the passphrase", Long: passphraseLong, Example: passphraseExample, Args: cobra.NoArgs}
	file := newPassphraseFlag(verb)
	verb.RunE = func(c *cobra.Command, _ []string) error { return p.changePassphrase(c.Context(), *file) }
	return verb
}

func newPassphraseFlag(verb *cobra.Command) *string {
	file := verb.Flags().String("new-passphrase-file", "", "read the new passphrase from the first line of a `FILE`; - is the next line of standard input")
	completions(verb, "new-passphrase-file", files)
	return file
}

const passphraseChanged = `The passphrase is changed. The old one opens nothing here any more.
Backups keep the passphrase that they were made with.`

func (p *program) changePassphrase(ctx context.Context, file string) error {
	return p.withVault(ctx, openVault, func(v *vault.Vault, _ string) error {
		next, err := p.newPassphrase(ctx, file)
		if err != nil {
			return err
		}
		return p.rekey(ctx, v, next, v.Recovery(), passphraseChanged)
	})
}

// newPassphrase is the one in the file, or asks for it.
func (p *program) newPassphrase(ctx context.Context, file string) (string, error) {
	given, err := p.firstLine(ctx, file)
	switch {
	case err != nil || given != "":
		return given, err
	case p.noInput:
		return "", &usageError{"a new passphrase has to be chosen, and --no-input forbids to ask", "Give it with --new-passphrase-file FILE."}
	}
	return tui.NewPassphrase(ctx, p.console, vault.Suggest, strength)
}

// rekey changes what opens the notes, and says what that means.
func (p *program) rekey(ctx context.Context, v *vault.Vault, passphrase string, recovery []string, done string) error {
	fmt.Fprintln(p.err, "Encrypting the notes and their history anew. This takes about two seconds.")
	err := v.Rekey(passphrase, recovery, p.pluginUI(ctx))
	debug.FreeOSMemory()
	if errors.Is(err, vault.ErrUnfinished) {
		return problem(err, "The new keys open the notes, but not everything is encrypted anew for them.", cause(err),
			"Open the notes once more to finish it: oktadance notes passphrase"+p.profileFlag())
	}
	if err == nil {
		fmt.Fprintln(p.err, done)
	}
	return err
}

const recoveryLong = `Makes a key that opens the notes beside the passphrase, and prints it once, on standard output: on paper, or
in a safe, it is the way back in. With --recipient it lets a key in that you have already, such as one of a
YubiKey. --remove shuts out all such keys.`

const recoveryExample = `oktadance notes recovery

# open the notes with it: it asks for the key, so that there need be no file
oktadance notes --identity -

# a key on a YubiKey, whose recipient age-plugin-yubikey prints
oktadance notes recovery --recipient age1yubikey1…
oktadance notes --identity yubikey.txt`

func (p *program) recoveryVerb() *cobra.Command {
	verb := &cobra.Command{Use: "recovery", Short: "A key for paper, that opens the notes when the passphrase is forgotten", Long: recoveryLong, Example: recoveryExample, Args: cobra.NoArgs}
	recipient := verb.Flags().String("recipient", "", "let this age `RECIPIENT` in, and print no key")
	remove := verb.Flags().Bool("remove", false, "shut out all keys but the passphrase")
	verb.RunE = func(c *cobra.Command, _ []string) error { return p.recovery(c.Context(), *recipient, *remove) }
	return verb
}

func (p *program) recovery(ctx context.Context, recipient string, remove bool) error {
	if len(p.identities) > 0 {
		return &usageError{"recovery keys are changed with the passphrase, not with --identity",
			"If it is forgotten, set another first: oktadance notes passphrase --identity FILE"}
	}
	return p.withVault(ctx, openVault, func(v *vault.Vault, passphrase string) error {
		switch {
		case remove:
			return p.rekey(ctx, v, passphrase, nil, "From now on nothing but the passphrase opens the notes.")
		case recipient != "":
			return p.rekey(ctx, v, passphrase, append(v.Recovery(), recipient),
				"Its key opens the notes beside the passphrase: oktadance notes"+p.profileFlag()+" --identity FILE")
		}
		return p.makeRecovery(ctx, v, passphrase)
	})
}

const (
	keyMade = `This key opens the notes beside the passphrase. It is not shown again: print it or
write it down, keep it apart from this machine, and show it to nobody.`
	keyUses = `To open the notes with it:        oktadance notes%[1]s --identity -
When the passphrase is forgotten: oktadance notes passphrase%[1]s --identity -
`
)

// makeRecovery prints a key once it opens the notes, and not before.
func (p *program) makeRecovery(ctx context.Context, v *vault.Vault, passphrase string) error {
	key, recipient, err := v.NewKey()
	if err == nil {
		err = p.rekey(ctx, v, passphrase, append(v.Recovery(), recipient), keyMade)
	}
	if err == nil {
		_, err = fmt.Fprintln(p.out, key)
	}
	if err == nil {
		fmt.Fprintf(p.err, keyUses, p.profileFlag())
	}
	return err
}
