package practice

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// reply is a good answer. A nil body is an empty one.
type reply struct {
	status int
	body   any
	header http.Header
}

// ok is 200 with a body, created 201 with one, and done 204.
func ok(body any) reply      { return reply{status: http.StatusOK, body: body} }
func created(body any) reply { return reply{status: http.StatusCreated, body: body} }
func done() reply            { return reply{status: http.StatusNoContent} }

// with adds a header line.
func (r reply) with(name, value string) reply {
	if r.header == nil {
		r.header = http.Header{}
	}
	r.header.Add(name, value)
	return r
}

// send writes a good answer.
func send(w http.ResponseWriter, r reply) {
	for name, lines := range r.header {
		w.Header()[name] = append(w.Header()[name], lines...)
	}
	if r.body == nil {
		w.WriteHeader(r.status)
		return
	}
	sendJSON(w, r.status, r.body)
}

// sendJSON writes a body as Okta does: without a line's end, and without escaping
// what HTML would need.
func sendJSON(w http.ResponseWriter, status int, body any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n"))) // a client that left needs no answer
}

type oauthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

type apiError struct {
	Code    string     `json:"errorCode"`
	Summary string     `json:"errorSummary"`
	Link    string     `json:"errorLink"`
	ID      string     `json:"errorId"`
	Causes  []apiCause `json:"errorCauses"`
}

type apiCause struct {
	Summary string `json:"errorSummary"`
}

// sendError writes a refusal in the shape it wears. Anything else that went wrong,
// such as a full disk, is the org's own fault and is answered without its details.
func (o *Org) sendError(w http.ResponseWriter, err error) {
	var r *refusal
	if !errors.As(err, &r) {
		r = refuse(internalError)
	}
	for name, value := range r.header {
		w.Header().Set(name, value)
	}
	if !r.envelope {
		sendJSON(w, r.status, oauthError{r.code, r.Error()})
		return
	}
	body := apiError{Code: r.code, Summary: r.Error(), Link: r.code, ID: o.ids.errorID(), Causes: []apiCause{}}
	for _, cause := range r.causes {
		body.Causes = append(body.Causes, apiCause{cause})
	}
	sendJSON(w, r.status, body)
}

// noStore marks an answer that carries or judges a token.
func noStore(r reply) reply {
	return r.with("Cache-Control", "no-cache, no-store").with("Pragma", "no-cache").with("Expires", "0")
}

// link is one entry of _links.
type link struct {
	Href  string `json:"href"`
	Hints *hints `json:"hints,omitempty"`
}

type hints struct {
	Allow []string `json:"allow"`
}

// linkTo is a link that says which methods it takes.
func linkTo(href string, allow ...string) link {
	if len(allow) == 0 {
		return link{Href: href}
	}
	return link{href, &hints{allow}}
}

// member and document are a JSON object whose members keep their order.
type member struct {
	name  string
	value any
}

type document []member

// MarshalJSON writes the members in order.
func (d document) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range d {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// httpDate is a time as the Date header has it.
func httpDate(t time.Time) string { return t.UTC().Format(http.TimeFormat) }
