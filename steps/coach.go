package steps

import (
	"errors"
	"net/url"
	"strings"

	"oktadance/internal/okta"
)

// A lesson is one thing that goes wrong: how it is recognised and what to tell
// a person. The texts may hold {org}, {host}, {server}, {scope}, {client} and
// {app}, which are filled from the notes.
type lesson struct {
	name string // stable
	code string // the server's error code, "" for any
	says string // a part of its description in lower case, "" for any
	what string
	why  string
	next string
	note string // the answer at fault
}

// coach turns a failure into a problem: by the first lesson that knows it, else
// with the server's own words.
func (t *Trial) coach(err error) *Problem {
	var own *Problem
	if errors.As(err, &own) {
		return own
	}
	var transport *okta.TransportError
	if errors.As(err, &transport) {
		return t.teach(transportLesson(transport), err, "")
	}
	var refused *okta.Error
	if errors.As(err, &refused) {
		return t.teach(refusalLesson(refused), err, said(refused))
	}
	return &Problem{
		What: "This did not work, and the wizard does not know why.",
		Why:  upperFirst(err.Error()) + ".",
		Next: "Press Enter to try again, or Esc to look at the answers.",
		Err:  err,
	}
}

// teach fills a lesson from the notes.
func (t *Trial) teach(l lesson, err error, said string) *Problem {
	host := ""
	if u, parsed := url.Parse(t.Get("account.url")); parsed == nil {
		host = u.Host
	}
	var transport *okta.TransportError
	if errors.As(err, &transport) && transport.Host != "" {
		host = transport.Host
	}
	server := serverID(t.Get("metadata.issuer"))
	if server == "" {
		server = "your authorization server"
	}
	fill := strings.NewReplacer(
		"{org}", t.Get("account.url"), "{host}", host, "{server}", server,
		"{scope}", t.Get("scope.name"), "{client}", t.Get("app.client_id"),
		"{app}", orElse(t.Get("app.name"), "your app"),
	)
	return &Problem{
		What: fill.Replace(l.what), Why: fill.Replace(l.why), Next: fill.Replace(l.next),
		Said: said, Field: l.note, Err: err,
	}
}

func orElse(value, other string) string {
	if value == "" {
		return other
	}
	return value
}

// said is what the server answered, in its own words.
func said(e *okta.Error) string {
	words := e.Description
	if len(e.Causes) > 0 {
		words += " " + strings.Join(e.Causes, " ")
	}
	if e.Code != "" && words != "" {
		return e.Code + ": " + words
	}
	return orElse(words, e.Code)
}

func refusalLesson(e *okta.Error) lesson {
	description := strings.ToLower(e.Description)
	for _, l := range refusals() {
		if (l.code == "" || l.code == e.Code) && strings.Contains(description, l.says) {
			return l
		}
	}
	return unknownRefusal(e)
}

// unknownRefusal is honest about an answer that no lesson knows.
func unknownRefusal(e *okta.Error) lesson {
	switch {
	case e.Shape == okta.ShapeHTML:
		return lesson{
			what: "{host} answered with a web page where data was expected.",
			why:  "A sign-in page of the network you are on, a proxy, or the Admin Console's address answers instead of the org.",
			next: "Open {org} in a browser. If a sign-in page of the network appears, sign in there; then press Enter to try again.",
		}
	case e.Status == 404:
		return lesson{
			what: "{host} knows nothing under this address.",
			why:  "The address is not an Okta org's, or it has a letter wrong.",
			next: "Compare it with the domain below your name at the top right of the Admin Console, and mend it here.",
		}
	case e.Status >= 500:
		return lesson{
			what: "{host} could not answer just now.",
			why:  "The fault is on its side: it said so itself.",
			next: "Wait a minute, then press Enter to try again. status.okta.com tells of outages.",
		}
	}
	return lesson{
		what: "{host} refused this request.",
		why:  "The wizard has not met this answer before, so these are the server's own words.",
		next: "Press Enter to try again, or Esc to look at the answers.",
	}
}
