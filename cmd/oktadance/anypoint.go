package main

import (
	"oktadance/internal/handover"
	"oktadance/steps"
	"oktadance/tui"
)

// anypointForm is Anypoint's page for a client provider, as a form to copy into.
func anypointForm() *tui.Form {
	return &tui.Form{
		Title:   "Add OIDC client provider",
		Key:     "fill in Anypoint",
		Where:   "In Anypoint: Access Management > Client Providers > Add Client Provider > OpenID Connect Dynamic Client Registration.",
		Entries: anypointEntries,
	}
}

func anypointEntries(n steps.Notes) []tui.Entry {
	var entries []tui.Entry
	section := ""
	for _, e := range handover.Anypoint(n.Get) {
		field := tui.Entry{Section: e.Section, Label: e.Label, Value: e.Value, Secret: e.Secret, Hint: e.Hint}
		if e.Section == section {
			field.Section = ""
		}
		section = e.Section
		if e.Tick { // there is nothing to copy
			field.Value, field.Hint = "", upperFirst(e.Value)+". "+e.Hint
		}
		entries = append(entries, field)
	}
	return entries
}
