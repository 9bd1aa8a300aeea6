package okta

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Shape names the form of an answer's body.
type Shape string

// The forms an answer can have when it is not the one that was asked for.
const (
	ShapeOAuth      Shape = "oauth"      // {"error":…,"error_description":…} (RFC 6749 §5.2)
	ShapeManagement Shape = "management" // {"errorCode":…,"errorSummary":…,"errorCauses":[…]} (Okta)
	ShapeJSON       Shape = "json"       // other JSON, or JSON that lacks what was asked for
	ShapeTruncated  Shape = "truncated"  // JSON that stops short
	ShapeHTML       Shape = "html"       // a page for a browser
	ShapeText       Shape = "text"       // anything else
	ShapeEmpty      Shape = "empty"      // no body
)

// Error is an answer other than the one that was asked for. It understands both of Okta's
// shapes; the token endpoint uses the OAuth one, except for unknown clients, unknown servers
// and rate limits, where it uses that of the management API. All text is masked, on one line,
// and fit for a terminal.
type Error struct {
	Status      int // zero for a pasted document
	Shape       Shape
	Code        string   // error or errorCode, such as invalid_client or E0000011
	Description string   // error_description or errorSummary, or what an answer lacks
	Causes      []string // errorCauses
	ErrorID     string   // errorId, such as oae…
	RequestID   string   // X-Okta-Request-Id: the System Log's transaction.id
	ContentType string
	Snippet     string        // the title of an HTML page, or the first 200 characters of the body
	RetryAfter  time.Duration // for 429, 503 and 504, by the server's clock
	Date        time.Time     // the Date header, or zero
	Skew        time.Duration // how far the local clock is ahead of Date, if there is one
	Method      string
	URL         string // scheme, host and path
}

// Error says what came back.
func (e *Error) Error() string {
	text := "the server answers " + strconv.Itoa(e.Status) + " "
	if e.Status == 0 {
		text = "the text comes "
	}
	text += "with " + cmp.Or(e.Code, e.Shape.words())
	if e.Description != "" {
		text += ": " + e.Description
	} else if e.Code == "" && e.Snippet != "" {
		text += fmt.Sprintf(": %q", e.Snippet)
	}
	if len(e.Causes) > 0 {
		text += " (" + strings.Join(e.Causes, "; ") + ")"
	}
	return text
}

func (s Shape) words() string {
	switch s {
	case ShapeHTML:
		return "a web page instead of JSON"
	case ShapeEmpty:
		return "nothing in it"
	case ShapeTruncated:
		return "JSON that stops short"
	case ShapeText:
		return "something that is not JSON"
	}
	return "JSON of another kind than was asked for"
}

// fault is an error body in any of the shapes we know.
type fault struct {
	Shape             Shape
	Code, Description string
	ErrorID           string
	Causes            []string
}

// readFault finds an error in a JSON object. Members of an unexpected type count as absent.
func readFault(body []byte) fault {
	var members map[string]json.RawMessage
	if json.Unmarshal(bytes.TrimPrefix(body, []byte(bom)), &members) != nil {
		return fault{}
	}
	say := func(names ...string) string {
		for _, name := range names {
			var s string
			if json.Unmarshal(members[name], &s) == nil && s != "" {
				return clean(s, 500)
			}
		}
		return ""
	}
	f := fault{Shape: ShapeJSON, Description: say("message", "detail", "title")}
	if code := say("errorCode"); code != "" {
		f = fault{Shape: ShapeManagement, Code: code, Description: say("errorSummary"), ErrorID: say("errorId")}
		f.Causes = readCauses(members["errorCauses"])
	} else if code := say("error"); code != "" {
		f = fault{Shape: ShapeOAuth, Code: code, Description: say("error_description")}
	}
	return f
}

func readCauses(list json.RawMessage) []string {
	var causes []struct {
		Summary string `json:"errorSummary"`
	}
	if json.Unmarshal(list, &causes) != nil {
		return nil
	}
	var all []string
	for _, cause := range causes[:min(len(causes), 10)] {
		if text := clean(cause.Summary, 500); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// failure turns any answer into an *Error. It reads the masked body, so that no secret that
// the server echoes gets into it.
func (a answer) failure() *Error {
	contentType := a.header.Get("Content-Type")
	masked := a.mask().body(contentType, string(a.body))
	f := readFault([]byte(masked))
	e := &Error{
		Status: a.status, Shape: f.Shape, Code: f.Code, Description: f.Description, Causes: f.Causes, ErrorID: f.ErrorID,
		RequestID:   clean(a.mask().text(a.header.Get("X-Okta-Request-Id")), 100),
		ContentType: clean(contentType, 100),
		Snippet:     snippet(contentType, masked),
		Date:        a.date, Skew: a.skew,
		Method: a.call.method,
	}
	if u, err := url.Parse(a.call.url); err == nil {
		e.URL = a.mask().text(place(u))
	}
	if e.Shape == "" {
		e.Shape = shapeOf(contentType, a.body)
	}
	switch a.status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		e.RetryAfter = a.retryAfter()
	}
	return e
}

// lacking returns the *Error for a success that is not one, since what it is for is missing.
func (a answer) lacking(what string) *Error {
	e := a.failure()
	e.Description = what + " is missing from the answer"
	return e
}

func shapeOf(contentType string, body []byte) Shape {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte(bom)))
	var value any
	err := json.Unmarshal(body, &value)
	switch {
	case len(body) == 0:
		return ShapeEmpty
	case looksLikeHTML(contentType, body):
		return ShapeHTML
	case err == nil:
		return ShapeJSON
	case stopsShort(err) && (body[0] == '{' || body[0] == '['):
		return ShapeTruncated
	}
	return ShapeText
}

var htmlTitle = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)
})

func snippet(contentType, body string) string {
	if looksLikeHTML(contentType, []byte(body)) {
		if title := htmlTitle().FindStringSubmatch(body); title != nil {
			return clean(title[1], 200)
		}
	}
	return clean(body, 200)
}

// retryAfter returns how long the server wants us to wait, by its own clock, so that ours
// cannot matter: Okta's X-Rate-Limit-Reset, in seconds since 1970, minus Date, and one second
// more as both are cut to whole ones; otherwise Retry-After (RFC 9110 §10.2.3). It is at least
// one second and at most a day, or zero when the server does not say.
func (a answer) retryAfter() time.Duration {
	const day = 24 * time.Hour
	server := a.date
	if server.IsZero() {
		server = a.now
	}
	within := func(wait time.Duration) time.Duration { return min(max(wait, time.Second), day) }
	if reset, err := strconv.ParseInt(a.header.Get("X-Rate-Limit-Reset"), 10, 64); err == nil {
		left := time.Unix(reset, 0).Sub(server).Truncate(time.Second)
		return within(min(left, day) + time.Second)
	}
	later := a.header.Get("Retry-After")
	if seconds, err := strconv.ParseInt(later, 10, 32); err == nil {
		return within(time.Duration(seconds) * time.Second)
	}
	if at, err := http.ParseTime(later); err == nil {
		return within(at.Sub(server))
	}
	return 0
}

// doing wraps an error with what was being done. It keeps nil.
func doing(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
