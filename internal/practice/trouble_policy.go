package practice

// policyTroubles are in the access policies of the default server.
func policyTroubles() []trouble {
	words := "Let the policy be made for you, or in Security > API > Authorization Servers > default > Access Policies add a policy for this client, with a rule that allows Client Credentials, any user and any scope."
	about := func(name, line string, bring func(*spoiler)) trouble {
		return trouble{Trouble: Trouble{name, line}, words: words, bring: bring, still: policyRefuses, mend: openPolicy}
	}
	return []trouble{
		about("integrator", "The org has no access policy, as every new Integrator Free Plan org.", func(s *spoiler) {
			s.defaultServer().Policies = nil
		}),
		about("policy-client", "The access policy is for another client.", func(s *spoiler) {
			s.firstPolicy().Conditions.Clients.Include = []string{s.ids.id("0oa")}
		}),
		about("policy-grant", "The rule of the access policy leaves Client Credentials out.", func(s *spoiler) {
			s.firstRule().Conditions.GrantTypes.Include = []string{authorizationCode}
		}),
		about("policy-group", "The rule of the access policy is for a group, and a machine is in none.", func(s *spoiler) {
			s.firstRule().Conditions.People.Groups.Include = []string{s.ids.id("00g")}
		}),
		about("policy-scope", "The rule of the access policy allows other scopes only.", func(s *spoiler) {
			s.firstRule().Conditions.Scopes.Include = []string{"openid", "profile"}
		}),
	}
}

// firstPolicy and firstRule are what a trouble spoils; where the org has none any more
// they are put back first.
func (s *spoiler) firstPolicy() *policy {
	v := s.defaultServer()
	if len(v.Policies) == 0 || len(v.Policies[0].Rules) == 0 {
		v.Policies = []policy{seedPolicyFor(s.ids, s.now)}
	}
	return &v.Policies[0]
}

func (s *spoiler) firstRule() *rule {
	r := &s.firstPolicy().Rules[0]
	if r.Conditions.People == nil {
		r.Conditions.People = &people{Users: userFilter{Exclude: []string{}}}
	}
	return r
}

// policyRefuses tells whether the policies refuse what the walk will ask for.
func policyRefuses(s *state) bool {
	a := s.app(s.Pasted.App)
	if a == nil {
		return false
	}
	d := decide(s.defaultServer().Policies, a.OAuth.ClientID, clientCredentials, []string{s.Pasted.Scope})
	return d.verdict != allowed
}

// openPolicy puts the policy back that lets everybody have everything.
func openPolicy(s *state) {
	s.defaultServer().Policies = []policy{seedPolicyFor(newIDs(nil), s.Org.Created.Time)}
}
