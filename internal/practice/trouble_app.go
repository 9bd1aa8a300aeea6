package practice

import "slices"

// appTroubles are in the app, or in what a person thinks the app is.
func appTroubles() []trouble {
	return slices.Concat(appSettingTroubles(), appPasteTroubles())
}

// spoiltApp is a trouble in a setting of the app that was pasted.
func spoiltApp(name, line, words string, bring func(*app), still func(*app) bool, mend func(*app)) trouble {
	return trouble{
		Trouble: Trouble{name, line}, words: words,
		bring: func(s *spoiler) { bring(s.theApp()) },
		still: func(s *state) bool { a := s.app(s.Pasted.App); return a != nil && still(a) },
		mend:  func(s *state) { mend(s.app(s.Pasted.App)) },
	}
}

func appSettingTroubles() []trouble {
	const general = "In Applications > Applications > your app > General "
	return []trouble{
		spoiltApp("no-client-credentials", "The app's Client Credentials box is not ticked.",
			general+"edit General Settings and tick Client Credentials under Client acting on behalf of itself.",
			func(a *app) { a.Settings.GrantTypes = []string{authorizationCode} },
			func(a *app) bool { return !a.may(clientCredentials) },
			func(a *app) { a.Settings.GrantTypes = append(a.Settings.GrantTypes, clientCredentials) }),
		spoiltApp("dpop-required", "The app requires DPoP, as apps of the kind API Services do at first.",
			general+"edit General Settings and untick Require Demonstrating Proof of Possession (DPoP).",
			func(a *app) { a.Settings.DPoP = true },
			func(a *app) bool { return a.Settings.DPoP },
			func(a *app) { a.Settings.DPoP = false }),
		spoiltApp("deactivated-app", "The app was deactivated.",
			"In Applications > Applications choose Activate in the menu of your app.",
			func(a *app) { a.Status = inactive },
			func(a *app) bool { return a.Status != active },
			func(a *app) { a.Status = active }),
		spoiltApp("secret-in-body", "The app wants its secret in the body of the request.",
			"Send client id and secret as client_secret_post, or set the app to client_secret_basic.",
			func(a *app) { a.OAuth.AuthMethod = secretPost },
			func(a *app) bool { return a.OAuth.AuthMethod == secretPost },
			func(a *app) { a.OAuth.AuthMethod = secretBasic }),
		spoiltApp("network-zone", "The app may only be used from a network zone that this machine is not in.",
			general+"edit the network restriction of the client credentials and allow any IP.",
			func(a *app) {
				a.Settings.Network = &network{Connection: "ZONE", Include: []string{"nzo1practiceOffice01"}}
			},
			func(a *app) bool { return !a.reachable() },
			func(a *app) { a.Settings.Network = nil }),
	}
}

// appPasteTroubles are wrong things in the hands of a person.
func appPasteTroubles() []trouble {
	id := answer{"app.client_id", func(s *state) string { return s.pastedApp().OAuth.ClientID }}
	secret := answer{"app.client_secret", func(s *state) string { return s.pastedApp().secret() }}
	letGo := func(s *state) { s.Pasted.ClientID, s.Pasted.Secret = "", "" }
	const copyAgain = "In Applications > Applications > your app > General copy the client ID and the client secret again."
	return []trouble{
		{
			Trouble: Trouble{"wrong-secret", "The client secret that was copied has been replaced since."},
			words:   copyAgain, answers: []answer{secret},
			bring: func(s *spoiler) { s.Pasted.Secret = s.ids.clientSecret() },
			still: func(s *state) bool { return s.Pasted.Secret != "" && s.Pasted.ClientID == "" }, mend: letGo,
		},
		{
			Trouble: Trouble{"deleted-app", "The client ID that was copied belongs to an app that is no more."},
			words:   copyAgain, answers: []answer{id, secret},
			bring: func(s *spoiler) { s.Pasted.ClientID, s.Pasted.Secret = s.ids.id("0oa"), s.ids.clientSecret() },
			still: func(s *state) bool { return s.Pasted.ClientID != "" && s.client(s.Pasted.ClientID) == nil }, mend: letGo,
		},
		{
			Trouble: Trouble{"swapped", "Client ID and client secret were pasted the wrong way round."},
			words:   copyAgain, answers: []answer{id, secret},
			bring: func(s *spoiler) {
				a := s.theApp()
				s.Pasted.ClientID, s.Pasted.Secret = a.secret(), a.OAuth.ClientID
			},
			still: func(s *state) bool { return s.Pasted.ClientID != "" && s.Pasted.ClientID == s.pastedApp().secret() }, mend: letGo,
		},
		{
			Trouble: Trouble{"api-service", "The app that was pasted is an API service integration, which may call Okta and nothing else."},
			words:   "Use an OIDC web application instead: the app " + seedApp + ", or a new one.", answers: []answer{id, secret},
			bring: bringService,
			still: func(s *state) bool { a := s.client(s.Pasted.ClientID); return a != nil && a.orgOnly() }, mend: letGo,
		},
	}
}

// theApp is the app that a trouble is brought into. Where it was deleted there is a
// new one first.
func (s *spoiler) theApp() *app {
	if s.app(s.Pasted.App) == nil {
		s.Apps = append(s.Apps, seedWebApp(s.ids, s.now, s.state))
		s.Pasted.App = s.Apps[len(s.Apps)-1].ID
	}
	return s.app(s.Pasted.App)
}

// pastedApp is the app a person means, or an empty one when it was deleted.
func (s *state) pastedApp() *app {
	if a := s.app(s.Pasted.App); a != nil {
		return a
	}
	return &app{}
}

// bringService adds an app of Okta's catalogue and puts its credentials in hand.
func bringService(s *spoiler) {
	a := newApp(s.ids, s.now, s.state)
	a.Name, a.Label = "anypoint_platform_monitoring", "Anypoint Platform Monitoring"
	a.Settings.ApplicationType, a.Settings.GrantTypes = serviceApp, []string{clientCredentials}
	a.Settings.ResponseTypes = []string{"token"}
	s.Apps = append(s.Apps, a)
	s.Pasted.ClientID, s.Pasted.Secret = a.OAuth.ClientID, a.secret()
}
