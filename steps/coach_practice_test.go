package steps

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"testing"
	"time"

	"oktadance/internal/okta"
	"oktadance/internal/practice"
)

// visit goes the whole way of the tutorial with what a person in a trouble would
// paste, and returns the first thing that goes wrong.
func (t *Trial) visit(ctx context.Context, p practice.Paste) error {
	org := t.org()
	if _, err := t.env.Client.Organization(ctx, p.OrgURL); err != nil {
		return err
	}
	found, err := t.env.Client.Discover(ctx, p.Issuer)
	if err != nil {
		return err
	}
	if _, err := org.Me(ctx); err != nil {
		return err
	}
	if _, err := org.AppSecrets(ctx, p.AppID); err != nil {
		return err
	}
	keys, err := t.env.Client.Keys(ctx, found.JWKSURI)
	if err != nil {
		return err
	}
	grant, err := t.env.Client.ClientCredentials(ctx, found.TokenEndpoint, t.credentials(), p.ScopeName)
	if err != nil {
		return err
	}
	_, err = okta.Verify(grant.AccessToken, keys, okta.Expect{Issuer: p.Issuer, Scopes: []string{p.ScopeName}, Now: t.env.Now()})
	return err
}

// Every trouble that can be rehearsed leads to a lesson, by real mistakes in an
// org that answers as Okta does.
func TestEveryTroubleOfThePracticeOrgIsTaught(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	lessons := map[string]string{
		"integrator": "policy-refused", "policy-client": "policy-refused", "policy-grant": "policy-refused", "policy-group": "policy-refused",
		"policy-scope": "policy-scope", "no-client-credentials": "client-credentials-off", "dpop-required": "dpop-required",
		"deactivated-app": "client-refused", "secret-in-body": "client-refused", "network-zone": "network-zone",
		"wrong-secret": "wrong-secret", "deleted-app": "unknown-client", "swapped": "unknown-client", "api-service": "org-server-app",
		"scope-missing": "unknown-scope", "scope-elsewhere": "unknown-scope", "scope-case": "unknown-scope", "consent-required": "consent-required",
		"expired-token": "token-refused", "weak-role": "weak-role", "token-zone": "token-zone",
		"org-server-url": "org-server", "classic-org": "org-server", "deactivated-server": "no-default-server", "custom-domain": "issuer-mismatch",
		"no-api-access-management": "no-default-server", "idle-org": "org-deactivated",
		"captive-portal": "captive-portal", "slow": "timeout", "outage": "server-trouble", "rate-limited": "too-many",
		"key-rotated": "token-key", "clock-skew": "clock-wrong",
	}
	for _, trouble := range practice.Troubles() {
		t.Run(trouble.Name, func(t *testing.T) {
			t.Parallel()
			u, paste := inTrouble(t, key, trouble.Name)
			got, known := u.lessonFor(u.visit(t.Context(), paste))
			if want := lessons[trouble.Name]; !known || got.name != want {
				t.Errorf("it is taught by %q, not %q", got.name, want)
			}
		})
	}
	t.Run("listing scopes without API Access Management", func(t *testing.T) {
		u, _ := inTrouble(t, key, "no-api-access-management")
		_, err := u.org().Scopes(t.Context(), "default")
		if got, _ := u.lessonFor(err); got.name != "no-api-access-management" {
			t.Errorf("%v is taught by %q", err, got.name)
		}
	})
}

// inTrouble is a person at a practice org with a trouble, who has pasted what
// such a person would paste.
func inTrouble(t *testing.T, key *rsa.PrivateKey, trouble string) (*Trial, practice.Paste) {
	t.Helper()
	org, err := practice.Start(practice.Options{Key: key, SlowBy: time.Hour, Troubles: []string{trouble}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	options := okta.Options{MaxWait: time.Nanosecond}
	if trouble == "slow" {
		options.Timeout = 50 * time.Millisecond
	}
	client, paste := okta.New(options), org.Paste()
	t.Cleanup(client.CloseIdle)
	u := trial(client, paste.OrgURL)
	for note, value := range map[string]string{"token.value": paste.APIToken, "app.client_id": paste.ClientID, "app.client_secret": paste.ClientSecret} {
		_ = u.notes.Put(note, value)
	}
	return u, paste
}
