package practice_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"oktadance/internal/practice"
)

// theKey spares every org of these tests the time to make its own.
var theKey = sync.OnceValue(newKey)

// strangerKey is somebody else's.
var strangerKey = sync.OnceValue(newKey)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

// visitor is somebody at an org, with what they would have copied from its console.
type visitor struct {
	t *testing.T
	*practice.Org
	practice.Paste
	client *http.Client
}

// newVisitor comes with connections of its own: an org at the same port as one that
// was closed a moment ago must not meet that one's.
func newVisitor(t *testing.T, o *practice.Org) *visitor {
	return &visitor{t, o, o.Paste(), &http.Client{
		Transport:     &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func visit(t *testing.T, troubles ...string) *visitor {
	t.Helper()
	return visitAs(t, practice.Options{Troubles: troubles, Key: theKey()})
}

func visitAs(t *testing.T, opt practice.Options) *visitor {
	t.Helper()
	o, err := practice.Start(opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	return newVisitor(t, o)
}

// answer is what an org said.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

// send sends a request as it is.
func (v *visitor) send(r *http.Request) answer {
	v.t.Helper()
	resp, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{v.t, resp.StatusCode, resp.Header, string(b)}
}

func (v *visitor) request(method, path, body string) *http.Request {
	v.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = v.URL() + path
	}
	r, err := http.NewRequest(method, path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	return r
}

// open asks without credentials.
func (v *visitor) open(path string) answer {
	v.t.Helper()
	return v.send(v.request("GET", path, ""))
}

// api calls the management API; body is JSON, or nil for none.
func (v *visitor) api(method, path string, body any) answer {
	v.t.Helper()
	var text string
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			v.t.Fatal(err)
		}
		text = string(b)
	}
	r := v.request(method, path, text)
	r.Header.Set("Authorization", "SSWS "+v.APIToken)
	r.Header.Set("Accept", "application/json")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return v.send(r)
}

func (v *visitor) get(path string) answer { v.t.Helper(); return v.api("GET", path, nil) }

// form posts a form with the client's id and secret in a Basic header.
func (v *visitor) form(path string, pairs ...string) answer {
	v.t.Helper()
	r := v.formRequest(path, pairs...)
	r.SetBasicAuth(v.ClientID, v.ClientSecret)
	return v.send(r)
}

func (v *visitor) formRequest(path string, pairs ...string) *http.Request {
	v.t.Helper()
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	r := v.request("POST", path, values.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

const (
	tokenPath      = "/oauth2/default/v1/token"
	introspectPath = "/oauth2/default/v1/introspect"
	revokePath     = "/oauth2/default/v1/revoke"
	serverPath     = "/api/v1/authorizationServers/default"
	scopesPath     = serverPath + "/scopes"
	policiesPath   = serverPath + "/policies"
)

// ask asks for a token with the client's credentials.
func (v *visitor) ask(scope string) answer {
	v.t.Helper()
	return v.form(tokenPath, "grant_type", "client_credentials", "scope", scope)
}

// token is an access token for the practice scope.
func (v *visitor) token() string {
	v.t.Helper()
	return v.ask(v.ScopeName).is(200).text("access_token")
}

// tokenRequest asks for a token for the practice scope, without credentials.
func (v *visitor) tokenRequest() *http.Request {
	return v.formRequest(tokenPath, "grant_type", "client_credentials", "scope", v.ScopeName)
}

// is checks the status.
func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("answered %d, not %d: %s", a.status, status, a.body)
	}
	return a
}

// refuses checks a refusal in OAuth's shape, word for word.
func (a answer) refuses(status int, code, description string) answer {
	a.t.Helper()
	want, err := marshal(struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{code, description})
	if err != nil {
		a.t.Fatal(err)
	}
	if a.status != status || a.body != want {
		a.t.Fatalf("answered %d %s\nnot      %d %s", a.status, a.body, status, want)
	}
	return a
}

// says checks a refusal in the management API's shape, with its causes.
func (a answer) says(status int, code, summary string, causes ...string) answer {
	a.t.Helper()
	var e struct {
		Code, Summary, Link, ID string
		Causes                  []struct{ ErrorSummary string }
	}
	fields := map[string]any{"errorCode": &e.Code, "errorSummary": &e.Summary, "errorLink": &e.Link, "errorId": &e.ID, "errorCauses": &e.Causes}
	a.fields(fields)
	if a.status != status || e.Code != code || e.Summary != summary || e.Link != code || len(e.ID) != 25 || !strings.HasPrefix(e.ID, "oae") {
		a.t.Fatalf("answered %d %s\nnot      %d %s %s", a.status, a.body, status, code, summary)
	}
	if len(e.Causes) != len(causes) {
		a.t.Fatalf("causes in %s, not %q", a.body, causes)
	}
	for i, c := range causes {
		if e.Causes[i].ErrorSummary != c {
			a.t.Fatalf("cause %q, not %q", e.Causes[i].ErrorSummary, c)
		}
	}
	return a
}

// fields reads members of a JSON object.
func (a answer) fields(into map[string]any) {
	a.t.Helper()
	var raw map[string]json.RawMessage
	if err := json.Unmarshal([]byte(a.body), &raw); err != nil {
		a.t.Fatalf("no JSON object: %s", a.body)
	}
	for name, place := range into {
		if err := json.Unmarshal(raw[name], place); err != nil {
			a.t.Fatalf("member %s of %s: %v", name, a.body, err)
		}
	}
}

// text reads a string out of nested objects and lists, by member names and "0", "1", …
func (a answer) text(path ...string) string {
	a.t.Helper()
	got := a.at(path...)
	s, isText := got.(string)
	if !isText {
		a.t.Fatalf("%v in %s is no string", path, a.body)
	}
	return s
}

func (a answer) at(path ...string) any {
	a.t.Helper()
	var v any
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		a.t.Fatalf("no JSON: %q", a.body)
	}
	for _, step := range path {
		switch here := v.(type) {
		case map[string]any:
			v = here[step]
		case []any:
			if step != "0" || len(here) == 0 {
				a.t.Fatalf("nothing at %v in %s", path, a.body)
			}
			v = here[0]
		default:
			a.t.Fatalf("nothing at %v in %s", path, a.body)
		}
	}
	return v
}

// list is the answer as a list of objects.
func (a answer) list() []map[string]any {
	a.t.Helper()
	var items []map[string]any
	if err := json.Unmarshal([]byte(a.body), &items); err != nil {
		a.t.Fatalf("no list: %s", a.body)
	}
	return items
}

// keys are the member names of an object in the order they came.
func (a answer) keys() string {
	a.t.Helper()
	dec := json.NewDecoder(strings.NewReader(a.body))
	if _, err := dec.Token(); err != nil {
		a.t.Fatal(err)
	}
	var names []string
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			a.t.Fatal(err)
		}
		names = append(names, name.(string))
		var skipped json.RawMessage
		if err := dec.Decode(&skipped); err != nil {
			a.t.Fatal(err)
		}
	}
	return strings.Join(names, " ")
}

func marshal(v any) (string, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// obj is a JSON object.
type obj = map[string]any
