package handover_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"golang.org/x/net/html"

	"oktadance/internal/handover"
)

// needs leaves a test out where a program is missing.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skip("there is no " + p + " here")
		}
	}
}

func TestAShellReadsTheValuesBack(t *testing.T) {
	needs(t, "sh")
	for _, value := range odd() {
		n := but(but(org(), "app.name", value), "app.client_secret", value)
		script := text(t, "env", n, handover.Options{Secrets: true}) + `printf '%s\n%s\n%s' "$OKTA_APP_NAME" "$OKTA_APP_CLIENT_SECRET" "$OKTA_SCOPE_NAME"`
		out, err := exec.Command("sh", "-eu", "-c", script).Output()
		if want := value + "\n" + value + "\nmule-okta-scope"; err != nil || string(out) != want {
			t.Errorf("a shell reads %q and not %q: %v", out, want, err)
		}
	}
}

func TestAZeroByteIsNotForShells(t *testing.T) {
	for _, format := range []string{"env", "curl"} {
		_, err := handover.Write(format, notes(but(org(), "app.client_id", "a\x00b")), handover.Options{})
		if bad, ok := err.(*handover.BadValue); !ok || bad.Note != "app.client_id" {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestJSONReadsTheValuesBack(t *testing.T) {
	for _, value := range odd() {
		jsonReadsBack(t, value)
	}
}

func jsonReadsBack(t *testing.T, value string) {
	t.Helper()
	var got map[string]*string
	if err := json.Unmarshal([]byte(text(t, "json", but(org(), "app.name", value), handover.Options{})), &got); err != nil {
		t.Fatal(err)
	}
	if *got["app.name"] != value || got["app.client_secret"] != nil || *got["scope.name"] != "mule-okta-scope" || len(got) != len(org()) {
		t.Errorf("%q comes back as %v", value, got)
	}
}

// collected are the texts of all elements of a kind.
func collected(page *html.Node, kind string) (all []string) {
	for n := range page.Descendants() {
		if n.Type != html.ElementNode || n.Data != kind {
			continue
		}
		text := ""
		for inside := range n.Descendants() {
			if inside.Type == html.TextNode {
				text += inside.Data
			}
		}
		all = append(all, text)
	}
	return all
}

func parsed(t *testing.T, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// oneLine is how a text on paper shows what would end a line.
func oneLine(s string) string {
	return strings.NewReplacer("\n", `\u000a`, "\r", `\u000d`, "\t", `\u0009`, "\u2028", `\u2028`).Replace(s)
}

func TestMarkdownShowsTheValuesAsTheyAre(t *testing.T) {
	for _, value := range odd() {
		markdownShows(t, value)
	}
}

func markdownShows(t *testing.T, value string) {
	t.Helper()
	var page bytes.Buffer
	source := text(t, "markdown", but(org(), "app.name", value), handover.Options{})
	if err := goldmark.Convert([]byte(source), &page); err != nil {
		t.Fatal(err)
	}
	root := parsed(t, page.String())
	codes, items := collected(root, "code"), collected(root, "li")
	if len(codes) != len(org()) || len(items) != len(org()) || codes[9] != oneLine(value) || items[9] != "App name: "+oneLine(value) {
		t.Errorf("%q is shown as %q in %q", value, codes, items)
	}
	if titles := collected(root, "h2"); titles[0] != "Account & more" {
		t.Errorf("a title is %q", titles[0])
	}
}

// shape is a page without its texts.
func shape(root *html.Node) string {
	out := ""
	for n := range root.Descendants() {
		if n.Type != html.TextNode {
			out += fmt.Sprint(n.Type, n.Data, n.Attr, "\n")
		}
	}
	return out
}

func TestABrowserShowsTheValuesAsTheyAre(t *testing.T) {
	for _, value := range odd() {
		browserShows(t, value)
	}
}

func browserShows(t *testing.T, value string) {
	t.Helper()
	plain := shape(parsed(t, text(t, "handout", org(), variants()["handout instructor"])))
	root := parsed(t, text(t, "handout", but(org(), "app.name", value), variants()["handout instructor"]))
	if shape(root) != plain {
		t.Errorf("%q changes what the page is made of", value)
	}
	if codes := strings.Join(collected(root, "code"), "\x00"); !strings.Contains("\x00"+codes+"\x00", "\x00"+oneLine(value)+"\x00") {
		t.Errorf("%q is not shown", value)
	}
}

// heard is what a server gets from curl.
type heard struct{ id, secret, scope, token, bearer string }

// listener is a server that answers as the dance goes, and keeps what it gets.
func listener(t *testing.T, got *heard) *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, secret, header := r.BasicAuth()
		if id = r.FormValue("client_id") + unescaped(id); id != "" {
			got.id = id
		}
		if header {
			got.secret = unescaped(secret)
		} else if r.Method == "POST" {
			got.secret = r.FormValue("client_secret")
		}
		switch r.URL.Path {
		case "/token":
			got.scope = r.FormValue("scope")
			_, _ = io.WriteString(w, "{\n \"access_token\" : \"to~k.en_1+/=\",\n \"token_type\":\"Bearer\"}")
		case "/introspect":
			got.token = r.FormValue("token")
		case "/api":
			got.bearer = r.Header.Get("Authorization")
		}
	}))
	t.Cleanup(server.Close)
	return server
}

// unescaped is one half of a Basic header (RFC 6749 section 2.3.1).
func unescaped(s string) string {
	plain, err := url.QueryUnescape(s)
	if err != nil {
		return "(not escaped) " + s
	}
	return plain
}

// Curl sends exactly the values of the notes, and has no secret in its arguments.
func TestCurlSendsTheValuesAsTheyAre(t *testing.T) {
	needs(t, "sh", "curl", "sed", "od", "tr")
	for i, value := range odd() {
		if strings.ContainsAny(value, "\r\n") && i%2 == 0 {
			continue // a secret is the first line of a file
		}
		var got heard
		server := listener(t, &got)
		n := org()
		for note, text := range map[string]string{
			"metadata.token_endpoint": server.URL + "/token", "metadata.introspection_endpoint": server.URL + "/introspect",
			"app.client_id": value, "scope.name": value, "app.client_secret": value,
			"app.auth_method": []string{"client_secret_basic", "client_secret_post"}[i%2],
		} {
			n[note] = text
		}
		script := filepath.Join(t.TempDir(), "dance.sh")
		embedded := i%3 == 0 || strings.ContainsAny(value, "\r\n")
		if err := os.WriteFile(script, []byte(text(t, "curl", n, handover.Options{API: server.URL + "/api", Secrets: embedded})), 0o600); err != nil {
			t.Fatal(err)
		}
		run := exec.Command("sh", script)
		run.Stdin = strings.NewReader(value + "\nmore\n")
		out, err := run.CombinedOutput()
		want := heard{value, value, value, "to~k.en_1+/=", "Bearer to~k.en_1+/="}
		if err != nil || got != want {
			t.Errorf("%q, embedded %v, in the %s:\ngot  %q\nwant %q\n%v %s", value, embedded, n["app.auth_method"], got, want, err, out)
		}
		if strings.Contains(string(out), "to~k.en") {
			t.Errorf("the token is shown: %s", out)
		}
	}
}

func TestPostmanGetsTheValuesAsTheyAre(t *testing.T) {
	for _, value := range odd() {
		files, err := handover.Write("postman", notes(but(org(), "app.client_id", value)), handover.Options{})
		if strings.Contains(value, "{{") {
			if bad, ok := err.(*handover.BadValue); !ok || bad.Note != "app.client_id" {
				t.Errorf("%q is taken, which Postman would expand: %v", value, err)
			}
			continue
		}
		var env struct {
			Values []struct{ Key, Value, Type string }
		}
		if err := json.Unmarshal([]byte(files[1].Text), &env); err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, v := range env.Values {
			got[v.Key] = v.Type + " " + v.Value
		}
		if got["client_id"] != "default "+value || got["client_secret"] != "secret " || got["access_token"] != "secret " || got["scope"] != "default mule-okta-scope" {
			t.Errorf("Postman gets %q", got)
		}
		if strings.Contains(files[0].Text, "okta.com") {
			t.Error("the collection has a value of its own")
		}
	}
}

// Whatever the values are, each stays on its line, and is nothing but a value.
func TestAnHTTPFileKeepsItsLines(t *testing.T) {
	for _, value := range odd() {
		httpKeepsLines(t, value)
	}
}

func httpKeepsLines(t *testing.T, value string) {
	t.Helper()
	plain := strings.Split(text(t, "http", org(), handover.Options{Secrets: true}), "\n")
	n := but(but(but(org(), "app.client_id", value), "scope.name", value), "metadata.token_endpoint", "https://h/"+value)
	lines := strings.Split(text(t, "http", n, handover.Options{Secrets: true}), "\n")
	if len(lines) != len(plain) {
		t.Fatalf("%q makes %d lines of %d", value, len(lines), len(plain))
	}
	for i, line := range lines {
		name, given, variable := strings.Cut(line, " = ")
		switch {
		case !strings.HasPrefix(plain[i], "@"):
			if line != plain[i] {
				t.Errorf("%q changes the line %q", value, line)
			}
		case !variable || strings.ContainsAny(given, " {}\"<>\\`") || strings.Trim(given, "\t\r") != given:
			t.Errorf("%q makes %q", value, line)
		case name == "@client_id" || name == "@scope":
			if back := unescaped(given); back != value {
				t.Errorf("%q comes back as %q", value, back)
			}
		}
	}
}

// The payload has what Anypoint's call takes, and nothing else.
func TestThePayloadSaysWhatTheFormSays(t *testing.T) {
	n := but(org(), "app.client_secret", odd()[0]+odd()[11])
	var body struct {
		Name string
		Type map[string]string
		Self bool `json:"allow_untrusted_certificates"`
		OIDC struct {
			Issuer  string
			Client  struct{ URLs, Registration map[string]string }
			Primary struct{ ID, Secret string } `json:"primary_client"`
			URLs    struct{ Authorize, Token, Introspect string }
			Delete  bool `json:"allow_local_client_deletion"`
			Modify  bool `json:"allow_external_client_modification"`
			Timeout int  `json:"client_request_timeout"`
		} `json:"oidc_dynamic_client_provider"`
	}
	decoder := json.NewDecoder(strings.NewReader(text(t, "anypoint", n, handover.Options{Payload: true, Secrets: true})))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&body); err != nil {
		t.Fatal(err)
	}
	said := []string{body.OIDC.Issuer, body.OIDC.Client.URLs["register"], body.OIDC.Client.Registration["authorization"], body.OIDC.Primary.ID,
		body.OIDC.Primary.Secret, body.OIDC.URLs.Authorize, body.OIDC.URLs.Token, body.OIDC.URLs.Introspect}
	var form []string
	for _, e := range handover.Anypoint(notes(n).Get) {
		if e.Note != "" {
			form = append(form, e.Value)
		}
	}
	if strings.Join(said, "\n") != strings.Join(form, "\n") || body.Type["name"] != "openid-dynamic-client" || body.OIDC.Timeout != 10 {
		t.Errorf("the payload says %q, and the form %q", said, form)
	}
}
