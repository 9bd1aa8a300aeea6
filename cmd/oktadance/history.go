package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"oktadance/vault"
)

const historyLong = `Lists the saves that are kept, the newest first: number, time, and the names of the notes that it changed.
The ten before the last are kept, in the folder history beside the notes. No values are shown.`

const historyExample = `oktadance notes history

# make the notes what they were at a save
oktadance notes history restore 12`

func (p *program) historyVerb() *cobra.Command {
	verb := &cobra.Command{Use: "history", Short: "The last saves, and which notes each changed", Long: historyLong, Example: historyExample, Args: cobra.NoArgs}
	verb.RunE = func(c *cobra.Command, _ []string) error {
		return p.withVault(c.Context(), readVault, func(v *vault.Vault, _ string) error { return p.listSaves(v) })
	}
	verb.Flags().BoolVar(&p.json, "json", false, "one JSON array")
	verb.AddCommand(p.returnVerb())
	return verb
}

const returnLong = `Makes the notes what they were at the save of that number. It is a save of its own, so that it can be
taken back in the same way.`

func (p *program) returnVerb() *cobra.Command {
	verb := &cobra.Command{Use: "restore NUMBER", Short: "The notes as they were at an earlier save", Long: returnLong, Example: "oktadance notes history restore 12", Args: cobra.ExactArgs(1)}
	verb.RunE = func(c *cobra.Command, args []string) error { return p.returnTo(c.Context(), args[0]) }
	return verb
}

// A saveJSON is one save, for programs.
type saveJSON struct {
	Number  int       `json:"number"`
	At      time.Time `json:"at"`
	Changed []string  `json:"changed"`
	Now     bool      `json:"now"`
	Damaged bool      `json:"damaged"`
}

func (p *program) listSaves(v *vault.Vault) error {
	saves, err := v.History()
	if err != nil {
		return err
	}
	if p.json {
		return p.printJSON(forPrograms(saves))
	}
	for _, s := range saves {
		fmt.Fprintf(p.out, "%4d  %s  %s\n", s.Number, s.At.Local().Format(time.DateTime), changed(s))
	}
	return nil
}

func forPrograms(saves []vault.Save) []saveJSON {
	all := []saveJSON{}
	for _, s := range saves {
		all = append(all, saveJSON{s.Number, s.At, append([]string{}, s.Changed...), s.Now, s.Damaged})
	}
	return all
}

// changed says what a save changed.
func changed(s vault.Save) string {
	words := someOf(s.Changed)
	switch {
	case s.Damaged:
		words = "(can't be read)"
	case s.Uncompared:
		words = "(the save before is not kept)"
	}
	if s.Now {
		words += "  ← the notes now"
	}
	return words
}

// someOf names as many notes as fit a line.
func someOf(names []string) string {
	const most = 3
	switch more := len(names) - most; {
	case len(names) == 0:
		return "(nothing)"
	case more > 0:
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}

func (p *program) returnTo(ctx context.Context, text string) error {
	number, err := strconv.Atoi(text)
	if err != nil {
		return &usageError{text + " is not the number of a save", "oktadance notes history lists them."}
	}
	return p.withVault(ctx, openVault, func(v *vault.Vault, _ string) error {
		before, err := v.History()
		if err == nil {
			err = v.Return(number)
		}
		if err != nil {
			return notReturned("save "+text, err)
		}
		fmt.Fprintf(p.err, "The notes are as they were at save %d. To take that back: oktadance notes history restore %d%s\n",
			number, before[0].Number, p.profileFlag())
		return nil
	})
}

func notReturned(save string, err error) error {
	switch {
	case errors.Is(err, vault.ErrNoSave):
		return problem(err, "There is no "+save+" any more, or not yet.", "", "oktadance notes history lists those that are kept.")
	case errors.Is(err, vault.ErrDamagedSave):
		return problem(err, upperFirst(save)+" can't be read: its file is damaged.", "", "Take another one. The notes are as they were.")
	}
	return err
}
