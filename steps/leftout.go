package steps

import (
	"slices"
	"strings"
)

// Questions that were left out on purpose are written down, so that they are not
// asked again by the next walk.

// left names the note that lists the step's questions which were left out, by the
// second halves of their names.
func (s Step) left() string { return s.ID + ".left_out" }

// leftOut are the questions of all steps that were left out.
func leftOut(all []Step, n Notes) map[string]bool {
	out := map[string]bool{}
	for _, s := range all {
		for _, key := range strings.Fields(n.Get(s.left())) {
			out[s.ID+"."+key] = true
		}
	}
	return out
}

// leaves is the change to that list which an answer asks for, if any.
func (w *Walk) leaves(f Field, value string) []Change {
	if !f.Optional {
		return nil
	}
	list := w.Step().left()
	_, key, _ := strings.Cut(f.Note, ".")
	before := strings.Fields(w.notes.Get(list))
	after := slices.DeleteFunc(slices.Clone(before), func(k string) bool { return k == key })
	if value == "" {
		after = append(after, key)
	}
	if len(after) == len(before) {
		return nil
	}
	return []Change{{list, strings.Join(after, " ")}}
}
