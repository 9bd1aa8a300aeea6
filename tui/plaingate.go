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
	if p.o.Handling.Warning != "" {
		p.say("Note: %s", p.o.Handling.Warning)
	}
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

// choose asks for the passphrase of new notes.
func (p *plain) choose(ctx context.Context) (string, error) {
	for _, l := range p.o.Welcome {
		p.say("%s: %s", l.Label, l.Value)
	}
	p.say("Everything you answer is kept in one encrypted file, which age opens too: %s", whole(p.o.Where))
	return NewPassphrase(ctx, p.console, p.o.Suggest, p.o.Strength)
}

func (p *plain) passphrase(ctx context.Context, prompt string) (string, error) {
	return p.console.passphrase(ctx, prompt)
}

// NewPassphrase asks for a new passphrase line by line: twice for the same, with strength's words about it, or
// none, for one that suggest makes up of six words and that is shown once. It returns an *EndedError when the
// input ends before that.
func NewPassphrase(ctx context.Context, c *Console, suggest func() (string, error), strength func(string) string) (string, error) {
	c.say("Choose a passphrase for your notes. An empty line gives you six random words.\nA lost passphrase can't be restored.")
	for {
		first, err := c.passphrase(ctx, "New passphrase: ")
		if err != nil {
			return "", err
		}
		if first == "" {
			return c.sixWords(ctx, suggest)
		}
		c.say(strength(first))
		again, err := c.passphrase(ctx, "The same once more: ")
		if err != nil {
			return "", err
		}
		switch again {
		case first:
			return first, nil
		case sayBack:
			continue
		}
		c.say("Problem: The two are not the same.")
	}
}

// sixWords shows a passphrase, and waits until it is written down.
func (c *Console) sixWords(ctx context.Context, suggest func() (string, error)) (string, error) {
	words, err := suggest()
	if err != nil {
		return "", err
	}
	c.say("Write these six words down. They are the passphrase, spaces included, and are not shown again:\n" + whole(words))
	_, err = c.passphrase(ctx, "Enter goes on when they are written down: ")
	return words, err
}

func (c *Console) say(line string) { _, _ = io.WriteString(c.out, prose(line, columnsOf(c.out))+"\n") }

func (c *Console) passphrase(ctx context.Context, prompt string) (string, error) {
	line, err := c.Line(ctx, prompt, true)
	if !c.terminal {
		c.say("")
	}
	if errors.Is(err, io.EOF) {
		return "", &EndedError{}
	}
	return line, err
}
