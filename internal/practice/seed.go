package practice

import (
	"crypto/rsa"
	"time"
)

// What a new org holds. Everything that a person reads or types is here.
const (
	seedLogin       = "dancer@example.com"
	seedFirstName   = "Dana"
	seedLastName    = "Dancer"
	seedToken       = "okta-token-practice"
	seedApp         = "Practice App"
	seedRedirect    = "http://localhost:8080/authorization-code/callback"
	seedScope       = "practice-scope"
	seedDescription = "For practising by hand"
	seedPolicy      = "Default Policy"
	seedRule        = "Default Policy Rule"
	seedAudience    = "api://default"
	seedCell        = "op3"
)

// stockScopes are the scopes of Okta's own that a default server ships with, in the
// order in which they are listed (Okta: recorded list of a default server).
var stockScopes = []string{"openid", "profile", "email", "address", "phone", "offline_access", "device_sso"}

// myAccountScopes come before them. They are not system scopes, though Okta's.
var myAccountScopes = []string{
	"okta.myAccount.appAuthenticator.maintenance.manage", "okta.myAccount.appAuthenticator.maintenance.read",
	"okta.myAccount.appAuthenticator.manage", "okta.myAccount.appAuthenticator.read",
	"okta.myAccount.authenticators.manage", "okta.myAccount.authenticators.read",
	"okta.myAccount.email.manage", "okta.myAccount.email.read", "okta.myAccount.manage",
	"okta.myAccount.oktaApplications.read", "okta.myAccount.organization.read",
	"okta.myAccount.password.manage", "okta.myAccount.password.read",
	"okta.myAccount.phone.manage", "okta.myAccount.phone.read",
	"okta.myAccount.profile.manage", "okta.myAccount.profile.read", "okta.myAccount.read",
	"okta.myAccount.sessions.manage", "okta.myAccount.webauthn.manage",
}

// seed is the state of a new org: an administrator with an API token, one app, one
// scope, and a policy that lets every client have every scope.
func seed(d *ids, now time.Time, key *rsa.PrivateKey) (*state, error) {
	s := &state{Version: stateVersion, Org: seedOrg(d, now)}
	admin := user{ID: d.id("00u"), Login: seedLogin, FirstName: seedFirstName, LastName: seedLastName, Role: superAdmin, Created: at(now)}
	s.Users = []user{admin}
	s.Tokens = []apiToken{newToken(d, now, seedToken, admin.ID)}
	s.Apps = []app{seedWebApp(d, now, s)}
	s.Root = server{Name: "okta", IssuerMode: issuerDynamic, Status: active, Created: at(now), LastUpdated: at(now), RotationMode: "AUTO"}
	s.Servers = []server{seedServer(d, now)}
	s.Pasted = pasted{Token: s.Tokens[0].ID, App: s.Apps[0].ID, Scope: seedScope}
	if key == nil {
		return s, nil
	}
	kept, err := keepKey(key, now)
	s.Servers[0].Keys = []signingKey{kept}
	return s, err
}

func seedOrg(d *ids, now time.Time) orgFacts {
	return orgFacts{
		ID: d.id("00o"), Cell: seedCell, Pipeline: "idx", Created: at(now),
		EveryoneID: d.id("00g"), AccessPolicyID: d.id("rst"), EnrollmentID: d.id("rst"),
		APIAccessManagement: true,
	}
}

func newToken(d *ids, now time.Time, name, userID string) apiToken {
	return apiToken{
		ID: d.id("00T"), Name: name, UserID: userID, Value: d.apiToken(),
		Network: network{Connection: "ANYWHERE"}, Created: at(now), LastUpdated: at(now),
	}
}

func seedWebApp(d *ids, now time.Time, s *state) app {
	a := newApp(d, now, s)
	a.Label = seedApp
	a.Settings.GrantTypes = []string{authorizationCode, clientCredentials}
	a.Settings.RedirectURIs = []string{seedRedirect}
	return a
}

// newApp is an app with everything in it that Okta fills in by itself.
func newApp(d *ids, now time.Time, s *state) app {
	id := d.id("0oa")
	return app{
		ID: id, Name: oidcApp, Status: active, Created: at(now), LastUpdated: at(now),
		Hide:       hide{IOS: true, Web: true},
		OAuth:      oauthCredentials{AutoKeyRotation: true, ClientID: id, AuthMethod: secretBasic},
		Settings:   defaultSettings(),
		Secrets:    []clientSecret{newSecret(d, now)},
		PolicyID:   s.Org.AccessPolicyID,
		LinkID:     d.id("aln"),
		SigningKey: d.long("", 43),
	}
}

func defaultSettings() oauthSettings {
	return oauthSettings{
		ResponseTypes: []string{"code"}, GrantTypes: []string{authorizationCode},
		RedirectURIs: []string{}, ApplicationType: webApp, ConsentMethod: "TRUSTED", IssuerMode: issuerOrgURL,
		IDPLogin:         &idpInitiated{Mode: "DISABLED", DefaultScope: []string{}},
		WildcardRedirect: "DISABLED",
	}
}

func newSecret(d *ids, now time.Time) clientSecret {
	return clientSecret{ID: d.id("ocs"), Created: at(now), LastUpdated: at(now), Status: active, Value: d.clientSecret()}
}

// seedServer is the authorization server that every org has.
func seedServer(d *ids, now time.Time) server {
	v := newServerIn(d, now, "default", "Default Authorization Server for your Applications", []string{seedAudience})
	v.Default = true
	v.Scopes = append(v.Scopes, seedScopeFor(d, seedScope))
	v.Policies = []policy{seedPolicyFor(d, now)}
	return v
}

func seedScopeFor(d *ids, name string) scope {
	display, description := name, seedDescription
	return scope{
		ID: d.id("scp"), Name: name, DisplayName: &display, Description: &description,
		MetadataPublish: "NO_CLIENTS", Consent: "IMPLICIT",
	}
}

// newServerIn is a server with the scopes every server ships with, and no policy.
func newServerIn(d *ids, now time.Time, name, description string, audiences []string) server {
	v := server{
		ID: d.id("aus"), Name: name, Description: description, Audiences: audiences,
		IssuerMode: issuerDynamic, Status: active, Created: at(now), LastUpdated: at(now), RotationMode: "AUTO",
	}
	for _, name := range myAccountScopes {
		v.Scopes = append(v.Scopes, stockScope(d, name, false))
	}
	for _, name := range stockScopes {
		v.Scopes = append(v.Scopes, stockScope(d, name, true))
	}
	return v
}

func stockScope(d *ids, name string, system bool) scope {
	return scope{ID: d.id("scp"), Name: name, System: system, MetadataPublish: "ALL_CLIENTS", Consent: "IMPLICIT"}
}

func seedPolicyFor(d *ids, now time.Time) policy {
	return policy{
		policyFacts: policyFacts{
			ID: d.id("00p"), Status: active, Name: seedPolicy, Description: "Default access policy", Priority: 1,
			Conditions: policyConditions{Clients: include{[]string{allClients}}},
			Created:    at(now), LastUpdated: at(now),
		},
		Rules: []rule{{
			ID: d.id("0pr"), Status: active, Name: seedRule, Priority: 1, Created: at(now), LastUpdated: at(now),
			Conditions: ruleConditions{
				People:     &people{Users: userFilter{Exclude: []string{}}, Groups: include{[]string{everyone}}},
				GrantTypes: include{[]string{authorizationCode, clientCredentials}},
				Scopes:     include{[]string{anyScope}},
			},
			Actions: ruleActions{tokenActions{AccessMinutes: 60, RefreshWindowMinutes: 10080}},
		}},
	}
}
