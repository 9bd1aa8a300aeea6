package okta_test

import (
	"slices"
	"strings"
	"testing"

	"oktadance/internal/okta"
)

// ask makes a token request of an org that answers with one recorded body.
func ask(t *testing.T, status int, contentType, body string, header ...string) error {
	t.Helper()
	o := newOrg(t)
	o.routes["POST /token"] = o.says(status, contentType, body, header...)
	_, err := newClient(t, okta.Options{}).ClientCredentials(t.Context(), o.URL+"/token", credentials(okta.Basic), "s")
	return err
}

func TestBothOfOktasShapesAreOneError(t *testing.T) {
	e := serverError(t, ask(t, 401, "application/json",
		`{"error":"invalid_client","error_description":"The client secret supplied for a confidential client is invalid."}`))
	if e.Shape != okta.ShapeOAuth || e.Status != 401 || e.Code != "invalid_client" || e.RequestID != "reqABC" ||
		e.Description != "The client secret supplied for a confidential client is invalid." || e.Method != "POST" || !strings.HasSuffix(e.URL, "/token") {
		t.Errorf("%+v", e)
	}
	if e.Date.IsZero() {
		t.Error("the server's date is missing")
	}
	if want := "the server answers 401 with invalid_client: The client secret supplied for a confidential client is invalid."; e.Error() != want {
		t.Errorf("it reads %q", e.Error())
	}
	// An unknown client id comes in the envelope of the management API, from the token endpoint too.
	e = serverError(t, ask(t, 401, "application/json",
		`{"errorCode":"invalid_client","errorSummary":"Invalid value for 'client_id' parameter.","errorLink":"invalid_client","errorId":"oaeXYZ","errorCauses":[]}`))
	if e.Shape != okta.ShapeManagement || e.Code != "invalid_client" || e.ErrorID != "oaeXYZ" || e.Description != "Invalid value for 'client_id' parameter." {
		t.Errorf("%+v", e)
	}
	e = serverError(t, ask(t, 400, "application/json", `{"errorCode":"E0000001","errorSummary":"Api validation failed: conditions.people","errorLink":"E0000001","errorId":"oae1",`+
		`"errorCauses":[{"errorSummary":"conditions.people: At least one of ''conditions.people.users.include'' must contain a valid user"},{"errorSummary":"second"}]}`))
	if !slices.Equal(e.Causes, []string{"conditions.people: At least one of ''conditions.people.users.include'' must contain a valid user", "second"}) {
		t.Errorf("causes %q", e.Causes)
	}
	if !strings.HasSuffix(e.Error(), "must contain a valid user; second)") {
		t.Errorf("it reads %q", e.Error())
	}
}

func TestAnswersThatAreNoneAreSaidToBeSo(t *testing.T) {
	const bom = "\ufeff"
	for _, test := range []struct {
		what        string
		status      int
		contentType string
		body        string
		shape       okta.Shape
		says        string
	}{
		{"a login page", 200, "text/html;charset=utf-8", "<!DOCTYPE html><html><head><title>Acme - Sign In</title></head>", okta.ShapeHTML, `a web page instead of JSON: "Acme - Sign In"`},
		{"a page labelled JSON", 200, "application/json", "\n <html><body>hi</body></html>", okta.ShapeHTML, "a web page"},
		{"a proxy's page", 502, "text/html", "<h1>Bad Gateway</h1>", okta.ShapeHTML, "502 with a web page"},
		{"nothing", 200, "application/json", "", okta.ShapeEmpty, "200 with nothing in it"},
		{"only a BOM", 200, "application/json", bom, okta.ShapeEmpty, "nothing in it"},
		{"no content", 204, "", "", okta.ShapeEmpty, "204"},
		{"cut off JSON", 200, "application/json", `{"access_token":"abc`, okta.ShapeTruncated, "JSON that stops short"},
		{"cut off JSON, refused", 400, "application/json", `{"error":"invalid`, okta.ShapeTruncated, "400 with JSON that stops short"},
		{"a list", 200, "application/json", `[]`, okta.ShapeJSON, "another kind"},
		{"null", 200, "application/json", `null`, okta.ShapeJSON, "access_token is missing"},
		{"a number for a token", 200, "application/json", `{"access_token":7}`, okta.ShapeJSON, "another kind"},
		{"no token", 200, "application/json", `{"token_type":"Bearer"}`, okta.ShapeJSON, "access_token is missing"},
		{"text", 200, "text/plain", "I am a teapot", okta.ShapeText, `not JSON: "I am a teapot"`},
		{"binary", 200, "image/png", "\x89PNG\r\n\x1a\n", okta.ShapeText, "not JSON"},
		{"an error with 200", 200, "application/json", `{"error":"invalid_scope","error_description":"no"}`, okta.ShapeOAuth, "200 with invalid_scope: no"},
		{"an error with a BOM", 400, "text/json; charset=UTF-8", bom + `{"error":"invalid_scope"}`, okta.ShapeOAuth, "400 with invalid_scope"},
		{"an error of odd types", 400, "application/json", `{"error":{"a":1},"errorCode":12,"error_description":[],"message":"Forbidden"}`, okta.ShapeJSON, "Forbidden"},
		{"a redirect to nowhere", 302, "text/plain", "", okta.ShapeEmpty, "302"},
	} {
		e := serverError(t, ask(t, test.status, test.contentType, test.body))
		if e.Shape != test.shape || e.Status != test.status || !strings.Contains(e.Error(), test.says) {
			t.Errorf("%s: %d %s: %v", test.what, e.Status, e.Shape, e)
		}
	}
}

func TestAnErrorIsFitForATerminalAndHoldsNoSecret(t *testing.T) {
	err := ask(t, 400, "application/json", `{"error":"bad\u001b[2J\u202eevil","error_description":"your secret `+clientSecret+` \u009b31m and `+
		accessToken+`\nline two","errorCauses":[]}`)
	e := serverError(t, err)
	noSecrets(t, err, e, *e)
	if want := "bad[2Jevil"; e.Code != want {
		t.Errorf("code %q", e.Code)
	}
	if want := "your secret •••••••• 31m and eyJr…VyZQ line two"; e.Description != want {
		t.Errorf("description %q", e.Description)
	}
	e = serverError(t, ask(t, 500, "text/plain", strings.Repeat("long ", 1000)))
	if len([]rune(e.Snippet)) > 201 {
		t.Errorf("the snippet has %d characters", len([]rune(e.Snippet)))
	}
}
