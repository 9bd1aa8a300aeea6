package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/spf13/cobra"

	"oktadance/steps"
	"oktadance/vault"
)

const profilesLong = `Lists the profiles that have notes: when they were last saved, and whether they are open elsewhere. More than
that is known without a passphrase of none of them. With one, from --unlock or --passphrase-file, or with a key
from --identity, it says how far the walk has got in those that it opens.`

const profilesExample = `oktadance profiles

# how far each walk has got, where this passphrase opens the notes
oktadance profiles --unlock`

func (p *program) profilesVerb() *cobra.Command {
	verb := &cobra.Command{Use: "profiles", Short: "Whose notes there are, and how far each walk has got", Long: profilesLong, Example: profilesExample, Args: cobra.NoArgs}
	ask := verb.Flags().Bool("unlock", false, "ask for a passphrase, and say how far the walks have got that it opens")
	verb.Flags().BoolVar(&p.json, "json", false, "one JSON array")
	verb.RunE = func(c *cobra.Command, _ []string) error { return p.profiles(c.Context(), *ask) }
	return verb
}

// A profileJSON is what can be said of one profile.
type profileJSON struct {
	Name     string     `json:"name"`
	Saved    *time.Time `json:"saved"` // null where notes.age is missing
	InUse    bool       `json:"in_use"`
	Recovery bool       `json:"recovery"`
	Locked   bool       `json:"locked"`
	*progressJSON

	problem string // why a key did not open it
}

// A progressJSON is how far a walk has got. Next is the first step that is not
// finished.
type progressJSON struct {
	Finished int    `json:"finished"`
	Steps    int    `json:"steps"`
	Next     string `json:"next,omitempty"`
}

func (p *program) profiles(ctx context.Context, ask bool) error {
	passphrase, err := "", error(nil)
	if ask || p.passphraseFile != "" {
		passphrase, err = p.passphrase(ctx)
	}
	if err != nil {
		return err
	}
	all, err := p.allProfiles(passphrase)
	if err == nil && p.json {
		return p.printJSON(all)
	}
	p.listProfiles(all)
	if len(all) > 0 && passphrase == "" && len(p.identities) == 0 {
		fmt.Fprintln(p.err, "How far each walk has got stands in the notes. To see it: oktadance profiles --unlock")
	}
	return err
}

// allProfiles looks at every folder that holds notes.
func (p *program) allProfiles(passphrase string) ([]profileJSON, error) {
	all := []profileJSON{}
	entries, err := os.ReadDir(home())
	for _, entry := range entries {
		if known, err := p.profileOf(entry.Name(), passphrase); err == nil {
			all = append(all, known)
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	return all, err
}

// profileOf looks at one profile, and into it where there is a key.
func (p *program) profileOf(name, passphrase string) (profileJSON, error) {
	dir := filepath.Join(home(), name)
	seen, err := vault.Look(dir)
	if err != nil {
		return profileJSON{}, err
	}
	known := profileJSON{Name: name, Saved: whole(seen.Saved), InUse: seen.InUse, Recovery: seen.Recovery, Locked: true}
	if passphrase != "" || len(p.identities) > 0 {
		err = known.unlock(readVault(dir, passphrase, p.identities))
	}
	return known, err
}

// whole is a time to the second.
func whole(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	at = at.UTC().Truncate(time.Second)
	return &at
}

// unlock takes from an opened vault how far the walk has got.
func (k *profileJSON) unlock(v *vault.Vault, err error) error {
	debug.FreeOSMemory()
	if err != nil {
		k.problem = explain(err).What
		return nil
	}
	k.Locked, k.progressJSON = false, progress(v)
	return v.Close()
}

func progress(notes steps.Notes) *progressJSON {
	all := steps.All()
	walk := &progressJSON{Steps: len(all)}
	for _, s := range all {
		if s.Finished(notes) {
			walk.Finished++
		} else if walk.Next == "" {
			walk.Next = s.Title
		}
	}
	return walk
}

func (p *program) listProfiles(all []profileJSON) {
	if len(all) == 0 {
		fmt.Fprintln(p.err, "There are no notes yet. Begin with: oktadance")
	}
	wide := 0
	for _, known := range all {
		wide = max(wide, len(known.Name))
	}
	for _, known := range all {
		fmt.Fprintf(p.out, "%-*s  %-16s  %s\n", wide, known.Name, known.when(), known.words())
	}
}

func (k profileJSON) when() string {
	if k.Saved == nil {
		return "notes missing"
	}
	return k.Saved.Local().Format("2006-01-02 15:04")
}

// words say what is known beside the name and the time.
func (k profileJSON) words() string {
	words := "locked"
	if k.problem != "" {
		words += ": " + k.problem
	}
	if k.progressJSON != nil {
		words = k.progressJSON.words()
	}
	if k.InUse {
		words += " (open elsewhere)"
	}
	return words
}

func (w *progressJSON) words() string {
	if w.Next == "" {
		return fmt.Sprintf("all %d steps", w.Steps)
	}
	return fmt.Sprintf("%d of %d steps, next: %s", w.Finished, w.Steps, w.Next)
}
