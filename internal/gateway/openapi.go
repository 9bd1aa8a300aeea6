package gateway

import (
	"net/http"
	"strconv"
	"strings"
)

const (
	ordersPath      = "/orders"
	descriptionPath = "/openapi.json"
)

// object is a JSON object.
type object = map[string]any

// operation is one thing that the API does. What serves it and what describes it are
// made of the same list.
type operation struct {
	method, path string
	id, summary  string
	serve        func(*shop, http.ResponseWriter, *http.Request)
	takes        string         // the schema of the request's body, if it has one
	query        object         // the parameter in the query, if there is one
	gives        map[int]string // the schema of each answer
}

func operations() []operation {
	return []operation{
		{
			method: http.MethodGet, path: ordersPath, id: "listOrders", summary: "All orders, the oldest first",
			serve: (*shop).list, gives: map[int]string{200: "Orders"},
			query: object{"name": "status", "in": "query", "description": "Only orders with this status", "schema": statusSchema()},
		},
		{
			method: http.MethodPost, path: ordersPath, id: "placeOrder", summary: "Place an order",
			serve: (*shop).place, takes: "NewOrder", gives: map[int]string{201: "Order", 400: "Error", 413: "Error", 422: "Error"},
		},
		{
			method: http.MethodGet, path: ordersPath + "/{id}", id: "readOrder", summary: "One order",
			serve: (*shop).read, gives: map[int]string{200: "Order", 404: "Error"},
		},
	}
}

// describe returns the OpenAPI document.
func describe(scopes []string) object {
	paths := map[string]object{}
	for _, op := range operations() {
		if paths[op.path] == nil {
			paths[op.path] = object{}
		}
		paths[op.path][strings.ToLower(op.method)] = op.describe()
	}
	return object{
		"openapi":  "3.1.0",
		"info":     object{"title": "Orders", "version": "1.0.0", "description": "A small API behind the gateway. Every path takes an access token."},
		"paths":    paths,
		"security": []object{{"bearer": append([]string{}, scopes...)}},
		"components": object{
			"securitySchemes": object{"bearer": object{"type": "http", "scheme": "bearer", "bearerFormat": "JWT",
				"description": "An access token of the authorization server. The names required with it are scopes."}},
			"schemas": schemas(),
		},
	}
}

func (op operation) describe() object {
	answers := object{}
	for status, schema := range op.gives {
		answers[strconv.Itoa(status)] = object{"description": http.StatusText(status), "content": asJSON(schema)}
	}
	described := object{"operationId": op.id, "summary": op.summary, "responses": answers}
	var parameters []object
	if strings.Contains(op.path, "{id}") {
		parameters = append(parameters, object{"name": "id", "in": "path", "required": true, "schema": object{"type": "string"}})
	}
	if op.query != nil {
		parameters = append(parameters, op.query)
	}
	if parameters != nil {
		described["parameters"] = parameters
	}
	if op.takes != "" {
		described["requestBody"] = object{"required": true, "content": asJSON(op.takes)}
	}
	return described
}

func asJSON(schema string) object {
	return object{"application/json": object{"schema": object{"$ref": "#/components/schemas/" + schema}}}
}

func statusSchema() object { return object{"type": "string", "enum": []string{"open", "shipped"}} }

func schemas() object {
	item := object{"type": "string", "minLength": 1, "maxLength": longestItem}
	quantity := object{"type": "integer", "minimum": 1, "maximum": mostOfAnItem}
	return object{
		"NewOrder": object{"type": "object", "required": []string{"item", "quantity"}, "additionalProperties": false,
			"properties": object{"item": item, "quantity": quantity}},
		"Order": object{"type": "object", "required": []string{"id", "item", "quantity", "status", "placed"},
			"properties": object{"id": object{"type": "string"}, "item": item, "quantity": quantity, "status": statusSchema(),
				"placed":    object{"type": "string", "format": "date-time"},
				"placed_by": object{"type": "string", "description": "The client that the gateway found in the token"}}},
		"Orders": object{"type": "object", "required": []string{"orders"},
			"properties": object{"orders": object{"type": "array", "items": object{"$ref": "#/components/schemas/Order"}}}},
		"Error": object{"type": "object", "required": []string{"error"}, "properties": object{"error": object{"type": "string"}}},
	}
}
