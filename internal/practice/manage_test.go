package practice_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// appFor is what a wizard sends to make the tutorial's app.
func appFor(label string) obj {
	return obj{
		"name": "oidc_client", "label": label, "signOnMode": "OPENID_CONNECT",
		"credentials": obj{"oauthClient": obj{"token_endpoint_auth_method": "client_secret_basic"}},
		"settings": obj{"oauthClient": obj{
			"application_type": "web", "grant_types": []string{"authorization_code", "client_credentials"},
			"response_types": []string{"code"}, "redirect_uris": []string{"http://localhost:8080/authorization-code/callback"},
		}},
	}
}

func TestEverythingMadeByHand(t *testing.T) {
	v := visit(t)
	v.dropPolicies()
	app := v.api("POST", "/api/v1/apps?activate=true", appFor("My dance")).is(200)
	scope := v.api("POST", scopesPath, obj{"name": "dance"}).is(201)
	policy := v.api("POST", policiesPath, policyFor(app.text("id"))).is(201)
	v.api("POST", policiesPath+"/"+policy.text("id")+"/rules", ruleFor([]string{"client_credentials"}, []string{"dance"})).is(201)
	v.ClientID, v.ClientSecret = app.text("credentials", "oauthClient", "client_id"), app.text("credentials", "oauthClient", "client_secret")
	v.ask("dance").is(200)

	v.api("DELETE", policiesPath+"/"+policy.text("id"), nil).is(204)
	v.api("DELETE", scopesPath+"/"+scope.text("id"), nil).is(204)
	v.api("DELETE", "/api/v1/apps/"+app.text("id"), nil).says(403, "E0000056", "Delete application forbidden.", "The application must be deactivated before deletion.")
	if a := v.api("POST", "/api/v1/apps/"+app.text("id")+"/lifecycle/deactivate", nil).is(200); a.body != "{}" {
		t.Errorf("deactivation says %s", a.body)
	}
	v.api("DELETE", "/api/v1/apps/"+app.text("id"), nil).is(204)
	v.get("/api/v1/apps/"+app.text("id")).says(404, "E0000007", "Not found: Resource not found: "+app.text("id")+" (AppInstance)")
	v.ask("dance").says(401, "invalid_client", "Invalid value for 'client_id' parameter.")
}

func TestBodiesHaveOktasMembersInOktasOrder(t *testing.T) {
	v := visit(t)
	app := v.api("POST", "/api/v1/apps", appFor("My dance")).is(200)
	policy := v.api("POST", policiesPath, policyFor("ALL_CLIENTS")).is(201)
	rules := policiesPath + "/" + policy.text("id") + "/rules"
	for name, check := range map[string]struct {
		answer answer
		keys   string
	}{
		"app":    {app, "id orn name label status lastUpdated created accessibility visibility features signOnMode credentials universalLogout settings _links"},
		"scope":  {v.api("POST", scopesPath, obj{"name": "dance"}), "id name displayName description system metadataPublish consent optional apiResourceId default _links"},
		"policy": {policy, "id status name description priority system conditions created lastUpdated _links type"},
		"rule":   {v.api("POST", rules, ruleFor([]string{"client_credentials"}, []string{"*"})), "id status name priority created lastUpdated system conditions actions _links type"},
		"server": {v.get(serverPath), "id name description audiences issuer issuerMode status created lastUpdated credentials default _links"},
		"token":  {v.get("/api/v1/api-tokens/" + v.TokenID), "id name userId clientName tokenWindow network expiresAt created lastUpdated _links"},
		"user":   {v.get("/api/v1/users/me"), "id status created activated statusChanged lastLogin lastUpdated passwordChanged realmId type profile credentials _links"},
	} {
		if got := check.answer.keys(); got != check.keys {
			t.Errorf("%s: %s", name, got)
		}
		if id := check.answer.text("id"); len(id) != 20 {
			t.Errorf("%s: id %s has %d characters", name, id, len(id))
		}
	}
	if strings.Contains(v.get("/api/v1/api-tokens").body, v.APIToken) {
		t.Error("the API shows a token's value")
	}
	if created := app.text("created"); !regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$`).MatchString(created) {
		t.Errorf("created %s", created)
	}
}

// GET leaves the secret out; the list of secrets has it.
func TestWhereTheSecretIs(t *testing.T) {
	v := visit(t)
	path := "/api/v1/apps/" + v.AppID
	if strings.Contains(v.get(path).is(200).body, v.ClientSecret) || strings.Contains(v.get("/api/v1/apps").body, v.ClientSecret) {
		t.Error("a GET shows the secret")
	}
	if got := v.get(path+"/credentials/secrets").is(200).text("0", "client_secret"); got != v.ClientSecret {
		t.Errorf("secret %s", got)
	}
	if got := v.api("PUT", path, appFor(v.AppName)).is(200).text("credentials", "oauthClient", "client_secret"); got != v.ClientSecret {
		t.Errorf("PUT shows %s", got)
	}
}

func TestRotatingASecret(t *testing.T) {
	v := visit(t)
	path := "/api/v1/apps/" + v.AppID + "/credentials/secrets"
	old := v.get(path).text("0", "id")
	second := v.api("POST", path, nil).is(201)
	v.api("POST", path, nil).is(400) // two is the most
	v.ask(v.ScopeName).is(200)       // both are good
	v.api("DELETE", path+"/"+old, nil).is(400)
	if got := v.api("POST", path+"/"+old+"/lifecycle/deactivate", nil).is(200).text("status"); got != "INACTIVE" {
		t.Errorf("status %s", got)
	}
	v.ask(v.ScopeName).is(401)
	v.api("POST", path+"/"+second.text("id")+"/lifecycle/deactivate", nil).is(400) // one has to work
	v.api("POST", path+"/"+old+"/lifecycle/activate", nil).is(200)
	v.ask(v.ScopeName).is(200)
	v.api("POST", path+"/"+old+"/lifecycle/deactivate", nil).is(200)
	v.api("DELETE", path+"/"+old, nil).is(204)
	v.ClientSecret = second.text("client_secret")
	v.ask(v.ScopeName).is(200)
}

func TestMendingAnAppKeepsWhatItIs(t *testing.T) {
	v := visit(t, "no-client-credentials")
	a := v.api("PUT", "/api/v1/apps/"+v.AppID, appFor("Renamed")).is(200)
	if a.text("credentials", "oauthClient", "client_id") != v.ClientID || a.text("label") != "Renamed" {
		t.Errorf("after PUT: %s", a.body)
	}
	v.ask(v.ScopeName).is(200)
	service := appFor("Renamed")
	service["settings"] = obj{"oauthClient": obj{"application_type": "service", "grant_types": []string{"client_credentials"}, "response_types": []string{"token"}}}
	v.api("PUT", "/api/v1/apps/"+v.AppID, service).says(400, "E0000001", "Api validation failed: application_type", "application_type: 'application_type' cannot be changed.")
}

func TestAppsThatOktaWontTake(t *testing.T) {
	v := visit(t)
	with := func(field string, value any) obj {
		app := appFor("Bad")
		app["settings"].(obj)["oauthClient"].(obj)[field] = value
		return app
	}
	refused := func(app obj, field, why string) {
		t.Helper()
		v.api("POST", "/api/v1/apps", app).says(400, "E0000001", "Api validation failed: "+field, field+": "+why)
	}
	const blank = "The field cannot be left blank"
	refused(with("grant_types", []string{"client_credentials"}), "grant_types", "'grant_types' must contain 'authorization_code' when 'application_type' is 'web'.")
	refused(with("application_type", "toaster"), "application_type", "'application_type' must be one of [web, native, browser, service].")
	refused(with("redirect_uris", []string{"/relative"}), "redirect_uris", "'redirect_uris' must be absolute URIs without a fragment.")
	refused(appFor(" "), "label", blank)
	noUser := with("grant_types", []string{"authorization_code"})
	noUser["settings"].(obj)["oauthClient"].(obj)["redirect_uris"] = nil
	refused(noUser, "redirect_uris", blank)
	keyless := appFor("Keyless")
	keyless["credentials"] = obj{"oauthClient": obj{"token_endpoint_auth_method": "private_key_jwt"}}
	refused(keyless, "jwks", "'jwks' must be set when 'token_endpoint_auth_method' is 'private_key_jwt'.")
	short := appFor("Short")
	short["credentials"] = obj{"oauthClient": obj{"client_secret": "short"}}
	v.api("POST", "/api/v1/apps", short).is(400)
	if n := len(v.get("/api/v1/apps").list()); n != 1 {
		t.Errorf("%d apps after nothing but refusals", n)
	}
}

func TestOwnClientIDAndSecret(t *testing.T) {
	v := visit(t)
	app := appFor("Mine")
	app["credentials"] = obj{"oauthClient": obj{"client_id": "my-client", "client_secret": "my-very-own-secret"}}
	v.api("POST", "/api/v1/apps", app).is(200)
	v.api("POST", "/api/v1/apps", app).says(400, "E0000001", "Api validation failed: client_id", "client_id: An object with this field already exists in the current organization")
	v.ClientID, v.ClientSecret = "my-client", "my-very-own-secret"
	v.ask(v.ScopeName).is(200)
}

func TestLookingForApps(t *testing.T) {
	v := visit(t)
	for _, label := range []string{"Token Introspection Client", "Tokens", "Other"} {
		v.api("POST", "/api/v1/apps", appFor(label)).is(200)
	}
	v.api("POST", "/api/v1/apps?activate=false", appFor("Token asleep")).is(200)
	for query, want := range map[string]int{
		"": 5, "?q=token": 3, "?q=Token%20Intro": 1, "?q=introspection": 0, "?q=oidc": 5,
		"?q=token&filter=status+eq+%22ACTIVE%22": 2, "?filter=status+eq+%22INACTIVE%22": 1,
		"?filter=name+eq+%22oidc_client%22": 5,
	} {
		if got := len(v.get("/api/v1/apps" + query).is(200).list()); got != want {
			t.Errorf("%q finds %d apps, not %d", query, got, want)
		}
	}
	v.get("/api/v1/apps?filter=nonsense").says(400, "E0000031", "Invalid search criteria.")
}

func TestPagesFollowTheLink(t *testing.T) {
	v := visit(t)
	for i := range 7 {
		v.api("POST", "/api/v1/apps", appFor(fmt.Sprint("App ", i))).is(200)
	}
	next := regexp.MustCompile(`^<([^>]+)>; rel="next"$`)
	seen, pages := map[string]bool{}, 0
	for at := "/api/v1/apps?limit=3&q="; at != ""; pages++ {
		a := v.get(at).is(200)
		for _, app := range a.list() {
			seen[app["id"].(string)] = true
		}
		links := a.header.Values("Link")
		if want := `; rel="self"`; len(links) == 0 || !strings.HasSuffix(links[0], want) || !strings.HasPrefix(links[0], "<"+v.URL()) {
			t.Fatalf("links %q", links)
		}
		at = ""
		if len(links) == 2 {
			at = next.FindStringSubmatch(links[1])[1]
		}
	}
	if pages != 3 || len(seen) != 8 {
		t.Errorf("%d apps on %d pages", len(seen), pages)
	}
	v.get("/api/v1/apps?limit=none").says(400, "E0000029", "Invalid paging request.")
}

func TestMostlyEmptyRequests(t *testing.T) {
	v := visit(t)
	const media = "Bad request.  Accept and/or Content-Type headers likely do not match supported values."
	broken := func(method, path, body, contentType, accept string) answer {
		r := v.request(method, path, body)
		r.Header.Set("Authorization", "SSWS "+v.APIToken)
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Accept", accept)
		return v.send(r)
	}
	broken("POST", "/api/v1/apps", "{", "application/json", "*/*").says(400, "E0000003", "The request body was not well-formed.")
	broken("POST", "/api/v1/apps", "", "application/json", "*/*").says(400, "E0000003", "The request body was not well-formed.")
	broken("POST", "/api/v1/apps", `{"label":5}`, "application/json", "*/*").says(400, "E0000003", "The request body was not well-formed.")
	broken("POST", "/api/v1/apps", `{"x":"`+strings.Repeat("y", 1<<20)+`"}`, "application/json", "*/*").says(400, "E0000003", "The request body was not well-formed.")
	broken("POST", "/api/v1/apps", "{}", "text/plain", "*/*").says(400, "E0000021", media)
	broken("GET", "/api/v1/apps", "", "", "text/html").says(406, "E0000122", "Accept Header did not contain supported media type 'application/json'")
	v.api("PATCH", "/api/v1/apps", obj{}).says(405, "E0000022", "The endpoint does not support the provided HTTP method")
	v.get("/api/v1/toasters").says(404, "E0000008", "The requested path was not found")
}
