package okta_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"oktadance/internal/okta"
)

const server = "/api/v1/authorizationServers/default"

func TestAuthorizationServersAreRead(t *testing.T) {
	o, m := managed(t)
	body := `{"id":"aus1","name":"renamed","description":"d","audiences":["api://default"],"issuer":"$ORG/oauth2/default","issuerMode":"DYNAMIC","status":"ACTIVE",` +
		`"credentials":{"signing":{"kid":"k","rotationMode":"MANUAL"}},"default":true,"_links":{}}`
	o.on("GET "+server, 200, body)
	o.on("GET /api/v1/authorizationServers", 200, "["+body+"]")
	one, err := m.AuthorizationServer(t.Context(), "default")
	if err != nil || one.ID != "aus1" || !one.Default || one.Issuer != o.URL+"/oauth2/default" || one.Audiences[0] != "api://default" {
		t.Errorf("%+v, %v", one, err)
	}
	all, err := m.AuthorizationServers(t.Context())
	if err != nil || len(all) != 1 || all[0].ID != one.ID {
		t.Errorf("%+v, %v", all, err)
	}
	// An org without API Access Management says 401, though the token is good.
	o.on("GET "+server, 401, `{"errorCode":"E0000015","errorSummary":"You do not have permission to access the feature you are requesting","errorLink":"E0000015","errorId":"oae1","errorCauses":[]}`)
	_, err = m.AuthorizationServer(t.Context(), "default")
	if e := serverError(t, err); e.Code != "E0000015" || e.Status != 401 {
		t.Errorf("%v", err)
	}
}

func TestAScopeIsCreatedMendedAndDeleted(t *testing.T) {
	o, m := managed(t)
	o.on("POST "+server+"/scopes", 201, scopeBody)
	o.on("GET "+server+"/scopes", 200, "["+scopeBody+"]")
	o.on("GET "+server+"/scopes/scp1", 200, scopeBody)
	o.on("PUT "+server+"/scopes/scp1", 200, strings.Replace(scopeBody, "REQUIRED", "IMPLICIT", 1))
	o.routes["DELETE "+server+"/scopes/scp1"] = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
	s, err := m.CreateScope(t.Context(), "default", okta.Scope{Name: "mule-okta-scope", DisplayName: "mule-okta-scope", Description: "MuleSoft Scope"})
	if err != nil || s.ID != "scp1" {
		t.Errorf("%+v, %v", s, err)
	}
	same(t, "the new scope", sent(t, o, "POST"),
		`{"name":"mule-okta-scope","displayName":"mule-okta-scope","description":"MuleSoft Scope","consent":"IMPLICIT","metadataPublish":"NO_CLIENTS","default":false}`)
	all, err := m.Scopes(t.Context(), "default")
	if err != nil || len(all) != 1 || all[0].Consent != "REQUIRED" || all[0].System {
		t.Errorf("%+v, %v", all, err)
	}
	s, err = m.ReplaceScope(t.Context(), "default", "scp1", func(s *okta.Scope) { s.Consent = "IMPLICIT" })
	if err != nil || s.Consent != "IMPLICIT" {
		t.Errorf("%+v, %v", s, err)
	}
	same(t, "the mended scope", sent(t, o, "PUT"), strings.Replace(scopeBody, "REQUIRED", "IMPLICIT", 1))
	if err := m.DeleteScope(t.Context(), "default", "scp1"); err != nil {
		t.Error(err)
	}
	_, err = m.ReplaceScope(t.Context(), "default", "scp2", func(s *okta.Scope) { t.Error("a scope that is not there is edited") })
	if serverError(t, err).Status != 404 {
		t.Error(err)
	}
}

func TestAnAccessPolicyIsMadeForOneClientAndOneScope(t *testing.T) {
	o, m := managed(t)
	o.on("POST "+server+"/policies", 201, `{"id":"00p1","status":"ACTIVE","name":"Okta Dance","description":"d","priority":1,"system":false,"conditions":{"clients":{"include":["0oa1"]}},"type":"OAUTH_AUTHORIZATION_POLICY"}`)
	o.on("POST "+server+"/policies/00p1/rules", 201, ruleBody("0pr1", 1, `["EVERYONE"]`, `["client_credentials"]`, `["mule-okta-scope"]`))
	p, err := m.CreatePolicy(t.Context(), "default", okta.Policy{Name: "Okta Dance", Description: "d", Priority: 1, Clients: []string{"0oa1"}})
	if err != nil || p.ID != "00p1" || !p.Covers("0oa1") || p.Covers("0oa2") {
		t.Errorf("%+v, %v", p, err)
	}
	same(t, "the new policy", sent(t, o, "POST"), `{"type":"OAUTH_AUTHORIZATION_POLICY","status":"ACTIVE","name":"Okta Dance","description":"d","priority":1,"conditions":{"clients":{"include":["0oa1"]}}}`)
	r, err := m.CreateRule(t.Context(), "default", p.ID, okta.Rule{Name: "Client credentials", Priority: 1, Grants: []string{"client_credentials"}, Scopes: []string{"mule-okta-scope"}})
	if err != nil || r.ID != "0pr1" || r.Lifetime != time.Hour || !r.Allows("client_credentials", "mule-okta-scope") {
		t.Errorf("%+v, %v", r, err)
	}
	same(t, "the new rule", sent(t, o, "POST"), `{"type":"RESOURCE_ACCESS","name":"Client credentials","priority":1,"status":"ACTIVE",
		"conditions":{"people":{"groups":{"include":["EVERYONE"]}},"grantTypes":{"include":["client_credentials"]},"scopes":{"include":["mule-okta-scope"]}},
		"actions":{"token":{"accessTokenLifetimeMinutes":60,"refreshTokenLifetimeMinutes":0,"refreshTokenWindowMinutes":10080}}}`)
	before := len(o.requests())
	if _, err := m.CreateRule(t.Context(), "default", p.ID, okta.Rule{Name: "n", Grants: []string{"client_credentials"}}); !errors.Is(err, okta.ErrNoScope) || len(o.requests()) != before {
		t.Errorf("a rule without scopes: %v", err)
	}
	for _, path := range []string{"/policies/00p1/rules/0pr1", "/policies/00p1"} {
		o.routes["DELETE "+server+path] = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
	}
	o.routes["DELETE /api/v1/api-tokens/00T1"] = o.routes["DELETE "+server+"/policies/00p1"]
	o.routes["DELETE /api/v1/api-tokens/current"] = o.routes["DELETE "+server+"/policies/00p1"]
	if err := errors.Join(m.DeleteRule(t.Context(), "default", "00p1", "0pr1"), m.DeletePolicy(t.Context(), "default", "00p1"),
		m.RevokeAPIToken(t.Context(), "00T1"), m.RevokeCurrentToken(t.Context())); err != nil {
		t.Error(err)
	}
}

func ruleBody(id string, priority int, groups, grants, scopes string) string {
	return `{"id":"` + id + `","status":"ACTIVE","name":"r","priority":` + string(rune('0'+priority)) + `,"system":false,"conditions":{"people":{"users":{"include":[],"exclude":[]},"groups":{"include":` + groups +
		`}},"grantTypes":{"include":` + grants + `},"scopes":{"include":` + scopes + `}},"actions":{"token":{"accessTokenLifetimeMinutes":60}},"type":"RESOURCE_ACCESS"}`
}

func TestPoliciesAndRulesDecide(t *testing.T) {
	o, m := managed(t)
	o.on("GET "+server+"/policies", 200, `[{"id":"00p2","status":"ACTIVE","priority":2,"conditions":{"clients":{"include":["ALL_CLIENTS"]}}},{"id":"00p1","status":"INACTIVE","priority":1,"conditions":{"clients":{"include":["ALL_CLIENTS"]}}}]`)
	o.on("GET "+server+"/policies/00p2/rules", 200, "["+strings.Join([]string{
		ruleBody("some", 5, `["00g1"]`, `["client_credentials"]`, `["*"]`),
		ruleBody("code", 4, `["EVERYONE"]`, `["authorization_code"]`, `["*"]`),
		ruleBody("any", 3, `["EVERYONE"]`, `["client_credentials"]`, `["*"]`),
		ruleBody("one", 2, `["EVERYONE"]`, `["client_credentials"]`, `["a"]`),
		ruleBody("none", 1, `["EVERYONE"]`, `["client_credentials"]`, `[]`),
	}, ",")+"]")
	policies, err := m.Policies(t.Context(), "default")
	if err != nil || len(policies) != 2 || policies[0].ID != "00p1" || policies[0].Covers("x") || !policies[1].Covers("x") {
		t.Errorf("%+v, %v", policies, err)
	}
	rules, err := m.Rules(t.Context(), "default", "00p2")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rules {
		if r.Allows("client_credentials", "a", "b") {
			got = append(got, r.ID+" a b")
		}
		if r.Allows("client_credentials", "a") {
			got = append(got, r.ID+" a")
		}
	}
	if want := "one a,any a b,any a"; strings.Join(got, ",") != want {
		t.Errorf("allowed by %v, want %s", got, want)
	}
	if !rules[3].Allows("authorization_code", "a") {
		t.Error("the rule for codes does not allow codes")
	}
}
