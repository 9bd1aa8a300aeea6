package steps

import "oktadance/internal/okta"

// refusals are the answers of Okta that have one known cause, the more special
// first. Codes and parts of descriptions are Okta's own (its catalogue of OAuth
// errors and of management error codes).
func refusals() []lesson {
	return []lesson{
		{
			name: "wrong-secret", code: "invalid_client", says: "client secret supplied",
			what: "The org refused this client secret.",
			why:  "The secret was rotated, or a character was lost in copying.",
			next: "In Okta open Applications > Applications > {app} > General, copy the secret again, and paste it here.",
			note: "app.client_secret",
		},
		{
			name: "unknown-client", code: "invalid_client", says: "invalid value for 'client_id'",
			what: "The org knows no client with this ID.",
			why:  "A character was lost, the app was deleted, it is another org's, or ID and secret are swapped.",
			next: "In Okta open Applications > Applications > {app} > General, copy the Client ID again, and paste it here.",
			note: "app.client_id",
		},
		{
			name: "client-refused", code: "invalid_client", says: "either the client or the client credentials",
			what: "The org refused to authenticate this client.",
			why:  "The app is deactivated, or its client authentication is not set to a client secret.",
			next: "In Okta open Applications > Applications > {app}. See that it is Active, and that General > Client authentication is Client secret.",
			note: "app.client_id",
		},
		{
			name: "org-server", says: "org authorization server",
			what: "This is the org authorization server, which gives no such tokens.",
			why:  "The address lacks the name of the authorization server: it has to hold /oauth2/default.",
			next: "Go back to the Metadata step with Esc and answer default.",
		},
		{
			name: "client-credentials-off", code: "unauthorized_client", says: "grant type",
			what: "The ID and the secret are right, but this app may not use Client Credentials.",
			why:  "The box Client Credentials was not ticked when the app was made.",
			next: "In Okta open Applications > Applications > {app} > General > Edit, tick Client Credentials, and Save. Then press Enter to try again.",
		},
		{
			name: "dpop-required", code: "invalid_dpop_proof",
			what: "This app wants a proof of possession (DPoP) with every request.",
			why:  "The box was ticked, or the app was made as API Services, where it is ticked from the start. MuleSoft can't send such proofs.",
			next: "In Okta open Applications > Applications > {app} > General > Edit, untick Require Demonstrating Proof of Possession (DPoP) header in token requests, and Save. Then press Enter to try again.",
		},
		{
			name: "policy-refused", code: "access_denied", says: "policy evaluation failed",
			what: "No access policy lets this app have a token.",
			why:  "The authorization server {server} has no access policy, which is how new orgs come, or none of its rules covers this app, Client Credentials and this scope.",
			next: "In Okta open Security > API > {server} > Access Policies. Add a policy for this app (or All clients), then a rule with Client Credentials ticked and this scope or any scope. Then press Enter to try again.",
		},
		{
			name: "policy-scope", code: "access_denied", says: "scopes",
			what: "The access policy does not give out the scope {scope}.",
			why:  "The rule that matches lists other scopes.",
			next: "In Okta open Security > API > {server} > Access Policies, edit the rule, and add {scope} to its scopes. Then press Enter to try again.",
		},
		{
			name: "network-zone", code: "access_denied", says: "network zones",
			what: "This app may not be used from the network you are on.",
			why:  "The app is limited to network zones, and your address is in none of them.",
			next: "Use a network inside the zone, or ask an admin to widen it. Then press Enter to try again.",
		},
		{
			name: "unknown-scope", code: "invalid_scope", says: "not configured",
			what: "The authorization server {server} has no scope named {scope}.",
			why:  "The name has another spelling there, or the scope was made on another authorization server.",
			next: "In Okta open Security > API > {server} > Scopes, and compare letter by letter: upper and lower case count.",
			note: "scope.name",
		},
		{
			name: "consent-required", code: "consent_required",
			what: "The scope {scope} asks for a person's consent, and here is no person to give it.",
			why:  "Require user consent for this scope is ticked.",
			next: "In Okta open Security > API > {server} > Scopes, edit {scope}, and set User consent to Implicit. Then press Enter to try again.",
		},
		{
			name: "token-refused", code: "E0000011",
			what: "The org refused this API token.",
			why:  "A character was lost in copying, the token is another org's, or it was not used for 30 days and has expired.",
			next: "In Okta open Security > API > Tokens, create a token, and paste its value here. An old value can't be shown again.",
			note: "token.value",
		},
		{
			name: "no-session", code: "E0000005",
			what: "The org saw no API token in the request.",
			why:  "A proxy on the way removed it, or the value is empty.",
			next: "Paste the token again. If that does not help, try another network.",
			note: "token.value",
		},
		{
			name: "weak-role", code: "E0000006",
			what: "This API token may not do that.",
			why:  "A token has the rights of the admin who made it, and that role is too small.",
			next: "Ask a Super Administrator to create the token, or for the role API Access Management Administrator.",
			note: "token.value",
		},
		{
			name: "no-api-access-management", code: "E0000015",
			what: "This org has no API Access Management, and so no authorization server of its own.",
			why:  "It is a feature that some Okta plans lack.",
			next: "Make an Integrator Free Plan org at https://developer.okta.com/signup, where it is included, and begin again with that.",
		},
		{
			name: "org-deactivated", code: "E0000260",
			what: "This developer org has been deactivated.",
			why:  "The old Developer Edition orgs were switched off from July 2025 on, and unused ones are after 180 days.",
			next: "Make an Integrator Free Plan org at https://developer.okta.com/signup and begin again with that.",
		},
		{
			name: "too-many", code: "E0000047",
			what: "The org was asked too often and wants a pause.",
			why:  "Somebody else uses the same org, or this network, at the same time.",
			next: "Wait a minute, then press Enter to try again.",
		},
		{
			name: "unknown-server", code: "E0000007",
			what: "The org has no authorization server of this name.",
			why:  "The name or ID has a letter wrong, or it was deleted. default is written in lower case.",
			next: "In Okta open Security > API > Authorization Servers and compare. The tutorial uses default.",
			note: "metadata.issuer",
		},
	}
}

// again ends what to do where trying once more is all that is left.
const again = " Then press Enter to try again."

// silences are the ways in which a request gets no answer, or none that could
// be read.
func silences() map[okta.TransportKind]lesson {
	return map[okta.TransportKind]lesson{
		okta.KindDNS: {
			what: "There is no host named {host}.",
			why:  "The address has a letter wrong, or this machine has no network.",
			next: "Compare it with the domain below your name at the top right of the Admin Console." + again,
		},
		okta.KindRefused: {
			what: "{host} is there, but nothing answers.",
			why:  "A firewall, a VPN or a proxy stands between, or a practice org that has ended.",
			next: "Try another network, or start the practice org again." + again,
		},
		okta.KindUnreachable: {
			what: "{host} cannot be reached.",
			why:  "This machine has no way to it: no network, or a VPN that is down.",
			next: "See that a browser opens {org}." + again,
		},
		okta.KindTimeout: {
			what: "{host} did not answer in time.",
			why:  "The network is slow or drops what is sent, as guest networks do before you sign in.",
			next: "See that a browser opens {org}." + again,
		},
		okta.KindTLSUnknown: {
			what: "The certificate of {host} is signed by an authority this machine does not know.",
			why:  "A company proxy opens the connection and puts its own certificate in place.",
			next: "Ask your IT for its root certificate as a file, and set SSL_CERT_FILE to it before starting again.",
		},
		okta.KindTLSExpired: {
			what: "The certificate of {host} is not valid today.",
			why:  "It has expired, or this machine's clock is wrong.",
			next: "Compare the date on this machine first." + again,
		},
		okta.KindTLSWrongHost: {
			what: "The certificate that answered is not {host}'s.",
			why:  "A sign-in page of the network, or a proxy, answers in its place.",
			next: "Open {org} in a browser and sign in to the network." + again,
		},
		okta.KindProxy: {
			what: "The proxy on the way refused to pass the request on.",
			why:  "It wants a sign-in, or does not allow {host}.",
			next: "Ask your IT how programs get through; HTTPS_PROXY sets the proxy." + again,
		},
		okta.KindRedirect: {
			what: "{host} sent the request elsewhere.",
			why:  "The org has moved, or the network's sign-in page answers in its place. Nothing was sent there: it would have carried your secrets along.",
			next: "Open {org} in a browser and see where it leads." + again,
		},
		okta.KindTooLarge: {
			what: "{host} answered with far more than Okta ever does.",
			why:  "Something else than an org answers at this address.",
			next: "Compare the address with the one in your browser." + again,
		},
		okta.KindInsecure: {
			what: "This address begins with http, and secrets may only travel over https.",
			why:  "Plain http is allowed to this machine itself only.",
			next: "Write https in its place.",
		},
	}
}

func transportLesson(e *okta.TransportError) lesson {
	if l, known := silences()[e.Kind]; known {
		return l
	}
	return lesson{
		what: "{host} did not answer as a server does.",
		why:  "Something on the way, or at this address, does not speak as expected.",
		next: "See that a browser opens {org}." + again,
	}
}
