package practice_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"oktadance/internal/practice"

	"github.com/go-jose/go-jose/v4"
)

// clock is a clock that goes on only when it is told to.
type clock struct{ seconds atomic.Int64 }

func (c *clock) now() time.Time       { return time.Unix(1_700_000_000+c.seconds.Load(), 0) }
func (c *clock) wait(d time.Duration) { c.seconds.Add(int64(d / time.Second)) }

// walk goes the way of the tutorial with what was pasted, and says where it got stuck
// and why; "" when it ends with a verified token.
func (v *visitor) walk(c *clock) string {
	v.t.Helper()
	for _, stage := range []func(*clock) string{v.walkAccount, v.walkMetadata, v.walkToken, v.walkApp, v.walkTest} {
		if stuck := stage(c); stuck != "" {
			return stuck
		}
	}
	return ""
}

// stuck is a refusal in short: the stage, the status and the code.
func (a answer) stuck(stage string) string {
	var e struct{ ErrorCode, Error string }
	switch {
	case json.Unmarshal([]byte(a.body), &e) != nil && !strings.HasPrefix(a.body, "["):
		return stage + ": no JSON"
	case a.status != 200:
		return fmt.Sprintf("%s: %d %s%s", stage, a.status, e.ErrorCode, e.Error)
	}
	return ""
}

func (v *visitor) walkAccount(*clock) string {
	return v.open("/.well-known/okta-organization").stuck("account")
}

func (v *visitor) walkMetadata(*clock) string {
	a := v.open(v.Issuer + "/.well-known/openid-configuration")
	if stuck := a.stuck("metadata"); stuck != "" {
		return stuck
	}
	if a.text("issuer") != v.Issuer {
		return "metadata: another issuer"
	}
	return v.open(a.text("jwks_uri")).stuck("keys")
}

func (v *visitor) walkToken(c *clock) string {
	a := v.get("/api/v1/users/me")
	if stuck := a.stuck("token"); stuck != "" {
		return stuck
	}
	date, err := http.ParseTime(a.header.Get("Date"))
	if err != nil || date.Sub(c.now()).Abs() > time.Minute {
		return "token: the clocks differ"
	}
	return ""
}

func (v *visitor) walkApp(*clock) string {
	if stuck := v.get("/api/v1/apps/" + v.AppID + "/credentials/secrets").stuck("app"); stuck != "" {
		return stuck
	}
	return v.get(scopesPath).stuck("scope")
}

func (v *visitor) walkTest(c *clock) string {
	if v.Server != "default" {
		return v.form("/oauth2/v1/token", "grant_type", "client_credentials", "scope", v.ScopeName).stuck("test")
	}
	a := v.ask(v.ScopeName)
	if stuck := a.stuck("test"); stuck != "" {
		return stuck
	}
	jws, err := jose.ParseSignedCompact(a.text("access_token"), []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		v.t.Fatal(err)
	}
	var set jose.JSONWebKeySet
	for range 2 { // as a client that fetches the keys once more when it misses one
		if err := json.Unmarshal([]byte(v.open("/oauth2/default/v1/keys").body), &set); err != nil {
			v.t.Fatal(err)
		}
	}
	key := set.Key(jws.Signatures[0].Header.KeyID)
	if len(key) == 0 {
		return "test: unknown kid"
	}
	if _, err := jws.Verify(key[0]); err != nil {
		return "test: bad signature"
	}
	if v.form(introspectPath, "token", a.text("access_token")).at("active") != true {
		return "test: inactive"
	}
	return ""
}

// app is what PUT has to say to mend the app.
func (v *visitor) putApp() {
	v.t.Helper()
	v.api("PUT", "/api/v1/apps/"+v.AppID, appFor(v.AppName)).is(200)
}

func (v *visitor) newPolicy() {
	v.t.Helper()
	id := v.api("POST", policiesPath, policyFor(v.ClientID)).is(201).text("id")
	v.api("POST", policiesPath+"/"+id+"/rules", ruleFor([]string{"client_credentials"}, []string{v.ScopeName})).is(201)
}

func (v *visitor) newScope() {
	v.t.Helper()
	v.api("POST", scopesPath, obj{"name": v.ScopeName}).is(201)
}

// answerAnew answers the questions that the ways out name.
func (v *visitor) answerAnew() {
	v.t.Helper()
	notes := map[string]*string{"token.name": &v.TokenName, "token.value": &v.APIToken, "app.client_id": &v.ClientID, "app.client_secret": &v.ClientSecret, "metadata.issuer": &v.Server}
	answered := 0
	for _, way := range v.Paste.WaysOut {
		if place := notes[way.Note]; place != nil && way.Value != "" {
			*place = way.Value
			answered++
		}
	}
	if answered == 0 {
		v.t.Fatalf("no way out names an answer: %v", v.Paste.WaysOut)
	}
	if v.Server == "default" {
		v.Issuer = v.URL() + "/oauth2/default"
	}
}

// rehearsal is where a walk gets stuck in a trouble, and how it gets out again.
type rehearsal struct {
	stuck string
	mend  func(*visitor, *clock)
}

func rehearsals() map[string]rehearsal {
	policy, putApp := func(v *visitor, _ *clock) { v.newPolicy() }, func(v *visitor, _ *clock) { v.putApp() }
	scope := func(v *visitor, _ *clock) { v.newScope() }
	anew := func(v *visitor, _ *clock) { v.answerAnew() }
	again := func(v *visitor, c *clock) { v.walk(c) }
	byHand := func(v *visitor, _ *clock) { v.byHand(v.Paste.WaysOut[0].Trouble) }
	return map[string]rehearsal{
		"integrator":            {"test: 401 access_denied", policy},
		"policy-client":         {"test: 401 access_denied", policy},
		"policy-grant":          {"test: 401 access_denied", policy},
		"policy-group":          {"test: 401 access_denied", policy},
		"policy-scope":          {"test: 400 access_denied", policy},
		"no-client-credentials": {"test: 400 unauthorized_client", putApp},
		"dpop-required":         {"test: 400 invalid_dpop_proof", putApp},
		"secret-in-body":        {"test: 401 invalid_client", putApp},
		"network-zone":          {"test: 403 access_denied", putApp},
		"deactivated-app": {"test: 401 invalid_client", func(v *visitor, _ *clock) {
			v.api("POST", "/api/v1/apps/"+v.AppID+"/lifecycle/activate", nil).is(200)
		}},
		"wrong-secret":    {"test: 401 invalid_client", anew},
		"deleted-app":     {"test: 401 invalid_client", anew},
		"swapped":         {"test: 401 invalid_client", anew},
		"api-service":     {"test: 400 unauthorized_client", anew},
		"scope-missing":   {"test: 400 invalid_scope", scope},
		"scope-elsewhere": {"test: 400 invalid_scope", scope},
		"scope-case":      {"test: 400 invalid_scope", scope},
		"consent-required": {"test: 400 consent_required", func(v *visitor, _ *clock) {
			id := v.get(scopesPath+"?q="+v.ScopeName).is(200).text("0", "id")
			v.api("PUT", scopesPath+"/"+id, obj{"name": v.ScopeName, "consent": "IMPLICIT"}).is(200)
		}},
		"expired-token":  {"token: 401 E0000011", anew},
		"weak-role":      {"app: 403 E0000006", anew},
		"token-zone":     {"token: 403 E0000006", anew},
		"org-server-url": {"test: 401 invalid_client", anew},
		"classic-org":    {"test: 400 unsupported_grant_type", anew},
		"deactivated-server": {"metadata: 404 E0000007", func(v *visitor, _ *clock) {
			v.api("POST", serverPath+"/lifecycle/activate", nil).is(204)
		}},
		"custom-domain": {"metadata: another issuer", func(v *visitor, _ *clock) {
			v.api("PUT", serverPath, obj{"name": "default", "audiences": []string{"api://default"}, "issuerMode": "ORG_URL"}).is(200)
		}},
		"no-api-access-management": {"metadata: 404 E0000007", byHand},
		"idle-org":                 {"token: 403 E0000260", byHand},
		"captive-portal":           {"account: no JSON", byHand},
		"outage":                   {"test: 500 server_error", again},
		"rate-limited":             {"token: 429 E0000047", func(_ *visitor, c *clock) { c.wait(5 * time.Second) }},
		"clock-skew":               {"token: the clocks differ", byHand},
		"key-rotated":              {"test: unknown kid", again},
		"slow":                     {"", nil}, // see TestSlowOrg
	}
}

// byHand clicks the button of the desk.
func (v *visitor) byHand(name string) {
	v.t.Helper()
	v.send(v.request("POST", "/practice/mend/"+name, "")).is(303)
}

func TestEveryTroubleIsMetAndMended(t *testing.T) {
	plans := rehearsals()
	for _, trouble := range practice.Troubles() {
		plan, planned := plans[trouble.Name]
		if !planned {
			t.Errorf("%s: nobody rehearses it", trouble.Name)
		}
		if plan.mend == nil {
			continue
		}
		t.Run(trouble.Name, func(t *testing.T) {
			t.Parallel()
			c := &clock{}
			v := visitAs(t, practice.Options{Key: theKey(), Now: c.now, Troubles: []string{trouble.Name}})
			if len(v.Paste.WaysOut) == 0 || v.Paste.WaysOut[0].Trouble != trouble.Name || v.Paste.WaysOut[0].Words == "" {
				t.Fatalf("ways out: %v", v.Paste.WaysOut)
			}
			if got := v.walk(c); got != plan.stuck {
				t.Fatalf("stuck at %q, not at %q", got, plan.stuck)
			}
			plan.mend(v, c)
			if got := v.walk(c); got != "" {
				t.Fatalf("still stuck after mending: %q", got)
			}
		})
	}
}

// The desk mends every trouble, also for somebody who has only a browser; and then the
// org says that nothing is wrong with it.
func TestTheDeskMendsEverything(t *testing.T) {
	c := &clock{}
	for _, trouble := range practice.Troubles() {
		t.Run(trouble.Name, func(t *testing.T) {
			t.Parallel()
			v := visitAs(t, practice.Options{Key: theKey(), Now: c.now, Troubles: []string{trouble.Name}})
			if page := v.open("/practice").is(200); !strings.Contains(html.UnescapeString(page.body), trouble.Line) || strings.Contains(page.body, v.ClientSecret) {
				t.Errorf("the desk shows %s", page.body)
			}
			v.byHand(trouble.Name)
			v.Paste = v.Org.Paste()
			if len(v.Paste.WaysOut) != 0 {
				t.Errorf("still wrong: %v", v.Paste.WaysOut)
			}
			if got := v.walk(c); got != "" {
				t.Errorf("still stuck: %q", got)
			}
		})
	}
}

// All troubles at once can be brought into a running org, again and again.
func TestAllTroublesAtOnce(t *testing.T) {
	v := visit(t)
	var names []string
	for _, trouble := range practice.Troubles() {
		names = append(names, trouble.Name)
	}
	for range 2 {
		if err := v.Spoil(names...); err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if err := v.Mend(name); err != nil {
				t.Fatal(err)
			}
		}
		v.Paste = v.Org.Paste()
		if got := v.walk(&clock{}); got != "token: the clocks differ" { // this org goes by the real time
			t.Errorf("stuck at %q", got)
		}
	}
	var unknown *practice.UnknownTrouble
	if err := v.Spoil("gremlins"); !errors.As(err, &unknown) || unknown.Name != "gremlins" {
		t.Errorf("%v", err)
	}
	if err := v.Mend("gremlins"); !errors.As(err, &unknown) {
		t.Errorf("%v", err)
	}
}

// The slow org answers in the end; whoever waits for less gets nothing, twice.
func TestSlowOrg(t *testing.T) {
	v := visitAs(t, practice.Options{Key: theKey(), SlowBy: time.Hour, Troubles: []string{"slow"}})
	impatient := &http.Client{Timeout: 20 * time.Millisecond}
	refused := 0
	for ; ; refused++ { // on a busy machine some give up before the org has heard of them
		resp, err := impatient.Get(v.URL() + "/.well-known/okta-organization")
		if err == nil {
			resp.Body.Close()
			break
		}
	}
	if refused < 2 {
		t.Errorf("the slow org was quick after %d requests", refused)
	}
}

// The captive portal gives in when its terms are accepted, or by itself after a while.
func TestCaptivePortalGivesIn(t *testing.T) {
	v := visit(t, "captive-portal")
	for range 6 {
		if page := v.open("/oauth2/default/v1/keys").is(200); !strings.Contains(page.body, "Guest Wi-Fi") || page.header.Get("X-Okta-Request-Id") != "" {
			t.Fatalf("answered %v %s", page.header, page.body)
		}
	}
	if got := v.walkMetadata(nil); got != "" {
		t.Errorf("stuck at %q", got)
	}
}
