package steps

import (
	"context"
	"errors"
	"slices"

	"oktadance/internal/okta"
)

// appAdmin is the role that may make apps.
const appAdmin = "Application Administrator (or Super Administrator)"

// planApp looks for the app by its name, and asks for agreement to adopt it or
// to make it.
func (t *Trial) planApp(ctx context.Context) *Problem {
	name := t.Get("app.name")
	t.doing("Looking for an app named " + name)
	found, err := t.findApp(ctx, name)
	switch {
	case err != nil:
		return t.tooWeak(err, "app.way", "app.client_id", appAdmin)
	case found.ID == "":
		t.good("There is none yet")
		return t.consent([]string{
			"Make the app " + name + ": an OIDC web application with the grants Authorization Code and Client Credentials, without proof of possession, assigned to nobody",
			"Write down its client ID and secret here",
		}, makeApp)
	case t.Get("app.making") == name:
		t.good("The wizard had made it, and was stopped before it could write that down")
		if p := t.made("app", found.ID); p != nil {
			return p
		}
		if p := t.adoptApp(ctx, found); p != nil {
			return p
		}
		return tryApp(ctx, t)
	}
	t.good("There is one, with the client ID " + found.ClientID)
	return t.consent(append([]string{"Adopt the app " + name + ", and read its client secret"}, amends(found)...),
		func(ctx context.Context, t *Trial) *Problem { return t.adoptApp(ctx, found) })
}

// findApp is the OIDC app of exactly this label, the active one of several.
func (t *Trial) findApp(ctx context.Context, label string) (okta.App, error) {
	all, err := t.org().Apps(ctx, label)
	var found okta.App
	for _, a := range all {
		if a.Label == label && a.ClientID != "" && (found.ID == "" || found.Status != "ACTIVE" && a.Status == "ACTIVE") {
			found = a
		}
	}
	return found, err
}

// makeApp makes the app. The name is written down first: the org may have made
// it when the wizard is killed before it hears so.
func makeApp(ctx context.Context, t *Trial) *Problem {
	name := t.Get("app.name")
	if p := t.making("app", name); p != nil {
		return p
	}
	t.doing("Making the app " + name)
	app, err := t.org().CreateApp(ctx, okta.App{Label: name})
	if err != nil {
		return t.tooWeak(err, "app.way", "app.client_id", appAdmin)
	}
	t.good("The app is made, with the client ID " + app.ClientID)
	return t.made("app", app.ID,
		Change{"app.client_id", app.ClientID},
		Change{"app.client_secret", app.ClientSecret.Reveal()})
}

// amends are the settings of an app that have to change before it can be used.
func amends(a okta.App) []string {
	var items []string
	if a.Status != "" && a.Status != "ACTIVE" {
		items = append(items, "Activate it")
	}
	if !slices.Contains(a.Grants, "client_credentials") {
		items = append(items, "Tick Client Credentials in its settings")
	}
	if a.DPoP {
		items = append(items, "Untick its demand for proof of possession (DPoP), which MuleSoft can't meet")
	}
	return items
}

// adoptApp sets right what amends lists, and reads the app's secret.
func (t *Trial) adoptApp(ctx context.Context, a okta.App) *Problem {
	if p := t.amendApp(ctx, a); p != nil {
		return p
	}
	t.doing("Reading its client secret")
	secrets, err := t.org().AppSecrets(ctx, a.ID)
	if err != nil {
		return t.tooWeak(err, "app.way", "app.client_id", appAdmin)
	}
	at := slices.IndexFunc(secrets, func(s okta.AppSecret) bool { return s.Status == "ACTIVE" && !s.Secret.IsZero() })
	if at < 0 {
		return &Problem{
			What: "The app " + a.Label + " has no client secret that is active.",
			Why:  "It authenticates with a key, or its secret was deactivated.",
			Next: "In Okta open Applications > Applications > " + a.Label + " > General, and generate a client secret. Or go back with Esc and choose another name.",
		}
	}
	return t.write(
		Change{"app.id", a.ID},
		Change{"app.client_id", a.ClientID},
		Change{"app.client_secret", secrets[at].Secret.Reveal()})
}

func (t *Trial) amendApp(ctx context.Context, a okta.App) *Problem {
	if len(amends(a)) == 0 {
		return nil
	}
	t.doing("Setting right what the app needs")
	var err error
	if a.Status != "" && a.Status != "ACTIVE" {
		err = t.org().ActivateApp(ctx, a.ID)
	}
	if !slices.Contains(a.Grants, "client_credentials") || a.DPoP {
		_, failed := t.org().ReplaceApp(ctx, a.ID, func(a *okta.App) {
			if !slices.Contains(a.Grants, "client_credentials") {
				a.Grants = append(a.Grants, "client_credentials")
			}
			a.DPoP = false
		})
		err = errors.Join(err, failed)
	}
	if err != nil {
		return t.coach(err)
	}
	return nil
}

// mendApp is the repair of an app's settings, whatever they lack.
func (t *Trial) mendApp(label string) Repair {
	return Repair{Label: label, Do: func(ctx context.Context, t *Trial) *Problem {
		a, err := t.org().App(ctx, t.Get("app.client_id"))
		if err != nil {
			return t.coach(err)
		}
		return t.amendApp(ctx, a)
	}}
}
