package okta_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"oktadance/internal/okta"
)

// holder has Secrets where fmt can call their methods and where it cannot.
type holder struct {
	Public  okta.Secret
	private okta.Secret
	Pointer *okta.Secret
	List    []okta.Secret
	Map     map[string]okta.Secret
	inner   struct{ deep okta.Secret }
	Any     any
}

func TestASecretIsNeverPrinted(t *testing.T) {
	s := okta.NewSecret(apiToken)
	h := holder{Public: s, private: s, Pointer: &s, List: []okta.Secret{s}, Map: map[string]okta.Secret{"k": s}, Any: s}
	h.inner.deep = s
	app := okta.App{ClientSecret: okta.NewSecret(clientSecret)}
	for _, value := range []any{s, &s, h, &h, []any{s}, app, okta.Grant{AccessToken: okta.NewSecret(accessToken)}, credentials(okta.Post),
		okta.Introspection{Payload: okta.NewSecret(`{"note":"` + clientSecret + `"}`)}, okta.AppSecret{Secret: okta.NewSecret(clientSecret)}, okta.New(okta.Options{}).Management("https://org.example", s)} {
		noSecrets(t, value)
		for _, verb := range []string{"%d", "%p", "%X", "%U", "%w", "%10.3s", "% x"} {
			if text := fmt.Sprintf(verb, value); strings.Contains(text, apiToken) || strings.Contains(text, clientSecret) {
				t.Errorf("%s: %s", verb, text)
			}
		}
		var out bytes.Buffer
		slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "value", value)
		slog.New(slog.NewTextHandler(&out, nil)).Info("m", "value", value)
		_ = json.NewEncoder(&out).Encode(value)
		_ = xml.NewEncoder(&out).Encode(value)
		_ = gob.NewEncoder(&out).Encode(value)
		for _, secret := range []string{apiToken, clientSecret, accessToken} {
			if strings.Contains(out.String(), secret) {
				t.Errorf("an encoder shows a secret of a %T: %s", value, out.String())
			}
		}
	}
	if got := fmt.Sprint(s); got != "••••••••" {
		t.Errorf("a secret is shown as %q", got)
	}
}

func TestASecretGivesItsTextOnlyToReveal(t *testing.T) {
	s := okta.NewSecret(apiToken)
	if s.Reveal() != apiToken || s.IsZero() || s.Hint() != "00Qw…0_ab" {
		t.Errorf("%q, zero %v, hint %q", s.Reveal(), s.IsZero(), s.Hint())
	}
	if !s.Equal(okta.NewSecret(apiToken)) || s.Equal(okta.NewSecret(clientSecret)) || s.Equal(okta.Secret{}) {
		t.Error("Equal does not compare texts")
	}
	var none okta.Secret
	if none.Reveal() != "" || !none.IsZero() || none.String() != "" || none.Hint() != "" || okta.NewSecret("") != none {
		t.Error("the zero secret is not empty")
	}
	if hint := okta.NewSecret("short-password").Hint(); hint != "••••••••" {
		t.Errorf("a short secret's hint is %q", hint)
	}
	var read struct{ Token okta.Secret }
	if err := json.Unmarshal([]byte(`{"token":"`+apiToken+`"}`), &read); err != nil || read.Token.Reveal() != apiToken {
		t.Errorf("decoding a secret: %v", err)
	}
}
