package gateway_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"oktadance/internal/gateway"
)

// order sends a request straight to the API, as the gateway would.
func order(api http.Handler, method, path, body string) (int, http.Header, map[string]any) {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("X-AGW-client_id", "0oaCaller")
	w := httptest.NewRecorder()
	api.ServeHTTP(w, r)
	var answer map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &answer)
	return w.Code, w.Header(), answer
}

func TestOrders(t *testing.T) {
	api := gateway.API("scope")
	status, header, placed := order(api, "POST", "/orders", `{"item":"Castanets","quantity":3}`)
	if status != 201 || header.Get("Location") != "/orders/1003" || placed["placed_by"] != "0oaCaller" || placed["status"] != "open" {
		t.Fatalf("%d %v %v", status, header, placed)
	}
	if status, _, found := order(api, "GET", "/orders/1003", ""); status != 200 || found["item"] != "Castanets" {
		t.Errorf("%d %v", status, found)
	}
	if _, _, all := order(api, "GET", "/orders", ""); len(all["orders"].([]any)) != 3 {
		t.Errorf("%v", all)
	}
	if _, _, shipped := order(api, "GET", "/orders?status=shipped", ""); len(shipped["orders"].([]any)) != 1 {
		t.Errorf("%v", shipped)
	}
	for range 200 {
		order(api, "POST", "/orders", `{"item":"Castanets","quantity":3}`)
	}
	if _, _, all := order(api, "GET", "/orders", ""); len(all["orders"].([]any)) != 100 {
		t.Errorf("the API keeps %d orders", len(all["orders"].([]any)))
	}
}

func TestWhatTheAPIRefuses(t *testing.T) {
	api := gateway.API()
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"GET", "/orders/1", "", 404},
		{"GET", "/nowhere", "", 404},
		{"DELETE", "/orders", "", 405},
		{"PUT", "/orders/1001", "{}", 405},
		{"POST", "/openapi.json", "{}", 405},
		{"POST", "/orders", "", 400},
		{"POST", "/orders", "not JSON", 400},
		{"POST", "/orders", `{"item":"x","quantity":1} {}`, 400},
		{"POST", "/orders", `{"item":"x","quantity":1,"placed_by":"me"}`, 400},
		{"POST", "/orders", `{"item":"x","quantity":"1"}`, 400},
		{"POST", "/orders", `{"item":" ","quantity":1}`, 422},
		{"POST", "/orders", `{"item":"x","quantity":0}`, 422},
		{"POST", "/orders", `{"item":"x","quantity":1001}`, 422},
		{"POST", "/orders", `{"item":"` + strings.Repeat("ö", 101) + `","quantity":1}`, 422},
		{"POST", "/orders", `{"item":"` + strings.Repeat("x", 70<<10) + `","quantity":1}`, 413},
	} {
		status, header, answer := order(api, c.method, c.path, c.body)
		if status != c.status || answer["error"] == nil || header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %s %.60s: %d %v, not %d", c.method, c.path, c.body, status, answer, c.status)
		}
		if status == 405 && header.Get("Allow") == "" {
			t.Errorf("%s %s does not say what is allowed", c.method, c.path)
		}
	}
}

// The description names every route there is, each of its answers, and the scopes.
func TestOpenAPIIsTrue(t *testing.T) {
	api := gateway.API("mule-okta-scope")
	status, _, document := order(api, "GET", "/openapi.json", "")
	if status != 200 || document["openapi"] != "3.1.0" {
		t.Fatalf("%d %v", status, document)
	}
	bearer := document["security"].([]any)[0].(map[string]any)["bearer"].([]any)
	if !slices.Equal(bearer, []any{"mule-okta-scope"}) {
		t.Errorf("security %v", document["security"])
	}
	described := map[string]bool{}
	for path, operations := range document["paths"].(map[string]any) {
		for method, operation := range operations.(map[string]any) {
			method = strings.ToUpper(method)
			described[method+" "+path] = true
			body := `{"item":"Castanets","quantity":1}`
			status, _, answer := order(api, method, strings.ReplaceAll(path, "{id}", "1001"), body)
			responses := operation.(map[string]any)["responses"].(map[string]any)
			response, known := responses[map[int]string{200: "200", 201: "201"}[status]].(map[string]any)
			if !known {
				t.Errorf("%s %s answers %d, which is not described", method, path, status)
				continue
			}
			schema := response["content"].(map[string]any)["application/json"].(map[string]any)["schema"].(map[string]any)["$ref"].(string)
			fits(t, document, schema, answer)
		}
	}
	for _, route := range []string{"GET /orders", "POST /orders", "GET /orders/{id}"} {
		if !described[route] {
			t.Errorf("%s is not described", route)
		}
	}
}

// fits checks that an answer has the members that its schema requires and no others.
func fits(t *testing.T, document map[string]any, ref string, answer map[string]any) {
	t.Helper()
	name := strings.TrimPrefix(ref, "#/components/schemas/")
	schema, found := document["components"].(map[string]any)["schemas"].(map[string]any)[name].(map[string]any)
	if !found {
		t.Errorf("there is no schema %s", ref)
		return
	}
	for _, required := range schema["required"].([]any) {
		if _, there := answer[required.(string)]; !there {
			t.Errorf("%s lacks %s: %v", name, required, answer)
		}
	}
	for member := range answer {
		if _, known := schema["properties"].(map[string]any)[member]; !known {
			t.Errorf("%s has %s, which is not described", name, member)
		}
	}
}

func TestWithoutScopesTheDescriptionNamesNone(t *testing.T) {
	_, _, document := order(gateway.API(), "GET", "/openapi.json", "")
	if names, is := document["security"].([]any)[0].(map[string]any)["bearer"].([]any); !is || len(names) != 0 {
		t.Errorf("security %v", document["security"])
	}
}
