package practice_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"oktadance/internal/practice"
)

// A page that got hold of another name for this address is turned away.
func TestForeignHostIsTurnedAway(t *testing.T) {
	v := visit(t)
	port := v.URL()[strings.LastIndex(v.URL(), ":"):]
	for host, want := range map[string]int{
		"rebound.example" + port: 421, "127.0.0.1": 421, "127.0.0.1:1": 421, "[::1]" + port: 421, "": 200,
		"localhost" + port: 200, "LOCALHOST" + port: 200,
	} {
		r := v.request("GET", "/.well-known/okta-organization", "")
		r.Host = host
		if got := v.send(r).status; got != want {
			t.Errorf("host %q: %d", host, got)
		}
	}
}

// An org that is opened to the network answers under every address of this machine,
// and under no name that a stranger's DNS could give it.
func TestListeningBeyondLoopback(t *testing.T) {
	v := visitAs(t, practice.Options{Key: theKey(), Listen: "0.0.0.0:0"})
	port := v.URL()[strings.LastIndex(v.URL(), ":"):]
	for host, want := range map[string]int{
		"127.0.0.1" + port: 200, "192.0.2.7" + port: 200, "[2001:db8::7]" + port: 200, "localhost" + port: 200,
		"evil.example" + port: 421, "192.0.2.7:1": 421, "192.0.2.7": 421,
	} {
		r := v.request("GET", "/oauth2/default/.well-known/openid-configuration", "")
		r.Host = host
		a := v.send(r)
		if a.status != want {
			t.Errorf("host %q: %d", host, a.status)
		}
		if want == 200 && a.text("issuer") != "http://"+host+"/oauth2/default" {
			t.Errorf("host %q: issuer %s", host, a.text("issuer"))
		}
	}
	r := v.tokenRequest()
	r.SetBasicAuth(v.ClientID, v.ClientSecret)
	r.Host = "192.0.2.7" + port
	if v.form(introspectPath, "token", v.send(r).text("access_token")).at("active") != true {
		t.Error("a token got under one address is unknown under another")
	}
}

// Another site's page can't press the buttons of the desk, nor read an answer.
func TestForeignPagesCannotTouchTheDesk(t *testing.T) {
	v := visit(t, "integrator")
	r := v.request("POST", "/practice/mend/integrator", "")
	r.Header.Set("Origin", "https://evil.example")
	v.send(r).is(403)
	v.ask(v.ScopeName).is(401)
	r = v.request("OPTIONS", tokenPath, "")
	r.Header.Set("Origin", "https://evil.example")
	r.Header.Set("Access-Control-Request-Method", "POST")
	if a := v.send(r).is(405); a.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("a preflight was granted: %v", a.header)
	}
	r = v.request("POST", "/practice/mend/integrator", "")
	r.Header.Set("Origin", v.URL())
	v.send(r).is(303)
	v.ask(v.ScopeName).is(200)
	v.send(v.request("POST", "/practice/mend/gremlins", "")).is(404)
	v.send(v.request("DELETE", "/practice", "")).is(405)
	v.open("/practice/elsewhere").is(404)
}

func TestWhoMayUseTheManagementAPI(t *testing.T) {
	v := visit(t)
	as := func(header string) answer {
		r := v.request("GET", "/api/v1/users/me", "")
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		return v.send(r)
	}
	as("SSWS " + v.APIToken).is(200)
	as("").says(403, "E0000005", "Invalid session")
	as("Bearer SSWS "+v.APIToken).says(403, "E0000005", "Invalid session")
	as("Bearer "+v.token()).says(403, "E0000005", "Invalid session")
	for _, wrong := range []string{"", v.TokenID, v.ClientID, v.ClientSecret, v.token(), v.APIToken + "x", visit(t).APIToken} {
		as("SSWS "+wrong).says(401, "E0000011", "Invalid token provided")
	}
	if got := as("SSWS "+v.APIToken).text("profile", "login"); got != v.Username {
		t.Errorf("the token is %s's", got)
	}
}

// A read-only administrator sees everything but secrets and changes nothing.
func TestReadOnlyAdministrator(t *testing.T) {
	v := visit(t, "weak-role")
	v.get("/api/v1/users/me").is(200)
	v.get("/api/v1/apps").is(200)
	v.get(scopesPath).is(200)
	const no = "You do not have permission to perform the requested action"
	v.get("/api/v1/apps/"+v.AppID+"/credentials/secrets").says(403, "E0000006", no)
	v.api("POST", scopesPath, obj{"name": "x"}).says(403, "E0000006", no)
	v.api("DELETE", "/api/v1/apps/"+v.AppID, nil).says(403, "E0000006", no)
	v.api("POST", "/oauth2/v1/clients", obj{"client_name": "x"}).says(403, "E0000006", no)
}

func TestOrgWithoutApiAccessManagement(t *testing.T) {
	v := visit(t, "no-api-access-management")
	v.get("/api/v1/apps").is(200)
	v.get(serverPath).says(401, "E0000015", "You do not have permission to access the feature you are requesting")
	v.api("POST", scopesPath, obj{"name": "x"}).is(401)
}

// The API token can be narrowed and revoked, at last by itself.
func TestLifeOfAnAPIToken(t *testing.T) {
	v := visit(t)
	path := "/api/v1/api-tokens/" + v.TokenID
	if got := v.get("/api/v1/api-tokens").is(200).text("0", "name"); got != "okta-token-practice" {
		t.Errorf("named %s", got)
	}
	v.get("/api/v1/api-tokens/current").is(404)
	v.api("PUT", path, obj{"name": v.TokenName, "network": obj{"connection": "ZONE", "exclude": []string{"nzoElsewhere"}}}).is(200)
	v.get("/api/v1/users/me").is(200)
	v.api("PUT", path, obj{"name": v.TokenName, "network": obj{"connection": "ZONE", "include": []string{"nzoElsewhere"}}}).is(200)
	v.get("/api/v1/users/me").says(403, "E0000006", "You do not have permission to perform the requested action")

	w := visit(t)
	w.api("DELETE", "/api/v1/api-tokens/current", nil).is(204)
	w.get("/api/v1/users/me").says(401, "E0000011", "Invalid token provided")
}

// A token lives for thirty days after its last use.
func TestTokenExpiresWhenItIsNotUsed(t *testing.T) {
	c := &clock{}
	v := visitAs(t, practice.Options{Key: theKey(), Now: c.now})
	const day = 24 * 3600
	for range 3 {
		c.seconds.Add(29 * day)
		v.get("/api/v1/users/me").is(200)
	}
	c.seconds.Add(30 * day)
	v.get("/api/v1/users/me").says(401, "E0000011", "Invalid token provided")
}

func TestRateLimit(t *testing.T) {
	c := &clock{}
	v := visitAs(t, practice.Options{Key: theKey(), Now: c.now, Troubles: []string{"rate-limited"}})
	a := v.get("/api/v1/users/me").says(429, "E0000047", "API call exceeded rate limit due to too many requests.")
	if a.header.Get("X-Rate-Limit-Remaining") != "0" || a.header.Get("X-Rate-Limit-Reset") != "1700000005" || a.header.Get("Date") != c.now().UTC().Format(http.TimeFormat) {
		t.Errorf("headers %v", a.header)
	}
	v.open("/oauth2/default/v1/keys").is(200) // keys have no limit
	v.ask(v.ScopeName).is(200)                // tokens have their own
	c.seconds.Add(4)
	v.get("/api/v1/users/me").is(429)
	c.seconds.Add(1)
	v.get("/api/v1/users/me").is(200)
	for range 1200 {
		a = v.get("/api/v1/users/me")
	}
	if a.status != 429 || a.header.Get("X-Rate-Limit-Limit") != "1200" {
		t.Errorf("after 1201 calls in one minute: %d %v", a.status, a.header)
	}
	c.seconds.Add(60)
	v.get("/api/v1/users/me").is(200)
}

// Many people at once: nothing is lost, nothing is made twice.
func TestManyAtOnce(t *testing.T) {
	v := visitAs(t, practice.Options{State: statePath(t), Key: theKey()})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			v.api("POST", scopesPath, obj{"name": fmt.Sprint("many-", i)}).is(201)
			v.api("POST", scopesPath, obj{"name": "same"})
			token := v.token()
			v.form(introspectPath, "token", token).is(200)
			v.form(revokePath, "token", token).is(200)
			v.open("/oauth2/default/v1/keys").is(200)
		})
	}
	all.Wait()
	if n := len(v.get(scopesPath + "?q=many").list()); n != 8 {
		t.Errorf("%d scopes", n)
	}
	if n := len(v.get(scopesPath + "?q=same").list()); n != 1 {
		t.Errorf("%d scopes of the same name", n)
	}
}
