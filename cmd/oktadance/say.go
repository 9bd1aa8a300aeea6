package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"oktadance/internal/practice"
	"oktadance/steps"
	"oktadance/tui"
	"oktadance/vault"
)

// The rules of what is said outside the screen:
//
//	Results go to standard output. Everything else goes to standard error, as
//	"oktadance: error:" and "oktadance: hint:".
//	A hint says what to do next, with the command to type.
//	Packages below return errors that can be told apart; the words for them are
//	chosen here and nowhere else.

// Exit codes.
const (
	worked      = 0
	didNotWork  = 1
	wrongUsage  = 2
	interrupted = 130
)

// A usageError is a mistake in the arguments that cobra can't see.
type usageError struct{ text, hint string }

func (e *usageError) Error() string { return e.text }

// errReported means that what failed has been shown already, as a result.
var errReported = errors.New("reported")

// say tells what failed, and gives the exit code for it.
func (p *program) say(err error) int {
	var usage *usageError
	var fault *tui.Fault
	switch {
	case err == nil:
		return worked
	case errors.As(err, &fault):
		return p.confess(fault)
	case errors.Is(err, tui.ErrInterrupted), errors.Is(err, context.Canceled):
		return interrupted
	case errors.Is(err, errReported):
		return didNotWork
	case errors.As(err, &usage):
		p.complain(usage.text, usage.hint)
		return wrongUsage
	case !p.started:
		p.complain(strings.TrimSpace(err.Error()), "oktadance --help lists what there is.")
		return wrongUsage
	}
	problem := p.worded(err)
	p.complain(problem.What, problem.Why, problem.Next)
	return didNotWork
}

// confess tells of a fault of the program itself, and where to take it.
func (p *program) confess(f *tui.Fault) int {
	p.complain("The program has a mistake in it, and had to stop.",
		"Every answer given until then is kept. To go on from there: "+p.again(),
		"To have it mended, hand these lines to whoever gave you the program. They hold nothing that you typed:")
	fmt.Fprintf(p.err, "  oktadance %s: %s\n", version(), f.Kind)
	for _, where := range f.Where {
		fmt.Fprintf(p.err, "  %s\n", where)
	}
	return didNotWork
}

// complain writes an error and its hints.
func (p *program) complain(what string, hints ...string) {
	fmt.Fprintf(p.err, "oktadance: error: %s\n", what)
	for _, hint := range hints {
		if hint != "" {
			fmt.Fprintf(p.err, "oktadance: hint: %s\n", hint)
		}
	}
}

// worded puts an error into words for people, with commands for these notes.
func (p *program) worded(err error) *steps.Problem {
	problem := *explain(err)
	problem.Next = p.mine(problem.Next)
	return &problem
}

// mine puts the profile into the commands that a text names, or they would be about
// other notes.
func (p *program) mine(text string) string {
	if text == beginning {
		return "Begin with: " + p.again()
	}
	for _, verb := range []string{"get app.client_secret", "passphrase", "recovery", "history", "backup FILE"} {
		text = strings.ReplaceAll(text, "oktadance notes "+verb, "oktadance notes "+verb+p.profileFlag())
	}
	return text
}

// beginning is what to do where there are no notes.
const beginning = "Begin with: oktadance"

// explain puts an error into words for people.
func explain(err error) *steps.Problem {
	var problem *steps.Problem
	if errors.As(err, &problem) {
		return problem
	}
	var ended *tui.EndedError
	if errors.As(err, &ended) {
		return &steps.Problem{
			What: upperFirst(ended.Error()) + ".",
			Why:  "Without a terminal, every answer is one line of standard input.",
			Next: "What was answered before that is kept. Start again to go on from there.",
		}
	}
	if p := explainPractice(err); p != nil {
		return p
	}
	if p := explainKey(err); p != nil {
		return p
	}
	return explainVault(err)
}

func explainPractice(err error) *steps.Problem {
	var damaged *practice.DamagedState
	var newer *practice.NewerState
	switch {
	case errors.As(err, &damaged):
		return &steps.Problem{
			What: "The practice org's file is damaged: " + damaged.Path,
			Next: "Start over with: oktadance practice --fresh",
			Err:  err,
		}
	case errors.As(err, &newer):
		return &steps.Problem{
			What: "A newer version of this program made the practice org.",
			Next: "Use that version, or start over with: oktadance practice --fresh",
			Err:  err,
		}
	}
	return nil
}

// explainVault puts what a vault refuses into words.
func explainVault(err error) *steps.Problem {
	for _, known := range []struct {
		err             error
		what, why, next string
	}{
		{vault.ErrWrongPassphrase, "This passphrase does not open the notes.", "", "Try again, and mind upper and lower case. If it is lost, a recovery key sets another: oktadance notes passphrase --identity -. Without one, begin anew under another name with --profile NAME; a practice walk begins anew with: oktadance practice --fresh"},
		{vault.ErrNoVault, "There are no notes yet.", "", beginning},
		{vault.ErrLocked, "These notes are open in another oktadance.", "", "Close that one first, or use another profile with --profile NAME."},
		{vault.ErrDiskFull, "The notes could not be saved: the disk is full.", "Nothing was lost; the last save is whole.", "Make some room, then press Enter."},
		{vault.ErrReadOnly, "The notes could not be saved: their folder can't be written to.", "", "Give yourself the right to write there, then press Enter."},
		{vault.ErrDamagedNotes, "notes.age is damaged.", "It was changed or cut short by something else than this program.", "Put a copy of it back from a backup. identity.age still opens."},
		{vault.ErrDamagedIdentity, "identity.age is damaged or missing, and nothing else opens the notes.", "It was changed, cut short or moved by something else than this program.", "Put a copy of it back from a backup."},
		{vault.ErrNewerVersion, "A newer version of this program wrote these notes.", "", "Use that version, or a newer one."},
		{vault.ErrNoPassphrase, "A passphrase is needed to make the notes.", "The passphrase given is empty.", "Write one into the first line of the file that --passphrase-file names."},
		{vault.ErrWrongKey, "This key does not open the notes.", "", "Take another identity file, or the passphrase. Keys are let in with: oktadance notes recovery"},
		{vault.ErrNoIdentity, "There is no age identity in what was given.", "An identity is a line that begins with AGE-SECRET-KEY- or AGE-PLUGIN-.", "Give the whole line, or name another file with --identity FILE."},
		{vault.ErrBadRecipient, "This recipient can't be let in.", "A recipient begins with age1. Post-quantum notes take post-quantum ones alone, and others the others.", "Copy it again. age-keygen -y prints the one of an identity file."},
		{vault.ErrDamagedRecovery, "recovery.age is damaged.", "It was changed or cut short by something else than this program.", "Open the notes with the passphrase, and make another recovery key: oktadance notes recovery"},
		{vault.ErrDiskFailed, "The notes could not be saved: the disk reports a failure.", "Nothing was lost; the last save is whole.", "Make a backup in another place: oktadance notes backup FILE"},
		{vault.ErrNoLocks, "The notes can't be opened for writing here.", "Their disk can't lock files, so that two programs could write at once. Some network disks can't.", "Move the folder to a disk of this machine, and name it in OKTADANCE_HOME."},
		{vault.ErrBadValue, "This can't be kept: it is not text.", "", "Copy the value again, and paste it here."},
	} {
		if errors.Is(err, known.err) {
			return &steps.Problem{What: known.what, Why: known.why, Next: known.next, Err: err}
		}
	}
	return &steps.Problem{What: upperFirst(err.Error()) + ".", Err: err}
}

// cause is what the system said, without what was being done.
func cause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return upperFirst(err.Error()) + "."
}

func problem(err error, what, why, next string) *steps.Problem {
	return &steps.Problem{What: what, Why: why, Next: next, Err: err}
}
