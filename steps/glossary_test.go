package steps_test

import (
	"slices"
	"strings"
	"testing"

	"oktadance/steps"
)

func TestEveryQuestionIsExplained(t *testing.T) {
	for _, s := range steps.All() {
		if s.Takes == "" {
			t.Errorf("nobody says how long %s takes", s.ID)
		}
		for _, f := range s.Fields {
			if f.Help.What == "" || f.Help.Where == "" || f.Help.For == "" {
				t.Errorf("%s: what it is, where it is and what it is for is not all said", f.Note)
			}
		}
	}
}

func TestEveryTermIsFoundByEachOfItsNames(t *testing.T) {
	var names []string
	for _, term := range steps.Glossary() {
		names = append(names, strings.ToLower(term.Name))
		for _, name := range append(term.Also, term.Name, " "+strings.ToUpper(term.Name)) {
			if found, ok := steps.Define(name); !ok || found.Name != term.Name {
				t.Errorf("%q is %q, want %q", name, found.Name, term.Name)
			}
		}
		for _, id := range term.Steps {
			if !slices.ContainsFunc(steps.All(), func(s steps.Step) bool { return s.ID == id }) {
				t.Errorf("%s: there is no step %s", term.Name, id)
			}
		}
	}
	if !slices.IsSorted(names) {
		t.Error("the glossary is not in alphabetical order")
	}
	if _, ok := steps.Define("policy evaluation failed"); ok {
		t.Error("an error is no term")
	}
}
