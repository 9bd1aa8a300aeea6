package steps

// gatewayLessons are about the next parts of the tutorial: MuleSoft's gateway,
// whose policy answers with one sentence (MuleSoft: OpenID Connect OAuth 2.0
// token enforcement), Anypoint's client provider, and Exchange.
func gatewayLessons() []lesson {
	return []lesson{
		{
			name:  "gateway-no-token",
			marks: []mark{{code: "Access token was not provided"}},
			what:  "The gateway saw no access token in the request.",
			why:   "The Authorization header is missing, or something on the way took it out.",
			next:  "Send Authorization: Bearer, one space, and the token, all on one line. The Test step shows how to get one.",
			heard: "no access token; access token was not provided; 400 from the gateway; token missing",
		},
		{
			name:  "gateway-bad-header",
			marks: []mark{{code: "Authorization header is invalid"}},
			what:  "The gateway can't read the Authorization header.",
			why:   "The word Bearer is missing, quotes came along, or a line break stands in the token.",
			next:  "Send Authorization: Bearer, one space, and the token, without quotes and all on one line.",
			heard: "authorization header is invalid; bearer missing; line break in token; quotes around the token",
		},
		{
			name:  "gateway-inactive",
			marks: []mark{{code: "Token has been revoked"}},
			what:  "The gateway asked the authorization server about this token, and was told that it is not active.",
			why:   "Any token that the server does not call active is said to be revoked. With a fresh one, the Token Introspection URL belongs to another authorization server than the one that made it.",
			next:  "In Anypoint open Access Management > Client Providers, and see that Token URL and Token Introspection URL begin alike: with /oauth2/default/v1 after your org.",
			heard: "token has been revoked; revoked with a fresh token; fresh token revoked; 401 from the gateway; gateway returns 401; gateway 401; token introspection url",
		},
		{
			name:  "gateway-expired",
			marks: []mark{{code: "Token has expired"}},
			what:  "The gateway refuses this token because its time is over.",
			why:   "Tokens live for an hour, or as long as the rule of the access policy says.",
			next:  "Ask for a new one, as the Test step shows, and send that.",
			heard: "token has expired; gateway token expired",
		},
		{
			name:  "gateway-scope",
			marks: []mark{{code: "The required scopes are not authorized"}},
			what:  "The token is good, but it lacks a scope that the gateway's policy wants.",
			why:   "It was asked for without that scope, the name differs in upper or lower case, or the policy wants all of several scopes.",
			next:  "Ask for a token with {the scope}. In Anypoint open API Manager > your API > Policies, and compare Scopes and Scope Validation Criteria.",
			heard: "required scopes are not authorized; 403 from the gateway; gateway returns 403; gateway 403; scope and or mismatch; contains all scopes",
		},
		{
			name:  "gateway-contract",
			marks: []mark{{code: "Invalid Client"}},
			what:  "The token is good, but the gateway knows of no contract for the app that asked for it.",
			why:   "The token was asked for with the introspection client's ID, access was not requested or not approved in Exchange, or the contract has not reached the gateway yet.",
			next:  "In Exchange request access for your application, have it approved, and ask for the token with that application's ID and secret. Then wait for two minutes.",
			heard: "invalid client 403; gateway returns 403; gateway 403; no contract; contract pending; request access; approve access; skip client id validation",
		},
		{
			name:  "gateway-unauthorized",
			marks: []mark{{code: "Unauthorized"}},
			what:  "The gateway could not ask the authorization server about this token.",
			why:   "The Token Introspection URL is not reached from where the gateway runs, or its certificate is not trusted there. The token itself may be good.",
			next:  "Run oktadance check test. When that passes, open Access Management > Client Providers in Anypoint, and compare Token Introspection URL, Client ID and Client Secret with your notes.",
			heard: "unauthorized from the gateway; 401 though the token is good; active true but 401; introspection unreachable; gateway cannot reach okta",
		},
		{
			name:  "gateway-passed-on",
			what:  "The gateway passes on an answer that was meant for itself, and not for you.",
			why:   "An error of Okta's own in a gateway's 401, 403 or 500 says that Okta refused the gateway's question, and not your token.",
			next:  "In Anypoint open Access Management > Client Providers, and enter Client ID and Client Secret of the Token Introspection Client again. The app must take its secret in the body and want no DPoP.",
			heard: "gateway answers invalid_client; gateway passes invalid_client; introspection client secret wrong; gateway 500 with okta error; introspection credentials rejected",
		},
		{
			name:  "gateway-bad-answer",
			marks: []mark{{code: "Unexpected error processing Authentication Server response"}},
			what:  "The gateway could not read what the authorization server answered.",
			why:   "The Token Introspection URL leads to a page, or to another kind of call.",
			next:  "In Anypoint open Access Management > Client Providers, and set Token Introspection URL to the introspection_endpoint in your notes.",
			heard: "unexpected error processing authentication server response; 500 from the gateway; introspection url wrong",
		},
		{
			name:  "gateway-cache",
			what:  "The gateway still lets a token through that was revoked.",
			why:   "It keeps what it was told about a token until the token expires, and does not ask again before that.",
			next:  "Wait until the token expires, or restart the gateway: what it keeps is in its memory only. For a lesson about revoking, let tokens live for 5 minutes in the rule of the access policy.",
			heard: "revoked token still works; token cached; cache of the gateway; revoke has no effect; maxfederationexpirationtime",
		},
		{
			name:  "policy-not-listed",
			what:  "The OpenID Connect policy is not among those that API Manager offers.",
			why:   "The API instance does not use the client provider yet: making the provider is not enough.",
			next:  "In Anypoint open Access Management > Environments > your environment > Client Provider, and add it. An API that was there before is given the provider in its own settings in API Manager.",
			heard: "oidc policy not in the list; openid connect policy missing; policy not listed; policy not available; environment client provider",
		},
		{
			name:  "grant-not-offered",
			what:  "Exchange does not offer Client Credentials.",
			why:   "The client provider has no Issuer, so that Anypoint could not look up which grant types the server has.",
			next:  "In Anypoint open Access Management > Client Providers, set Issuer to the one in your notes, which ends in /oauth2/default, and save the provider again.",
			heard: "client credentials not offered in exchange; client credentials missing in exchange; grant types in exchange; only implicit and authorization code",
		},
		{
			name:  "client-edit",
			what:  "Anypoint can't change an application that it has registered in Okta.",
			why:   "Updates are not supported for clients that are made through dynamic registration.",
			next:  "Delete the application in Exchange, and request access with a new one.",
			heard: "error while talking to coreservices; coreservices; edit application exchange; reset client secret exchange",
		},
		{
			name:  "sub-organization",
			what:  "Client providers can't be made here.",
			why:   "This is a sub-organization (a business group), and they belong to the root organization.",
			next:  "In Anypoint choose the root organization at the top, and open Access Management > Client Providers there as its administrator.",
			heard: "405 on provider creation; sub-organization; business group; root organization; add client provider missing",
		},
	}
}

// generalLessons are what is left to say about a code when its description is
// not known: each covers the more special ones before it.
func generalLessons() []lesson {
	return []lesson{
		{
			name: "invalid-client",
			marks: []mark{
				{code: "invalid_client"},
				{code: "unauthorized_client", says: "invalid client credentials"}, // Keycloak
				{status: 401, code: "access_denied", says: "unauthorized"},        // Auth0
			},
			what:  "The server does not believe that the client is who it says.",
			why:   "ID or secret is wrong, the two are swapped, or they were sent in another way than the app is set to.",
			next:  "In Okta open Applications > Applications > {app} > General, and copy the Client ID and the secret again.",
			note:  "app.client_secret",
			heard: "invalid client credentials; 401 from the token endpoint; client id or secret wrong",
		},
		{
			name:  "access-denied",
			marks: []mark{{code: "access_denied"}},
			what:  "The server knows who asks, and says no.",
			why:   "An access policy, a network zone or a person has refused: what the server says tells which.",
			next:  "In Okta open Reports > System Log, and look for the newest entry that failed: it names the rule. Then {again}.",
			heard: "access denied; request denied; denied",
		},
		{
			name:  "invalid-scope",
			marks: []mark{{code: "invalid_scope"}},
			what:  "The server does not give out these scopes.",
			why:   "A scope is misspelt, belongs to another authorization server, or may not be asked for in this way.",
			next:  "In Okta open Security > API > {server} > Scopes, and compare letter by letter.",
			note:  "scope.name",
			heard: "invalid scope; scope refused",
		},
		{
			name:  "invalid-request",
			marks: []mark{{code: "invalid_request"}},
			what:  "The server does not understand the request.",
			why:   "A parameter is missing, misspelt, there twice, or in the wrong place.",
			next:  "Send a form with grant_type and scope in it, the client's ID and secret in the Authorization header, and nothing in the address.",
			heard: "invalid request; bad request; 400",
		},
		{
			name:  "unauthorized-client",
			marks: []mark{{code: "unauthorized_client"}},
			what:  "The server knows this client, but it may not ask for this.",
			why:   "The app is of another kind, or lacks a tick in its settings.",
			next:  "In Okta open Applications > Applications > {app} > General, and see that it is a web application with Client Credentials ticked.",
			note:  "app.client_id",
			heard: "client may not ask for this; client not allowed",
		},
		{
			name:  "unauthorized",
			what:  "The server does not accept what the request proves itself with.",
			why:   "The client ID and secret, the API token or the access token is wrong, missing or past its time. Okta answers 401 too when no access policy fits.",
			next:  "Look at the body of the answer: what stands there as error or errorCode says which. Run oktadance explain with that.",
			heard: "401; 401 unauthorized; status code 401; http 401; status 401; unauthorized",
		},
		{
			name:  "forbidden",
			what:  "The server does not allow this to whoever asks.",
			why:   "A role is too small, a network zone is in the way, or a policy says no.",
			next:  "Look at the body of the answer: what stands there as error or errorCode says which. Run oktadance explain with it.",
			heard: "403; 403 forbidden; status code 403; http 403; status 403; forbidden",
		},
	}
}

// unknownLesson is honest about an answer that no lesson knows.
func unknownLesson() lesson {
	return lesson{
		name: Unknown,
		what: "{host} refused this request{status}.",
		why:  "The wizard has not met this answer before, so these are the server's own words.",
		next: "{again}{or look}.",
	}
}
