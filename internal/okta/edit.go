package okta

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
)

// editable is an object of the management API of which we understand some members. fields
// returns those that may be changed, by their path in its JSON.
type editable interface{ fields() map[string]any }

// created returns the JSON for a new object: a template with what is set in it.
func created[T editable](template string, object T) (json.RawMessage, error) {
	var zero T
	return merge(template, zero.fields(), object.fields())
}

// edited returns the JSON of an object with an edit applied. Members that the edit leaves
// alone, and all those we know nothing of, stay as they were: Okta replaces the whole object.
func edited[T editable](original Secret, edit func(*T)) (json.RawMessage, error) {
	var before, after T // decoded one by one, so that they share no slices
	for _, object := range []*T{&before, &after} {
		if err := json.Unmarshal([]byte(original.Reveal()), object); err != nil {
			return nil, err
		}
	}
	edit(&after)
	return merge(original.Reveal(), before.fields(), after.fields())
}

// merge sets in a JSON object what differs between before and after.
func merge(text string, before, after map[string]any) (json.RawMessage, error) {
	var object map[string]any
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.UseNumber() // a float64 would change large numbers
	if err := decoder.Decode(&object); err != nil {
		return nil, err
	}
	for path, value := range after {
		if !reflect.DeepEqual(before[path], value) {
			set(object, strings.Split(path, "."), value)
		}
	}
	return json.Marshal(object)
}

func set(object map[string]any, path []string, value any) {
	for _, name := range path[:len(path)-1] {
		inner, ok := object[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			object[name] = inner
		}
		object = inner
	}
	object[path[len(path)-1]] = value
}

// replace reads an object, edits it and writes it back. original returns its JSON.
func replace[T editable](ctx context.Context, m *Management, original func(T) Secret, edit func(*T), parts ...string) (T, error) {
	object, err := exchange[T](ctx, m, http.MethodGet, nil, parts...)
	if err != nil {
		return object, err
	}
	body, err := edited(original(object), edit)
	if err != nil {
		return object, err
	}
	return exchange[T](ctx, m, http.MethodPut, body, parts...)
}
