package steps

import (
	"strings"
	"testing"
	"unicode"
)

// paper are notes in memory.
type paper map[string]string

func (p paper) Get(name string) string { return p[name] }

func (p paper) Put(name, value string) error {
	p[name] = value
	return nil
}

// Whatever is pasted into whichever question: what is accepted is one line that
// cleaning leaves alone, and what is refused is refused without showing a secret.
func FuzzPaste(f *testing.F) {
	for _, seed := range []string{
		"SSWS 00abcdefghijklmnopqrstuvwxyz-0123456789_ABC\r\n", "\"0oa1b2c3d4e5f6g7h8i9\",", "<https://x-admin.okta.com/admin>",
		"\u200bmule-okta-scope\ufeff", "https://x.okta.com/oauth2/default/.well-known/openid-configuration?a#b",
		`{"issuer":"https://x.okta.com/oauth2/default","token_endpoint":"https://x.okta.com/oauth2/default/v1/token","jwks_uri":1}`,
		"‘‘’’", "eyJhbGciOiJub25lIn0.e30.", "a\x00b\tc", "\xff\xfe",
	} {
		f.Add(seed)
	}
	n := paper{"account.url": "https://integrator-1234567.okta.com", "metadata.issuer": "https://integrator-1234567.okta.com/oauth2/default"}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, s := range All() {
			for _, q := range s.Fields {
				pasted(t, n, q, raw)
			}
		}
	})
}

func pasted(t *testing.T, n paper, q Field, raw string) {
	value := q.clean(n, raw)
	if p := q.judge(n, value); p != nil {
		words := p.What + p.Why + p.Next + p.Said
		if p.What == "" || p.Next == "" {
			t.Errorf("%s: %q is refused without saying what to do: %+v", q.Note, raw, p)
		}
		if q.Secret && len(value) > 16 && strings.Contains(words, value) {
			t.Errorf("%s: what was pasted is shown: %s", q.Note, words)
		}
		return
	}
	if again := q.clean(n, value); again != value {
		t.Errorf("%s: %q became %q, and then %q", q.Note, raw, value, again)
	}
	if !q.Long && strings.ContainsFunc(value, unicode.IsControl) {
		t.Errorf("%s: %q was accepted as %q", q.Note, raw, value)
	}
	if q.Spread != nil {
		for _, c := range q.Spread(n, value) {
			if !strings.Contains(c.Note, ".") {
				t.Errorf("%s sets %q", q.Note, c.Note)
			}
		}
	}
}

func TestAPasswordKeepsItsSpacesAndQuotes(t *testing.T) {
	password := account().Fields[1]
	const given = ` "two  words", `
	if got := password.clean(paper{}, given); password.Note != "account.password" || got != given {
		t.Errorf("%s became %q", password.Note, got)
	}
}
