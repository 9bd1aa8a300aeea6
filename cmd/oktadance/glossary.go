package main

import (
	"fmt"
	"strings"

	"oktadance/steps"
)

// The word that lists all terms.
const allTerms = "glossary"

type termJSON struct {
	Term  string   `json:"term"`
	Also  []string `json:"also"`
	Means string   `json:"means"`
}

// define prints what a word means, or all words, and the errors that are about it.
// It reports false for a text that is no word of the glossary.
func (p *program) define(text string) (bool, error) {
	if strings.TrimSpace(text) == allTerms {
		return true, p.listTerms()
	}
	term, is := steps.Define(text)
	switch {
	case !is:
		return false, nil
	case p.json:
		return true, p.printJSON(newTermJSON(term))
	}
	fmt.Fprintf(p.out, "%s: %s\n", term.Name, term.Means)
	p.part("Also:", strings.Join(term.Also, ", "))
	var about []steps.Explanation
	for _, e := range steps.Explain(text) {
		if e.Name != steps.Unknown {
			about = append(about, e)
		}
	}
	p.related("Errors that may be about it:", about)
	return true, nil
}

func newTermJSON(t steps.Term) termJSON {
	return termJSON{t.Name, append([]string{}, t.Also...), t.Means}
}

func (p *program) listTerms() error {
	var all []termJSON
	for _, t := range steps.Glossary() {
		all = append(all, newTermJSON(t))
	}
	if p.json {
		return p.printJSON(all)
	}
	for _, t := range all {
		fmt.Fprintf(p.out, "%s: %s\n", t.Term, t.Means)
	}
	return nil
}
