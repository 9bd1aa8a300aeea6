package steps

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Sheet is the notes of one step, for a person to look through.
type Sheet struct {
	Title  string
	Number int       // of the step, from 1; 0 for notes that no step knows
	Passed time.Time // when its trial last passed with these answers; zero when the step is not finished
	Lines  []Line
}

// Sheets are the notes of all steps, in their order, up to the first that is not
// finished and wherever else there are any. The questions of a step stand there
// without an answer too. What no step knows, such as the notes of a newer
// version, comes last; it counts as secret.
func Sheets(all []Step, n Notes) []Sheet {
	var sheets []Sheet
	known, reached := map[string]bool{}, true
	for i, s := range all {
		sheet := Sheet{Title: s.Title, Number: i + 1, Lines: s.lines(n, reached, known)}
		if s.Finished(n) {
			sheet.Passed, _ = time.Parse(time.RFC3339, n.Get(s.passed()))
		} else {
			reached = false
		}
		if len(sheet.Lines) > 0 {
			sheets = append(sheets, sheet)
		}
	}
	return append(sheets, strange(n, known)...)
}

// lines are the notes of a step that hold something, and where all is set its
// questions that lack their answer. They are marked as known.
func (s Step) lines(n Notes, all bool, known map[string]bool) []Line {
	var lines []Line
	out := leftOut([]Step{s}, n)
	add := func(note, label string, secret, show bool) {
		value := n.Get(note)
		if !known[note] && (value != "" || show) {
			lines = append(lines, Line{Note: note, Label: label, Value: value, Secret: secret, LeftOut: value == "" && out[note]})
		}
		known[note] = true
	}
	for _, f := range s.Fields {
		add(f.Note, f.Label, f.Secret, all && !f.OnDemand && f.asked(n))
	}
	for _, f := range slices.Concat(s.Finds, s.Keeps) {
		add(f.Note, f.Label, false, false)
	}
	known[s.passed()], known[s.left()] = true, true
	return lines
}

// strange is a sheet of the notes that no step knows, where n can list its notes.
func strange(n Notes, known map[string]bool) []Sheet {
	list, can := n.(interface {
		All() iter.Seq2[string, string]
	})
	if !can {
		return nil
	}
	others := maps.Collect(list.All())
	maps.DeleteFunc(others, func(name, _ string) bool { return known[name] })
	if len(others) == 0 {
		return nil
	}
	sheet := Sheet{Title: "Other notes"}
	for _, name := range slices.Sorted(maps.Keys(others)) {
		sheet.Lines = append(sheet.Lines, Line{Note: name, Label: name, Value: others[name], Secret: true})
	}
	return []Sheet{sheet}
}

// Sheets are the walk's notes, for a person to look through.
func (w *Walk) Sheets() []Sheet { return Sheets(w.steps, w.notes) }

// Source tells where a note comes from: the title of its step and, unless a trial
// finds the note, the label of the question that sets it. Of what no step knows it
// tells nothing.
func Source(all []Step, note string) (step, question string) {
	for _, s := range all {
		for _, f := range s.Fields {
			if f.Note == note {
				return s.Title, f.Label
			}
		}
		found := slices.ContainsFunc(slices.Concat(s.Finds, s.Keeps), func(f Found) bool { return f.Note == note })
		if found || s.passed() == note || strings.HasPrefix(note, s.ID+".") {
			step = s.Title
		}
	}
	return step, ""
}
