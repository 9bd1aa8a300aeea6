package okta_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"oktadance/internal/okta"
)

// managed returns an org and its management API. Every request must carry the API token.
func managed(t *testing.T) (*org, *okta.Management) {
	o := newOrg(t)
	handler := o.Config.Handler
	o.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "SSWS "+apiToken {
			o.says(401, "application/json", `{"errorCode":"E0000011","errorSummary":"Invalid token provided","errorLink":"E0000011","errorId":"oae1","errorCauses":[]}`)(w, r)
			return
		}
		handler.ServeHTTP(w, r)
	})
	return o, newClient(t, okta.Options{}).Management(o.URL+"/", okta.NewSecret(apiToken))
}

const (
	appBody = `{"id":"0oa1b2c3d4e5f6g7h8i9","orn":"orn:okta:idp:00o1:apps:oidc_client:0oa1","name":"oidc_client","label":"Token Introspection Client","status":"ACTIVE",` +
		`"created":"2026-02-02T11:39:39.000Z","visibility":{"autoLaunch":false,"appLinks":{"oidc_client_link":true}},"features":[],"signOnMode":"OPENID_CONNECT",` +
		`"credentials":{"userNameTemplate":{"template":"${source.login}","type":"BUILT_IN"},"signing":{"kid":"abc"},"oauthClient":{"autoKeyRotation":true,"client_id":"0oa1b2c3d4e5f6g7h8i9",SECRET"token_endpoint_auth_method":"client_secret_basic","pkce_required":false}},` +
		`"universalLogout":null,"settings":{"app":{},"notes":{"admin":null},"big":12345678901234567890,"oauthClient":{"client_uri":null,"redirect_uris":["http://localhost:8080/cb"],"response_types":["code"],"grant_types":["authorization_code"],` +
		`"application_type":"web","consent_method":"TRUSTED","idp_initiated_login":{"mode":"DISABLED","default_scope":[]},"dpop_bound_access_tokens":true}},"_links":{"users":{"href":"$ORG/x"}}}`
	scopeBody = `{"id":"scp1","name":"mule-okta-scope","displayName":"mule-okta-scope","description":"MuleSoft Scope","system":false,"metadataPublish":"NO_CLIENTS","consent":"REQUIRED","optional":false,"apiResourceId":null,"default":false}`
)

var (
	appRead    = strings.Replace(appBody, "SECRET", "", 1)
	appWritten = strings.Replace(appBody, "SECRET", `"client_secret":"`+clientSecret+`",`, 1)
)

func TestTheTokenAndItsOwnerAreFound(t *testing.T) {
	o, m := managed(t)
	o.on("GET /api/v1/users/me", 200, `{"id":"00u1","status":"ACTIVE","lastLogin":null,"realmId":null,"type":{"id":"oty1"},"profile":{"firstName":"Ada","lastName":"L","mobilePhone":null,"login":"ada@example.com","email":"ada@example.com"}}`)
	o.on("GET /api/v1/api-tokens", 200, `[{"id":"00T1","name":"okta-token-1","userId":"00u1","clientName":"Okta API","tokenWindow":"P30D","network":{"connection":"ZONE","exclude":["nzo1"]},`+
		`"expiresAt":"2025-12-02T14:47:13.000Z","created":"2025-11-02T14:47:13.000Z","lastUpdated":"2025-11-02T14:47:13.000Z","_links":{}}]`)
	me, err := m.Me(t.Context())
	if err != nil || me != (okta.User{ID: "00u1", Status: "ACTIVE", Login: "ada@example.com", Email: "ada@example.com", FirstName: "Ada", LastName: "L"}) {
		t.Errorf("%+v, %v", me, err)
	}
	tokens, err := m.APITokens(t.Context())
	if err != nil || len(tokens) != 1 || tokens[0].ID != "00T1" || tokens[0].UserID != me.ID || tokens[0].Network.Exclude[0] != "nzo1" ||
		!tokens[0].ExpiresAt.Equal(time.Date(2025, 12, 2, 14, 47, 13, 0, time.UTC)) {
		t.Errorf("%+v, %v", tokens, err)
	}
	other := newClient(t, okta.Options{}).Management(o.URL, okta.NewSecret("00wrong"))
	_, err = other.Me(t.Context())
	if e := serverError(t, err); e.Code != "E0000011" || e.Status != 401 {
		t.Errorf("a wrong token: %v", err)
	}
}

func TestListsAreReadToTheirEnd(t *testing.T) {
	o, m := managed(t)
	page := func(rows, after string) http.HandlerFunc {
		links := []string{"Link", `<$ORG/api/v1/apps?limit=2>; rel="self"`}
		if after != "" {
			links = append(links, "Link", `<$ORG/api/v1/apps?after=`+after+`&limit=2>; rel="next"`)
		}
		return o.says(200, "application/json", rows, links...)
	}
	o.routes["GET /api/v1/apps"] = inTurn(page(`[{"id":"1","label":"a"},{"id":"2","label":"b"}]`, "2"), page(`[{"id":"3","label":"c"}]`, "3"), page(`[]`, ""))
	apps, err := m.Apps(t.Context(), "Token & Client")
	if err != nil || len(apps) != 3 || apps[2].ID != "3" {
		t.Errorf("%+v, %v", apps, err)
	}
	o.sees("GET /api/v1/apps?limit=200&q=Token+%26+Client", "GET /api/v1/apps?after=2&limit=2", "GET /api/v1/apps?after=3&limit=2")

	// Several links in one field, commas within a target and other parameters are all legal.
	o.routes["GET /api/v1/apps"] = inTurn(o.says(200, "application/json", `[]`, "Link",
		`<$ORG/api/v1/apps?x=1,2>; title="next"; rel=prev, <$ORG/api/v1/apps?y=1,2>; title="a"; REL=next, <$ORG/z>; rel="self"`), page(`[{"id":"9"}]`, ""))
	if apps, err = m.Apps(t.Context(), ""); err != nil || len(apps) != 1 {
		t.Errorf("%+v, %v", apps, err)
	}
	if last := o.requests()[len(o.requests())-1]; last != "GET /api/v1/apps?y=1,2" {
		t.Errorf("followed %s", last)
	}
}

func TestTheTokenIsNotTakenToAnotherServer(t *testing.T) {
	thief := newOrg(t)
	o, m := managed(t)
	for _, next := range []string{thief.URL + "/api/v1/apps?token=" + apiToken, "//" + strings.TrimPrefix(thief.URL, "http://") + "/x", "/api/v1/apps?after=1", "://"} {
		o.routes["GET /api/v1/apps"] = o.says(200, "application/json", `[]`, "Link", "<"+next+`>; rel="next"`)
		_, err := m.Apps(t.Context(), "")
		var off *okta.OffOrgError
		if !errors.As(err, &off) {
			t.Errorf("%s: got %v", next, err)
		}
		noSecrets(t, err, off)
	}
	thief.sees()
}

func TestAListWithoutEndIsGivenUp(t *testing.T) {
	o, m := managed(t)
	o.routes["GET /api/v1/authorizationServers/default/scopes"] = o.says(200, "application/json", `[{"id":"scp1"}]`, "Link", `<$ORG/api/v1/authorizationServers/default/scopes?after=1>; rel="next"`)
	if _, err := m.Scopes(t.Context(), "default"); !errors.Is(err, okta.ErrTooMany) || len(o.requests()) != 50 {
		t.Errorf("after %d pages: %v", len(o.requests()), err)
	}
}

func TestAnIDCannotBecomeAnotherPath(t *testing.T) {
	o, m := managed(t)
	for _, id := range []string{"", ".", ".."} {
		if err := m.DeleteApp(t.Context(), id); !errors.Is(err, okta.ErrNoID) {
			t.Errorf("%q: %v", id, err)
		}
		if err := m.RevokeAPIToken(t.Context(), id); !errors.Is(err, okta.ErrNoID) {
			t.Errorf("%q: %v", id, err)
		}
		if _, err := m.Rules(t.Context(), "default", id); !errors.Is(err, okta.ErrNoID) {
			t.Errorf("%q: %v", id, err)
		}
	}
	o.sees()
	_, _ = m.App(t.Context(), "a/../b?c#d")
	o.sees("GET /api/v1/apps/a%2F..%2Fb%3Fc%23d")
}

func TestAppsAreReadWithTheirSecrets(t *testing.T) {
	o, m := managed(t)
	o.on("GET /api/v1/apps/"+clientID, 200, appRead)
	o.on("GET /api/v1/apps/"+clientID+"/credentials/secrets", 200, `[{"id":"ocs1","created":"2026-02-02T11:39:39.000Z","lastUpdated":"2026-02-02T11:39:39.000Z","status":"ACTIVE","client_secret":"`+clientSecret+`","secret_hash":"abc"}]`)
	app, err := m.App(t.Context(), clientID)
	if err != nil || app.Label != "Token Introspection Client" || app.ClientID != clientID || !app.DPoP || app.Type != "web" || app.AuthMethod != okta.Basic ||
		!slices.Equal(app.Grants, []string{"authorization_code"}) || !app.ClientSecret.IsZero() || app.Created.Year() != 2026 {
		t.Errorf("%+v, %v", app, err)
	}
	ctx, seen := record(t.Context())
	secrets, err := m.AppSecrets(ctx, clientID)
	if err != nil || len(secrets) != 1 || secrets[0].Secret.Reveal() != clientSecret || secrets[0].Status != "ACTIVE" {
		t.Errorf("%+v, %v", secrets, err)
	}
	noSecrets(t, secrets, *seen)
}

// sent returns the JSON body of the last request with a method.
func sent(t *testing.T, o *org, method string) map[string]any {
	t.Helper()
	for _, request := range slices.Backward(o.requests()) {
		if rest, ok := strings.CutPrefix(request, method+" "); ok {
			_, body, _ := strings.Cut(rest, " ")
			var object map[string]any
			if err := json.Unmarshal([]byte(body), &object); err != nil {
				t.Fatalf("%s: %v", request, err)
			}
			return object
		}
	}
	t.Fatalf("no %s request", method)
	return nil
}

// same compares a value with JSON.
func same(t *testing.T, what string, got any, want string) {
	t.Helper()
	text, _ := json.Marshal(got)
	var object any
	if err := json.Unmarshal([]byte(want), &object); err != nil {
		t.Fatal(err)
	}
	if tidy, _ := json.Marshal(object); string(tidy) != string(text) {
		t.Errorf("%s is\n%s, want\n%s", what, text, tidy)
	}
}

func TestTheTutorialsAppIsCreated(t *testing.T) {
	o, m := managed(t)
	o.on("POST /api/v1/apps", 200, appWritten)
	ctx, seen := record(t.Context())
	app, err := m.CreateApp(ctx, okta.App{Label: "Token Introspection Client"})
	if err != nil || app.ClientSecret.Reveal() != clientSecret || app.ID != clientID {
		t.Errorf("%+v, %v", app, err)
	}
	noSecrets(t, app, *seen)
	if !strings.HasPrefix(o.requests()[0], "POST /api/v1/apps?activate=true {") {
		t.Errorf("the request is %s", o.requests()[0])
	}
	same(t, "the new app", sent(t, o, "POST"), `{"name":"oidc_client","label":"Token Introspection Client","signOnMode":"OPENID_CONNECT","visibility":{"hide":{"iOS":true,"web":true}},
		"credentials":{"oauthClient":{"token_endpoint_auth_method":"client_secret_basic","autoKeyRotation":true,"pkce_required":false}},
		"settings":{"oauthClient":{"application_type":"web","grant_types":["authorization_code","client_credentials"],"response_types":["code"],
		"redirect_uris":["http://localhost:8080/authorization-code/callback"],"consent_method":"TRUSTED","issuer_mode":"ORG_URL","dpop_bound_access_tokens":false}}}`)
}

func TestAnEditedAppLosesNothing(t *testing.T) {
	o, m := managed(t)
	o.on("GET /api/v1/apps/"+clientID, 200, appRead)
	o.on("PUT /api/v1/apps/"+clientID, 200, appWritten)
	_, err := m.ReplaceApp(t.Context(), clientID, func(a *okta.App) {
		a.Grants = append(a.Grants, "client_credentials")
		a.RedirectURIs[0] = "http://localhost/changed"
		a.DPoP, a.AuthMethod = false, okta.Post
	})
	if err != nil {
		t.Fatal(err)
	}
	o.sees("GET /api/v1/apps/", "PUT /api/v1/apps/")
	want := strings.NewReplacer("$ORG", o.URL, `"grant_types":["authorization_code"]`, `"grant_types":["authorization_code","client_credentials"]`,
		`"dpop_bound_access_tokens":true`, `"dpop_bound_access_tokens":false`, `"token_endpoint_auth_method":"client_secret_basic"`, `"token_endpoint_auth_method":"client_secret_post"`,
		"localhost:8080/cb", "localhost/changed").Replace(appRead)
	same(t, "the edited app", sent(t, o, "PUT"), want)
	if !strings.Contains(o.requests()[1], "12345678901234567890") {
		t.Error("a large number is rounded")
	}
}

func TestAppsAreDeactivatedAndDeleted(t *testing.T) {
	o, m := managed(t)
	o.on("DELETE /api/v1/apps/0oa1", 403, `{"errorCode":"E0000056","errorSummary":"Delete application forbidden.","errorLink":"E0000056","errorId":"oae1","errorCauses":[{"errorSummary":"The application must be deactivated before deletion."}]}`)
	err := m.DeleteApp(t.Context(), "0oa1")
	if e := serverError(t, err); e.Code != "E0000056" || len(e.Causes) != 1 {
		t.Errorf("%v", err)
	}
	o.on("POST /api/v1/apps/0oa1/lifecycle/deactivate", 200, `{}`)
	o.on("POST /api/v1/apps/0oa1/lifecycle/activate", 200, `{}`)
	o.routes["DELETE /api/v1/apps/0oa1"] = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }
	if err := errors.Join(m.ActivateApp(t.Context(), "0oa1"), m.DeactivateApp(t.Context(), "0oa1"), m.DeleteApp(t.Context(), "0oa1")); err != nil {
		t.Error(err)
	}
}
