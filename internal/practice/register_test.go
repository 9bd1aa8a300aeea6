package practice_test

import (
	"strings"
	"testing"
)

const clientsPath = "/oauth2/v1/clients"

// anypoint is what Anypoint sends to register a client.
func anypoint(name string) obj {
	return obj{"client_name": name, "application_type": "web", "redirect_uris": []string{"https://example.com/cb"},
		"response_types": []string{"code"}, "grant_types": []string{"authorization_code", "client_credentials"}, "token_endpoint_auth_method": "client_secret_basic"}
}

// A client that Anypoint registers gets tokens, is an app like others, and can be
// introspected for with another client.
func TestRegisteringAClient(t *testing.T) {
	v := visit(t)
	inspector := *v
	a := v.api("POST", clientsPath, anypoint("Orders")).is(201)
	if want := "client_id client_secret client_id_issued_at client_secret_expires_at client_name client_uri logo_uri redirect_uris response_types grant_types token_endpoint_auth_method application_type"; a.keys() != want {
		t.Errorf("members %s", a.keys())
	}
	if a.at("client_secret_expires_at") != 0.0 || len(a.text("client_secret")) != 64 {
		t.Errorf("answer %s", a.body)
	}
	v.ClientID, v.ClientSecret = a.text("client_id"), a.text("client_secret")
	token := v.token()
	if inspector.form(introspectPath, "token", token).text("client_id") != v.ClientID {
		t.Error("the inspector doesn't know whose token it is")
	}
	if app := v.get("/api/v1/apps/" + v.ClientID).is(200); app.text("settings", "oauthClient", "consent_method") != "REQUIRED" || app.text("label") != "Orders" {
		t.Errorf("as an app it is %s", app.body)
	}
	if got := v.get(clientsPath + "/" + v.ClientID).is(200); strings.Contains(got.body, v.ClientSecret) {
		t.Error("GET shows the secret")
	}
}

func TestClientsThatOktaWontRegister(t *testing.T) {
	v := visit(t)
	refused := func(change obj, why string) {
		t.Helper()
		client := anypoint("Orders")
		for name, value := range change {
			client[name] = value
		}
		v.api("POST", clientsPath, client).refuses(400, "invalid_client_metadata", why)
	}
	refused(obj{"client_name": ""}, "client_name: The field cannot be left blank")
	refused(obj{"client_name": v.AppName}, "client_name: An object with this field already exists in the current organization")
	refused(obj{"grant_types": []string{"client_credentials"}}, "'grant_types' must contain 'authorization_code' when 'application_type' is 'web'.")
	refused(obj{"token_endpoint_auth_method": "private_key_jwt"}, "'jwks' must be set when 'token_endpoint_auth_method' is 'private_key_jwt'.")
	refused(obj{"token_endpoint_auth_method": "hope"}, "token_endpoint_auth_method: 'token_endpoint_auth_method' must be one of [client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt, none].")
	const unknown = "Invalid value for 'client_id' parameter."
	v.get(clientsPath+"/0oaUnknown").refuses(401, "invalid_client", unknown)
	v.api("DELETE", clientsPath+"/0oaUnknown", nil).refuses(401, "invalid_client", unknown)
	v.api("POST", clientsPath+"/0oaUnknown/lifecycle/newSecret", nil).says(404, "E0000007", "Not found: Resource not found: 0oaUnknown (PublicClientApp)")
}

func TestLifeOfARegisteredClient(t *testing.T) {
	v := visit(t)
	a := v.api("POST", clientsPath, anypoint("Orders")).is(201)
	v.ClientID, v.ClientSecret = a.text("client_id"), a.text("client_secret")
	path := clientsPath + "/" + v.ClientID
	renamed := v.api("PUT", path, anypoint("Orders 2")).is(200)
	if renamed.text("client_name") != "Orders 2" || renamed.text("client_secret") != v.ClientSecret {
		t.Errorf("after PUT: %s", renamed.body)
	}
	v.api("PUT", path, anypoint("Practice App")).is(400)
	secret := v.api("POST", path+"/lifecycle/newSecret", nil).is(200).text("client_secret")
	v.ask(v.ScopeName).is(401)
	v.ClientSecret = secret
	v.ask(v.ScopeName).is(200)
	if n := len(v.get(clientsPath + "?q=orders").is(200).list()); n != 1 {
		t.Errorf("%d clients", n)
	}
	v.api("DELETE", path, nil).is(204)
	v.ask(v.ScopeName).is(401)
}
