package handover_test

import (
	"maps"
	"strings"
	"testing"

	"oktadance/internal/handover"
)

// Secrets that can be found again, whatever a format does to them: each has letters
// that are written in another way in URLs, in JSON, in HTML and in shells.
const (
	password = `canary-Pa55 "word" & <one>'s`
	apiToken = "00canaryTOKEN_value-0123456789abcdefghij/+"
	secret   = `canary-cl13nt+secret/"quoted"$HOME\é`
)

// org is what the notes say after a walk.
func org() map[string]string {
	const server = "https://integrator-1234567.okta.com/oauth2/default"
	return map[string]string{
		"account.username": "dancer@example.com", "account.password": password,
		"metadata.issuer":                 server,
		"metadata.authorization_endpoint": server + "/v1/authorize",
		"metadata.token_endpoint":         server + "/v1/token",
		"metadata.introspection_endpoint": server + "/v1/introspect",
		"metadata.registration_endpoint":  "https://integrator-1234567.okta.com/oauth2/v1/clients",
		"token.name":                      "okta-token-abcde", "token.value": apiToken,
		"app.name": "Token Introspection Client", "app.client_id": "0oa1b2c3d4e5f6g7h8i9", "app.client_secret": secret,
		"app.auth_method": "client_secret_basic", "scope.name": "mule-okta-scope",
	}
}

// but is a map with one value changed.
func but(m map[string]string, key, value string) map[string]string {
	m = maps.Clone(m)
	m[key] = value
	return m
}

// notes are values as a walk of three steps has them.
func notes(values map[string]string) handover.Notes {
	asked := func(note, label string) handover.Value {
		return handover.Value{Note: note, Label: label, Asked: true, Example: "an <example>"}
	}
	hidden := func(note, label string) handover.Value {
		return handover.Value{Note: note, Label: label, Asked: true, Secret: true}
	}
	found := func(note string) handover.Value { return handover.Value{Note: note, Label: note} }
	return handover.Notes{
		Get: func(note string) string { return values[note] },
		Steps: []handover.Step{
			{ID: "account", Title: "Account & more", Why: "Why <not>.", Clicks: []string{"Security > API"}, Values: []handover.Value{
				asked("account.username", "Username"), hidden("account.password", "Password"),
				asked("metadata.issuer", "Issuer"), found("metadata.authorization_endpoint"), found("metadata.token_endpoint"),
				found("metadata.introspection_endpoint"), found("metadata.registration_endpoint"),
				asked("token.name", "Token name"), hidden("token.value", "Token value"),
			}},
			{ID: "app", Title: "App", Values: []handover.Value{
				asked("app.name", "App name"), asked("app.client_id", "Client ID"), hidden("app.client_secret", "Client secret"),
				found("app.auth_method"), asked("scope.name", "Scope"),
			}},
			{ID: "test", Title: "Test", Sent: []string{"POST https://your-org/token"}},
		},
	}
}

// variants are all ways to write the notes, secrets aside.
func variants() map[string]handover.Options {
	explain := func(said string) (why, next string) { return "Why: " + said, "Next." }
	return map[string]handover.Options{
		"anypoint": {}, "anypoint payload": {Payload: true}, "postman": {API: "http://127.0.0.1:9000/x"}, "http": {}, "curl": {},
		"env": {}, "json": {}, "markdown": {}, "handout": {}, "handout instructor": {Instructor: true, Explain: explain}, "handout cards": {Cards: 9},
	}
}

// written is an export, or the end of the test.
func written(t *testing.T, variant string, values map[string]string, o handover.Options) []handover.File {
	t.Helper()
	format, _, _ := strings.Cut(variant, " ")
	files, err := handover.Write(format, notes(values), o)
	if err != nil {
		t.Fatalf("%s: %v", variant, err)
	}
	return files
}

// text is the only file of an export.
func text(t *testing.T, variant string, values map[string]string, o handover.Options) string {
	t.Helper()
	files := written(t, variant, values, o)
	if len(files) != 1 {
		t.Fatalf("%s has %d files", variant, len(files))
	}
	return files[0].Text
}

// odd are values that mean something to one format or another.
func odd() []string {
	return []string{
		`it's`, `"quoted"`, "$HOME `id` $(id)", `back\slash\n`, "two\nlines", "\ttab ", "'", "''", "`", "``a`b",
		"-->", "</script><script>alert(1)</script>", "</style>", "&amp;&lt;", "{{client_id}}", "<client_id>", "%41%zz", "#x", "a|b", "*a* _b_ [c](d)",
		"é – ü 漢字 🕺", "\u202eright to left", "\u2028", "{%x%}", "@x = y", "### z", "a; rm -rf /", "!important", "~", "\\", "-n", "\r\nX: y",
	}
}
