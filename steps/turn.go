package steps

import (
	"slices"
	"strings"
)

// Open goes to the question that sets a note or, for a note that a trial finds,
// to the last question of its step. It cancels a trial. It reports false and
// does nothing for a note that no step knows, and while an answer is being saved.
func (w *Walk) Open(note string) bool {
	at, question := w.asker(note)
	if at < 0 || w.state == Saving {
		return false
	}
	if w.state == Trying {
		w.drop()
	}
	if question {
		w.asked[note] = true
	} else {
		note = w.lastQuestion(at)
	}
	w.ask(at, note)
	return true
}

// asker is the place of the step that a note belongs to, or -1, and whether one
// of its questions sets the note.
func (w *Walk) asker(note string) (at int, question bool) {
	known := func(s Step) bool { return slices.Contains(namesOf(s), note) || strings.HasPrefix(note, s.ID+".") }
	for i, s := range w.steps {
		if slices.ContainsFunc(s.Fields, func(f Field) bool { return f.Note == note }) {
			return i, true
		}
	}
	return slices.IndexFunc(w.steps, known), false
}

// Shut takes the notes away from the walk, and with them every secret it knows,
// what was typed and not given yet included. Where it stands is kept. Until it is
// opened again only State may be asked of it. It is for a walk without a job
// under way.
func (w *Walk) Shut() {
	for note := range w.drafts {
		if w.secret(note) {
			delete(w.drafts, note)
		}
	}
	w.shut, w.notes = w.marks(), nil
}

// Reopen gives a walk that was shut its notes again. It goes on where it stood,
// unless somebody else has finished or changed a step meanwhile.
func (w *Walk) Reopen(notes Notes) {
	w.notes = notes
	if w.marks() != w.shut {
		w.resume(0)
	}
	w.shut = ""
}

// marks are the marks of all steps, as one text.
func (w *Walk) marks() string {
	all := ""
	for _, s := range w.steps {
		all += w.notes.Get(s.passed()) + "\n"
	}
	return all
}

func (w *Walk) secret(note string) bool {
	for _, s := range w.steps {
		for _, f := range s.Fields {
			if f.Note == note {
				return f.Secret
			}
		}
	}
	return false
}
