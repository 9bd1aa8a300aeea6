package practice

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// form is what an OAuth request says, from its body and its query.
type form url.Values

func (f form) get(name string) string { return url.Values(f).Get(name) }
func (f form) has(name string) bool   { return len(f[name]) > 0 }

// credentialParams may stand in the body and nowhere else.
var credentialParams = []string{"client_id", "client_secret", "client_assertion"}

// readForm reads an OAuth request. A body that isn't a form counts as none, which
// is how Okta comes to miss the grant_type of a JSON request. Grant and scope may
// stand in the query, as the tutorial has them (seen to work, not documented).
func readForm(r *http.Request) (form, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, refuse(malformed)
	}
	if slices.ContainsFunc(credentialParams, query.Has) {
		return nil, refuse(credentialsInQuery)
	}
	body, err := formBody(r)
	if err != nil {
		return nil, err
	}
	all := form(query)
	for name, values := range body {
		all[name] = append(all[name], values...)
	}
	for _, values := range all {
		if len(values) > 1 {
			return nil, refuse(repeatedParam)
		}
	}
	return all, nil
}

func formBody(r *http.Request) (url.Values, error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return nil, nil
	}
	// ParseForm reads at most what the gate allows; too much is as good as none.
	if r.ParseForm() != nil {
		return nil, refuse(malformed)
	}
	return r.PostForm, nil
}

// scopes splits a scope parameter, each scope once.
func scopes(param string) []string {
	var out []string
	for _, s := range strings.Fields(param) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
