package export_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"oktadance/internal/export"
)

// Values whose place in an export is easy to find again.
const (
	plainScope    = "THESCOPE"
	plainAudience = "THEAUDIENCE"
	plainID       = "THECLIENTID"
	plainSecret   = "THESECRET"
	plainPath     = "THEPATH"
)

// filled is what the notes and options say with the given values in them.
func filled(scope, audience, id, secret, path string) (map[string]string, export.Options) {
	n := org()
	n["app.client_id"], n["app.client_secret"] = id, secret
	n["metadata.issuer"] = "https://okta.example/oauth2/" + path
	n["metadata.jwks_uri"] = n["metadata.issuer"] + "/v1/keys"
	n["metadata.introspection_endpoint"] = n["metadata.issuer"] + "/v1/introspect"
	return n, export.Options{Scopes: []string{scope}, Audience: audience, Secrets: true}
}

// expected is a word of an export that was made with plain values, as it must be
// with others: the values themselves, or within an expression the values quoted
// by that expression's rules.
func expected(word string, values *strings.Replacer, quoted, inDataWeave *strings.Replacer) string {
	switch {
	case strings.HasPrefix(word, "mark lua local "):
		return word
	case regexp.MustCompile(`^(iss|aud|scope|scp)~`).MatchString(word):
		return quoted.Replace(word)
	case strings.HasPrefix(word, "#["):
		return inDataWeave.Replace(word)
	}
	return values.Replace(word)
}

// replacer puts values in the place of the plain ones, each changed by how.
func replacer(how func(string) string, values ...string) *strings.Replacer {
	var pairs []string
	for i, plain := range []string{plainScope, plainAudience, plainID, plainSecret, plainPath} {
		pairs = append(pairs, plain, how(values[i]))
	}
	return strings.NewReplacer(pairs...)
}

// Whatever the notes and options say, an export either has exactly those values
// in exactly those places, or there is none.
func FuzzNoValueBreaksOutOfItsQuotes(f *testing.F) {
	f.Add("mule-okta-scope", "api://default", "0oa1b2c3d4e5f6g7h8i9", secret, "default")
	f.Add("a'b", "$host", `" ; }`, `\" \\ '`, "aus1")
	f.Add("#[x]", "${PATH}", "exec:/bin/true", "{issuer}", "a%22b")
	f.Add("{scopes}", "{client", "{client secret}", "{audience}", "{endpoint}")
	f.Add(`\E.*`, "a: b", "- x", "]]--", "x/../y")
	f.Add("x\ny", "~^.*", "%{HTTP:Host}", "`id`", "$x")
	f.Add("(.*)", "%00", "*/", "THESCOPE", ";")
	f.Fuzz(func(t *testing.T, scope, audience, id, secret, path string) {
		values := []string{scope, audience, id, secret, path}
		asIs := replacer(func(s string) string { return s }, values...)
		quoted := replacer(regexp.QuoteMeta, values...)
		inDataWeave := replacer(func(s string) string { return strings.ReplaceAll(s, "'", `\'`) }, values...)
		n, o := filled(scope, audience, id, secret, path)
		plainN, plainO := filled(plainScope, plainAudience, plainID, plainSecret, plainPath)
		each(t, o, func(t *testing.T, engine string, o export.Options) {
			files, err := export.Engine(engine, notes(n), o)
			if err != nil {
				var bad *export.BadValue
				var missing *export.MissingNote
				if !errors.As(err, &bad) && !errors.As(err, &missing) {
					t.Fatalf("an error of another kind: %v", err)
				}
				return
			}
			plainO.Validate = o.Validate
			want, err := read(engine, written(t, engine, plainN, plainO))
			if err != nil {
				t.Fatal(err)
			}
			got, err := read(engine, files[0].Text)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(want) {
				t.Fatalf("there are %d words and not %d:\n%s", len(got), len(want), files[0].Text)
			}
			for i := range want {
				if want := expected(want[i], asIs, quoted, inDataWeave); got[i] != want {
					t.Errorf("it reads %q, and not %q", got[i], want)
				}
			}
		})
	})
}

// The regular expressions in Apache's configuration match their value alone.
func TestApacheClaimsMatchOneValueOnly(t *testing.T) {
	n, o := filled("a.b", "api://x.y", "id", "secret", "default")
	for _, validate := range []string{export.JWKS, export.Introspect} {
		o.Validate = validate
		words, err := readApache(written(t, "apache", n, o))
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, word := range words {
			claim, expression, isClaim := strings.Cut(word, "~")
			if !isClaim {
				continue
			}
			found++
			good := map[string]string{"iss": "https://okta.example/oauth2/default", "aud": "api://x.y", "scp": "a.b", "scope": "a.b"}[claim]
			match := regexp.MustCompile(expression).MatchString
			for _, value := range []string{good + "x", "x" + good, strings.Replace(good, ".", "x", 1), good + "\n", ""} {
				if match(value) {
					t.Errorf("%s matches %q", word, value)
				}
			}
			if !match(good) || claim == "scope" != match("one "+good+" three") {
				t.Errorf("%s does not match as it should", word)
			}
		}
		if found != 3 {
			t.Errorf("%d claims are required with %s", found, validate)
		}
	}
}
