package practice

// tokenTroubles are in the API token.
func tokenTroubles() []trouble {
	better := []answer{
		{"token.name", func(s *state) string { return s.spareToken().Name }},
		{"token.value", func(s *state) string { return s.spareToken().Value }},
	}
	held := func(f func(*state, *apiToken) bool) func(*state) bool {
		return func(s *state) bool {
			t := s.token(s.Pasted.Token)
			return t != nil && f(s, t)
		}
	}
	// The person takes up the other token; the one that is no good stays as it is.
	takeUp := func(s *state) { s.Pasted.Token = s.spareToken().ID }
	return []trouble{
		{
			Trouble: Trouble{"expired-token", "The API token was not used for thirty days and has expired."},
			words:   "Create a new token under Security > API > Tokens: here it is made already.", answers: better,
			bring: func(s *spoiler) { s.heldToken(superAdmin).Expired = true },
			still: held(func(_ *state, t *apiToken) bool { return t.Expired }), mend: takeUp,
		},
		{
			Trouble: Trouble{"weak-role", "The API token was made by a read-only administrator."},
			words:   "Have a super administrator create the token: here one has.", answers: better,
			bring: func(s *spoiler) { s.heldToken(readOnlyAdmin) },
			still: held(func(s *state, t *apiToken) bool { return s.roleOf(t) != superAdmin }), mend: takeUp,
		},
		{
			Trouble: Trouble{"token-zone", "The API token may only be used from a network zone that this machine is not in."},
			words:   "Under Security > API > Tokens let the token be used from any IP, or create one that may: here it is made already.", answers: better,
			bring: func(s *spoiler) {
				s.heldToken(superAdmin).Network = network{Connection: "ZONE", Include: []string{"nzo1practiceOffice01"}}
			},
			still: held(func(_ *state, t *apiToken) bool { return !t.Network.allows() }), mend: takeUp,
		},
	}
}

// spareToken is the newest token that does all a walk needs, or an empty one.
func (s *state) spareToken() *apiToken {
	var spare *apiToken
	for i := range s.Tokens {
		t := &s.Tokens[i]
		if !t.Expired && t.Network.allows() && s.roleOf(t) == superAdmin {
			spare = t
		}
	}
	if spare == nil {
		return &apiToken{}
	}
	return spare
}

// heldToken is a new token in the hands of a person, for a trouble to spoil. The good
// ones the org has, and it has one at least, are what the way out leads to.
func (s *spoiler) heldToken(role string) *apiToken {
	owner := s.Users[0]
	if role != superAdmin {
		owner = user{ID: s.ids.id("00u"), Login: "reader@example.com", FirstName: "Robin", LastName: "Reader", Role: role, Created: at(s.now)}
		s.Users = append(s.Users, owner)
	}
	if s.spareToken().ID == "" {
		s.Tokens = append(s.Tokens, newToken(s.ids, s.now, seedToken, s.Users[0].ID))
	}
	s.Tokens = append(s.Tokens, newToken(s.ids, s.now, seedToken+"-old", owner.ID))
	held := &s.Tokens[len(s.Tokens)-1]
	s.Pasted.Token = held.ID
	return held
}

// serverTroubles are in the authorization servers, or in the org as a whole.
func serverTroubles() []trouble {
	useDefault := []answer{{"metadata.issuer", func(*state) string { return "default" }}}
	const wrongURL = "Use the issuer that ends in /oauth2/default: only a custom authorization server has scopes of your own."
	orgPasted := func(s *state) bool { return s.Pasted.Server == orgServerURL }
	return []trouble{
		{
			Trouble: Trouble{"org-server-url", "The URL that was pasted is that of the org's own authorization server."},
			words:   wrongURL, answers: useDefault,
			bring: func(s *spoiler) { s.Pasted.Server = orgServerURL },
			still: func(s *state) bool { return orgPasted(s) && s.Org.Pipeline == "idx" },
			mend:  func(s *state) { s.Pasted.Server = "" },
		},
		{
			Trouble: Trouble{"classic-org", "The org runs Okta Classic Engine, and the URL of its own authorization server was pasted."},
			words:   wrongURL, answers: useDefault,
			bring: func(s *spoiler) { s.Pasted.Server, s.Org.Pipeline = orgServerURL, "v1" },
			still: func(s *state) bool { return orgPasted(s) && s.Org.Pipeline == "v1" },
			mend:  func(s *state) { s.Pasted.Server = "" },
		},
		{
			Trouble: Trouble{"deactivated-server", "The authorization server was deactivated."},
			words:   "In Security > API > Authorization Servers choose Activate in the menu of default.",
			bring:   func(s *spoiler) { s.defaultServer().Status = inactive },
			still:   func(s *state) bool { return s.defaultServer().Status != active },
			mend:    func(s *state) { s.defaultServer().Status = active },
		},
		{
			Trouble: Trouble{"custom-domain", "The org has a custom domain, and its issuer names that and not the URL you use."},
			words:   "Use the issuer that the metadata names, or set the server's issuer to the org URL.",
			bring: func(s *spoiler) {
				s.Org.CustomDomain, s.defaultServer().IssuerMode = true, issuerCustomURL
			},
			still: func(s *state) bool { return s.defaultServer().IssuerMode == issuerCustomURL },
			mend:  func(s *state) { s.defaultServer().IssuerMode = issuerDynamic },
		},
		{
			Trouble: Trouble{"no-api-access-management", "The org lacks API Access Management, and so has no custom authorization servers."},
			words:   "Ask Okta for API Access Management, or use an Integrator Free Plan org, which has it.",
			bring:   func(s *spoiler) { s.Org.APIAccessManagement = false },
			still:   func(s *state) bool { return !s.Org.APIAccessManagement },
			mend:    func(s *state) { s.Org.APIAccessManagement = true },
		},
		{
			Trouble: Trouble{"idle-org", "Nobody signed in for 180 days, and Okta deactivated the org."},
			words:   "Make a new org at developer.okta.com/signup, or have an administrator ask Okta for this one.",
			bring:   func(s *spoiler) { s.Org.Deactivated = true },
			still:   func(s *state) bool { return s.Org.Deactivated },
			mend:    func(s *state) { s.Org.Deactivated = false },
		},
	}
}

// weatherTroubles are on the way to the org, in its clock, or in how busy it is.
func weatherTroubles() []trouble {
	around := func(name, line, words string, is func(*weather) *bool) trouble {
		return trouble{
			Trouble: Trouble{name, line}, words: words,
			bring: func(s *spoiler) { *is(&s.Weather) = true },
			still: func(s *state) bool { return *is(&s.Weather) },
			mend:  func(s *state) { *is(&s.Weather) = false },
		}
	}
	return []trouble{
		around("captive-portal", "The Wi-Fi wants you to accept its terms and answers in the org's place.",
			"Open any page in a browser and accept the terms; after some tries it gives in by itself.",
			func(w *weather) *bool { return &w.CaptivePortal }),
		around("slow", "The org takes longer to answer than anybody waits.",
			"Try again: it is over after the second slow answer.",
			func(w *weather) *bool { return &w.Slow }),
		around("outage", "The authorization server is out of order.",
			"Try again in a moment: it is over after the second failure.",
			func(w *weather) *bool { return &w.Outage }),
		around("rate-limited", "Others have used up the org's rate limit.",
			"Wait for the time that X-Rate-Limit-Reset names: a few seconds.",
			func(w *weather) *bool { return &w.RateLimited }),
		around("key-rotated", "The signing key was rotated, and the key set doesn't show the new one yet.",
			"Try again: key sets are cached for a while. Rotating the key once more publishes it at once.",
			func(w *weather) *bool { return &w.KeyHidden }),
		{
			Trouble: Trouble{"clock-skew", "The clock of this machine is ten minutes behind the org's."},
			words:   "Set the clock of this machine by the network.",
			bring:   func(s *spoiler) { s.Weather.SkewSeconds = skewForTrouble },
			still:   func(s *state) bool { return s.Weather.SkewSeconds != 0 },
			mend:    func(s *state) { s.Weather.SkewSeconds = 0 },
		},
	}
}
