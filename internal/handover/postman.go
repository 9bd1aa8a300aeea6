package handover

import "strings"

// environment is a Postman environment.
type environment struct {
	ID     string     `json:"id"`
	Name   string     `json:"name"`
	Values []variable `json:"values"`
	Scope  string     `json:"_postman_variable_scope"`
}

type variable struct {
	Key     string `json:"key"`
	Value   string `json:"value"`
	Type    string `json:"type"` // default, or secret: masked on the screen
	Enabled bool   `json:"enabled"`
}

// collection is a Postman collection, format 2.1.
type collection struct {
	Info collectionInfo `json:"info"`
	Item []item         `json:"item"`
}

type collectionInfo struct {
	ID          string `json:"_postman_id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Schema      string `json:"schema"`
}

type item struct {
	Name    string  `json:"name"`
	Event   []event `json:"event"`
	Request request `json:"request"`
}

type event struct {
	Listen string `json:"listen"`
	Script script `json:"script"`
}

type script struct {
	Type string   `json:"type"`
	Exec []string `json:"exec"`
}

type request struct {
	Description string   `json:"description"`
	Method      string   `json:"method"`
	Header      []member `json:"header"`
	Auth        auth     `json:"auth"`
	Body        *body    `json:"body,omitempty"`
	URL         string   `json:"url"`
}

type member struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	Type  string `json:"type"`
}

type auth struct {
	Type   string   `json:"type"`
	Basic  []member `json:"basic,omitempty"`
	Bearer []member `json:"bearer,omitempty"`
}

type body struct {
	Mode string   `json:"mode"`
	Form []member `json:"urlencoded"`
}

// postman writes a collection, and an environment that holds every value.
func postman(s *source, o Options) ([]string, error) {
	if err := s.need(append(needsRequests(), "app.client_secret")...); err != nil {
		return nil, err
	}
	var values []variable
	for _, v := range []struct{ key, note, kind string }{
		{"token_endpoint", "metadata.token_endpoint", "default"},
		{"introspection_endpoint", "metadata.introspection_endpoint", "default"},
		{"client_id", "app.client_id", "default"},
		{"client_secret", "app.client_secret", "secret"},
		{"scope", "scope.name", "default"},
	} {
		value := s.get(v.note)
		if strings.Contains(value, "{{") {
			return nil, &BadValue{Note: v.note, Why: "Postman reads {{ in it as the beginning of a variable's name"}
		}
		values = append(values, variable{Key: v.key, Value: value, Type: v.kind, Enabled: true})
	}
	values = append(values,
		variable{Key: "api", Value: uriEncoded(o.API), Type: "default", Enabled: true},
		variable{Key: "access_token", Type: "secret", Enabled: true})
	requests, err := jsonText(dance(s.inBody()))
	if err != nil {
		return nil, err
	}
	// The IDs are made up once and for all: importing again replaces what was imported.
	env, err := jsonText(environment{ID: "5b1c7f0e-3f0a-4d52-9f1e-0c7a6d9b2e41", Name: "Okta Dance", Scope: "environment", Values: values})
	return []string{requests, env}, err
}

// dance is the collection. It has no value of its own, only the names of variables.
func dance(inBody bool) collection {
	client, proof := basicAuth(), []member(nil)
	if inBody {
		client = auth{Type: "noauth"}
		proof = []member{{"client_id", "{{client_id}}", "text"}, {"client_secret", "{{client_secret}}", "text"}}
	}
	form := func(members ...member) *body { return &body{Mode: "urlencoded", Form: append(members, proof...)} }
	json := []member{{"Accept", "application/json", "text"}}
	return collection{
		Info: collectionInfo{
			ID: "b8d6a3c2-7c43-4f0b-8b52-51e0f6a7d913", Name: "Okta Dance",
			Description: "The seven moves of the Okta Dance: a token, what the server says about it, and the API behind the gateway. Choose the environment Okta Dance and put the client secret there.",
			Schema:      "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
		},
		Item: []item{
			{
				Name: "1-2 Ask for an access token", Event: tests(tokenTests),
				Request: request{Description: "The client shows its ID and secret, and names the scope.", Method: "POST", Header: json, Auth: client, URL: "{{token_endpoint}}",
					Body: form(member{"grant_type", "client_credentials", "text"}, member{"scope", "{{scope}}", "text"})},
			},
			{
				Name: "4-5 Ask what the server says about it", Event: tests(introspectionTests),
				Request: request{Description: "The gateway asks this for each token that it does not know yet.", Method: "POST", Header: json, Auth: client, URL: "{{introspection_endpoint}}",
					Body: form(member{"token", "{{access_token}}", "text"}, member{"token_type_hint", "access_token", "text"})},
			},
			{
				Name: "3-7 Call the secured API", Event: tests(apiTests),
				Request: request{Description: "With the token the request gets through. The gateway of this machine: oktadance gateway", Method: "GET", Header: json, Auth: bearerAuth(), URL: "{{api}}"},
			},
			{
				Name: "Call it without a token", Event: tests(refusalTests),
				Request: request{Description: "MuleSoft's gateway answers 400 here, and RFC 6750 wants 401.", Method: "GET", Header: json, Auth: auth{Type: "noauth"}, URL: "{{api}}"},
			},
		},
	}
}

func basicAuth() auth {
	return auth{Type: "basic", Basic: []member{{"username", "{{client_id}}", "string"}, {"password", "{{client_secret}}", "string"}}}
}

func bearerAuth() auth {
	return auth{Type: "bearer", Bearer: []member{{"token", "{{access_token}}", "string"}}}
}

func tests(code string) []event {
	return []event{{Listen: "test", Script: script{Type: "text/javascript", Exec: strings.Split(strings.TrimSpace(code), "\n")}}}
}

const tokenTests = `
pm.test("the server gives an access token", () => {
  pm.response.to.have.status(200);
  pm.expect(pm.response.json().token_type).to.eql("Bearer");
});
pm.environment.set("access_token", pm.response.json().access_token || "");
`

const introspectionTests = `
pm.test("the server stands by the token", () => {
  pm.response.to.have.status(200);
  pm.expect(pm.response.json().active).to.eql(true);
});
pm.test("the token has the scope", () => {
  const scopes = pm.response.json().scope.split(" ");
  pm.expect(scopes).to.include(pm.environment.get("scope"));
});
`

const apiTests = `
pm.test("the gateway lets the request through", () => pm.response.to.have.status(200));
`

const refusalTests = `
pm.test("the gateway refuses it", () => pm.expect(pm.response.code).to.be.oneOf([400, 401]));
`
