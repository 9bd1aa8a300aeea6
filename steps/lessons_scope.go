package steps

// scopeLessons are about scopes, and about the access policies that give them
// out.
func scopeLessons() []lesson {
	return []lesson{
		{
			name:   "policy-refused",
			marks:  []mark{{code: "access_denied", says: "policy evaluation failed"}},
			what:   "No access policy lets this app have a token.",
			why:    "{the server} has no access policy, which is how new orgs come, or none of its rules covers this app, Client Credentials and this scope.",
			next:   "In Okta open Security > API > {server} > Access Policies. Add a policy for this app (or All clients), then a rule with Client Credentials ticked and this scope or any scope. Then {again}.",
			repair: "create-policy",
			heard:  "can't get a token; no access policy; access policy missing; policy configurations; no matching policy; rule lacks client credentials; rule for a group",
		},
		{
			name:   "policy-scope",
			marks:  []mark{{code: "access_denied", says: "requested scopes"}},
			what:   "The access policy does not give out {the scope}.",
			why:    "The rule that matches lists other scopes.",
			next:   "In Okta open Security > API > {server} > Access Policies, edit the rule, and add {the scope} to its scopes. Then {again}.",
			repair: "create-policy",
			heard:  "scopes rejected; denied scopes; scope denied by policy; rule lists other scopes",
		},
		{
			name:  "network-zone",
			marks: []mark{{code: "access_denied", says: "network zones"}},
			what:  "This app may not be used from the network you are on.",
			why:   "The app is limited to network zones, and your address is in none of them.",
			next:  "Use a network inside the zone, or ask an admin to widen it. Then {again}.",
			heard: "outside permitted network zones; network zone; ip restriction of the app",
		},
		{
			name:  "user-not-assigned",
			marks: []mark{{code: "access_denied", says: "not assigned to the client"}},
			what:  "The person who signs in may not use this app.",
			why:   "The app is assigned to nobody, or to others.",
			next:  "In Okta open Applications > Applications > {app} > Assignments, and assign the person or a group. Client Credentials, which the tutorial uses, needs no assignment.",
			heard: "user is not assigned; assignments",
		},
		{
			name:   "unknown-scope",
			marks:  []mark{{code: "invalid_scope", says: "not configured"}},
			what:   "{the server} has no scope {named}.",
			why:    "The name has another spelling there, or the scope was made on another authorization server.",
			next:   "In Okta open Security > API > {server} > Scopes, and compare letter by letter: upper and lower case count.",
			note:   "scope.name",
			repair: "create-scope",
			heard:  "scopes are not configured; unknown scope; scope not found; scope does not exist; scope missing on the server; wrong scope name",
		},
		{
			name: "no-scope",
			marks: []mark{
				{code: "invalid_scope", says: "default scopes"},
				{code: "invalid_scope", says: "no scopes were requested"},
			},
			what:  "The request names no scope, and the server has none to give unasked.",
			why:   "The field scope was left out or is empty, or the body was sent as JSON and not read.",
			next:  "Name {the scope} in the request, in the form field scope.",
			heard: "scope must be provided; scope parameter missing; empty scope; default scope",
		},
		{
			name:  "openid-scope",
			marks: []mark{{code: "invalid_scope", says: "'openid' scopes"}},
			what:  "The scopes openid, profile, email and their like are for people who sign in, and here nobody does.",
			why:   "They came along with an example that was copied.",
			next:  "Ask for a scope of your own and nothing else. The tutorial's is mule-okta-scope.",
			note:  "scope.name",
			heard: "request openid scopes; openid scope; openid profile email; offline_access",
		},
		{
			name:  "malformed-scope",
			marks: []mark{{code: "invalid_scope", says: "unknown, malformed"}},
			what:  "The server can't make sense of the scopes in the request.",
			why:   "They are separated by something other than spaces, or are more than 1024 characters long.",
			next:  "Name the scopes with one space between them. In a form that space is written + or %20.",
			note:  "scope.name",
			heard: "invalid unknown malformed; scope malformed; scope too long; scopes separated by commas",
		},
		{
			name:  "org-scopes",
			marks: []mark{{code: "consent_required", says: "not allowed any"}},
			what:  "None of the Okta API scopes that were asked for is granted to this app.",
			why:   "Scopes that begin with okta. are given to each app one by one. The tutorial needs none of them.",
			next:  "Ask for {the scope} in their place. To use Okta's own API, open Applications > Applications > {app} > Okta API Scopes in Okta, and grant them there.",
			heard: "okta api scopes; okta.users.read; scopes not granted",
		},
		{
			name:   "consent-required",
			marks:  []mark{{code: "consent_required"}},
			what:   "{the scope} asks for a person's consent, and here is no person to give it.",
			why:    "Require user consent for this scope is ticked.",
			next:   "In Okta open Security > API > {server} > Scopes, edit {the scope}, and set User consent to Implicit. Then {again}.",
			repair: "consent-implicit",
			heard:  "user consent; consent; consent required; consent_required; require user consent",
		},
	}
}

// registrationLessons are about making clients by program, as Anypoint does
// (Okta: dynamic client registration).
func registrationLessons() []lesson {
	return []lesson{
		{
			name: "web-app-grants",
			marks: []mark{
				{code: "invalid_client_metadata", says: "must contain 'authorization_code'"},
				{code: "E0000001", says: "must contain 'authorization_code'"},
			},
			what:  "A web app must have Authorization Code among its grant types, and this request leaves it out.",
			why:   "In Exchange, Client Credentials alone was ticked when access was requested.",
			next:  "In Exchange request access again, tick Authorization Code and Client Credentials both, and give any redirect URI, such as http://localhost.",
			heard: "invalid openid connect client creation request; openid provider responded with status code 400; grant_types must contain authorization_code",
		},
		{
			name: "registration-token",
			marks: []mark{
				{at: "/oauth2/v1/clients", code: "E0000011"},
				{at: "/oauth2/v1/clients", code: "E0000005"},
				{at: "/oauth2/v1/clients", code: "E0000006"},
			},
			what:  "Anypoint was not allowed to make a client in Okta.",
			why:   "The Authorization Header of the client provider lacks SSWS and one space before the API token, a quote or a line end came along, or the token has expired or belongs to an admin with too small a role.",
			next:  "Run oktadance check token. When that passes, open Access Management > Client Providers in Anypoint, and set Authorization Header to SSWS, one space, and the token.",
			heard: "openid provider responded with status code 401; openid provider responded with status code 403; exchange request access fails; ssws prefix; client provider authorization header",
		},
		{
			name:  "registration-blank",
			marks: []mark{{code: "invalid_client_metadata", says: "cannot be left blank"}},
			what:  "The request to make a client leaves out a value that it must have.",
			why:   "The answer names it before the colon: client_name, most often.",
			next:  "Give the application a name in Exchange, and request access again.",
			heard: "client_name left blank",
		},
		{
			name:  "registration-refused",
			marks: []mark{{code: "invalid_client_metadata"}},
			what:  "Okta does not make a client with these settings.",
			why:   "Grant types, response types and redirect URIs do not go together.",
			next:  "For Client Credentials use grant types Authorization Code and Client Credentials, response type code, and one redirect URI.",
			heard: "dynamic client registration; client metadata",
		},
	}
}
