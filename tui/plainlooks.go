package tui

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"oktadance/steps"
)

// Orders that change nothing in the walk: to look at what there is, to copy it, to
// open a page. They are what the screen has boards and keys for.

// look does what a line of one word orders to look at, if it is such an order.
func (p *plain) look(line string) bool {
	switch line {
	case saySent:
		p.tellSent()
	case sayReveal:
		p.reveal()
	case sayCopy:
		p.copyOpen()
	case sayOpen:
		p.browse()
	case sayNotes:
		p.tellNotes()
	default:
		return false
	}
	return true
}

// lookAt does what is ordered about the note of this name, if it is the name of one.
func (p *plain) lookAt(word, name string) bool {
	if !p.names(name) {
		return false
	}
	note := p.note(name)
	switch {
	case word == sayGo:
		p.goTo(name)
	case word != sayReveal && word != sayCopy:
		return false
	case note.Value == "":
		p.say("The note %s is empty. notes lists those that are not.", name)
	case word == sayReveal:
		p.say("%s", whole(note.Value))
	default:
		p.copyNote(note)
	}
	return true
}

// lookOn does what is ordered about what comes after the walk, if it is such an order.
func (p *plain) lookOn(ctx context.Context, word, rest string) bool {
	done := p.walk.State() == steps.Done
	switch {
	case word == sayDance && (done || rest == ""):
		p.dance(ctx, rest)
	case word == sayForm && (done || rest == ""):
		p.form(rest)
	default:
		return false
	}
	return true
}

// names reports whether a word names a note, though it may be one that is empty.
func (p *plain) names(word string) bool {
	step, _ := steps.Source(steps.All(), word)
	return (step != "" || p.note(word).Note != "") && !strings.Contains(word, " ")
}

// note is the note of this name, as a person may look at it.
func (p *plain) note(name string) steps.Line {
	for _, sheet := range p.walk.Sheets() {
		for _, l := range sheet.Lines {
			if l.Note == name {
				return l
			}
		}
	}
	return steps.Line{}
}

// reveal shows the secret that an empty line would take, alone on its line so that
// it can be copied.
func (p *plain) reveal() {
	f, open := p.walk.Field()
	if !open || !f.Secret || p.walk.Value() == "" {
		p.say("Nothing is hidden here.")
		return
	}
	p.say("%s", whole(p.walk.Value()))
}

// tellNotes lists all notes by step, secrets masked.
func (p *plain) tellNotes() {
	for _, sheet := range p.walk.Sheets() {
		heading := sheet.Title
		if at := passedAt(sheet); at != "" {
			heading += ", " + at
		}
		p.say("%s", heading)
		for _, l := range sheet.Lines {
			p.say("  %s: %s", called(l), whole(inList(l)))
		}
	}
	p.say("copy, reveal or go and a name does that with the note, as in: %s", whole("copy account.url"))
}

// called is a note's label, and the name by which it is ordered.
func called(l steps.Line) string {
	if l.Label == l.Note {
		return l.Note
	}
	return l.Label + ", " + l.Note
}

func inList(l steps.Line) string {
	if l.Value == "" {
		return "not answered"
	}
	return aloud(l)
}

// goTo goes to the question that sets a note.
func (p *plain) goTo(name string) {
	if !p.walk.Open(name) {
		p.say("No step knows %s.", name)
		return
	}
	p.refused, p.told = 0, ""
}

// browse opens the page where the answer is. Its address is told too: the browser
// may open where the person does not look.
func (p *plain) browse() {
	link := p.walk.Guide().Link
	if link == "" || p.walk.State() == steps.Done {
		p.say("There is no address in Okta for what is asked here.")
		return
	}
	p.say("%s", link)
	if p.o.Browse == nil || p.o.Browse(link) != nil {
		p.say("No browser could be opened here. Open the address yourself.")
		return
	}
	p.say("Opened in your browser.")
}

// copyOpen copies what an empty line would take.
func (p *plain) copyOpen() {
	f, open := p.walk.Field()
	value := p.walk.Value()
	switch {
	case !open || value == "" || len(f.Choices) > 0:
		p.say("There is nothing in brackets here to copy. copy and a name copies that note; notes lists them.")
	case p.note(f.Note).Value == value:
		p.copyNote(steps.Line{Note: f.Note, Label: f.Label, Value: value})
	case f.Secret:
		p.copy(f.Label, value, "To see it: reveal")
	default:
		p.copy(f.Label, value, "It stands in brackets.")
	}
}

func (p *plain) copyNote(l steps.Line) {
	p.copy(l.Label, l.Value, "To print it alone: oktadance notes get "+l.Note+p.o.Flags)
}

// copy puts a value into the clipboard, or says what to do instead. The terminal is
// not asked to copy: that would take an escape.
func (p *plain) copy(label, value, instead string) {
	if err := p.pocket.put(p.o.Handling.Copy, value); err != nil {
		p.say("%s is not copied: there is no clipboard here that can be reached without escapes.", label)
		p.say("%s", instead)
		return
	}
	p.say("Copied %s. %s", label, emptied)
}

// takeBack takes what was copied out of the clipboard again: the person leaves.
func (p *plain) takeBack() {
	if p.pocket.empty() != nil {
		p.say("%s", notEmptied)
	}
}

// form tells what goes where in the form, or copies the value of this number.
func (p *plain) form(number string) {
	if !fillable(p.o, p.walk) {
		p.say("The form is filled in when all steps are finished.")
		return
	}
	form := p.o.Handling.Form
	entries := form.Entries(p.notes)
	if number != "" {
		p.copyEntry(entries, number)
		return
	}
	p.say("%s\n%s", form.Title, form.Where)
	for i, e := range entries {
		if e.Section != "" {
			p.say("%s", e.Section)
		}
		p.say("  %d. %s", i+1, e.Label)
		if e.Value != "" {
			p.say("     %s", whole(aloud(steps.Line{Value: e.Value, Secret: e.Secret})))
		}
		if e.Hint != "" {
			p.say("     %s", e.Hint)
		}
	}
	p.say("form and a number copies that value, as in: %s", whole("form 1"))
}

func (p *plain) copyEntry(entries []Entry, number string) {
	n, err := strconv.Atoi(number)
	switch {
	case err != nil || n < 1 || n > len(entries):
		p.say("There is no field %s. form lists them.", number)
	case entries[n-1].Value == "":
		p.say("There is nothing to copy for %s. %s", entries[n-1].Label, entries[n-1].Hint)
	default:
		p.copy(entries[n-1].Label, entries[n-1].Value, "reveal and the name of a note shows a secret; notes lists the names.")
	}
}

// dance plays a scene, the first if none is named, in a voice, the first if none is
// named, and tells its moves.
func (p *plain) dance(ctx context.Context, named string) {
	if p.o.Dance == nil || p.walk.State() != steps.Done {
		p.say("The dance begins when all steps are finished.")
		return
	}
	d := p.o.Dance(p.notes)
	if d.Problem != nil {
		p.describe(d.Problem)
		return
	}
	name, voice, _ := strings.Cut(named, " ")
	scene := slices.IndexFunc(d.Scenes, func(s steps.Scene) bool { return s.Name == name || name == "" })
	if voice = strings.TrimSpace(voice); voice == "" {
		voice = d.Voices[0]
	}
	if scene < 0 || !slices.Contains(d.Voices, voice) {
		p.say("That is no scene, or not one of its voices.")
	} else {
		p.play(ctx, d, d.Scenes[scene], voice)
	}
	p.say("dance and a name plays that scene: %s.\nA voice may follow: %s.", strings.Join(sceneNames(d), ", "), strings.Join(d.Voices, ", "))
}

func (p *plain) play(ctx context.Context, d steps.Dance, s steps.Scene, voice string) {
	teller := NewTeller(p.out, cmp.Or(columnsOf(p.out), widest))
	if s.Barred == "" {
		teller.Scene(s, voice)
	}
	ending := d.Play(ctx, s.Name, voice, teller.Move)
	switch {
	case ctx.Err() != nil: // the person leaves
	case ending.Problem != nil:
		p.describe(ending.Problem)
	default:
		teller.Ending(ending)
	}
}

func sceneNames(d steps.Dance) []string {
	var names []string
	for _, s := range d.Scenes {
		names = append(names, s.Name)
	}
	return names
}
