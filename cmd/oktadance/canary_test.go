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
	"strconv"
	"strings"
	"testing"

	"oktadance/internal/practice"
	"oktadance/internal/ptytest"
)

// A canary is a secret that is planted to be looked for.
type canary struct{ name, secret string }

// forms are what a secret looks like as it is, in base64 wherever it begins in
// what was encoded, in hex, and escaped for an address, for JSON and for Go.
func (c canary) forms() []string {
	forms := []string{
		c.secret, hex.EncodeToString([]byte(c.secret)), strings.ToUpper(hex.EncodeToString([]byte(c.secret))),
		url.QueryEscape(c.secret), url.PathEscape(c.secret), inner(strconv.Quote(c.secret)), inner(strconv.QuoteToASCII(c.secret)),
	}
	var plain bytes.Buffer
	unescaped := json.NewEncoder(&plain)
	unescaped.SetEscapeHTML(false)
	if escaped, err := json.Marshal(c.secret); err == nil && unescaped.Encode(c.secret) == nil {
		forms = append(forms, inner(string(escaped)), inner(strings.TrimSpace(plain.String())))
	}
	for before := range 3 {
		text := append(make([]byte, before), c.secret...)
		from, to := (before*8+5)/6, len(text)*8/6 // the characters that hold nothing else
		for _, e := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
			forms = append(forms, e.EncodeToString(text)[from:to])
		}
	}
	return forms
}

func inner(quoted string) string { return quoted[1 : len(quoted)-1] }

// in reports whether text holds the secret in any form.
func (c canary) in(text []byte) bool {
	for _, form := range c.forms() {
		if bytes.Contains(text, []byte(form)) {
			return true
		}
	}
	return false
}

// A hunt looks for canaries in all that a program leaves behind.
type hunt struct {
	t        *testing.T
	canaries []canary
	left     map[string][]byte // where, and what was found there
}

func (h *hunt) keep(where string, text []byte) { h.left[where] = append(h.left[where], text...) }

// files keeps every file below dir.
func (h *hunt) files(dir string) {
	h.t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		h.keep(path, append([]byte(path), text...))
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// looks keeps what is on the screen now, and what the system tells of the program.
func (h *hunt) looks(u user) {
	h.keep("a screen", []byte(u.Screen()))
	for _, file := range []string{"cmdline", "environ"} {
		h.keep("/proc/PID/"+file, u.Proc(file))
	}
}

// ends fails the test for every canary that was found.
func (h *hunt) ends() {
	h.t.Helper()
	for where, text := range h.left {
		for _, c := range h.canaries {
			if c.in(text) {
				h.t.Errorf("the %s stands in %s", c.name, where)
			}
		}
	}
}

func TestNoSecretIsLeftAnywhere(t *testing.T) {
	org, err := practice.Start(practice.Options{Troubles: []string{"integrator"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	const opens = `canary: wörds & "more" 100%/+<öpen>`
	password := canary{"password", `canary-"p&ss\w/örd+<7>`}
	refused := canary{"refused token", "00canaryQzRefusedQzRefusedQzRefusedQzRefus"}
	h := &hunt{t, []canary{password, refused, {"passphrase", opens}, {"API token", org.Paste().APIToken}}, map[string][]byte{}}
	dir, outside := t.TempDir(), filepath.Join(t.TempDir(), "passphrase")
	if err := os.WriteFile(outside, []byte(opens), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := furnish(filepath.Join(dir, "default"), opens); err != nil {
		t.Fatal(err)
	}
	home := []string{"HOME=" + dir, "TMPDIR=" + dir, "OKTADANCE_HOME=" + dir, "TEA_TRACE=" + dir + "/trace", "TEA_DEBUG=1"}

	u := sitAgain(t, dir, ptytest.Options{Cols: 100, Rows: 30, Env: home})
	h.walks(u, opens, password, refused, org)
	h.keep("what the walk printed", u.Raw())

	oktadance := func(args ...string) []byte {
		run := exec.Command("oktadance", append(args, "--passphrase-file", outside)...)
		run.Env, run.Dir = append(os.Environ(), home...), dir
		out, _ := run.CombinedOutput() // verbs that refuse must not tell either
		return out
	}
	secret := canary{"client secret", strings.TrimSpace(string(oktadance("notes", "get", "app.client_secret")))}
	if len(secret.secret) != 64 {
		t.Fatalf("the client secret has %d characters", len(secret.secret))
	}
	h.canaries = append(h.canaries, secret)
	for _, args := range [][]string{
		{"notes"}, {"notes", "--json"}, {"check"}, {"check", "--json"}, {"cleanup", "--dry-run"}, {"notes", "get", "app.client_secrt"},
		{"notes", "export", "anypoint"}, {"notes", "export", "postman"}, {"notes", "export", "http"}, {"notes", "export", "curl"},
		{"notes", "export", "env"}, {"notes", "export", "json"}, {"notes", "export", "markdown"}, {"notes", "export", "handout"},
	} {
		h.keep("what is printed by "+strings.Join(args, " "), oktadance(args...))
	}
	h.files(dir)
	h.ends()

	if !password.in(oktadance("notes", "get", "account.password")) {
		t.Error("the hunt does not find a secret where it stands")
	}
	if basic := base64.StdEncoding.EncodeToString([]byte("0oaclient:" + secret.secret)); !secret.in([]byte(basic)) {
		t.Error("the hunt does not find a secret in a Basic header")
	}
}

// walks leads from the passphrase to the end, past all that shows what was sent.
func (h *hunt) walks(u user, opens string, password, refused canary, org *practice.Org) {
	h.t.Helper()
	u.Sees("Your notes are locked")
	u.Paste(opens)
	u.Sees("*****")
	u.Enter()
	u.takes(atUsername)
	u.Sees(atPassword)
	u.Paste(password.secret)
	u.Sees("characters pasted")
	u.Enter()
	u.Sees(atURL)
	u.Paste(org.URL())
	u.Enter()
	u.takes(finished, atServer, finished, atTokenName)
	u.Sees("Okta shows it once")
	u.Paste(refused.secret)
	u.Enter()
	u.Sees("The org refused this API token")
	u.Ctrl('x')
	u.Sees("What was sent and answered")
	h.looks(u)
	u.Esc()
	u.Sees("refused this API token")
	u.Paste(org.Paste().APIToken)
	u.Sees("42 characters pasted")
	u.Enter()
	u.takes(finished, atHow, atAppName, agree)
	u.Sees(finished)
	u.Ctrl('x')
	u.Sees("What was sent and answered")
	for range 6 {
		u.Key("left")
		h.looks(u)
	}
	u.Esc()
	u.takes(finished, atHow, atScopeName, atDisplayName, atDescription, agree, finished, atTest, finished)
	u.Sees("You can dance")
	h.looks(u)
	u.Ctrl('n')
	u.moves(1, "down", "account.password")
	h.looks(u)
	u.Ctrl('y')
	u.moves(4, "down", "SSWS, one space")
	h.looks(u)
	u.Esc()
	u.Sees("account.password")
	u.Esc()
	u.Sees("You can dance")
	u.Enter()
	u.Wait()
}
