package stage

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"oktadance/internal/gateway"
	"oktadance/internal/okta"
	"oktadance/steps"
)

// What the client does: it asks for tokens, calls the API, and revokes.

// ask is moves 1 and 2.
func (p *performance) ask() (okta.Secret, error) {
	var x okta.Exchange
	ctx := okta.WithRecorder(p.ctx, func(seen okta.Exchange) { x = seen })
	grant, err := p.client.ClientCredentials(ctx, p.cast.Token, p.cast.Client, p.cast.Scope)
	if err == nil && p.cast.Issuer == p.home.Issuer {
		p.issued = append(p.issued, grant.AccessToken)
	}
	if p.ctx.Err() != nil {
		return okta.Secret{}, p.ctx.Err()
	}
	asked := templated(1)
	asked.Label, asked.At, asked.Request = "POST "+base(p.cast.Token), x.At, requestOf(x)
	p.move(asked)
	p.move(came(x, grant, err))
	if err != nil {
		return okta.Secret{}, p.home.Explain(err)
	}
	return grant.AccessToken, nil
}

// came is move 2.
func came(x okta.Exchange, grant okta.Grant, err error) steps.Move {
	m := answered(templated(2), x)
	if err != nil {
		m.Label, m.Says, m.Mark, m.Last = short(x, err), "Okta gives no token.", steps.Refused, true
		return m
	}
	kind := cmp.Or(grant.TokenType, "Bearer")
	m.Label, m.Says = kind+" "+grant.AccessToken.Hint(), "A "+kind+" token comes back."
	if grant.ExpiresIn > 0 {
		seconds := strconv.Itoa(int(grant.ExpiresIn.Seconds()))
		m.Label += ", " + seconds + " s"
		m.Says = "A " + kind + " token comes back, good for " + seconds + " seconds."
	}
	return m
}

// call is moves 3 to 7. Of a token that is zero nothing is sent.
func (p *performance) call(token okta.Secret, with string) error {
	p.desk.with = with
	res := make(chan reply, 1)
	p.wait.Go(func() { res <- p.send(token) })
	got, told := p.attend(res)
	switch {
	case p.ctx.Err() != nil:
		return p.ctx.Err()
	case got.err != nil:
		return fmt.Errorf("calling the gateway: %w", got.err)
	}
	p.faults = append(p.faults, told.Verdict.Fault)
	p.final = strings.TrimSpace(strconv.Itoa(got.status) + " " + http.StatusText(got.status))
	p.move(p.returned(got, told))
	p.next = 3
	return nil
}

// A reply is what the client gets.
type reply struct {
	status int
	body   string
	err    error
}

// mostRead is more than the API or the gateway answers.
const mostRead = 1 << 20

func (p *performance) send(token okta.Secret) reply {
	req, err := http.NewRequestWithContext(p.ctx, http.MethodGet, p.gate+"/orders", nil)
	if err != nil {
		return reply{err: err}
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "oktadance/"+cmp.Or(p.home.Reach.Version, "devel"))
	if !token.IsZero() {
		req.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	res, err := p.caller.Do(req)
	if err != nil {
		return reply{err: err}
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostRead))
	return reply{res.StatusCode, strings.TrimSpace(string(body)), err}
}

// returned is move 7.
func (p *performance) returned(got reply, told gateway.Move) steps.Move {
	m := templated(7)
	m.Label, m.Status, m.At, m.Took = p.final, got.status, told.At, told.Took
	m.Request = p.desk.arrived
	m.Answer = &steps.Message{Line: p.final, Header: told.Got, Body: got.body}
	m.Last = len(p.faults) == len(p.scene.want)
	if p.desk.refused {
		m.From, m.Mark, m.Label = steps.Guard, steps.Refused, "refused "+strconv.Itoa(got.status)
		m.Says = "The gateway refuses: " + told.Verdict.Why + "."
	}
	return m
}

// revoke ends a token's life before its time.
func (p *performance) revoke(token okta.Secret) error {
	endpoint, err := p.revocation(p.ctx)
	if errors.Is(err, errNoRevocation) {
		return &steps.Problem{What: "Here the scene ends: this server can't revoke tokens.", Err: err}
	}
	if err != nil {
		return err
	}
	var x okta.Exchange
	ctx := okta.WithRecorder(p.ctx, func(seen okta.Exchange) { x = seen })
	err = p.client.Revoke(ctx, endpoint, p.cast.Client, token)
	m := answered(steps.Move{From: steps.Caller, To: steps.Server, Says: "The client has its token revoked. Okta knows at once, the gateway does not."}, x)
	m.Label = "POST " + base(endpoint) + " " + strconv.Itoa(x.Status)
	if err != nil {
		m.Label, m.Mark, m.Last = short(x, err), steps.Refused, true
	} else {
		p.issued = slices.DeleteFunc(p.issued, token.Equal)
	}
	p.move(m)
	return err
}

var errNoRevocation = errors.New("the server names no revocation endpoint of its own")

// revocation is where tokens are revoked. A server that names a place elsewhere is not
// believed: credentials go there.
func (p *performance) revocation(ctx context.Context) (string, error) {
	said, err := p.client.Discover(ctx, p.cast.Issuer)
	if err != nil {
		return "", err
	}
	there := okta.Metadata{RevocationEndpoint: said.RevocationEndpoint}
	known := len(there.OffOrigin(p.cast.Token)) == 0 || len(there.OffOrigin(p.cast.Issuer)) == 0
	if said.RevocationEndpoint == "" || !known {
		return "", errNoRevocation
	}
	return said.RevocationEndpoint, nil
}

// revokeAll ends the tokens that the scene leaves.
func (p *performance) revokeAll(ctx context.Context) error {
	if len(p.issued) == 0 {
		return nil
	}
	endpoint, err := p.revocation(ctx)
	for _, token := range p.issued {
		if err == nil {
			err = p.client.Revoke(ctx, endpoint, p.home.Client, token)
		}
	}
	return err
}

// changed is a token with another character in the middle of its signature.
func changed(token okta.Secret) okta.Secret {
	text := []byte(token.Reveal())
	at := (strings.LastIndexByte(string(text), '.') + len(text)) / 2
	other := byte('A')
	if text[at] == other {
		other = 'B'
	}
	text[at] = other
	return okta.NewSecret(string(text))
}

// unsigned is what a token claims, under a header that asks for no signature.
func unsigned(token okta.Secret) okta.Secret {
	encode := base64.RawURLEncoding.EncodeToString
	payload := encode([]byte(`{"scp":["anything"]}`)) // of a token that nobody else can read
	if parts := strings.Split(token.Reveal(), "."); len(parts) == 3 {
		payload = parts[1]
	}
	return okta.NewSecret(encode([]byte(`{"alg":"none"}`)) + "." + payload + ".")
}

// answered fills a move with an exchange that it ends.
func answered(m steps.Move, x okta.Exchange) steps.Move {
	m.Status, m.At, m.Took = x.Status, x.At.Add(x.Took), x.Took
	m.Request, m.Answer = requestOf(x), answerOf(x)
	if m.At.IsZero() {
		m.At = time.Now()
	}
	return m
}
