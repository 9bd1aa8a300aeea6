package handover

import (
	_ "embed"
)

//go:embed handout.css
var style string

// picture is the dance as a drawing. It says nothing that the list of moves beside
// it doesn't.
//
//go:embed dance.svg
var picture string

// handout is a page to print. No secret is on it, because its source gives none.
func handout(s *source, o Options) ([]string, error) {
	switch {
	case o.Cards > 0:
		return []string{s.cards(o.Cards)}, nil
	case o.Instructor:
		return []string{s.instructor(o.Explain)}, nil
	}
	return []string{s.attendee()}, nil
}

// attendee is the sheet on which one person goes through the steps.
func (s *source) attendee() string {
	return document("The Okta Dance",
		el("header",
			el("h1", "The Okta Dance"),
			el("div.who", blank("Name"), blank("Date")),
		),
		el("section.dance",
			el("figure", markup(picture)),
			el("ol.moves", each(moves(), func(m move) markup { return el("li", text(m.says)) })),
		),
		el("p.lead", "Six steps set up Okta, and the last one proves it. ",
			el("code", "oktadance"), " leads you through them and keeps every value in encrypted notes; ",
			el("code", "oktadance practice"), " rehearses it all without an account."),
		each(s.numbered(), s.attendeeStep),
		endpoints(),
		el("section.foot",
			el("div",
				el("h3", "Stuck?"),
				el("p", el("code", "oktadance check"), " tries every finished step again and says what is wrong."),
				el("p", el("code", "oktadance explain 'what the server said'"), " says what it means and what to do."),
			),
			el("div",
				el("h3", "Before you leave"),
				el("p", tick(), el("code", "oktadance notes export anypoint"), " shows what part 2 needs."),
				el("p", tick(), "Or, if this org was for today only: ", el("code", "oktadance cleanup"),
					", and revoke the API token in ", menu("Security > API > Tokens"), "."),
			),
		),
	)
}

// A numberedStep is a step and its number, from 1.
type numberedStep struct {
	Step
	number int
}

func (s *source) numbered() []numberedStep {
	var all []numberedStep
	for i, step := range s.notes.Steps {
		all = append(all, numberedStep{step, i + 1})
	}
	return all
}

// attendeeStep has what to click on the left, and room to write on the right.
func (s *source) attendeeStep(step numberedStep) markup {
	var blanks []markup
	for _, v := range step.Values {
		switch {
		case v.Asked && v.Secret:
			blanks = append(blanks, el("p.secret", tick(), el("b", text(v.Label)), ": in my notes, not on paper"))
		case v.Asked:
			blanks = append(blanks, blankLike(v))
		}
	}
	if len(blanks) == 0 {
		blanks = []markup{blank("Notes"), blank(""), blank("")}
	}
	return el("section.step",
		el("div.do", heading(step), el("p", text(step.Why)), step.todo()),
		el("div.write", append(blanks, el("p.done", tick(), "tried, and it works"))...),
		step.request(),
	)
}

func heading(step numberedStep) markup {
	return el("h2", el("span.number", digits(step.number)), text(step.Title))
}

// todo is what to click.
func (s Step) todo() markup {
	var parts []markup
	if s.Intro != "" {
		parts = append(parts, el("p", text(s.Intro)))
	}
	if s.Link != "" {
		parts = append(parts, el("p", el("code", text(s.Link))))
	}
	if len(s.Clicks) > 0 {
		parts = append(parts, el("ol.clicks", each(s.Clicks, func(line string) markup { return el("li", text(line)) })))
	}
	return join(parts)
}

// request is what is sent.
func (s Step) request() markup {
	if len(s.Sent) == 0 {
		return ""
	}
	return el("div.sent", each(s.Sent, func(line string) markup { return el("p", el("code", text(line))) }))
}

// blank is a name and a line to write on.
func blank(label string) markup {
	return el("p.blank", el("span.label", text(label)), el("span.line"))
}

// blankLike is a blank that shows below it what the tutorial has.
func blankLike(v Value) markup {
	if v.Example == "" {
		return blank(v.Label)
	}
	return blank(v.Label) + el("p.example", "for example: ", el("code", text(v.Example)))
}

func tick() markup { return el("span.tick") }

// menu is a path through a console's menus.
func menu(path string) markup { return el("b", text(path)) }

// endpoints tells how the addresses of an authorization server hang together.
func endpoints() markup {
	rows := []struct{ name, path, use string }{
		{"Issuer", "/oauth2/default", "stands in every token"},
		{"authorization_endpoint", "/oauth2/default/v1/authorize", "where people sign in; Anypoint asks for it"},
		{"token_endpoint", "/oauth2/default/v1/token", "move 1"},
		{"introspection_endpoint", "/oauth2/default/v1/introspect", "move 4; the tutorial's list lacks it"},
		{"jwks_uri", "/oauth2/default/v1/keys", "the keys that sign tokens"},
		{"registration_endpoint", "/oauth2/v1/clients", "the odd one out, and right: it is the org's"},
	}
	var body []markup
	for _, r := range rows {
		body = append(body, el("tr", el("th", text(r.name)), el("td", el("code", text(r.path))), el("td", text(r.use))))
	}
	return el("section.endpoints", el("h3", "The addresses, each after https://your-org"), el("table", body...))
}

// A move is one of the seven of the dance.
type move struct{ from, to, says string }

func moves() []move {
	return []move{
		{"Client", "Okta", "The client asks Okta for an access token."},
		{"Okta", "Client", "Okta gives it a Bearer access token."},
		{"Client", "Gateway", "The client sends its request and the token to the secured API."},
		{"Gateway", "Okta", "The gateway's OIDC policy asks Okta whether the token is good."},
		{"Okta", "Gateway", "Okta says that it is, for whom and for what."},
		{"Gateway", "API", "The request goes on to the API."},
		{"API", "Client", "The response returns to the client."},
	}
}
