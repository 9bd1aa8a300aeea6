package handover_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strings"
	"testing"

	"oktadance/internal/handover"
)

// guises are the forms in which a secret could lie in a file.
func guises(secret string) []string {
	quoted, _ := json.Marshal(secret)
	var plainly strings.Builder
	encoder := json.NewEncoder(&plainly)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(secret)
	inner := func(text string) string {
		return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), `"`), `"`)
	}
	all := []string{
		secret, inner(string(quoted)), inner(plainly.String()), url.QueryEscape(secret), url.PathEscape(secret), html.EscapeString(secret),
		hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))),
	}
	for shift := range 3 { // wherever in an encoded text it begins, its middle comes out in one of three ways
		middle := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + secret))
		middle = middle[4 : len(middle)-4]
		all = append(all, middle, strings.NewReplacer("+", "-", "/", "_").Replace(middle))
	}
	return all
}

func TestWithoutBeingAskedNoExportHasASecret(t *testing.T) {
	for variant, o := range variants() {
		for _, f := range written(t, variant, org(), o) {
			for _, secret := range []string{password, apiToken, secret} {
				for _, guise := range guises(secret) {
					if strings.Contains(f.Text, guise) {
						t.Errorf("%s of %s has %s", f.Name, variant, guise)
					}
				}
			}
			if strings.Contains(f.Text, "canary") || len(f.Secrets) > 0 {
				t.Errorf("%s of %s has a piece of a secret; it says %q", f.Name, variant, f.Secrets)
			}
		}
	}
}

// The search finds what is there.
func TestAskedForAnExportHasItsSecretsAndNoOthers(t *testing.T) {
	all := map[string]string{"account.password": password, "token.value": apiToken, "app.client_secret": secret}
	for variant, want := range map[string][]string{
		"anypoint": {"token.value", "app.client_secret"}, "anypoint payload": {"token.value", "app.client_secret"},
		"postman": {"app.client_secret"}, "http": {"app.client_secret"}, "curl": {"app.client_secret"},
		"env": {"account.password", "token.value", "app.client_secret"}, "json": {"account.password", "token.value", "app.client_secret"},
		"markdown": {"account.password", "token.value", "app.client_secret"},
	} {
		o := variants()[variant]
		o.Secrets = true
		for _, f := range written(t, variant, org(), o) {
			for note, secret := range all {
				forms := append(guises(secret), strings.ReplaceAll(secret, "'", `'\''`))
				has := slices.ContainsFunc(forms, func(g string) bool { return strings.Contains(f.Text, g) })
				holder := !strings.Contains(f.Name, "collection") && slices.Contains(want, note)
				if has != holder || slices.Contains(f.Secrets, note) != holder {
					t.Errorf("%s of %s: %s is there: %v; it says %q", f.Name, variant, note, has, f.Secrets)
				}
			}
		}
	}
}

func TestWhatAFormatCannotDoIsSaid(t *testing.T) {
	for _, x := range []struct {
		format string
		handover.Options
	}{
		{"handout", handover.Options{Secrets: true}}, {"env", handover.Options{Payload: true}}, {"json", handover.Options{Cards: 8}},
		{"anypoint", handover.Options{API: "http://127.0.0.1"}}, {"curl", handover.Options{API: "127.0.0.1"}}, {"curl", handover.Options{API: "http://u:p@h/"}},
		{"handout", handover.Options{Cards: -1}}, {"handout", handover.Options{Cards: 501}}, {"handout", handover.Options{Cards: 1, Instructor: true}},
		{"markdwon", handover.Options{}},
	} {
		if files, err := handover.Write(x.format, notes(org()), x.Options); err == nil || files != nil {
			t.Errorf("%s takes %+v", x.format, x.Options)
		}
	}
}

func TestANoteThatIsMissingIsNamed(t *testing.T) {
	for format, note := range map[string]string{
		"anypoint": "metadata.issuer", "postman": "app.client_secret", "http": "metadata.token_endpoint", "curl": "scope.name",
	} {
		_, err := handover.Write(format, notes(but(org(), note, "")), handover.Options{})
		missing, ok := err.(*handover.MissingNote)
		if !ok || missing.Note != note {
			t.Errorf("%s without %s: %v", format, note, err)
		}
	}
	_, err := handover.Write("anypoint", notes(but(org(), "token.value", "")), handover.Options{Payload: true})
	if missing, ok := err.(*handover.MissingNote); !ok || missing.Note != "token.value" {
		t.Errorf("a payload without an API token: %v", err)
	}
}
