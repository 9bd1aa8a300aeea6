package handover

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"unicode"
)

// An Entry is one field of Anypoint's page Add OIDC client provider.
type Entry struct {
	Section string // the heading above it
	Label   string // as the page has it
	Value   string // what to put there; "" where the notes lack it
	Note    string // the note it comes from, "" for those with a value of their own
	Secret  bool   // Value is only shown to who asks to see it
	Tick    bool   // a box rather than a text; Value says in words what to do with it
	Hint    string // where people go wrong, or ""
}

// The texts that precede an API token in a header, and that stand where a secret goes.
const (
	scheme           = "SSWS " // Okta: the scheme of API tokens
	tokenPlaceholder = "PUT-THE-API-TOKEN-HERE"
	secretHere       = "PUT-THE-CLIENT-SECRET-HERE"
)

// Anypoint lists the fields of the page in its order, filled in from the notes, of
// which get gives "" for an empty one (MuleSoft: Configure OpenID Connect Client
// Management). Value holds the secrets too.
func Anypoint(get func(note string) string) []Entry {
	var entries []Entry
	for _, e := range anypointForm() {
		if e.Note != "" {
			e.Value = get(e.Note)
		}
		if e.Note == "token.value" && e.Value != "" {
			e.Value = scheme + e.Value
		}
		entries = append(entries, e)
	}
	return entries
}

func anypointForm() []Entry {
	return []Entry{
		{
			Section: "Client information", Label: "Name", Value: "Okta Dance",
			Hint: "Any name will do. Environments and API Manager list the provider by it.",
		},
		{Section: "Client information", Label: "Description", Value: "The authorization server of the Okta Dance"},
		{
			Section: "Dynamic Client Registration", Label: "Issuer", Note: "metadata.issuer",
			Hint: "It may be left empty, and then Exchange offers no Client Credentials. Mended later, it counts once the provider is saved again.",
		},
		{
			Section: "Dynamic Client Registration", Label: "Client Registration URL", Note: "metadata.registration_endpoint",
			Hint: "The odd one out, and right: apps are registered with the org, so there is no /oauth2/default in it. Don't make it like the others.",
		},
		{
			Section: "Dynamic Client Registration", Label: "Authorization Header", Note: "token.value", Secret: true,
			Hint: "The word SSWS, one space, the API token; no quotes. Anypoint calls from the cloud: a token that is bound to your network is refused there. It ends after 30 days without use.",
		},
		{
			Section: "Dynamic Client Registration", Label: "Client Request Timeout (seconds)", Value: "10",
			Hint: "5 to 20. Left as it is, Anypoint gives up after 5 seconds.",
		},
		{
			Section: "Token Introspection Client", Label: "Client ID", Note: "app.client_id",
			Hint: "The app's, which begins with 0oa. It only asks about tokens: in part 3 a token is asked for as the app from Exchange, or the gateway says Invalid Client.",
		},
		{
			Section: "Token Introspection Client", Label: "Client Secret", Note: "app.client_secret", Secret: true,
			Hint: "Gateways send it in the body. An app that wants a private key or proof of possession (DPoP) does not work here.",
		},
		{
			Section: "OpenID Connect Authorization URLs", Label: "Authorize URL", Note: "metadata.authorization_endpoint",
			Hint: "MuleSoft's example has /oauth2/v1, which is the org's own server: it knows no scopes of yours. This one begins like the issuer.",
		},
		{
			Section: "OpenID Connect Authorization URLs", Label: "Token URL", Note: "metadata.token_endpoint",
			Hint: "Begins like the issuer, too.",
		},
		{
			Section: "OpenID Connect Authorization URLs", Label: "Token Introspection URL", Note: "metadata.introspection_endpoint",
			Hint: "The tutorial's list of notes lacks it. If it is another server's than the Token URL, every fresh token is said to be revoked.",
		},
		{
			Section: "Advanced", Label: "Disable server certificate validation", Value: "leave it unticked", Tick: true,
			Hint: "It is for servers with certificates of their own. Okta's are trusted everywhere.",
		},
		{
			Section: "Advanced", Label: "Enable client deletion in Anypoint Platform", Value: "leave it unticked", Tick: true,
			Hint: "Ticked, apps can be deleted in Anypoint, and stay in Okta. Handy after a workshop.",
		},
		{
			Section: "Advanced", Label: "Enable client deletion and updates in IdP", Value: "leave it unticked", Tick: true,
			Hint: "It needs the box above, and is not meant to work with Okta directly.",
		},
	}
}

// anypoint writes the form as a sheet, or the payload of the call that does the same.
func anypoint(s *source, o Options) ([]string, error) {
	if o.Payload {
		return anypointPayload(s)
	}
	if err := s.need("metadata.issuer"); err != nil {
		return nil, err
	}
	var out strings.Builder
	out.WriteString(narrowed(sheetHead, o.Columns))
	if u, err := url.Parse(s.get("metadata.issuer")); err == nil && isLoopback(u.Hostname()) {
		out.WriteString(narrowed(loopbackWarning, o.Columns))
	}
	section := ""
	for i, e := range Anypoint(s.get) {
		if e.Section != section {
			section = e.Section
			fmt.Fprintf(&out, "\n%s\n%s\n", section, strings.Repeat("-", len(section)))
		}
		fmt.Fprintf(&out, "\n%2d  %s\n    %s\n", i+1, e.Label, s.entryText(e))
		for i, line := range wrapped(e.Hint, hintWidth(o.Columns)) {
			if e.Hint != "" {
				fmt.Fprintf(&out, "    %s %s\n", [...]string{"!", " "}[min(i, 1)], line)
			}
		}
	}
	out.WriteString(narrowed(sheetFoot, o.Columns))
	return []string{out.String()}, nil
}

// widestHint is how wide a hint is at most; indent is what stands before it.
const (
	widestHint = 72
	indent     = 6
)

// hintWidth is how wide hints may be on a sheet of this width.
func hintWidth(columns int) int {
	if columns == 0 {
		return widestHint
	}
	return max(min(columns-indent, widestHint), 20)
}

// narrowed breaks those lines of a text that are wider than a sheet, between words.
func narrowed(text string, columns int) string {
	if columns == 0 {
		return text
	}
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		if len(line) <= columns {
			lines = append(lines, line)
			continue
		}
		lead := line[:strings.IndexFunc(line, unicode.IsLetter)]
		for i, part := range wrapped(line[len(lead):], max(columns-len(lead), 20)) {
			if i > 0 {
				lead = strings.Repeat(" ", len(lead))
			}
			lines = append(lines, lead+part)
		}
	}
	return strings.Join(lines, "\n")
}

// entryText is what stands on the sheet for a field, alone on its line.
func (s *source) entryText(e Entry) string {
	switch {
	case e.Tick:
		return "[ ] " + e.Value
	case e.Value != "":
		return oneLine(e.Value)
	case !s.has(e.Note):
		return "(the note " + e.Note + " is empty)"
	case e.Note == "token.value":
		return scheme + "and the value of: " + s.command(e.Note)
	}
	return "the value of: " + s.command(e.Note)
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

const sheetHead = `ANYPOINT: ADD OIDC CLIENT PROVIDER

Access Management > Client Providers > Add Client Provider
  > OpenID Connect Dynamic Client Registration
You have to be Organization Administrator of the root organization.
`

const loopbackWarning = `
This is a practice org on this machine. Anypoint calls from the cloud and
can't reach it: the sheet is good for looking at the form, and no more.
`

const sheetFoot = `
And then
--------

 1  Access Management > Environments > your environment > Client Provider:
    add it there. It counts for new API instances only.
 2  API Manager: an API that was there before is given the provider in its
    own settings, while it has no contracts and no such policies.
 3  In part 3 ask for tokens as the app that Exchange makes, and never as the
    introspection client: the gateway would answer 403 Invalid Client.
`
