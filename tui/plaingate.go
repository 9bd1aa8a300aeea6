package tui

import (
	"context"
	"errors"
	"io"

	"oktadance/steps"
)

// open unlocks the notes, asking for the passphrase where none was given.
func (p *plain) open(ctx context.Context) (steps.Notes, error) {
	p.say("Okta Dance: %s", p.o.Place)
	if p.o.Passphrase != "" {
		return p.unlock(p.o.Passphrase)
	}
	if p.o.New {
		passphrase, err := p.choose(ctx)
		if err != nil {
			return nil, err
		}
		return p.unlock(passphrase)
	}
	for tries := 1; ; tries++ {
		passphrase, err := p.passphrase(ctx, "Passphrase: ")
		if err != nil {
			return nil, err
		}
		notes, err := p.unlock(passphrase)
		if err == nil || tries == patience || !p.console.Terminal() {
			return notes, err
		}
		problem := p.o.Explain(err)
		p.say("Problem: %s %s", problem.What, problem.Next)
	}
}

func (p *plain) unlock(passphrase string) (steps.Notes, error) {
	p.say("Unlocking the notes. This takes about a second.")
	return p.o.Unlock(passphrase)
}

// choose asks for a new passphrase, twice, or makes one up.
func (p *plain) choose(ctx context.Context) (string, error) {
	for _, l := range p.o.Welcome {
		p.say("%s: %s", l.Label, l.Value)
	}
	p.say("Everything you answer is kept in one encrypted file, which age opens too: %s", p.o.Where)
	p.say("Choose a passphrase for your notes. An empty line gives you six random words. A lost passphrase can't be restored.")
	for {
		first, err := p.passphrase(ctx, "New passphrase: ")
		if err != nil {
			return "", err
		}
		if first == "" {
			words, err := p.o.Suggest()
			if err != nil {
				return "", err
			}
			p.say("Write these six words down. They are the passphrase, spaces included, and are not shown again:\n%s", words)
			_, err = p.passphrase(ctx, "Enter goes on when they are written down: ")
			return words, err
		}
		p.say("%s", p.o.Strength(first))
		again, err := p.passphrase(ctx, "The same once more: ")
		if err != nil {
			return "", err
		}
		switch again {
		case first:
			return first, nil
		case sayBack:
			continue
		}
		p.say("Problem: The two are not the same.")
	}
}

func (p *plain) passphrase(ctx context.Context, prompt string) (string, error) {
	line, err := p.console.Line(ctx, prompt, true)
	if !p.console.Terminal() {
		p.say("")
	}
	if errors.Is(err, io.EOF) {
		return "", &EndedError{}
	}
	return line, err
}
