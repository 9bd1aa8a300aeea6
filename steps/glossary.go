package steps

import (
	"slices"
	"strings"
)

// A Term is a word of the field that the wizard uses.
type Term struct {
	Name  string   // as the wizard writes it, in lower case where a sentence allows it
	Also  []string // other words for it
	Means string   // one to three sentences
	Steps []string // where a person meets it, by the steps' IDs
}

// Glossary is every term, in alphabetical order.
func Glossary() []Term {
	return []Term{
		{"access policy", nil, "Which apps an authorization server gives tokens to. It holds rules, and without one that fits there is no token. A new Okta org has none on its default server.", []string{"scope"}},
		{"access token", nil, "The string that a client shows to an API. It says who made it, for whom, with which scopes and until when. Whoever has it may use it.", []string{"test"}},
		{"API token", []string{"SSWS"}, "A key to Okta's management API, with the rights of the admin who made it. It is no access token: APIs of your own know nothing of it.", []string{"token"}},
		{"audience", []string{"aud"}, "Who a token is for, as the claim aud. On Okta's default server that is api://default.", []string{"test"}},
		{"authorization server", nil, "The server that makes tokens, publishes keys to verify them with, and judges them. Okta's is named default and lives at /oauth2/default.", []string{"metadata"}},
		{"bearer", []string{"bearer token"}, "A token that works for whoever bears it, without further proof: Authorization: Bearer, and then the token (RFC 6750).", []string{"test"}},
		{"claim", []string{"claims"}, "One statement in a token: iss says who made it, aud for whom, exp until when, scp with which scopes.", []string{"test"}},
		{"client", []string{"client ID"}, "A program that asks for tokens, known to the authorization server by its client ID. In Okta it is an application.", []string{"app"}},
		{"client credentials", []string{"client_credentials"}, "The grant in which a program asks for a token in its own name, with client ID and secret, and no person signs in (RFC 6749, section 4.4).", []string{"app"}},
		{"client provider", nil, "Anypoint's name for the server that registers clients and judges their tokens. The notes hold what its form asks for.", nil},
		{"client secret", nil, "The app's password towards the authorization server. It belongs into requests to that server and nowhere else.", []string{"app"}},
		{"consent", nil, "A person's agreement that an app may have a scope. With client credentials there is no person, so that the scope must not ask for it.", []string{"scope"}},
		{"contract", nil, "MuleSoft's agreement that a client may call an API. Without one the gateway turns even a good token away.", nil},
		{"discovery document", []string{"metadata", "discovery"}, "What an authorization server says about itself: issuer, endpoints, keys. It is public, at /.well-known/oauth-authorization-server.", []string{"metadata"}},
		{"DPoP", []string{"proof of possession"}, "A token that is bound to a key, so that a thief can't use it (RFC 9449). MuleSoft's gateway takes bearer tokens and no such ones.", []string{"app"}},
		{"gateway", nil, "What stands before an API and lets through only requests with a good token.", nil},
		{"grant", []string{"grant type", "grant_type"}, "The way in which a client comes by a token. The dance uses client_credentials.", []string{"app"}},
		{"introspection", []string{"introspect", "introspection endpoint"}, "Asking the server that made a token whether it is still good: active is true or false (RFC 7662).", []string{"app", "test"}},
		{"issuer", []string{"iss"}, "The authorization server's name for itself, which is an address. Every token carries it as iss, and it must agree letter by letter.", []string{"metadata"}},
		{"JWKS", []string{"jwks_uri", "keys"}, "The server's public keys as a list. With them anybody can verify a token without asking the server.", []string{"metadata"}},
		{"JWT", nil, "A token that can be read: three parts with dots between them, the last of which is a signature (RFC 7519).", []string{"test"}},
		{"OIDC policy", []string{"policy"}, "MuleSoft's policy that asks the authorization server about the token of each request before it lets the request through.", nil},
		{"opaque", []string{"opaque token"}, "Of a token: only the server that made it can tell what it says. Ask that server by introspection.", nil},
		{"org", nil, "Your own part of Okta, with an address, people and applications of its own.", []string{"account"}},
		{"redirect URI", []string{"redirect_uri"}, "Where Okta sends a person's browser after they have signed in. With client credentials nobody signs in, so that it does not matter.", []string{"app"}},
		{"rule", nil, "A line of an access policy: for which grants, people and scopes a token is given, and for how long it is good.", []string{"scope"}},
		{"scope", []string{"scp"}, "What a token lets its holder do, as a word. Clients ask for it, servers grant it, gateways look for it.", []string{"scope"}},
		{"token endpoint", []string{"token_endpoint"}, "The address that clients send their request for a token to.", []string{"metadata"}},
	}
}

// Define finds the term that a word is, whichever of its names is used.
func Define(word string) (Term, bool) {
	is := func(name string) bool { return strings.EqualFold(name, strings.TrimSpace(word)) }
	for _, t := range Glossary() {
		if is(t.Name) || slices.ContainsFunc(t.Also, is) {
			return t, true
		}
	}
	return Term{}, false
}

// Terms are those that a person meets at this step.
func (s Step) Terms() []Term {
	return slices.DeleteFunc(Glossary(), func(t Term) bool { return !slices.Contains(t.Steps, s.ID) })
}
