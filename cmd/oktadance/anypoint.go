package main

import (
	"context"
	"errors"

	"oktadance/internal/handover"
	"oktadance/steps"
	"oktadance/tui"
	"oktadance/vault"
)

// anypointForm is Anypoint's page for a client provider, as a form to copy into.
func anypointForm() *tui.Form {
	return &tui.Form{
		Title:   "Add OIDC client provider",
		Key:     "to Anypoint",
		Where:   "In Anypoint: Access Management > Client Providers > Add Client Provider > OpenID Connect Dynamic Client Registration.",
		Entries: anypointEntries,
	}
}

func anypointEntries(n steps.Notes) []tui.Entry {
	var entries []tui.Entry
	section := ""
	for _, e := range handover.Anypoint(n.Get) {
		entry := tui.Entry{Label: e.Label, Value: e.Value, Secret: e.Secret, Hint: e.Hint}
		if e.Section != section {
			section, entry.Section = e.Section, e.Section
		}
		if e.Tick { // there is nothing to copy
			entry.Value, entry.Hint = "", upperFirst(e.Value)+". "+e.Hint
		}
		entries = append(entries, entry)
	}
	return entries
}

// notesScreen shows the notes on the whole screen, without a walk.
func (p *program) notesScreen(ctx context.Context) error {
	return p.onScreen(ctx, func(_ *session, o tui.Options) error { return tui.Notes(ctx, o) })
}

// formScreen fills in Anypoint's form on the whole screen.
func (p *program) formScreen(ctx context.Context) error {
	return p.onScreen(ctx, func(_ *session, o tui.Options) error { return tui.Handover(ctx, o, *anypointForm()) })
}

// onScreen shows something on the whole screen that only reads the notes.
func (p *program) onScreen(ctx context.Context, show func(*session, tui.Options) error) (err error) {
	s, err := p.session(false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if !vault.Exists(s.dir) {
		return vault.ErrNoVault
	}
	given, err := p.readingKey(ctx, s)
	if err != nil {
		return err
	}
	o := p.options(s, given)
	o.Unlock = s.read
	return show(s, o)
}

// readingKey is the passphrase that was given, if any. Where identities open the
// notes it opens them for reading already, before a screen begins.
func (p *program) readingKey(ctx context.Context, s *session) (string, error) {
	if len(p.identities) > 0 {
		_, err := s.read(noPassphrase)
		return noPassphrase, err
	}
	return p.givenPassphrase(ctx)
}
