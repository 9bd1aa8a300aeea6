package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"oktadance/internal/ptytest"
)

// answering is a server that says the same to everything.
func answering(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(answer)
	t.Cleanup(s.Close)
	return s.URL
}

func says(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// Whatever answers at an org's address, the screen stays alive, says what is
// wrong, and has the answer still there to mend.
func TestWhateverAnswersInPlaceOfAnOrgIsToldPlainly(t *testing.T) {
	elsewhere := answering(t, says(200, "text/plain", "here"))
	for _, org := range []struct {
		name, url, seen string
	}{
		{"a web page", answering(t, says(200, "text/html", "<html><title>Sign in</title>")), "answered with a web page"},
		{"nothing known", answering(t, says(404, "application/json", `{"errorCode":"E0000008"}`)), "is not an Okta org"},
		{"an outage", answering(t, says(500, "text/plain", "oops")), "could not answer just now"},
		{"half an answer", answering(t, says(200, "application/json", `{"id":"00o`)), "is not an Okta org"},
		{"another program", answering(t, says(200, "application/json", `[]`)), "is not an Okta org"},
		{"a flood", answering(t, says(200, "application/json", `{"id":"`+strings.Repeat("x", 64<<20)+`"}`)), "far more than Okta ever does"},
		{"a way elsewhere", answering(t, http.RedirectHandler(elsewhere, http.StatusFound).ServeHTTP), "sent the request elsewhere"},
		{"nobody", "http://127.0.0.1:1", "nothing answers"},
	} {
		t.Run(org.name, func(t *testing.T) {
			u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30})
			u.unlocks()
			u.takes(atUsername, atPassword)
			u.Sees(atURL)
			u.Paste(org.url)
			u.Enter()
			u.Sees(org.seen, "What to do:", "Okta URL", strings.TrimPrefix(org.url, "http://"))
			u.replaces("okta.com")
			u.Sees("That is Okta's own site")
		})
	}
}

func TestEscStopsATrialThatHangs(t *testing.T) {
	asked, release := make(chan struct{}, 1), make(chan struct{})
	defer close(release)
	url := answering(t, func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		select {
		case <-r.Context().Done():
		case <-release:
		}
	})
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30})
	u.unlocks()
	u.takes(atUsername, atPassword)
	u.Sees(atURL)
	u.Paste(url)
	u.Enter()
	u.Sees("Asking "+url, "esc stop")
	<-asked
	u.Esc()
	u.Sees(atURL, strings.TrimPrefix(url, "http://"))
}

// Who can't reach the org from here may still have its metadata from elsewhere.
func TestMetadataIsPastedWhereTheOrgCantBeReached(t *testing.T) {
	org := httptest.NewServer(says(200, "application/json", `{"id":"00o1b2c3d4e5f6g7h8i9","_links":{},"pipeline":"idx","settings":{}}`))
	defer org.Close()
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30})
	u.unlocks()
	u.takes(atUsername, atPassword)
	u.Sees(atURL)
	u.Paste(org.URL)
	u.Enter()
	u.takes(finished)
	u.Sees(atServer)
	org.Close()
	u.Enter()
	u.Sees("nothing answers", "ctrl+f", "Paste the metadata")
	u.Ctrl('f')
	u.Sees("Metadata document")
	server := org.URL + "/oauth2/default"
	u.Paste(`{
  "issuer": "` + server + `",
  "token_endpoint": "` + server + `/v1/token",
  "introspection_endpoint": "` + server + `/v1/introspect",
  "jwks_uri": "` + server + `/v1/keys"
}`)
	u.Sees("Taken from the pasted document", finished, server+"/v1/introspect")
}
