package practice_test

import (
	"encoding/base64"
	"strings"
	"testing"
)

const badHeader = "Found Authentication header but was not valid client credentials."

func TestWrongSecret(t *testing.T) {
	v := visit(t)
	v.ClientSecret = strings.Repeat("x", 64)
	v.ask(v.ScopeName).refuses(401, "invalid_client", "The client secret supplied for a confidential client is invalid.")
}

func TestUnknownClientIsToldInTheOtherShape(t *testing.T) {
	v := visit(t)
	v.ClientID, v.ClientSecret = v.ClientSecret, v.ClientID
	v.ask(v.ScopeName).says(401, "invalid_client", "Invalid value for 'client_id' parameter.")
}

func TestNoCredentials(t *testing.T) {
	v := visit(t)
	want := func(pairs ...string) {
		t.Helper()
		v.send(v.formRequest(tokenPath, pairs...)).refuses(401, "invalid_client", "No client credentials found.")
	}
	want("grant_type", "client_credentials", "scope", v.ScopeName)
	want("grant_type", "client_credentials", "client_id", v.ClientID)
	want("grant_type", "client_credentials", "client_secret", v.ClientSecret)
}

func TestHeaderThatIsNoBasicCredentials(t *testing.T) {
	v := visit(t)
	basic := func(s string) string { return "Basic " + base64.StdEncoding.EncodeToString([]byte(s)) }
	for name, header := range map[string]string{
		"the API token as Bearer":       "Bearer SSWS " + v.APIToken,
		"the API token":                 "SSWS " + v.APIToken,
		"echo without -n":               basic(v.ClientID + ":" + v.ClientSecret + "\n"),
		"no base64":                     "Basic " + v.ClientID + ":" + v.ClientSecret,
		"no colon":                      basic(v.ClientID),
		"no id":                         basic(":" + v.ClientSecret),
		"no form encoding (RFC 6749)":   basic(v.ClientID + ":100%"),
		"an id that isn't encoded well": basic("%zz:" + v.ClientSecret),
	} {
		t.Run(name, func(t *testing.T) {
			r := v.formRequest(tokenPath, "grant_type", "client_credentials", "scope", v.ScopeName)
			r.Header.Set("Authorization", header)
			v.send(r).refuses(401, "invalid_client", badHeader)
		})
	}
}

func TestCredentialsTwice(t *testing.T) {
	v := visit(t)
	v.form(tokenPath, "grant_type", "client_credentials", "client_id", v.ClientID, "client_secret", v.ClientSecret).
		refuses(401, "invalid_request", "Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.")
}

func TestCredentialsInTheQuery(t *testing.T) {
	v := visit(t)
	r := v.formRequest(tokenPath+"?client_id="+v.ClientID+"&client_secret="+v.ClientSecret, "grant_type", "client_credentials")
	v.send(r).refuses(400, "invalid_request", "Client credentials cannot be supplied via query parameters.")
}

func TestBrowserIsRefused(t *testing.T) {
	v := visit(t)
	r := v.formRequest(tokenPath, "grant_type", "client_credentials", "scope", v.ScopeName)
	r.SetBasicAuth(v.ClientID, v.ClientSecret)
	r.Header.Set("Origin", "https://web.postman.co")
	a := v.send(r).refuses(401, "invalid_client", "Browser requests to the token endpoint must use Proof Key for Code Exchange.")
	if cors := a.header.Get("Access-Control-Allow-Origin"); cors != "" {
		t.Errorf("a browser's page was allowed to read the answer: %s", cors)
	}
}

func TestDeactivatedApp(t *testing.T) {
	v := visit(t)
	v.api("POST", "/api/v1/apps/"+v.AppID+"/lifecycle/deactivate", nil).is(200)
	v.ask(v.ScopeName).refuses(401, "invalid_client", "Client authentication failed. Either the client or the client credentials are invalid.")
}

func TestNoGrantType(t *testing.T) {
	v := visit(t)
	const want = "The token request must specify a 'grant_type'. Valid values: [authorization_code, implicit, refresh_token, password, client_credentials, urn:ietf:params:oauth:grant-type:device_code, urn:openid:params:grant-type:ciba]"
	v.form(tokenPath, "scope", v.ScopeName).refuses(400, "invalid_request", want)

	json := v.request("POST", tokenPath, `{"grant_type":"client_credentials"}`)
	json.Header.Set("Content-Type", "application/json")
	json.SetBasicAuth(v.ClientID, v.ClientSecret)
	v.send(json).refuses(400, "invalid_request", want)
}

func TestRepeatedParameter(t *testing.T) {
	v := visit(t)
	const want = "The request contained multiple parameters with the same name."
	v.form(tokenPath, "grant_type", "client_credentials", "scope", "a", "scope", "b").refuses(400, "invalid_request", want)
	v.form(tokenPath+"?scope=a", "grant_type", "client_credentials", "scope", "a").refuses(400, "invalid_request", want)
}

func TestGrantsThatCannotBeHad(t *testing.T) {
	v := visit(t)
	v.form(tokenPath, "grant_type", "client-credentials").
		refuses(400, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server. Configured grant types: [authorization_code, implicit, refresh_token, password, client_credentials, urn:ietf:params:oauth:grant-type:device_code, urn:openid:params:grant-type:ciba].")
	v.form(tokenPath, "grant_type", "password").
		refuses(400, "unauthorized_client", "The client is not authorized to use the provided grant type. Configured grant types: [authorization_code, client_credentials].")
	v.form(tokenPath, "grant_type", "authorization_code", "code", "guess").
		refuses(400, "invalid_grant", "The authorization code is invalid or has expired.")
}

func TestScopesThatCannotBeHad(t *testing.T) {
	v := visit(t)
	const unknown = "One or more scopes are not configured for the authorization server resource."
	v.ask("no-such-scope").refuses(400, "invalid_scope", unknown)
	v.ask(v.ScopeName+" no-such-scope").refuses(400, "invalid_scope", unknown)
	v.ask(strings.ToUpper(v.ScopeName)).refuses(400, "invalid_scope", unknown)
	v.ask("").refuses(400, "invalid_scope", "The authorization server resource does not have any configured default scopes, 'scope' must be provided.")
	v.ask("openid").refuses(400, "invalid_scope", "Cannot request 'openid' scopes using client credentials.")
	v.ask(strings.Repeat("s", 1025)).refuses(400, "invalid_scope", "The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.")
}

// The secret is looked at before the grant, and the grant before the scope: so being
// told about a scope proves the credentials.
func TestOrderOfTheChecks(t *testing.T) {
	v := visit(t, "no-client-credentials")
	v.ask("no-such-scope").refuses(400, "unauthorized_client", "The client is not authorized to use the provided grant type. Configured grant types: [authorization_code].")
	v.ClientSecret = "wrong"
	v.ask("no-such-scope").refuses(401, "invalid_client", "The client secret supplied for a confidential client is invalid.")
}

func TestConsentRequired(t *testing.T) {
	v := visit(t)
	v.api("POST", scopesPath, obj{"name": "personal", "consent": "REQUIRED"}).is(201)
	v.api("POST", scopesPath, obj{"name": "lenient", "consent": "FLEXIBLE"}).is(201)
	v.ask(v.ScopeName+" personal").refuses(400, "consent_required", "The following scopes require user consent and cannot be granted for the client credentials grant type: [personal].")
	v.ask("lenient").is(200)
}

func TestDefaultScopesAreGrantedWhenNoneIsAsked(t *testing.T) {
	v := visit(t)
	v.api("POST", scopesPath, obj{"name": "usual", "default": true}).is(201)
	if got := v.ask("").is(200).text("scope"); got != "usual" {
		t.Errorf("scope %q", got)
	}
}

// What the org authorization server says to somebody whose URL lacks /default.
func TestOrgAuthorizationServer(t *testing.T) {
	v := visit(t)
	ask := func(scope string) answer {
		return v.form("/oauth2/v1/token", "grant_type", "client_credentials", "scope", scope)
	}
	ask(v.ScopeName).refuses(401, "invalid_client", "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.")
	classic := visit(t, "classic-org")
	classic.form("/oauth2/v1/token", "grant_type", "client_credentials", "scope", "any").
		refuses(400, "unsupported_grant_type", "'client_credentials' grant type can only be used with a custom authorization server.")
}

func TestServerThatIsNotThere(t *testing.T) {
	v := visit(t)
	v.form("/oauth2/aus0nonsense/v1/token", "grant_type", "client_credentials").
		says(404, "E0000007", "Not found: Resource not found: aus0nonsense (AuthorizationServer)")
	v.open("/oauth2/aus0nonsense/.well-known/oauth-authorization-server").
		says(404, "E0000007", "Not found: Resource not found: aus0nonsense (AuthorizationServer)")
	v.api("POST", serverPath+"/lifecycle/deactivate", nil).is(204)
	v.ask(v.ScopeName).refuses(400, "invalid_request", "The authorization server id is invalid.")
}

func TestNetworkZone(t *testing.T) {
	visit(t, "network-zone").ask("x").refuses(403, "access_denied", "The request is made from outside the client's permitted network zones.")
}

func TestApiServiceIntegration(t *testing.T) {
	visit(t, "api-service").ask("x").refuses(400, "unauthorized_client", "This client cannot use a custom authorization server.")
}

func TestOutage(t *testing.T) {
	visit(t, "outage").ask("x").refuses(500, "server_error", "The authorization server encountered an unexpected condition that prevented it from fulfilling the request.")
}

func TestPolicyRefusals(t *testing.T) {
	v := visit(t)
	for _, name := range []string{"orders", "stock"} {
		v.api("POST", scopesPath, obj{"name": name}).is(201)
	}
	v.onlyPolicy([]string{v.ClientID}, []string{"client_credentials"}, []string{"orders"})
	v.ask("orders").is(200)
	v.ask("stock").refuses(400, "access_denied", "Policy evaluation succeeded, but all the requested scopes were rejected.")
	v.ask("orders stock").refuses(400, "access_denied", "Some of the requested scopes were denied by the policy. Denied scopes: [stock].")

	const none = "Policy evaluation failed for this request, please check the policy configurations."
	v.onlyPolicy([]string{v.ClientID}, []string{"authorization_code"}, []string{"*"})
	v.ask("orders").refuses(401, "access_denied", none)
	v.dropPolicies()
	v.ask("orders").refuses(401, "access_denied", none)
}

// dropPolicies makes the org like a new Integrator Free Plan org.
func (v *visitor) dropPolicies() {
	v.t.Helper()
	for _, p := range v.get(policiesPath).is(200).list() {
		v.api("DELETE", policiesPath+"/"+p["id"].(string), nil).is(204)
	}
}

// onlyPolicy leaves one policy with one rule.
func (v *visitor) onlyPolicy(clients, grants, scopes []string) {
	v.t.Helper()
	v.dropPolicies()
	id := v.api("POST", policiesPath, policyFor(clients...)).is(201).text("id")
	v.api("POST", policiesPath+"/"+id+"/rules", ruleFor(grants, scopes)).is(201)
}

func policyFor(clients ...string) obj {
	return obj{"type": "OAUTH_AUTHORIZATION_POLICY", "status": "ACTIVE", "name": "Wizard policy", "description": "Made by the wizard",
		"priority": 1, "conditions": obj{"clients": obj{"include": clients}}}
}

func ruleFor(grants, scopes []string) obj {
	return obj{"type": "RESOURCE_ACCESS", "name": "Wizard rule", "priority": 1, "status": "ACTIVE",
		"conditions": obj{"people": obj{"groups": obj{"include": []string{"EVERYONE"}}}, "grantTypes": obj{"include": grants}, "scopes": obj{"include": scopes}},
		"actions":    obj{"token": obj{"accessTokenLifetimeMinutes": 60, "refreshTokenLifetimeMinutes": 0, "refreshTokenWindowMinutes": 10080}}}
}
