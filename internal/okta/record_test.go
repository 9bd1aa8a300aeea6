package okta_test

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"oktadance/internal/okta"
)

func field(all []okta.Header, name string) string {
	for _, h := range all {
		if h.Name == name {
			return h.Value
		}
	}
	return ""
}

func TestTheTutorialsPostIsShownAsItWasSent(t *testing.T) {
	o := newOrg(t)
	o.on("POST /oauth2/default/v1/token", 200,
		`{"token_type":"Bearer","expires_in":3600,"access_token":"`+accessToken+`","scope":"mule-okta-scope"}`, "Date", "Mon, 23 Nov 2026 10:00:00 GMT")
	now := time.Date(2026, 11, 23, 10, 7, 0, 0, time.UTC)
	c := newClient(t, okta.Options{Version: "1.2", Now: func() time.Time { return now }})
	ctx, seen := record(t.Context())
	if _, err := c.ClientCredentials(ctx, o.URL+"/oauth2/default/v1/token", credentials(okta.Basic), "mule-okta-scope"); err != nil {
		t.Fatal(err)
	}
	if len(*seen) != 1 {
		t.Fatalf("%d exchanges", len(*seen))
	}
	x := (*seen)[0]
	noSecrets(t, x)
	for _, want := range []struct{ what, got, want string }{
		{"method", x.Method, "POST"},
		{"URL", x.URL, o.URL + "/oauth2/default/v1/token"},
		{"request body", x.RequestBody, "grant_type=client_credentials&scope=mule-okta-scope"},
		{"Authorization", field(x.RequestHeader, "Authorization"), "Basic ••••••••"},
		{"Content-Type", field(x.RequestHeader, "Content-Type"), "application/x-www-form-urlencoded"},
		{"Accept", field(x.RequestHeader, "Accept"), "application/json"},
		{"response body", x.ResponseBody, `{"token_type":"Bearer","expires_in":3600,"access_token":"eyJr…VyZQ","scope":"mule-okta-scope"}`},
		{"response Content-Type", field(x.ResponseHeader, "Content-Type"), "application/json"},
		{"proto", x.Proto, "HTTP/1.1"},
		{"remote", x.Remote, strings.TrimPrefix(o.URL, "http://")},
		{"error", x.Err, ""},
	} {
		if want.got != want.want {
			t.Errorf("%s is %q, want %q", want.what, want.got, want.want)
		}
	}
	if first := x.RequestHeader[0].Name + " " + x.RequestHeader[1].Name; first != "Host User-Agent" || !strings.HasPrefix(x.RequestHeader[1].Value, "oktadance/1.2 (") {
		t.Errorf("the header begins with %+v", x.RequestHeader[:2])
	}
	if x.Status != 200 || x.Took <= 0 || x.Timing.FirstByte <= 0 || x.Timing.FirstByte > x.Took || x.Timing.Connect <= 0 || x.Timing.Reused || !x.At.Equal(now) {
		t.Errorf("status and times: %+v", x)
	}
	if skew, ok := x.Skew(); !ok || skew.Round(time.Minute) != 7*time.Minute {
		t.Errorf("the exchange says the clock is %v ahead, want 7m", skew)
	}
	if skew, ok := c.Skew(); !ok || skew != 7*time.Minute {
		t.Errorf("the client says the clock is %v ahead, want 7m", skew)
	}
}

func TestSecretsAreMaskedWhereverTheyStand(t *testing.T) {
	o := newOrg(t)
	m := newClient(t, okta.Options{}).Management(o.URL, okta.NewSecret(apiToken))
	for _, echo := range []struct{ contentType, body string }{
		{"application/json", `{"errorCode":"E0000011","errorSummary":"Invalid token ` + apiToken + `","errorCauses":[{"errorSummary":"` + apiToken + `"}]}`},
		{"application/json", `{"id":"1","note":"00\u0051` + apiToken[3:] + `","` + apiToken + `":1}`},
		{"application/json", `{"id":"1","client_secret":"` + clientSecret + `","again":"` + clientSecret + `"}`},
		{"application/json", `[{"client_secret" : "` + clientSecret + `"},{"access_token":["` + accessToken + `"]}`}, // no closing bracket
		{"application/json", `{"client_secret":"` + clientSecret[:40]},                                               // cut off
		{"application/json", `{"token_was":"` + apiToken[:30]},                                                       // cut off within a known value
		{"application/json", `{"note":"00\u0051` + apiToken[3:] + `","cut`},
		{"text/html", `<html><title>` + apiToken + `</title><a href="/x?token=` + clientSecret + `&amp;id_token=` + accessToken + `">`},
		{"text/plain", "client_secret=" + clientSecret + "\nAuthorization: SSWS " + apiToken},
		{"text/plain", "00\x1b\x00" + apiToken[2:]}, // control characters go before secrets are looked for
		{"application/x-www-form-urlencoded", "a=b&client_secret=" + clientSecret},
	} {
		o.routes["GET /api/v1/users/me"] = o.says(200, echo.contentType, echo.body)
		ctx, seen := record(t.Context())
		_, err := m.Me(ctx)
		x := (*seen)[0]
		noSecrets(t, x, err)
		for _, part := range []string{apiToken[8:30], clientSecret[8:40], accessToken[40:80]} {
			if strings.Contains(x.ResponseBody, part) {
				t.Errorf("a part of a secret is in %q", x.ResponseBody)
			}
		}
		if strings.Contains(x.ResponseBody, "\x1b") {
			t.Errorf("a control character is in %q", x.ResponseBody)
		}
		if got := field(x.RequestHeader, "Authorization"); got != "SSWS 00Qw…0_ab" {
			t.Errorf("Authorization is shown as %q", got)
		}
	}
}

// Servers wrap what they were sent, or were told themselves, into strings.
func TestSecretsInStringsWithinStringsAreMasked(t *testing.T) {
	quoted := func(s string) string { text, _ := json.Marshal(s); return string(text) }
	for _, test := range []struct{ inner, shown string }{
		{`new token {"access_token":"opaque-zzz"}`, `new token {"access_token":"••••••••"}`},
		{`{"client_secret":"n3w s\/cr3t"}`, `{"client_secret":"••••••••"}`},
		{`["client_secret", {"client_secret" : "n3w"}]`, `["client_secret", {"client_secret" : "••••••••"}]`},
		{`{"kept":1,"client_secret":"n3w s/cr`, `{"kept":1,"client_secret":"••••••••"`},
		{`grant_type=x&client_secret=n3w%2Fs%2Fcr3t&a=b`, `grant_type=x&client_secret=••••••••&a=b`},
		{`client_secret: my own, is refused`, `client_secret: •••••••• refused`},
		{`{"said":` + quoted(`{"id_token":"opaque-zzz"}`) + `}`, `{"said":` + quoted(`{"id_token":"••••••••"}`) + `}`},
		{`it said ` + quoted(`not "id_token": "opaque-zzz"`), `it said ` + quoted(`not "id_token": "••••••••"`)},
		{`Invalid token: expired. password: x7 it was`, `Invalid token: expired. password: •••••••• it was`},
		{`the token is 5" long: see https://org.example/a?b=c`, `the token is 5" long: see https://org.example/a?b=c`},
	} {
		o := newOrg(t)
		o.on("POST /token", 400, `{"error":"x","error_description":`+quoted(test.inner)+`}`)
		ctx, seen := record(t.Context())
		cred := okta.Credentials{ID: clientID, Secret: okta.NewSecret("my own, is")}
		_, err := newClient(t, okta.Options{}).ClientCredentials(ctx, o.URL+"/token", cred, "s")
		if said := serverError(t, err).Description; said != test.shown {
			t.Errorf("%s: the error says %s", test.inner, said)
		}
		var body map[string]string
		if err := json.Unmarshal([]byte((*seen)[0].ResponseBody), &body); err != nil || body["error_description"] != test.shown {
			t.Errorf("%s: shown as %s", test.inner, (*seen)[0].ResponseBody)
		}
	}
}

// However deep a server wraps, and with whatever nonsense, the answer is masked in no time.
func TestStringsWithinStringsHaveAnEnd(t *testing.T) {
	deep := `{"client_secret":"opaque-zzz"}`
	for range 12 {
		text, _ := json.Marshal(deep)
		deep = string(text)
	}
	o := newOrg(t)
	for _, body := range []string{deep, `"\x` + strings.Repeat(`\"`, 1<<18) + `client_secret\":\"opaque-zzz\"`} {
		o.on("GET /api/v1/users/me", 400, body)
		ctx, seen := record(t.Context())
		_, err := newClient(t, okta.Options{}).Management(o.URL, okta.NewSecret(apiToken)).Me(ctx)
		if strings.Contains((*seen)[0].ResponseBody, "zzz") || strings.Contains(err.Error(), "zzz") {
			t.Errorf("%.40s: %v", body, err)
		}
	}
}

func TestHeadersHideWhatTheyRepeat(t *testing.T) {
	o := newOrg(t)
	o.on("GET /api/v1/users/me", 200, `{"client_secret":"`+clientSecret+`"}`, "X-Echo", "was "+apiToken, "X-Echo-Of-Body", clientSecret,
		"Set-Cookie", "sid=unknown-session", "Location", "$ORG/?id_token=opaque-token&x=1", "X-Kept", "kept")
	ctx, seen := record(t.Context())
	_, _ = newClient(t, okta.Options{}).Management(o.URL, okta.NewSecret(apiToken)).Me(ctx)
	x := (*seen)[0]
	noSecrets(t, x)
	for name, want := range map[string]string{"X-Echo": "was 00Qw…0_ab", "X-Echo-Of-Body": "••••••••", "Set-Cookie": "••••••••",
		"Location": o.URL + "/?id_token=••••••••&x=1", "X-Kept": "kept"} {
		if got := field(x.ResponseHeader, name); got != want {
			t.Errorf("%s is shown as %q, want %q", name, got, want)
		}
	}
}

func TestASecretWithinAnotherLeavesNoEndsBehind(t *testing.T) {
	o := newOrg(t)
	o.on("POST /introspect", 200, `{"active":false,"echo":"first-part-and-the-end first-part"}`)
	ctx, seen := record(t.Context())
	cred := okta.Credentials{ID: clientID, Secret: okta.NewSecret("first-part")}
	_, _ = newClient(t, okta.Options{}).Introspect(ctx, o.URL+"/introspect", cred, okta.NewSecret("first-part-and-the-end"))
	if got := (*seen)[0].ResponseBody; got != `{"active":false,"echo":"•••••••• ••••••••"}` {
		t.Errorf("shown as %s", got)
	}
}

func TestARequestThatWentOutTwiceIsShownOnce(t *testing.T) {
	var turns atomic.Int32
	address := rawServer(t, func(c net.Conn) {
		turn := turns.Add(1)
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"keys\":[]}")
		if turn == 1 { // take the next request of this connection, and hang up
			_, _ = c.Read(make([]byte, 4096))
		}
	})
	c := newClient(t, okta.Options{})
	ctx, seen := record(t.Context())
	for range 2 {
		if _, err := c.Keys(ctx, address); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for _, h := range (*seen)[1].RequestHeader {
		names = append(names, h.Name)
	}
	if want := "Host,User-Agent,Accept,Accept-Encoding"; strings.Join(names, ",") != want || len(*seen) != 2 || turns.Load() != 2 {
		t.Errorf("header fields %v in %d exchanges and %d connections", names, len(*seen), turns.Load())
	}
}

func TestAFormShowsEverythingButItsSecrets(t *testing.T) {
	o := newOrg(t)
	o.on("POST /introspect", 200, `{"active":false}`)
	ctx, seen := record(t.Context())
	cred := okta.Credentials{ID: clientID, Secret: okta.NewSecret("pass word&+/=%"), Method: okta.Post}
	c := newClient(t, okta.Options{})
	if _, err := c.Introspect(ctx, o.URL+"/introspect?client_secret=abcdefgh&code=ijklmnop&x=1", cred, okta.NewSecret(accessToken)); err != nil {
		t.Fatal(err)
	}
	x := (*seen)[0]
	if want := "client_id=" + clientID + "&client_secret=••••••••&token=eyJr…VyZQ&token_type_hint=access_token"; x.RequestBody != want {
		t.Errorf("the form is shown as %s", x.RequestBody)
	}
	if want := o.URL + "/introspect?client_secret=••••••••&code=••••••••&x=1"; x.URL != want {
		t.Errorf("the URL is shown as %s", x.URL)
	}
}

func TestJSONIsShownAsItCame(t *testing.T) {
	o := newOrg(t)
	body := "{\n  \"issuer\" : \"$ORG\", \"big\": 12345678901234567890, \"n\": 1.0e5,\n  \"token\": {\"minutes\": 60}, \"password\": \"\"\n}"
	o.on("GET /x/.well-known/oauth-authorization-server", 200, body)
	ctx, seen := record(t.Context())
	_, _ = newClient(t, okta.Options{}).Discover(ctx, o.URL+"/x")
	if want := strings.ReplaceAll(body, "$ORG", o.URL); (*seen)[0].ResponseBody != want {
		t.Errorf("got %s\nwant %s", (*seen)[0].ResponseBody, want)
	}
}

func TestEveryExchangeIsReportedOnce(t *testing.T) {
	o := newOrg(t)
	o.on("GET /there", 200, `{"keys":[]}`)
	o.routes["GET /here"] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/there", http.StatusFound) }
	o.routes["GET /away"] = http.RedirectHandler("https://elsewhere.example/", http.StatusFound).ServeHTTP
	c := newClient(t, okta.Options{})
	ctx, seen := record(t.Context())
	_, _ = c.Keys(ctx, o.URL+"/here")
	_, _ = c.Keys(ctx, o.URL+"/away")
	_, _ = c.Keys(ctx, "http://example.com/")
	o.Close()
	_, _ = c.Keys(ctx, o.URL+"/gone")
	_, _ = c.Keys(t.Context(), o.URL+"/not-recorded")
	var got []string
	for _, x := range *seen {
		got = append(got, strings.TrimPrefix(x.URL, o.URL)+" "+http.StatusText(x.Status))
	}
	if want := "/here Found,/there OK,/away Found,http://example.com/ ,/gone "; strings.Join(got, ",") != want {
		t.Fatalf("got %q, want %q", strings.Join(got, ","), want)
	}
	if (*seen)[3].Err == "" || (*seen)[4].Err == "" || field((*seen)[4].RequestHeader, "Accept") == "" {
		t.Errorf("refused and failed exchanges say %+v", (*seen)[3:])
	}
	if !(*seen)[1].Timing.Reused {
		t.Error("the second request did not reuse the connection")
	}
}
