package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime/debug"

	"github.com/spf13/cobra"

	"oktadance/vault"
)

const backupLong = `Writes all notes to one file, as TOML encrypted to the passphrase of the notes, or to another one with
--new-passphrase-file. The file is not overwritten without --force. notes restore reads it, and so does age alone:

  age -d FILE`

const backupExample = `oktadance notes backup okta-notes.age

# and back, on another machine
oktadance notes restore okta-notes.age`

func (p *program) backupVerb() *cobra.Command {
	verb := &cobra.Command{Use: "backup FILE", Short: "One encrypted file with all notes in it, to keep elsewhere", Long: backupLong, Example: backupExample, Args: cobra.ExactArgs(1), ValidArgsFunction: files}
	force := verb.Flags().Bool("force", false, "overwrite FILE")
	other := newPassphraseFlag(verb)
	verb.RunE = func(c *cobra.Command, args []string) error { return p.backup(c.Context(), args[0], *other, *force) }
	return verb
}

func (p *program) backup(ctx context.Context, file, other string, force bool) error {
	return p.withVault(ctx, readVault, func(v *vault.Vault, passphrase string) error {
		whose, passphrase, err := p.backupPassphrase(ctx, passphrase, other)
		if err != nil {
			return err
		}
		err = v.Backup(file, passphrase, force)
		debug.FreeOSMemory()
		if err != nil {
			return notBackedUp(file, err)
		}
		fmt.Fprintf(p.err, "The notes are in %s.\nIt opens with %s: oktadance notes restore, or age -d.\n", file, whose)
		return nil
	})
}

// backupPassphrase is that of the notes unless there is another one: in a file, or
// because the notes were opened without. It says whose it is.
func (p *program) backupPassphrase(ctx context.Context, passphrase, other string) (whose, chosen string, err error) {
	if passphrase != "" && other == "" {
		return "the passphrase of the notes", passphrase, nil
	}
	chosen, err = p.newPassphrase(ctx, other)
	return "the passphrase you gave for it", chosen, err
}

func notBackedUp(file string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return problem(err, "There is a file called "+file+" already, so nothing was written.", "", "Name another, or overwrite it with --force.")
	}
	return problem(err, "The backup could not be written to "+file+".", cause(err), "Name a file in another place.")
}

const restoreLong = `Makes the notes of the profile from a backup. They open with the backup's passphrase.
Where the profile has notes already, nothing happens without --force. With it the notes of the backup take their
place, the passphrase stays as it is, and what was there before goes into the history.`

const restoreExample = `oktadance notes restore okta-notes.age

# beside the notes that are there
oktadance notes restore okta-notes.age --profile from-backup`

func (p *program) restoreVerb() *cobra.Command {
	verb := &cobra.Command{Use: "restore FILE", Short: "The notes of a backup, brought back", Long: restoreLong, Example: restoreExample, Args: cobra.ExactArgs(1), ValidArgsFunction: files}
	force := verb.Flags().Bool("force", false, "put them in the place of the notes that are there")
	p.postQuantumFlag(verb)
	verb.RunE = func(c *cobra.Command, args []string) error { return p.restore(c.Context(), args[0], *force) }
	return verb
}

func (p *program) restore(ctx context.Context, file string, force bool) error {
	dir, err := p.folder()
	if err != nil {
		return err
	}
	if vault.Exists(dir) && !force {
		return problem(nil, "The profile "+p.profile+" has notes already, so nothing was restored.", "",
			"Restore beside them with --profile NAME, or in their place with --force: what is there goes into the history.")
	}
	b, passphrase, err := p.openBackup(ctx, file)
	if err == nil {
		err = p.putBack(ctx, dir, passphrase, b)
	}
	if err == nil {
		fmt.Fprintf(p.err, "The notes are back. To see them: oktadance notes%s\n", p.profileFlag())
	}
	return err
}

func (p *program) openBackup(ctx context.Context, file string) (b *vault.Backup, passphrase string, err error) {
	passphrase, err = p.askPassphrase(ctx, "Passphrase of the backup: ")
	if err != nil {
		return nil, "", err
	}
	b, err = vault.OpenBackup(file, passphrase)
	debug.FreeOSMemory()
	return b, passphrase, notABackup(file, err)
}

// putBack makes a vault of a backup or, where there is one, puts the backup's notes
// in the place of those in it.
func (p *program) putBack(ctx context.Context, dir, passphrase string, b *vault.Backup) error {
	defer debug.FreeOSMemory()
	if vault.Exists(dir) {
		return p.replace(ctx, dir, passphrase, b)
	}
	v, err := vault.Create(dir, passphrase, append(p.choices(), vault.From(b))...)
	if err != nil {
		return err
	}
	return v.Close()
}

// replace opens the notes that are there, with the passphrase of the backup if that
// is theirs.
func (p *program) replace(ctx context.Context, dir, passphrase string, b *vault.Backup) error {
	v, err := openVault(dir, passphrase, p.identities)
	if errors.Is(err, vault.ErrWrongPassphrase) {
		if passphrase, err = p.askPassphrase(ctx, "Passphrase of the notes that are there: "); err == nil {
			v, err = openVault(dir, passphrase, p.identities)
		}
	}
	if err != nil {
		return err
	}
	return errors.Join(v.Replace(b), v.Close())
}

func notABackup(file string, err error) error {
	switch {
	case err == nil || errors.Is(err, vault.ErrNewerVersion):
		return err
	case errors.Is(err, vault.ErrWrongPassphrase):
		return problem(err, "This passphrase does not open the backup.", "A backup keeps the passphrase that it was made with.", "Try again with that one.")
	case errors.Is(err, vault.ErrDamagedBackup):
		return problem(err, file+" is no backup of notes, or it is damaged.", "A backup is one file, which notes backup wrote.", "Take another copy of it. Nothing was changed.")
	}
	return problem(err, "The backup can't be read.", cause(err), "Name another file.")
}
