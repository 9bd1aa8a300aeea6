package handover

import (
	"fmt"
	"strconv"
)

// instructor is the copy for who leads the workshop: the same steps with the
// answers, a plan for the clock, and what goes wrong in the room.
func (s *source) instructor(explain func(said string) (why, next string)) string {
	return document("The Okta Dance: for the instructor",
		el("header", el("h1", "The Okta Dance"), el("p.copy", "for the instructor")),
		preparation(),
		s.plan(),
		early(),
		el("h2.part.new", "The answers"),
		el("p", "As they stand in your notes. Secrets are left out: ", el("code", "oktadance notes get NAME"), " shows one."),
		each(s.numbered(), s.answers),
		failures(explain),
		el("section.keep",
			el("h2.part", "Afterwards"),
			ticks(
				"Everybody: oktadance cleanup removes from the org what the wizard made there, and nothing else.",
				"Everybody: revoke the API token in Security > API > Tokens. It has an administrator's rights.",
				"Part 2 needs the API token and the app. Who goes on there cleans up after it.",
				"Exports made with --with-secrets are deleted.",
			),
		),
	)
}

func preparation() markup {
	return el("section.keep",
		el("h2.part", "Days before"),
		ticks(
			"Everybody has an org: Integrator Free Plan, a business e-mail address, one org for each address. Signing up takes a phone, for Okta Verify. Orgs are deactivated after 180 days without use.",
			"Everybody has run oktadance practice at home, to the end. It needs no account and no network.",
			"The room's network lets https through to okta.com, oktapreview.com and your custom domains, without a proxy that opens it.",
			"Two or three spare orgs, for those whose sign-up failed.",
			"If many share one org: everybody's app and scope end in the number of their card (--cards), and the API token's limit of calls is shared.",
			"If the network fails: oktadance practice on every machine teaches the same steps.",
		),
	)
}

// early is what saves questions later.
func early() markup {
	return el("section.keep",
		el("h2.part", "Said early, it saves an hour"),
		ticks(
			"Cards up: the dot says that all is well, the triangle asks for help. Whoever is through helps a neighbour, and the learner keeps the keyboard.",
			"registration_endpoint is the only address without /oauth2/default, and that is right. Don't mend it.",
			"introspection_endpoint is not in the tutorial's list, and part 2 does not work without it. The wizard keeps it.",
			"The tutorial sends the API token when it asks for an access token. The client ID and secret are enough, and an administrator's key has no business there.",
			"In part 3 the token is asked for as the app from Exchange, never as the introspection client: else the gateway says Invalid Client.",
		),
	)
}

func ticks(lines ...string) markup {
	return el("ul.ticks", each(lines, func(line string) markup { return el("li", tick(), text(line)) }))
}

// minutes is how long a step takes in a room. They are a plan to begin with.
func minutes(step string) int {
	known := map[string]int{"account": 10, "metadata": 5, "token": 5, "app": 10, "scope": 10, "test": 10}
	if n, ok := known[step]; ok {
		return n
	}
	return 5
}

// Minutes of the plan that belong to no step.
const (
	welcomeMinutes = 10
	danceMinutes   = 10
)

// plan is a table with the clock at the end of each step, and room for how it went.
func (s *source) plan() markup {
	clock := 0
	row := func(what markup, n int) markup {
		clock += n
		return el("tr", el("td", what), el("td.n", digits(n)), el("td.n", text(fmt.Sprintf("%d:%02d", clock/60, clock%60))), el("td.room"), el("td.room"))
	}
	rows := []markup{
		el("tr", el("th", "What"), el("th.n", "Minutes"), el("th.n", "Done by"), el("th", "Really"), el("th", "Stuck at")),
		row("Welcome; the seven moves, danced with cards", welcomeMinutes),
	}
	for _, step := range s.numbered() {
		rows = append(rows, row(digits(step.number)+" "+text(step.Title), minutes(step.ID)))
	}
	rows = append(rows, row("All seven moves, for real; questions", danceMinutes))
	return el("section.keep", el("h2.part", "The clock"), el("table.plan", rows...),
		el("p.small", "An estimate to begin with: write down how long it really took, for the next time. Step 5 is where rooms get stuck: new orgs come without an access policy, and the tutorial has none."))
}

func digits(n int) markup { return text(strconv.Itoa(n)) }

// answers are the values of a step.
func (s *source) answers(step numberedStep) markup {
	var rows []markup
	for _, v := range step.Values {
		if !v.Asked && !s.has(v.Note) {
			continue
		}
		rows = append(rows, el("tr", el("th", text(v.Label)), el("td", s.answer(v))))
	}
	return el("section.answers", heading(step), step.todo(), step.request(), el("table", rows...))
}

func (s *source) answer(v Value) markup {
	switch value := s.get(v.Note); {
	case value != "":
		return el("code", text(value))
	case s.has(v.Note):
		return el("span.hidden", "in the vault: ") + el("code", text(v.Note))
	}
	return el("span.hidden", "nothing in your notes")
}

// failures is a table of what servers and gateways say when something is wrong.
func failures(explain func(said string) (why, next string)) markup {
	if explain == nil {
		return ""
	}
	head := el("tr", el("th", "They see"), el("th", "Why"), el("th", "What to do"))
	var rows []markup
	for _, said := range refusals() {
		why, next := explain(said)
		rows = append(rows, el("tr", el("td", el("code", text(said))), el("td", text(why)), el("td", text(next))))
	}
	return el("section.failures", el("h2.part", "What goes wrong, the likeliest first"), el("table", el("thead", head), el("tbody", rows...)))
}

// refusals are the words of servers that rooms see most (Okta: OAuth 2.0 error
// codes; MuleSoft: OpenID Connect token enforcement). The last four are of parts 2
// and 3.
func refusals() []string {
	return []string{
		"access_denied: Policy evaluation failed for this request, please check the policy configurations.",
		"invalid_scope: One or more scopes are not configured for the authorization server resource.",
		"invalid_scope: No scopes were requested.",
		"invalid_scope: Cannot request 'openid' scopes using client credentials.",
		"unsupported_grant_type: 'client_credentials' grant type can only be used with a custom authorization server.",
		"unauthorized_client: The client is not authorized to use the provided grant type.",
		"invalid_client: The client secret supplied for a confidential client is invalid.",
		"invalid_client: Invalid value for 'client_id' parameter.",
		"invalid_client: Found Authentication header but was not valid client credentials.",
		"E0000011: Invalid token provided",
		"E0000006: You do not have permission to perform the requested action",
		"invalid_dpop_proof: The DPoP proof JWT header is missing.",
		"E0000047: API call exceeded rate limit due to too many requests.",
		"Access token was not provided",
		"Token has been revoked.",
		"The required scopes are not authorized",
		"Invalid Client",
	}
}
