package export_test

import (
	"errors"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oktadance/internal/export"
)

var update = flag.Bool("update", false, "write the goldens anew")

const secret = "rT7-yU2_wQ9eX4cV6bN8mZ1aS3dF5gH7jK9lP0oI2uY4tR6eW8qA1sD3fG5hJ7kL"

// org is what the notes say after a walk with a real org.
func org() map[string]string {
	return map[string]string{
		"metadata.issuer":                 "https://integrator-1234567.okta.com/oauth2/default",
		"metadata.jwks_uri":               "https://integrator-1234567.okta.com/oauth2/default/v1/keys",
		"metadata.introspection_endpoint": "https://integrator-1234567.okta.com/oauth2/default/v1/introspect",
		"app.client_id":                   "0oa1b2c3d4e5f6g7h8i9",
		"app.client_secret":               secret,
		"scope.name":                      "mule-okta-scope",
	}
}

func but(notes map[string]string, name, value string) map[string]string {
	notes[name] = value
	return notes
}

func notes(n map[string]string) func(string) string {
	return func(name string) string { return n[name] }
}

// each calls do for every engine and every way to validate that it offers.
func each(t *testing.T, o export.Options, do func(t *testing.T, engine string, o export.Options)) {
	t.Helper()
	names, _ := export.Engines()
	for _, engine := range names {
		for _, validate := range []string{export.JWKS, export.Introspect} {
			o.Validate = validate
			if export.Check(engine, export.Options{Validate: validate}) == nil {
				t.Run(engine+"-"+validate, func(t *testing.T) { do(t, engine, o) })
			}
		}
	}
}

// written is the configuration that an engine is given.
func written(t *testing.T, engine string, n map[string]string, o export.Options) string {
	t.Helper()
	files, err := export.Engine(engine, notes(n), o)
	if err != nil {
		t.Fatal(err)
	}
	return files[0].Text
}

// The goldens are what people get. The engines themselves are asked by
// testdata/engines.sh.
func TestExportsAreAsTheyWere(t *testing.T) {
	o := export.Options{Upstream: "https://orders.example.com", Scopes: []string{"mule-okta-scope", "orders:read"}}
	each(t, o, func(t *testing.T, engine string, o export.Options) {
		files, err := export.Engine(engine, notes(org()), o)
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range files {
			if f.Name != export.Files(engine)[i] {
				t.Errorf("file %d is named %s, and Files says %s", i, f.Name, export.Files(engine)[i])
			}
		}
		golden := filepath.Join("testdata", "golden", engine+"-"+o.Validate+filepath.Ext(files[0].Name))
		if *update {
			if err := os.WriteFile(golden, []byte(files[0].Text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if files[0].Text != string(want) {
			t.Errorf("%s has changed; go test ./internal/export -update writes it anew:\n%s", golden, files[0].Text)
		}
	})
}

// Every export begins by saying what it is worth.
func TestExportsSayAtTheirTopWhatWasTested(t *testing.T) {
	each(t, export.Options{}, func(t *testing.T, engine string, o export.Options) {
		var top string
		for line := range strings.Lines(written(t, engine, org(), o)) {
			if !strings.HasPrefix(line, "#") {
				break
			}
			top += line
			if strings.HasSuffix(line, " \n") || len(line) > 101 {
				t.Errorf("a line is too long or ends in a space: %q", line)
			}
		}
		for _, says := range []string{"# Tested ", "# Not tested ", "# Secret ", "# Install ", "oktadance gateway export " + engine} {
			if !strings.Contains(top, says) {
				t.Errorf("it does not say %q in the comment at its top:\n%s", says, top)
			}
		}
	})
}

// Without being asked for it the secret is not even read.
func TestNoSecretGoesOutUnasked(t *testing.T) {
	each(t, export.Options{}, func(t *testing.T, engine string, o export.Options) {
		files, err := export.Engine(engine, func(note string) string {
			if note == "app.client_secret" {
				t.Error("the client secret was read")
			}
			return org()[note]
		}, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if f.Secret {
				t.Errorf("%s is said to hold a secret", f.Name)
			}
		}
	})
}

func TestTheSecretGoesIntoOnePlaceWhenAskedFor(t *testing.T) {
	each(t, export.Options{Secrets: true}, func(t *testing.T, engine string, o export.Options) {
		files, err := export.Engine(engine, notes(org()), o)
		if err != nil {
			t.Fatal(err)
		}
		needed := map[string]int{"nginx": 1, "apache": 1, "kong": 1}[engine]
		if o.Validate == export.JWKS {
			needed = 0
		}
		if n := strings.Count(files[0].Text, secret); n != needed || files[0].Secret != (needed > 0) {
			t.Errorf("%s has the secret %d times and says %v; it needs it %d times", files[0].Name, n, files[0].Secret, needed)
		}
		for _, f := range files[1:] {
			if strings.Contains(f.Text, secret) || f.Secret {
				t.Errorf("%s has the secret", f.Name)
			}
		}
		if needed > 0 && strings.Contains(files[0].Text, "Secret      none") {
			t.Errorf("%s says that there is no secret in it", files[0].Name)
		}
	})
}

// All scopes are required, not one of them.
func TestEveryScopeIsAskedFor(t *testing.T) {
	scopes := []string{"orders:read", "orders:write", "stock"}
	each(t, export.Options{Scopes: scopes}, func(t *testing.T, engine string, o export.Options) {
		text := written(t, engine, org(), o)
		for _, scope := range scopes {
			if !strings.Contains(text, scope) {
				t.Errorf("%s is not in it", scope)
			}
		}
		if strings.Contains(text, "mule-okta-scope") {
			t.Error("the scope of the notes is required too")
		}
	})
}

func TestListensAndForwardsWhereItIsTold(t *testing.T) {
	o := export.Options{Listen: "[::1]:18080", Upstream: "http://127.0.0.1:19000/"}
	each(t, o, func(t *testing.T, engine string, o export.Options) {
		text := written(t, engine, org(), o)
		for _, has := range []string{"::1", "18080", "127.0.0.1", "19000"} {
			if !strings.Contains(text, has) {
				t.Errorf("%s is not in it", has)
			}
		}
		if strings.Contains(text, "19000//") {
			t.Error("the slash at the end of the upstream is there twice")
		}
	})
}

func TestWhatAnEngineCannotDoIsRefusedWithTheReason(t *testing.T) {
	for engine, validate := range map[string]string{"envoy": export.Introspect, "nginx": export.JWKS, "kong": export.JWKS} {
		var unable *export.UnableError
		if err := export.Check(engine, export.Options{Validate: validate}); !errors.As(err, &unable) || unable.Why == "" || unable.Instead == "" {
			t.Errorf("%s with %s: %v", engine, validate, err)
		}
		if _, err := export.Engine(engine, notes(org()), export.Options{Validate: validate}); !errors.As(err, &unable) {
			t.Errorf("%s with %s: %v", engine, validate, err)
		}
	}
	var unknown *export.UnknownEngine
	if _, err := export.Engine("iis", notes(org()), export.Options{}); !errors.As(err, &unknown) || export.Files("iis") != nil {
		t.Errorf("iis: %v", err)
	}
}

func TestEmptyNotesAreNamed(t *testing.T) {
	for _, note := range slices.Sorted(maps.Keys(org())) {
		missed := 0
		each(t, export.Options{Secrets: true}, func(t *testing.T, engine string, o export.Options) {
			_, err := export.Engine(engine, notes(but(org(), note, "")), o)
			var missing *export.MissingNote
			if errors.As(err, &missing) {
				missed++
			}
			if err != nil && (missing == nil || missing.Note != note) {
				t.Errorf("without %s: %v", note, err)
			}
		})
		if missed == 0 {
			t.Errorf("no engine misses %s", note)
		}
	}
}

func TestAudienceIsTheServersOwn(t *testing.T) {
	for issuer, want := range map[string]string{
		"https://integrator-1234567.okta.com/oauth2/default":  `"api://default"`,
		"https://integrator-1234567.okta.com/oauth2/default/": `"api://default"`,
		"https://integrator-1234567.okta.com":                 `"https://integrator-1234567.okta.com"`,
		"https://integrator-1234567.okta.com/oauth2/aus1abc":  "",
	} {
		files, err := export.Engine("nginx", notes(but(org(), "metadata.issuer", issuer)), export.Options{})
		var bad *export.BadValue
		switch {
		case want == "" && !(errors.As(err, &bad) && bad.Option == "audience"):
			t.Errorf("%s: an audience is made up: %v", issuer, err)
		case want != "" && (err != nil || !strings.Contains(files[0].Text, "$oktadance_audience      { default "+want)):
			t.Errorf("%s: the audience is not %s: %v", issuer, want, err)
		}
	}
	if text := written(t, "nginx", but(org(), "metadata.issuer", "https://x.okta.com/oauth2/aus1abc"), export.Options{Audience: "api://orders"}); !strings.Contains(text, `{ default "api://orders"; }`) {
		t.Error("the audience given is not in it")
	}
}
