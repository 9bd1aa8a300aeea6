package main

import (
	"oktadance/steps"
	"oktadance/tui"
)

// anypointForm is Anypoint's page for a client provider, as a form to copy into.
// Labels and order are those of the page (docs-access-management,
// configure-client-management-openid-task).
func anypointForm() *tui.Form {
	return &tui.Form{
		Title:   "Add OIDC client provider",
		Key:     "fill in Anypoint",
		Where:   "In Anypoint: Access Management > Client Providers > Add Client Provider > OpenID Connect Dynamic Client Registration.",
		Entries: anypointEntries,
	}
}

func anypointEntries(n steps.Notes) []tui.Entry {
	return []tui.Entry{
		{Section: "Client information", Label: "Name", Value: "Okta"},
		{Section: "Dynamic Client Registration", Label: "Issuer", Value: n.Get("metadata.issuer"), Hint: "Anypoint lets it stay empty, but then offers no Client Credentials later."},
		{Label: "Client Registration URL", Value: n.Get("metadata.registration_endpoint"), Hint: "The only address without /oauth2/default in it. That is right."},
		{Label: "Authorization Header", Value: "SSWS " + n.Get("token.value"), Secret: true, Hint: "SSWS, one space, and the API token. Bearer would be for other servers."},
		{Label: "Client Request Timeout (seconds)", Value: "10", Hint: "The call ends after 5 seconds where nothing is set."},
		{Section: "Token Introspection Client", Label: "Client ID", Value: n.Get("app.client_id")},
		{Label: "Client Secret", Value: n.Get("app.client_secret"), Secret: true},
		{Section: "OpenID Connect Authorization URLs", Label: "Authorize URL", Value: n.Get("metadata.authorization_endpoint")},
		{Label: "Token URL", Value: n.Get("metadata.token_endpoint")},
		{Label: "Token Introspection URL", Value: n.Get("metadata.introspection_endpoint"), Hint: "The tutorial's notes leave it out, and the form needs it."},
		{Section: "Advanced", Label: "Disable server certificate validation", Hint: "Leave it off: Okta's certificate is good."},
		{Label: "Enable client deletion and updates in IdP", Hint: "Leave it off: it does not work directly against Okta."},
	}
}
