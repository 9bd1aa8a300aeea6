package practice_test

import (
	"fmt"
	"strings"
	"testing"
)

// An authorization server that somebody makes is empty but for Okta's own scopes, and
// becomes as good as the default one.
func TestOwnAuthorizationServer(t *testing.T) {
	v := visit(t)
	made := v.api("POST", "/api/v1/authorizationServers", obj{"name": "workshop", "description": "Ours", "audiences": []string{"api://workshop"}}).is(201)
	id := made.text("id")
	if made.text("issuer") != v.URL()+"/oauth2/"+id || made.at("default") != false || !strings.HasPrefix(id, "aus") {
		t.Errorf("made %s", made.body)
	}
	base := "/api/v1/authorizationServers/" + id
	v.api("POST", base+"/scopes", obj{"name": "dance"}).is(201)
	ask := func() answer {
		return v.form("/oauth2/"+id+"/v1/token", "grant_type", "client_credentials", "scope", "dance")
	}
	ask().is(401)
	policy := v.api("POST", base+"/policies", policyFor("ALL_CLIENTS")).is(201).text("id")
	v.api("POST", base+"/policies/"+policy+"/rules", ruleFor([]string{"client_credentials"}, []string{"*"})).is(201)
	token := ask().is(200).text("access_token")
	if a := v.form("/oauth2/"+id+"/v1/introspect", "token", token); a.text("aud") != "api://workshop" {
		t.Errorf("introspection says %s", a.body)
	}
	if v.form(introspectPath, "token", token).at("active") != false {
		t.Error("the default server knows another server's token")
	}
	v.api("DELETE", base, nil).is(204)
	v.get(base).is(404)
	ask().is(404)
}

func TestTheDefaultServer(t *testing.T) {
	v := visit(t)
	byAlias := v.get(serverPath).is(200)
	if got := v.get("/api/v1/authorizationServers/" + byAlias.text("id")).is(200).body; got != byAlias.body {
		t.Error("alias and id name different servers")
	}
	if href := byAlias.text("_links", "self", "href"); href != v.URL()+serverPath {
		t.Errorf("it calls itself %s", href)
	}
	v.open("/oauth2/" + byAlias.text("id") + "/.well-known/openid-configuration").is(200)
	v.api("DELETE", serverPath, nil).is(403)
	if list := v.get("/api/v1/authorizationServers").is(200).list(); len(list) != 1 || list[0]["default"] != true {
		t.Errorf("servers %v", list)
	}
	if key := v.get(serverPath + "/credentials/keys").is(200); key.text("0", "status") != "ACTIVE" || key.text("0", "kid") != byAlias.text("credentials", "signing", "kid") {
		t.Errorf("keys %s", key.body)
	}
	if claims := v.get(serverPath + "/claims").is(200); claims.body != "[]" {
		t.Errorf("claims %s", claims.body)
	}
	renamed := v.api("PUT", serverPath, obj{"name": "renamed", "audiences": []string{"api://renamed"}}).is(200)
	if renamed.at("default") != true || renamed.text("name") != "renamed" {
		t.Errorf("renamed to %s", renamed.body)
	}
	v.get(serverPath).is(200)
	for field, bad := range map[string]obj{
		"name":       {"audiences": []string{"a"}},
		"audiences":  {"name": "x"},
		"issuerMode": {"name": "x", "audiences": []string{"a"}, "issuerMode": "CUSTOM_URL"},
	} {
		if got := v.api("PUT", serverPath, bad).is(400).text("errorSummary"); got != "Api validation failed: "+field {
			t.Errorf("%s: %s", field, got)
		}
	}
}

func TestScopesThatOktaWontTake(t *testing.T) {
	v := visit(t)
	for _, bad := range []obj{
		{"name": ""}, {"name": "two words"}, {"name": `quo"te`}, {"name": `back\slash`}, {"name": "okta"}, {"name": "okta.apps.read"}, {"name": "okta:x"},
		{"name": "*"}, {"name": "naïve"}, {"name": "x", "consent": "MAYBE"}, {"name": "x", "metadataPublish": "SOME"},
	} {
		if got := v.api("POST", scopesPath, bad).is(400).text("errorCode"); got != "E0000001" {
			t.Errorf("%v: %s", bad, got)
		}
	}
	v.api("POST", scopesPath, obj{"name": v.ScopeName}).
		says(400, "E0000001", "Api validation failed: name", "name: An object with this field already exists in the current organization")
}

// The stock scopes come as on a real org: twenty of Okta's own first, then the system
// ones in their order, then what people made.
func TestStockScopes(t *testing.T) {
	v := visit(t)
	var names []string
	for i, s := range v.get(scopesPath).is(200).list() {
		names = append(names, s["name"].(string))
		if own := strings.HasPrefix(s["name"].(string), "okta."); own != (i < 20) || s["system"].(bool) != (i >= 20 && i < 27) {
			t.Errorf("%d: %v", i, s)
		}
	}
	if got := strings.Join(names[20:], " "); got != "openid profile email address phone offline_access device_sso practice-scope" {
		t.Errorf("scopes %s", got)
	}
	openid := v.get(scopesPath+"?q=openid").text("0", "id")
	v.api("DELETE", scopesPath+"/"+openid, nil).is(403)
	v.api("PUT", scopesPath+"/"+openid, obj{"name": "closedid"}).is(400)
}

func TestChangingAScope(t *testing.T) {
	v := visit(t)
	id := v.api("POST", scopesPath, obj{"name": "dance", "displayName": "Dance", "description": "All night"}).is(201).text("id")
	a := v.api("PUT", scopesPath+"/"+id, obj{"name": "waltz", "consent": "FLEXIBLE"}).is(200)
	if a.text("name") != "waltz" || a.text("consent") != "FLEXIBLE" || a.at("displayName") != nil || a.text("id") != id {
		t.Errorf("changed to %s", a.body)
	}
	v.api("PUT", scopesPath+"/"+id, obj{"name": v.ScopeName}).is(400)
	v.api("DELETE", scopesPath+"/"+id, nil).is(204)
	v.get(scopesPath+"/"+id).says(404, "E0000007", "Not found: Resource not found: "+id+" (OAuth2Scope)")
}

// priorities lists names with their priorities, in the order they are listed.
func priorities(items []map[string]any) string {
	out := ""
	for _, p := range items {
		out += fmt.Sprintf("%v=%v ", p["name"], p["priority"])
	}
	return strings.TrimSpace(out)
}

func TestPrioritiesOfPoliciesAndRules(t *testing.T) {
	v := visit(t)
	v.dropPolicies()
	ids := map[string]string{}
	add := func(path, name string, priority int, body obj) {
		t.Helper()
		body["name"], body["priority"] = name, priority
		ids[name] = v.api("POST", path, body).is(201).text("id")
	}
	inOrder := func(path, want string) {
		t.Helper()
		if got := priorities(v.get(path).is(200).list()); got != want {
			t.Errorf("order %s, not %s", got, want)
		}
	}
	add(policiesPath, "A", 1, policyFor("ALL_CLIENTS"))
	add(policiesPath, "B", 1, policyFor("ALL_CLIENTS"))
	add(policiesPath, "C", 0, policyFor("ALL_CLIENTS"))
	inOrder(policiesPath, "B=1 A=2 C=3")
	first := policyFor("ALL_CLIENTS")
	first["name"], first["priority"] = "C", 1
	v.api("PUT", policiesPath+"/"+ids["C"], first).is(200)
	inOrder(policiesPath, "C=1 B=2 A=3")
	v.api("DELETE", policiesPath+"/"+ids["B"], nil).is(204)
	inOrder(policiesPath, "C=1 A=2")

	rules := policiesPath + "/" + ids["A"] + "/rules"
	add(rules, "X", 1, ruleFor([]string{"client_credentials"}, []string{"*"}))
	add(rules, "Y", 99, ruleFor([]string{"client_credentials"}, []string{"*"}))
	add(rules, "Z", 2, ruleFor([]string{"client_credentials"}, []string{"*"}))
	inOrder(rules, "X=1 Z=2 Y=3")
	last := ruleFor([]string{"client_credentials"}, []string{"*"})
	last["name"], last["priority"] = "X", 3
	v.api("PUT", rules+"/"+ids["X"], last).is(200)
	inOrder(rules, "Z=1 Y=2 X=3")
	v.api("DELETE", rules+"/"+ids["Z"], nil).is(204)
	inOrder(rules, "Y=1 X=2")
}

func TestSwitchingPoliciesAndRulesOff(t *testing.T) {
	v := visit(t)
	policy := policiesPath + "/" + v.get(policiesPath).text("0", "id")
	rule := policy + "/rules/" + v.get(policy+"/rules").text("0", "id")
	for _, path := range []string{policy, rule} {
		v.api("POST", path+"/lifecycle/deactivate", nil).is(204)
		if a := v.get(path); a.text("status") != "INACTIVE" || a.at("_links", "activate") == nil {
			t.Errorf("switched off: %s", a.body)
		}
		v.ask(v.ScopeName).is(401)
		v.api("POST", path+"/lifecycle/activate", nil).is(204)
		v.ask(v.ScopeName).is(200)
	}
}

func TestPoliciesAndRulesThatOktaWontTake(t *testing.T) {
	v := visit(t)
	policy := func(field string, value any) {
		t.Helper()
		p := policyFor("ALL_CLIENTS")
		p[field] = value
		v.api("POST", policiesPath, p).is(400)
	}
	policy("description", "")
	policy("name", "")
	policy("name", "Default Policy")
	policy("type", "PASSWORD")
	policy("conditions", obj{"clients": obj{"include": []string{"0oaNobody"}}})
	policy("conditions", obj{})

	rules := policiesPath + "/" + v.get(policiesPath).text("0", "id") + "/rules"
	const people = "conditions.people: At least one of ''conditions.people.users.include'' or ''conditions.people.groups.include'' must contain a valid user or group when ''conditions.grantTypes'' contains one or more of [authorization_code, implicit, password]."
	for _, grant := range []string{"authorization_code", "client-credentials"} {
		r := ruleFor([]string{grant}, []string{"*"})
		if grant == "authorization_code" {
			delete(r["conditions"].(obj), "people")
		}
		v.api("POST", rules, r).says(400, "E0000001", "Api validation failed: conditions.people", people)
	}
	lonely := ruleFor([]string{"client_credentials"}, []string{"*"})
	delete(lonely["conditions"].(obj), "people")
	v.api("POST", rules, lonely).is(201)
	v.api("POST", rules, lonely).is(400) // the name is taken
	brief := ruleFor([]string{"client_credentials"}, []string{"*"})
	brief["name"], brief["actions"] = "Brief", obj{"token": obj{"accessTokenLifetimeMinutes": 4}}
	v.api("POST", rules, brief).is(400)
}

// What the Terraform provider asks for on its way to an app.
func TestWhatTerraformAsks(t *testing.T) {
	v := visit(t)
	policy := v.get("/api/v1/policies?type=ACCESS_POLICY").is(200).text("0", "id")
	v.api("PUT", "/api/v1/apps/"+v.AppID+"/policies/"+policy, nil).is(204)
	v.api("PUT", "/api/v1/apps/"+v.AppID+"/policies/rstOther", nil).is(404)
	internal := "/api/v1/internal/apps/" + v.AppID + "/settings/oauth/idToken"
	if a := v.api("POST", internal, obj{"issuerMode": "ORG_URL"}).is(200); a.keys() != "issuer orgUrl customUrl audience issuerMode" || a.text("issuerMode") != "ORG_URL" {
		t.Errorf("idToken settings %s", a.body)
	}
	v.get(internal).is(200)
	group := v.get("/api/v1/groups?q=Everyone").is(200)
	if group.text("0", "profile", "name") != "Everyone" || group.text("0", "type") != "BUILT_IN" {
		t.Errorf("groups %s", group.body)
	}
	v.get("/api/v1/groups/" + group.text("0", "id")).is(200)
	me := v.get("/api/v1/users/me").text("id")
	v.get("/api/v1/users/" + me).is(200)
	v.get("/api/v1/users/00uNobody").is(404)
	if role := v.get("/api/v1/users/" + me + "/roles").is(200); role.text("0", "type") != "SUPER_ADMIN" {
		t.Errorf("roles %s", role.body)
	}
}
