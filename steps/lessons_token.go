package steps

import "oktadance/internal/okta"

// rereadMetadata is what to do when a token and the metadata in the notes are
// not of the same server.
const rereadMetadata = "{back}, and read it again." + again

// again ends what to do where trying once more is all that is left.
const again = " Then {again}."

// tokenLessons are about access tokens that came back but do not hold up (RFC
// 9068 §4, RFC 7662), and about the metadata they are judged by.
func tokenLessons() []lesson {
	return []lesson{
		{
			name: "clock-wrong",
			marks: []mark{
				{reason: okta.ReasonExpired, skewed: true},
				{reason: okta.ReasonNotYet, skewed: true},
			},
			what:  "A token came back, but by this machine's clock it is not valid now.",
			why:   "This machine's clock is {skew}.",
			next:  "Let the system set the clock." + again,
			heard: "clock skew; clock is wrong; system time; time differs; time is wrong; iat in the future; token used before issued; ntp",
		},
		{
			name:  "token-expired",
			marks: []mark{{reason: okta.ReasonExpired}},
			what:  "The token is past its time{found}.",
			why:   "Tokens of Client Credentials live for an hour, or as long as the rule of the access policy says, and can't be renewed.",
			next:  "Ask the token_endpoint for a new one, as the Test step shows.",
			heard: "token expired; expired; jwt expired; token is expired; exp; the token has expired; tokenexpirederror",
		},
		{
			name:  "token-not-yet",
			marks: []mark{{reason: okta.ReasonNotYet}},
			what:  "The token is not valid yet{found}.",
			why:   "The clocks of this machine and of the server differ by a little.",
			next:  "Wait a moment, or let the system set the clock." + again,
			heard: "not yet valid; nbf; jwt not active; notbeforeerror; issued in the future",
		},
		{
			name:  "token-issuer",
			marks: []mark{{reason: okta.ReasonIssuer}},
			what:  "A token came back, but another issuer made it{found}.",
			why:   "The issuer in the notes and the token_endpoint belong to two servers, or the org has a domain of its own and its server names that.",
			next:  rereadMetadata,
			note:  "metadata.issuer",
			heard: "wrong issuer; issuer; invalid issuer; iss claim; issuer does not match; jwt issuer invalid; access token has an invalid issuer",
		},
		{
			name:  "token-audience",
			marks: []mark{{reason: okta.ReasonAudience}},
			what:  "A token came back, but it is for another audience{found}.",
			why:   "The audience says whom a token is for. Each authorization server has its own, and default has api://default.",
			next:  "In Okta open Security > API > {server} > Settings and compare Audience with what the gateway or program expects.",
			heard: "wrong audience; invalid audience; aud claim; api://default; jwt audience invalid; audience mismatch; not intended for okta",
		},
		{
			name:  "token-scope",
			marks: []mark{{reason: okta.ReasonScope}},
			what:  "A token came back, but without the scope that was asked for{found}.",
			why:   "Some servers leave out what the client may not have, and say nothing.",
			next:  "Compare the scope's name letter by letter, and see that the server lets this client have it." + again,
			note:  "scope.name",
			heard: "scope narrower than asked; scope missing in token; token lacks scope; scp claim",
		},
		{
			name:  "insufficient-scope",
			marks: []mark{{code: "insufficient_scope"}},
			what:  "The token is good, but it lacks a scope that is wanted here.",
			why:   "It was asked for without that scope. The header WWW-Authenticate of the answer may name it, behind scope=.",
			next:  "Ask for a new token with that scope: a token that has been made does not change.",
			heard: "insufficient scope; insufficient_scope; does not contain the required scopes",
		},
		{
			name:  "token-signature",
			marks: []mark{{reason: okta.ReasonSignature}},
			what:  "A token came back, but its signature is not the server's.",
			why:   "The keys in the metadata belong to another server, or the token was changed on the way.",
			next:  rereadMetadata,
			note:  "metadata.issuer",
			heard: "bad signature; signature; invalid signature; signature verification failed; jwt signature does not match; jwsinvalidsignature",
		},
		{
			name:  "token-key",
			marks: []mark{{reason: okta.ReasonUnknownKey}},
			what:  "A token came back, but the key that signed it is not among the server's{found}.",
			why:   "The server has changed its keys and its list lags behind, or the list belongs to another server.",
			next:  "Wait a minute, then {again}. If it stays so, {back}, and read it again.",
			heard: "unknown kid; kid not found; kid; no matching key; key rotated; kid not found in jwks; unable to find a signing key; jwks; signing key not found",
		},
		{
			name:  "token-weak-key",
			marks: []mark{{reason: okta.ReasonWeakKey}},
			what:  "A token came back, signed with a key that is too short to be trusted.",
			why:   "RSA keys need 2048 bits. Okta's have that many, so another server has signed.",
			next:  "Use a server whose keys are longer, or have its keys replaced.",
			heard: "weak key; rsa key too short; 1024 bit",
		},
		{
			name:  "token-algorithm",
			marks: []mark{{reason: okta.ReasonAlgorithm}},
			what:  "A token came back, signed in a way that is not accepted here{found}.",
			why:   "Okta signs with RS256. A token without a signature, or one signed with a shared secret, could come from anybody.",
			next:  "Set the server to sign access tokens with RS256 or ES256.",
			heard: "alg none; hs256; unexpected signature algorithm; signing algorithm; invalid algorithm",
		},
		{
			name:  "token-type",
			marks: []mark{{reason: okta.ReasonType}},
			what:  "A signed token came back, but it is no access token{found}.",
			why:   "It was made for another purpose, such as signing somebody in or out.",
			next:  "Take access_token from the answer, and not id_token." + again,
			heard: "id token used as access token; wrong token type; typ; logout token",
		},
		{
			name:  "token-opaque",
			marks: []mark{{reason: okta.ReasonOpaque}},
			what:  "The token can't be read: only the server that made it can tell what it says.",
			why:   "Not every server makes signed tokens with readable claims, and those of Okta's org authorization server are not for others to read.",
			next:  "Ask the server's introspection_endpoint about it. With Okta use the authorization server default, whose tokens can be read.",
			heard: "opaque token; not a jwt; jwt malformed; token is not a jwt; reference token",
		},
		{
			name:  "token-damaged",
			marks: []mark{{reason: okta.ReasonMalformed}},
			what:  "The token is damaged: its beginning is that of a signed token, but the rest does not fit.",
			why:   "A part was lost in copying, or a line break came into it.",
			next:  "Copy it again in one piece. It has three parts with dots between them.",
			heard: "malformed jwt; jwt must have three parts; invalid compact serialization; token truncated; illegal base64url",
		},
		{
			name:  "token-too-long",
			marks: []mark{{reason: okta.ReasonTooLong}},
			what:  "The token is longer than gateways and servers take.",
			why:   "It carries a claim with very much in it: a list of groups, most often.",
			next:  "In Okta open Security > API > {server} > Claims, and narrow the filter of the groups claim or take it out of access tokens.",
			heard: "token too long; token too large; request header fields too large; 431; groups claim",
		},
		{
			name:  "token-no-expiry",
			marks: []mark{{reason: okta.ReasonNoExpiry}},
			what:  "A token came back that never expires.",
			why:   "It lacks the claim exp. Every access token of Okta's has it, so another server has made this one.",
			next:  "Set the server to put exp into its tokens: without it a stolen one is good for ever.",
			heard: "exp claim missing; no expiry; token without expiration",
		},
		{
			name: "token-bound",
			marks: []mark{
				{reason: okta.ReasonBound},
				{code: "invalid_request", says: "dpop bound token"},
				{code: "invalid_request", says: "requires a dpop proof"},
			},
			what:   "The token is bound to a key (DPoP), and is of no use without a proof from that key.",
			why:    "The app demands proof of possession. MuleSoft's gateway takes bearer tokens: whoever bears one may use it.",
			next:   "In Okta open Applications > Applications > {app} > General > Edit, untick Require Demonstrating Proof of Possession (DPoP) header in token requests, and Save. The next token is a bearer token.",
			repair: "untick-dpop",
			heard:  "dpop bound; token_type dpop; cnf jkt; sender constrained",
		},
		{
			name: "inactive-token",
			what: "The server calls its own fresh token inactive.",
			why:  "Another authorization server was asked than the one that made it, or the server's clock is wrong.",
			next: "{back}, and see that issuer, token_endpoint and introspection_endpoint begin alike.",
			heard: "active false; token inactive; introspection says inactive; introspect returns false; " +
				"introspection of a fresh token; oauth2 v1 introspect",
		},
		{
			name: "access-token-refused",
			marks: []mark{
				{code: "invalid_token"},
				{says: "access token is invalid"},
			},
			what:  "The access token is not accepted.",
			why:   "It has expired or was revoked, or another server made it than the one that is meant to know it.",
			next:  "Ask for a new one, and see that its iss is the issuer in your notes: oktadance check test does both.",
			heard: "invalid_token; access token revoked; bearer error invalid_token; www-authenticate bearer",
		},
		{
			name:   "issuer-mismatch",
			what:   "The metadata is another issuer's{found}.",
			why:    "Tokens will carry that issuer. It differs when an org has a domain of its own, or when one letter is different.",
			next:   "Use the issuer that the metadata names, or mend the answer {here}.",
			note:   "metadata.issuer",
			repair: "use-named-issuer",
			heard:  "issuer mismatch; issuer did not match the issuer returned by provider; oidc issuer; custom domain issuer; metadata names another issuer",
		},
		{
			name:  "other-host",
			what:  "The metadata or a list leads to another host{found}.",
			why:   "Your secrets would be sent there. Okta keeps everything on the org's own host.",
			next:  "Compare the issuer with Security > API > Authorization Servers in Okta, and mend it in the Metadata step.",
			note:  "metadata.issuer",
			heard: "endpoint on another host; endpoint on another origin; next page on another server",
		},
	}
}
