package steps

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"oktadance/internal/okta"
)

// metadata finds the authorization server and writes down its endpoints.
func metadata() Step {
	return Step{
		ID:    "metadata",
		Title: "Metadata",
		Takes: "half a minute",
		Why:   "The authorization server makes the tokens. Its metadata says where to ask for one, where to have it judged and where its keys are.",
		Guide: metadataGuide,
		Fields: []Field{
			{
				Note: "metadata.issuer", Label: "Authorization server",
				Hint: "default is the one every org has, and the tutorial's. An ID, an issuer or a metadata URL will do too.",
				Help: About{
					What:  "The server that makes the tokens. An org can have several, each with its own keys, scopes and policies. Without /oauth2/default it would be the org authorization server, which can't have scopes of your own.",
					Where: "Security > API > Authorization Servers",
					For:   "Its endpoints go into Anypoint's client provider, and every token names it as iss.",
					Like:  "default, or https://integrator-1234567.okta.com/oauth2/default",
				},
				Offer: offerIssuer,
				Clean: issuerURL, Check: checkIssuer,
			},
			{
				Note: "metadata.document", Label: "Metadata document", OnDemand: true, Long: true,
				Hint: "Open the metadata URL in a browser that reaches the org, and paste all of the page here.",
				Help: About{
					What:  "What the server says about itself, where the wizard can't ask it. It is public and holds no secret.",
					Where: "At the Metadata URI of the server, in any browser that reaches the org.",
					For:   "The wizard takes the six addresses from it.",
					Like:  "{\"issuer\":\"https://…\",\"token_endpoint\":\"https://…\",…}",
				},
				Check:  checkDocument,
				Spread: func(_ Notes, document string) []Change { return documentNotes(document) },
			},
		},
		Finds: metadataFinds(),
		Keeps: []Found{{"metadata.hosts", "Other hosts agreed to"}},
		Try:   tryMetadata,
	}
}

// offerIssuer is Okta's own, or for other servers the address they were given by.
func offerIssuer(n Notes) string {
	if isOkta(n) {
		return "default"
	}
	return n.Get("account.url")
}

func metadataFinds() []Found {
	return []Found{
		{"metadata.issuer", "Issuer"},
		{"metadata.authorization_endpoint", "authorization_endpoint"},
		{"metadata.token_endpoint", "token_endpoint"},
		{"metadata.introspection_endpoint", "introspection_endpoint"},
		{"metadata.registration_endpoint", "registration_endpoint"},
		{"metadata.jwks_uri", "jwks_uri"},
	}
}

func metadataGuide(n Notes) Guide {
	if !isOkta(n) {
		return Guide{Intro: "The wizard reads it from the server itself. The issuer, or the address of its metadata, stands in the server's own settings."}
	}
	return Guide{
		Intro: "Nothing to click: the wizard reads it from the org. In Okta it is here:",
		Clicks: []string{
			"Security > API > Authorization Servers",
			"The pencil (Edit) in the row default",
			"Metadata URI",
		},
		Link:  consoleLink(n, "/admin/oauth2/as"),
		Aside: "The tutorial leaves out introspection_endpoint, which the gateway needs. The wizard keeps it.",
	}
}

// consoleLink is a deep link into the org's Admin Console, or "" for an org
// whose console has an address that can't be derived.
func consoleLink(n Notes, path string) string {
	host := adminHost(n.Get("account.url"))
	if host == "" {
		return ""
	}
	return "https://" + host + path
}

func checkIssuer(n Notes, value string) *Problem {
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || !isHost(u.Hostname()) || strings.ContainsAny(value, " {}"):
		return &Problem{
			What: "That names no authorization server.",
			Next: "Answer default, or paste the Issuer from Security > API > Authorization Servers.",
		}
	case value == n.Get("account.url") && isOkta(n):
		return &Problem{
			What: "That is the org authorization server, which can't be used here.",
			Why:  "It makes tokens for Okta's own API only, and scopes of your own can't be added to it.",
			Next: "Answer default: its issuer ends in /oauth2/default.",
		}
	}
	return nil
}

func tryMetadata(ctx context.Context, t *Trial) *Problem {
	issuer := t.Get("metadata.issuer")
	t.doing("Reading the metadata of " + issuer)
	found, err := t.env.Client.Discover(ctx, issuer)
	if err != nil {
		return t.noMetadata(issuer, err)
	}
	if p := t.placed(found, issuer); p != nil {
		return p
	}
	t.good("The metadata names the issuer that was asked")
	t.doing("Reading its keys from " + found.JWKSURI)
	keys, err := t.env.Client.Keys(ctx, found.JWKSURI)
	if err != nil {
		return t.coach(err)
	}
	t.good(plural(keys.Len(), "key") + " to verify tokens with")
	if strings.HasSuffix(found.RegistrationEndpoint, "/oauth2/v1/clients") {
		t.mind("registration_endpoint lacks /oauth2/" + orElse(serverID(issuer), "default") + ". That is right: clients belong to the org")
	}
	return t.write(metadataChanges(found)...)
}

func metadataChanges(m okta.Metadata) []Change {
	return []Change{
		{"metadata.issuer", m.Issuer},
		{"metadata.authorization_endpoint", m.AuthorizationEndpoint},
		{"metadata.token_endpoint", m.TokenEndpoint},
		{"metadata.registration_endpoint", m.RegistrationEndpoint},
		{"metadata.introspection_endpoint", m.IntrospectionEndpoint},
		{"metadata.jwks_uri", m.JWKSURI},
	}
}

// pastedMetadata is what a pasted document left in the notes.
func pastedMetadata(n Notes) okta.Metadata {
	return okta.Metadata{
		Issuer:                n.Get("metadata.issuer"),
		AuthorizationEndpoint: n.Get("metadata.authorization_endpoint"),
		TokenEndpoint:         n.Get("metadata.token_endpoint"),
		RegistrationEndpoint:  n.Get("metadata.registration_endpoint"),
		IntrospectionEndpoint: n.Get("metadata.introspection_endpoint"),
		JWKSURI:               n.Get("metadata.jwks_uri"),
	}
}

// placed judges where the metadata would have secrets sent. Okta keeps to its
// own host; for other servers the person says whether other hosts are right.
func (t *Trial) placed(m okta.Metadata, issuer string) *Problem {
	if p := incomplete(m); p != nil {
		return p
	}
	away := m.OffOrigin(issuer)
	switch {
	case isOkta(t.notes):
		return misplaced(m, issuer)
	case len(away) == 0, t.Get("metadata.hosts") == hosts(away):
		return nil
	}
	var items []string
	for _, e := range away {
		items = append(items, e.Name+": "+e.URL)
	}
	return &Problem{
		What:    "The metadata names addresses on another host. The client secret would be sent there, once you agree:",
		Consent: items,
		Repairs: []Repair{{Label: "These are right", Do: func(_ context.Context, t *Trial) *Problem {
			return t.write(Change{"metadata.hosts", hosts(away)})
		}}},
	}
}

// hosts are the hosts of endpoints, each once, with spaces between them.
func hosts(endpoints []okta.Endpoint) string {
	var all []string
	for _, e := range endpoints {
		if host := origin(e.URL); !slices.Contains(all, host) {
			all = append(all, host)
		}
	}
	return strings.Join(all, " ")
}

// misplaced refuses metadata that would send secrets to another host.
func misplaced(m okta.Metadata, issuer string) *Problem {
	for _, e := range m.OffOrigin(issuer) {
		return &Problem{
			What:  "The metadata names a " + e.Name + " on another host: " + e.URL,
			Why:   "The client secret would be sent there. Okta keeps all of them on the org's own host.",
			Next:  "Compare the issuer with Security > API > Authorization Servers in Okta, and mend it here.",
			Field: "metadata.issuer",
		}
	}
	return nil
}

// incomplete refuses metadata that lacks what the later steps need.
func incomplete(m okta.Metadata) *Problem {
	if m.TokenEndpoint == "" || m.JWKSURI == "" {
		return &Problem{
			What:  "The metadata is incomplete: it names no " + missing(m) + ".",
			Why:   "Something else than an authorization server answers at this address.",
			Next:  "Compare the issuer with Security > API > Authorization Servers in Okta, and mend it here.",
			Field: "metadata.issuer",
		}
	}
	return nil
}

func missing(m okta.Metadata) string {
	if m.TokenEndpoint == "" {
		return "token_endpoint"
	}
	return "jwks_uri"
}

// noMetadata tells why the metadata could not be read, and what else can be done.
func (t *Trial) noMetadata(issuer string, err error) *Problem {
	var mismatch *okta.IssuerMismatch
	if errors.As(err, &mismatch) {
		return t.otherIssuer(mismatch)
	}
	var transport *okta.TransportError
	if errors.As(err, &transport) && !t.unattended && t.Get("metadata.token_endpoint") != "" && t.wasAsked("metadata.document") {
		t.mind("Taken from the pasted document: " + transport.Host + " could not be asked itself")
		return t.placed(pastedMetadata(t.notes), issuer)
	}
	p := t.coach(err).at("metadata.issuer")
	if transport != nil {
		p.offer(Repair{Label: "Paste the metadata", Open: "metadata.document"})
	}
	return p
}

func (t *Trial) otherIssuer(m *okta.IssuerMismatch) *Problem {
	p := &Problem{
		What:  "The metadata is another issuer's: " + m.Got,
		Why:   "Tokens will carry that issuer. It differs when an org has a domain of its own, or when one letter is different.",
		Next:  "Use the issuer that the metadata names, or mend the answer here.",
		Field: "metadata.issuer",
		Err:   m,
	}
	return p.offer(Repair{Label: "Use " + m.Got, Do: func(_ context.Context, t *Trial) *Problem {
		return t.write(Change{"metadata.issuer", m.Got})
	}})
}

func checkDocument(n Notes, document string) *Problem {
	found, err := okta.ParseMetadata([]byte(document))
	if err != nil {
		return &Problem{
			What: "That is not a metadata document.",
			Why:  "The page was copied in part, or it is another page.",
			Next: "Open " + n.Get("metadata.issuer") + "/.well-known/oauth-authorization-server in a browser, and copy everything from the first { to the last }.",
			Err:  err,
		}
	}
	if want := n.Get("metadata.issuer"); found.Issuer != want {
		return &Problem{
			What: "This document is another issuer's: " + found.Issuer,
			Why:  "The answer above names " + want + ".",
			Next: "Paste that server's document, or go back with Esc and change the answer.",
		}
	}
	if p := incomplete(found); p != nil {
		return p
	}
	if !isOkta(n) {
		return nil // where it would have secrets sent is asked about by the trial
	}
	return misplaced(found, found.Issuer)
}

func documentNotes(document string) []Change {
	found, err := okta.ParseMetadata([]byte(document))
	if err != nil {
		return nil // checkDocument has said so
	}
	return metadataChanges(found)
}
