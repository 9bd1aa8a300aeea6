package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"oktadance/internal/handover"
	"oktadance/internal/ptytest"
	"oktadance/steps"
)

// planted are notes whose secrets are found again wherever they come out.
const planted = `version = 1
[account]
username = 'dancer@example.com'
password = 'canary-password/+one "quoted"'
url = 'https://integrator-1234567.okta.com'
[metadata]
issuer = 'https://integrator-1234567.okta.com/oauth2/default'
authorization_endpoint = 'https://integrator-1234567.okta.com/oauth2/default/v1/authorize'
token_endpoint = 'https://integrator-1234567.okta.com/oauth2/default/v1/token'
introspection_endpoint = 'https://integrator-1234567.okta.com/oauth2/default/v1/introspect'
registration_endpoint = 'https://integrator-1234567.okta.com/oauth2/v1/clients'
[token]
value = '00canary-token/+two "quoted"'
[app]
client_id = '0oa1b2c3d4e5f6g7h8i9'
client_secret = 'canary-secret/+three "quoted"'
[scope]
name = 'mule-okta-scope'
`

// withPlanted is a home whose default profile has these notes, and the arguments
// that open them.
func withPlanted(t *testing.T) (home string, unlock []string) {
	t.Helper()
	home = t.TempDir()
	if err := furnishWith(filepath.Join(home, "default"), passphrase, planted); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(home, "passphrase")
	if err := os.WriteFile(file, []byte(passphrase), 0o600); err != nil {
		t.Fatal(err)
	}
	return home, []string{"--passphrase-file", file}
}

// canaries are the forms in which the planted secrets could come out.
func canaries(t *testing.T) []string {
	var all []string
	for _, secret := range []string{`canary-password/+one "quoted"`, `00canary-token/+two "quoted"`, `canary-secret/+three "quoted"`} {
		quoted, err := json.Marshal(secret)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, secret, strings.Trim(string(quoted), `"`), url.QueryEscape(secret), url.PathEscape(secret), hex.EncodeToString([]byte(secret)))
		for shift := range 3 {
			coded := base64.RawStdEncoding.EncodeToString([]byte("xx"[:shift] + secret))
			all = append(all, coded[4:len(coded)-4], strings.NewReplacer("+", "-", "/", "_").Replace(coded[4:len(coded)-4]))
		}
	}
	return append(all, "canary", hex.EncodeToString([]byte("canary")))
}

// No export has a secret that was not asked for, and nothing that is said while it is
// written has.
func TestNoExportShowsASecretUnasked(t *testing.T) {
	home, unlock := withPlanted(t)
	for _, args := range [][]string{
		{"anypoint"}, {"anypoint", "--payload"}, {"postman"}, {"http"}, {"curl"}, {"env"}, {"json"}, {"markdown"},
		{"handout"}, {"handout", "--instructor"}, {"handout", "--cards"},
	} {
		dir := t.TempDir()
		export := exec.Command("oktadance", append(append([]string{"notes", "export", "-o", filepath.Join(dir, "x.y")}, args...), unlock...)...)
		export.Env = append(os.Environ(), "OKTADANCE_HOME="+home)
		said, err := export.CombinedOutput()
		if err != nil {
			t.Fatalf("%q: %v\n%s", args, err, said)
		}
		written, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(written) == 0 {
			t.Fatalf("%q wrote nothing: %v", args, err)
		}
		for _, path := range written {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, canary := range canaries(t) {
				if bytes.Contains(append(text, said...), []byte(canary)) {
					t.Errorf("%q shows %s", args, canary)
				}
			}
		}
	}
}

// The fields of the form are filled in from notes that there are, and its secrets are
// those of the steps: a form that named a note wrongly would be empty there for ever.
func TestTheFormNamesNotesThatThereAre(t *testing.T) {
	for _, e := range handover.Anypoint(func(note string) string { return "value of " + note }) {
		if e.Note != "" && (!known(e.Note) || steps.Secret(e.Note) != e.Secret || !strings.Contains(e.Value, e.Note)) {
			t.Errorf("%s comes from the note %s, secret %v", e.Label, e.Note, e.Secret)
		}
	}
}

// A secret on the screen stays in the terminal's history, and in the room.
func TestSecretsAreNotExportedToTheScreen(t *testing.T) {
	u := sitDown(t, ptytest.Options{}, "notes", "export", "env", "--with-secrets", "--yes")
	if code := u.Wait(); code != 2 {
		t.Errorf("exit code %d, want 2", code)
	}
	if out := u.Output(); !strings.Contains(out, "the secrets would be seen by others") || strings.Contains(out, "Passphrase") {
		t.Errorf("it says %q", out)
	}
}

func TestAtATerminalSecretsAreAgreedTo(t *testing.T) {
	t.Parallel()
	home, unlock := withPlanted(t)
	file := filepath.Join(t.TempDir(), "anypoint.json")
	u := sitAgain(t, home, ptytest.Options{}, append([]string{"notes", "export", "anypoint", "--payload", "--with-secrets", "-o", file}, unlock...)...)
	u.Sees("Token value, Client secret", "Write 2 secrets into", "Type y to agree")
	u.Type("y")
	u.Enter()
	u.Sees("Only you can read it")
	if code := u.Wait(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), "SSWS 00canary-token/+two") || strings.Contains(u.Output(), "canary") {
		t.Errorf("the file is %s, and the screen %s: %v", text, u.Output(), err)
	}
}
