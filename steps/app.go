package steps

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"

	"oktadance/internal/okta"
)

// app makes the web application, or asks for one, and proves its credentials.
func app() Step {
	copied := "Copy it from Applications > Applications > your app > General."
	return Step{
		ID:    "app",
		Title: "Web app",
		Takes: "a minute, or 3 by hand",
		Why:   "The client that asks Okta for tokens. The gateway uses its ID and secret when it asks Okta whether a token is good.",
		Guide: appGuide,
		Fields: []Field{
			wayField("app.way", "app"),
			{
				Note: "app.name", Label: "App name",
				Hint: "What the app is called in Okta.",
				Help: About{
					What:  "What people call the app. The tutorial's name says what it is for: introspection is asking Okta whether a token is good.",
					Where: "Applications > Applications; you give it when you create the app.",
					For:   "To find the app again. Programs never use it.",
					Like:  "Token Introspection Client",
				},
				Offer:  func(Notes) string { return "Token Introspection Client" },
				Spread: spreadAppName,
			},
			{
				Note: "app.client_id", Label: "Client ID", Asked: clicked("app.way"),
				Hint: "On the app's page, under General > Client Credentials.",
				Help: About{
					What:  "The app's public name towards Okta.",
					Where: "Applications > Applications > your app > General > Client Credentials",
					For:   "It asks for tokens, and the gateway introspects with it.",
					Like:  "20 characters that begin with 0oa",
				},
				Clean: func(_ Notes, raw string) string { return unspaced(raw) },
				Check: lookAlike("a client ID", copied),
			},
			{
				Note: "app.client_secret", Label: "Client secret", Secret: true, Asked: clicked("app.way"),
				Hint: "Right below the Client ID; the button beside it copies the secret.",
				Help: About{
					What:  "The app's password towards Okta.",
					Where: "Right below the Client ID; the button beside it copies the secret. It can be shown again at any time, and rotated when others have seen it.",
					For:   "It proves that a request comes from the app.",
					Like:  "64 letters, digits, - and _",
				},
				Check: lookAlike("a client secret", copied),
			},
		},
		Finds: []Found{{"app.client_id", "Client ID"}, {"app.id", "App ID"}, {"app.auth_method", "Authentication"}},
		Keeps: []Found{{"app.made", "Apps made"}, {"app.making", "App begun"}},
		Try:   tryApp,
	}
}

// spreadAppName makes another name another app, where the wizard makes it.
func spreadAppName(n Notes, name string) []Change {
	set := []Change{{"app.name", name}}
	if n.Get("app.name") == "" || n.Get("app.name") == name || clicked("app.way")(n) {
		return set
	}
	return append(set, Change{Note: "app.client_id"}, Change{Note: "app.client_secret"}, Change{Note: "app.id"})
}

func appGuide(n Notes) Guide {
	switch {
	case n.Get("app.way") == "" && isOkta(n):
		return Guide{Intro: "There are two ways: the wizard makes the app with your API token, or you click it in the Admin Console and copy two values. Either way it is tried at once."}
	case n.Get("app.way") == byWizard && isOkta(n):
		return Guide{Intro: "The wizard looks for an app of this name first. If there is none, it makes an OIDC web application with Client Credentials and reads its ID and secret."}
	}
	if !isOkta(n) {
		return Guide{Intro: "At your server, make a confidential client that may use the grant client_credentials, and copy its ID and secret."}
	}
	return Guide{
		Clicks: []string{
			"Applications > Applications > Create App Integration",
			"OIDC - OpenID Connect, then Web Application, then Next",
			"Name it " + orElse(n.Get("app.name"), "Token Introspection Client"),
			"Grant type: tick Client Credentials as well",
			"Assignments: Skip group assignment for now; Save",
		},
		Link:  consoleLink(n, "/admin/apps/active"),
		Aside: "Newer consoles call the first menu Applications and Resources. Authorization Code stays ticked: a web app needs it.",
	}
}

// tryApp proves the credentials by asking for a scope that can't exist: a server
// that names the scope as the fault has found nothing wrong with the client.
func tryApp(ctx context.Context, t *Trial) *Problem {
	if !clicked("app.way")(t.notes) && (t.Get("app.client_id") == "" || t.Get("app.client_secret") == "") {
		return t.planApp(ctx)
	}
	method, p := t.proveClient(ctx)
	if p != nil {
		return p
	}
	changes := []Change{{"app.auth_method", string(method)}}
	app, p := t.readApp(ctx)
	if p != nil {
		return p
	}
	if app.ID != "" {
		changes = append(changes, Change{"app.id", app.ID}, Change{"app.name", app.Label})
	}
	return t.write(changes...)
}

// proveClient tries the two ways of sending a client secret, and gives the first
// one that is accepted. Okta's console ties an app to neither; the gateway sends
// client_secret_post.
func (t *Trial) proveClient(ctx context.Context) (okta.AuthMethod, *Problem) {
	t.doing("Proving ID and secret, by asking for a scope that can't exist")
	basic := t.proveWith(ctx, okta.Basic)
	if basic != nil && !onlyMethod(basic, isOkta(t.notes)) {
		return "", t.coach(basic)
	}
	post := t.proveWith(ctx, okta.Post)
	switch {
	case basic == nil && post == nil:
		t.good("ID and secret are right, in the header (client_secret_basic) and in the body (client_secret_post)")
		return okta.Basic, nil
	case basic == nil:
		t.mind("ID and secret are right, but only in the header (client_secret_basic). MuleSoft's gateway sends them in the body")
		return okta.Basic, nil
	case post == nil:
		t.good("ID and secret are right, in the body (client_secret_post)")
		return okta.Post, nil
	case !faultsClient(basic) && faultsClient(post):
		return "", t.coach(post) // the header was not looked at
	}
	return "", t.coach(basic)
}

func (t *Trial) proveWith(ctx context.Context, method okta.AuthMethod) error {
	client := t.credentials()
	client.Method = method
	_, err := t.env.Client.ClientCredentials(ctx, t.Get("metadata.token_endpoint"), client, "oktadance-probe-"+strings.ToLower(rand.Text()[:8]))
	if provesClient(err, isOkta(t.notes)) {
		return nil
	}
	return err
}

// provesClient reports whether an answer can only be given to a client that
// authenticated: a token, or a complaint about what comes after. Okta's policies
// say access_denied; elsewhere that may be the answer to a wrong secret.
func provesClient(err error, atOkta bool) bool {
	var refused *okta.Error
	if err == nil {
		return true
	}
	return errors.As(err, &refused) && (refused.Code == "invalid_scope" || atOkta && refused.Code == "access_denied" && refused.Status != 403)
}

// onlyMethod reports whether the refusal may be about how the secret was sent,
// and not about the secret. Okta says so in invalid_client; other servers that do
// not look at the header miss a parameter, or know no such client.
func onlyMethod(err error, atOkta bool) bool {
	var refused *okta.Error
	if !errors.As(err, &refused) || atOkta && refused.Code != "invalid_client" {
		return false
	}
	if !atOkta && refused.Status/100 != 4 {
		return false
	}
	named := refusalLesson(refused).name
	return named != "wrong-secret" && named != "unknown-client"
}

// faultsClient reports whether the server did not believe the client.
func faultsClient(err error) bool {
	var refused *okta.Error
	return errors.As(err, &refused) && (refused.Code == "invalid_client" || refusalLesson(refused).name == "invalid-client")
}

// readApp looks at the app itself, where the API token may.
func (t *Trial) readApp(ctx context.Context) (okta.App, *Problem) {
	if !isOkta(t.notes) {
		return okta.App{}, nil
	}
	t.doing("Looking at the app's settings")
	app, err := t.org().App(ctx, t.Get("app.client_id"))
	if err != nil {
		t.mind("The API token may not read the app, so its settings were not looked at")
		return okta.App{}, nil
	}
	switch {
	case app.Status != "" && app.Status != "ACTIVE":
		return app, t.teach(named("client-refused"), nil, "").offer(t.mendApp("Activate the app"))
	case !slices.Contains(app.Grants, "client_credentials"):
		return app, t.teach(named("client-credentials-off"), nil, "").offer(t.mendApp("Tick Client Credentials"))
	case app.DPoP:
		return app, t.teach(named("dpop-required"), nil, "").offer(t.mendApp("Untick proof of possession"))
	}
	t.good("Client Credentials is ticked, and no proof of possession is demanded")
	return app, nil
}
