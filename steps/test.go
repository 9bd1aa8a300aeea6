package steps

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"oktadance/internal/okta"
)

// test asks for an access token as the tutorial does, and verifies it.
func test() Step {
	return Step{
		ID:    "test",
		Title: "Test",
		Takes: "half a minute",
		Why:   "Time to test your moves: the app asks the authorization server for an access token, and the wizard proves that the token is good.",
		Guide: testGuide,
		Finds: []Found{{"test.scope", "Scope granted"}, {"test.expires", "Token good until"}},
		Shown: true,
		Try:   tryTest,
	}
}

func testGuide(n Notes) Guide {
	return Guide{
		Intro: "This is what will be sent. Enter sends it.",
		Sent: []string{
			"POST " + n.Get("metadata.token_endpoint"),
			"Authorization: Basic (client ID and client secret)",
			"Content-Type: application/x-www-form-urlencoded",
			"",
			"grant_type=client_credentials&scope=" + n.Get("scope.name"),
		},
		Aside: "The tutorial also sends the API token here. It is not needed, and it would show an administrator's key to a request that has no use for it.",
	}
}

func tryTest(ctx context.Context, t *Trial) *Problem {
	t.doing("Asking for a token with the scope " + t.Get("scope.name"))
	grant, err := t.grant(ctx)
	if err != nil {
		return t.coach(err)
	}
	t.good("A " + grant.TokenType + " token came back, good for " + strconv.Itoa(int(grant.ExpiresIn.Seconds())) + " seconds")
	claims, p := t.verify(ctx, grant)
	if p != nil {
		return p
	}
	if p := t.introspect(ctx, grant); p != nil {
		return p
	}
	expires := claims.Expires
	if expires.IsZero() {
		expires = t.env.Now().Add(grant.ExpiresIn)
	}
	granted := orElse(strings.Join(claims.Scopes, " "), strings.Join(grant.Scopes, " "))
	return t.write(Change{"test.scope", granted}, Change{"test.expires", expires.UTC().Format(time.RFC3339)})
}

// grant asks for an access token in the way that the app step found to work.
func (t *Trial) grant(ctx context.Context) (okta.Grant, error) {
	client := t.credentials()
	client.Method = okta.Basic
	if t.Get("app.auth_method") == string(okta.Post) {
		client.Method = okta.Post
	}
	return t.env.Client.ClientCredentials(ctx, t.Get("metadata.token_endpoint"), client, t.Get("scope.name"))
}

// verify checks the token by itself, with the server's keys. A token that only
// its server can read is left to introspection.
func (t *Trial) verify(ctx context.Context, grant okta.Grant) (okta.Claims, *Problem) {
	t.doing("Verifying its signature with the server's keys")
	keys, err := t.env.Client.Keys(ctx, t.Get("metadata.jwks_uri"))
	if err != nil {
		return okta.Claims{}, t.coach(err)
	}
	want := okta.Expect{Issuer: t.Get("metadata.issuer"), Scopes: []string{t.Get("scope.name")}, Now: t.env.Now()}
	claims, err := okta.Verify(grant.AccessToken, keys, want)
	var bad *okta.TokenError
	if errors.As(err, &bad) && bad.Reason == okta.ReasonScope && len(claims.Scopes) == 0 && !isOkta(t.notes) {
		t.mind("The token names no scope at all, as some servers' don't: what it is good for, only the server knows")
		want.Scopes = nil
		claims, err = okta.Verify(grant.AccessToken, keys, want)
	}
	switch {
	case errors.As(err, &bad) && bad.Reason == okta.ReasonOpaque:
		t.mind("The token is opaque: only its server can read it, so it is asked")
		return okta.Claims{}, nil
	case err != nil:
		return claims, t.coach(err)
	case claims.ClientID != "" && claims.ClientID != t.Get("app.client_id"):
		return claims, &Problem{
			What: "A token came back, but it was made for another client: " + claims.ClientID + ".",
			Why:  "Something between here and the server mixes answers up.",
			Next: "Press Enter to try again, or try another network.",
		}
	}
	proven := "Signed by key " + claims.KeyID + ", for " + strings.Join(claims.Audience, ", ")
	if len(claims.Scopes) > 0 {
		proven += ", with the scope " + strings.Join(claims.Scopes, ", ")
	}
	t.good(proven)
	return claims, nil
}

// introspect asks the server whether the token is good, as the gateway will.
func (t *Trial) introspect(ctx context.Context, grant okta.Grant) *Problem {
	endpoint := t.Get("metadata.introspection_endpoint")
	if endpoint == "" {
		t.mind("The server has no introspection_endpoint; a gateway has to verify tokens by itself")
		return nil
	}
	t.doing("Asking the server whether the token is good, as the gateway will")
	client := t.credentials()
	client.Method = okta.Post
	answer, err := t.env.Client.Introspect(ctx, endpoint, client, grant.AccessToken)
	if err != nil {
		return t.coach(err)
	}
	if !answer.Active {
		return t.teach(named("inactive-token"), nil, "")
	}
	t.good("The server says that the token is active")
	return nil
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}
