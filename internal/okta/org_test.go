package okta_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oktadance/internal/okta"
)

// The planted secrets. No test may ever see one of them in what is shown.
const (
	apiToken     = "00Qw3rTyUi0pAsDfGhJkLzXcVbNm-1234567890_ab"
	clientID     = "0oa1b2c3d4e5f6g7h8i9"
	clientSecret = "s3cr3t-Zx9yWvUtSrQpOnMlKjIhGfEdCbA_0123456789-abcdefghijklmnopqrs"
	accessToken  = "eyJraWQiOiJrMSIsImFsZyI6IlJTMjU2In0.eyJ2ZXIiOjEsImp0aSI6IkFULnh5eiJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ"
)

// org is a server that answers with recorded bodies. $ORG in a body stands for its own URL.
type org struct {
	*httptest.Server
	t      *testing.T
	routes map[string]http.HandlerFunc // by method and path

	mu   sync.Mutex
	seen []string // "METHOD /path?query body"
}

func newOrg(t *testing.T) *org {
	o := &org{t: t, routes: map[string]http.HandlerFunc{}}
	o.Server = httptest.NewServer(o)
	t.Cleanup(o.Close)
	return o
}

func (o *org) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	o.mu.Lock()
	o.seen = append(o.seen, strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Method, r.URL.RequestURI(), body)))
	o.mu.Unlock()
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	if answer, ok := o.routes[r.Method+" "+r.URL.Path]; ok {
		answer(w, r)
		return
	}
	o.says(404, "application/json", `{"errorCode":"E0000007","errorSummary":"Not found: Resource not found: `+
		r.URL.Path+`","errorLink":"E0000007","errorId":"oaeNotFound","errorCauses":[]}`)(w, r)
}

// says answers with a recorded body.
func (o *org) says(status int, contentType, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Add(header[i], strings.ReplaceAll(header[i+1], "$ORG", o.URL))
		}
		w.Header().Set("Content-Type", contentType)
		w.Header().Set("X-Okta-Request-Id", "reqABC")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, strings.ReplaceAll(body, "$ORG", o.URL))
	}
}

func (o *org) on(route string, status int, body string, header ...string) {
	o.routes[route] = o.says(status, "application/json", body, header...)
}

// inTurn answers with one handler after the other, and then with the last one again.
func inTurn(handlers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		next := handlers[0]
		if len(handlers) > 1 {
			handlers = handlers[1:]
		}
		mu.Unlock()
		next(w, r)
	}
}

func (o *org) requests() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.seen)
}

// sees fails unless exactly these requests were made, each given by its beginning.
func (o *org) sees(want ...string) {
	o.t.Helper()
	got := o.requests()
	if len(got) != len(want) {
		o.t.Fatalf("the org saw %d requests, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			o.t.Errorf("request %d is %q, want %q", i+1, got[i], want[i])
		}
	}
}

// sleeper stands in for waiting: it notes how long it was to sleep and returns at once.
type sleeper struct{ slept []time.Duration }

func (s *sleeper) sleep(ctx context.Context, d time.Duration) error {
	s.slept = append(s.slept, d)
	return ctx.Err()
}

func newClient(t *testing.T, o okta.Options) *okta.Client {
	c := okta.New(o)
	t.Cleanup(c.CloseIdle)
	return c
}

func serverError(t *testing.T, err error) *okta.Error {
	t.Helper()
	var e *okta.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *okta.Error", err)
	}
	return e
}

func transportError(t *testing.T, err error, kind okta.TransportKind) *okta.TransportError {
	t.Helper()
	var e *okta.TransportError
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an *okta.TransportError", err)
	}
	if e.Kind != kind {
		t.Errorf("kind %q (%v, cause %v), want %q", e.Kind, e, e.Err, kind)
	}
	return e
}

func credentials(method okta.AuthMethod) okta.Credentials {
	return okta.Credentials{ID: clientID, Secret: okta.NewSecret(clientSecret), Method: method}
}

// record returns a context whose exchanges are appended to the slice it returns.
func record(ctx context.Context) (context.Context, *[]okta.Exchange) {
	var all []okta.Exchange
	return okta.WithRecorder(ctx, func(x okta.Exchange) { all = append(all, x) }), &all
}

// noSecrets fails if a planted secret shows in any printed form of the values.
func noSecrets(t *testing.T, values ...any) {
	t.Helper()
	for _, value := range values {
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			text := fmt.Sprintf(format, value)
			for _, secret := range []string{apiToken, clientSecret, accessToken} {
				if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) {
					t.Errorf("%s of a %T shows a secret: %s", format, value, text)
				}
			}
		}
	}
}
