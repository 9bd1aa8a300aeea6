package steps

import (
	"strings"
	"testing"
)

// What opens something is kept nowhere but where it is masked, and not shown again.
func TestASecretIsTakenNowhereButWhereItBelongs(t *testing.T) {
	secrets := []string{
		"00" + strings.Repeat("aB3_-", 8),
		strings.Repeat("0123abcD", 8),
		"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJl",
	}
	for _, s := range All() {
		for _, f := range s.Fields {
			if f.Secret || f.Long || len(f.Choices) > 0 {
				continue
			}
			for _, secret := range secrets {
				for _, pasted := range []string{secret, " \"" + secret + "\",", "https://x.okta.com/" + secret + "/", "My token: " + secret + "."} {
					n := paper{"account.url": "https://x.okta.com"}
					w := &Walk{steps: []Step{s}, notes: n, open: f.Note, drafts: map[string]draft{}, asked: map[string]bool{f.Note: true}}
					p := w.Answer(pasted)
					if p == nil && !strings.Contains(f.clean(n, pasted), secret) {
						continue // only what belongs there is taken of it
					}
					if p == nil || !p.Wiped || strings.Contains(p.What+p.Why+p.Next, secret) {
						t.Errorf("%s takes %q: %+v", f.Note, pasted, p)
					}
					if strings.Contains(w.Value(), secret) {
						t.Errorf("%s keeps %q", f.Note, w.Value())
					}
				}
			}
		}
	}
}
