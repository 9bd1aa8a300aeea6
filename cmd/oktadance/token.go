package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"oktadance/internal/okta"
	"oktadance/steps"
)

func (p *program) tokenVerb() *cobra.Command {
	verb := &cobra.Command{
		Use:   "token",
		Short: "A fresh access token on standard output",
		Long: `Asks for an access token with the scope in the notes, as the app in the notes, and prints it alone.
A token opens whatever it is meant for to whoever has it, until it expires.`,
		Example: `# call an API with a token that is never shown
curl -H "Authorization: Bearer $(oktadance token)" http://127.0.0.1:8080/orders

# the whole answer, for a script
oktadance token --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return p.token(c.Context()) },
	}
	verb.Flags().BoolVar(&p.json, "json", false, "the server's answer as one JSON object")
	return verb
}

// token prints a token.
func (p *program) token(ctx context.Context) error {
	return p.withNotes(ctx, func(s *session, n steps.Notes) error {
		grant, err := p.freshToken(ctx, s, n)
		if err != nil {
			return err
		}
		if p.json {
			return p.printJSON(answered(grant))
		}
		_, err = io.WriteString(p.out, grant.AccessToken.Reveal()+"\n")
		return err
	})
}

// freshToken asks for a token in the way that the walk found to work.
func (p *program) freshToken(ctx context.Context, s *session, n steps.Notes) (okta.Grant, error) {
	if problem := p.lacking(n, "metadata.token_endpoint", "app.client_id", "app.client_secret"); problem != nil {
		return okta.Grant{}, problem
	}
	client := clientIn(n)
	if n.Get("app.auth_method") == string(okta.Post) {
		client.Method = okta.Post
	}
	ctx = okta.WithWaiter(ctx, func(w okta.Wait) {
		fmt.Fprintf(p.err, "The server wants a pause: trying again in %s.\n", w.For.Round(1e9))
	})
	grant, err := s.env().Client.ClientCredentials(ctx, n.Get("metadata.token_endpoint"), client, n.Get("scope.name"))
	if err != nil && ctx.Err() != nil {
		return grant, ctx.Err()
	}
	if err != nil {
		return grant, p.noToken(err)
	}
	return grant, nil
}

// clientIn are the app's credentials in the notes.
func clientIn(n steps.Notes) okta.Credentials {
	return okta.Credentials{ID: n.Get("app.client_id"), Secret: okta.NewSecret(n.Get("app.client_secret"))}
}

// lacking is the problem of notes that don't go far enough.
func (p *program) lacking(n steps.Notes, names ...string) error {
	for _, name := range names {
		if n.Get(name) == "" {
			return &steps.Problem{What: "The note " + name + " is empty.", Next: "Go on with the walk to fill it: " + p.again()}
		}
	}
	return nil
}

// noToken says why there is no token: with the coach's words where it knows the
// answer, and in any case where to go from here.
func (p *program) noToken(err error) *steps.Problem {
	problem := &steps.Problem{
		What: "The server gave no token.",
		Why:  upperFirst(err.Error()) + ".",
		Next: "To find out why, try every step again: oktadance check" + p.profileFlag(),
		Err:  err,
	}
	var refused *okta.Error
	if !errors.As(err, &refused) {
		return problem
	}
	if known := steps.Explain(refused.Code + ": " + refused.Description); len(known) > 0 && known[0].Name != steps.Unknown {
		problem.What, problem.Why = known[0].What, known[0].Why
	}
	return problem
}

// answeredJSON is a token as the server's answer has it (RFC 6749, section 5.1).
type answeredJSON struct {
	TokenType   string `json:"token_type"`
	ExpiresIn   int64  `json:"expires_in,omitempty"`
	AccessToken string `json:"access_token"`
	Scope       string `json:"scope"`
}

func answered(g okta.Grant) answeredJSON {
	return answeredJSON{g.TokenType, int64(g.ExpiresIn.Seconds()), g.AccessToken.Reveal(), strings.Join(g.Scopes, " ")}
}
