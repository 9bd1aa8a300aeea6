package okta_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"oktadance/internal/okta"
)

const tokenAnswer = `{"token_type":"Bearer","expires_in":3600,"access_token":"` + accessToken + `","scope":"mule-okta-scope"}`

func tokenServer(b *testing.B) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, tokenAnswer)
	}))
	b.Cleanup(s.Close)
	return s.URL + "/token"
}

// BenchmarkBareTokenRequest is the baseline: net/http's own client and no care at all.
func BenchmarkBareTokenRequest(b *testing.B) {
	endpoint := tokenServer(b)
	b.ReportAllocs()
	for b.Loop() {
		req, _ := http.NewRequest("POST", endpoint, strings.NewReader("grant_type=client_credentials&scope=mule-okta-scope"))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.SetBasicAuth(clientID, clientSecret)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.ReadAll(res.Body)
		_ = res.Body.Close()
	}
}

func BenchmarkTokenRequest(b *testing.B) {
	endpoint := tokenServer(b)
	c := okta.New(okta.Options{})
	defer c.CloseIdle()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.ClientCredentials(b.Context(), endpoint, credentials(okta.Basic), "mule-okta-scope"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTokenRequestRecorded(b *testing.B) {
	endpoint := tokenServer(b)
	c := okta.New(okta.Options{})
	defer c.CloseIdle()
	ctx := okta.WithRecorder(b.Context(), func(okta.Exchange) {})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.ClientCredentials(ctx, endpoint, credentials(okta.Basic), "mule-okta-scope"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRecordedMiB shows what masking costs at its worst: a list as long as an answer can be.
func BenchmarkRecordedMiB(b *testing.B) {
	row := strings.Replace(appBody, "SECRET", "", 1)
	list := "[" + row + strings.Repeat(","+row, 1000000/len(row)-1) + "]"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, list) }))
	defer s.Close()
	c := okta.New(okta.Options{})
	defer c.CloseIdle()
	ctx := okta.WithRecorder(b.Context(), func(okta.Exchange) {})
	b.SetBytes(int64(len(list)))
	for b.Loop() {
		if _, err := c.Management(s.URL, okta.NewSecret(apiToken)).Apps(ctx, ""); err != nil {
			b.Fatal(err)
		}
	}
}
