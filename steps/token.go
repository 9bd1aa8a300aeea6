package steps

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"oktadance/internal/okta"
)

// token asks for the API token, and finds out whose it is and what it may do.
func token() Step {
	return Step{
		ID:    "token",
		Title: "API token",
		Takes: "about 2 minutes",
		Why:   "A key to Okta's management API. The wizard finds things out with it, and Anypoint registers clients with it. It has the rights of the admin who makes it.",
		Guide: tokenGuide,
		Fields: []Field{
			{
				Note: "token.name", Label: "Token name", Memo: true, Asked: isOkta,
				Hint: "Give the token this name in Okta, or type the one you gave it.",
				Help: About{
					What:  "A name that tells this token from others.",
					Where: "Security > API > Tokens; you give it when you create the token.",
					For:   "To find the token again when it is to be revoked.",
					Like:  "okta-token-k3f9q",
				},
				Offer: offerTokenName,
			},
			{
				Note: "token.value", Label: "Token value", Secret: true, Asked: isOkta,
				Hint: "Okta shows it once, right after Create token.",
				Help: About{
					What:  "The key to Okta's management API, with the rights of the admin who makes it. Programs send it as Authorization: SSWS followed by the value; here the value alone is enough.",
					Where: "Security > API > Tokens > Create token shows it once. A lost one can't be shown again: make a new one then.",
					For:   "The wizard makes and reads things with it, and Anypoint registers clients with it.",
					Like:  "42 characters that begin with 00",
				},
				Clean: apiTokenValue,
				Check: lookAlike("an API token", "Copy the value that Okta shows right after Create token; it has 42 characters and begins with 00."),
			},
			{
				Note: "token.id", Label: "Token ID", Optional: true, OnDemand: true, Memo: true,
				Hint: "Enter leaves it out. It stands in the address of the token's page, and begins with 00T.",
				Help: About{
					What:  "What Okta calls the token in addresses. It opens nothing by itself.",
					Where: "In the address of the token's page under Security > API > Tokens.",
					For:   "To revoke the token by a program.",
					Like:  "20 characters that begin with 00T",
				},
				Check: lookAlike("a token ID", "Open Security > API > Tokens and the token; the ID begins with 00T."),
			},
		},
		Finds: []Found{{"token.name", "Token name"}, {"token.id", "Token ID"}},
		Try:   tryToken,
	}
}

func tokenGuide(n Notes) Guide {
	if !isOkta(n) {
		return Guide{Intro: "Only Okta's management API needs such a token, so there is nothing to do here. Enter goes on."}
	}
	return Guide{
		Clicks: []string{
			"Security > API > Tokens > Create token",
			"Name it " + orElse(n.Get("token.name"), "as below") + "; API calls may come from Any IP",
			"Create token, and copy the value",
		},
		Link: consoleLink(n, "/admin/access/api/tokens"),
	}
}

// offerTokenName is okta-token- and five characters that are the same each time
// for this org and person.
func offerTokenName(n Notes) string {
	sum := sha256.Sum256([]byte(n.Get("account.org_id") + " " + n.Get("account.username")))
	return "okta-token-" + strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:5])
}

func tryToken(ctx context.Context, t *Trial) *Problem {
	if !isOkta(t.notes) {
		t.mind("This server has no Okta management API, so no API token is needed")
		return nil
	}
	org := t.org()
	t.doing("Asking the org whose token this is")
	me, err := org.Me(ctx)
	if err != nil {
		return t.coach(err).at("token.value")
	}
	t.good("The token works, and is " + me.Login + "'s")
	changes := []Change{}
	if t.Get("account.username") == "" {
		changes = append(changes, Change{"account.username", me.Login})
	}
	found, p := t.findToken(ctx, org, me)
	if p != nil {
		return p
	}
	if found.ID != "" {
		changes = append(changes, Change{"token.name", found.Name}, Change{"token.id", found.ID})
	}
	t.tryRole(ctx, org)
	return t.write(changes...)
}

// findToken finds the token among the org's by its name and its owner: Okta has
// no way to ask for the ID of a value.
func (t *Trial) findToken(ctx context.Context, org *okta.Management, me okta.User) (okta.APIToken, *Problem) {
	t.doing("Looking for its ID among the org's tokens")
	all, err := org.APITokens(ctx)
	if err != nil && t.wasAsked("token.id") {
		return okta.APIToken{}, nil
	}
	if err != nil {
		return okta.APIToken{}, &Problem{
			What:  "The token works, but it may not list the org's tokens, so its ID can't be found.",
			Why:   "The role of its owner is too small for that.",
			Next:  "Paste the ID if you want it in the notes, or leave it empty; then press Enter.",
			Field: "token.id", Err: err,
		}
	}
	found, sure := pickToken(all, me.ID, t.Get("token.name"), t.Get("token.id"))
	if !sure && !t.wasAsked("token.id") {
		return okta.APIToken{}, &Problem{
			What:  "The token works, but " + me.Login + " has none named " + t.Get("token.name") + ", so its ID can't be told.",
			Why:   "It has another name in Okta: " + tokenNames(all, me.ID) + ".",
			Next:  "Paste the ID if you want it in the notes, or leave it empty; then press Enter.",
			Field: "token.id",
		}
	}
	if sure {
		t.good("Its ID is " + found.ID)
		if found.Name != t.Get("token.name") {
			t.mind("In Okta it is named " + found.Name + ", so that is written down in place of the name given")
		}
		t.tellExpiry(found)
	}
	return found, nil
}

// pickToken chooses the owner's token of this ID or name, the newest of several,
// or the only one there is.
func pickToken(all []okta.APIToken, owner, name, id string) (okta.APIToken, bool) {
	var own, named []okta.APIToken
	for _, k := range all {
		if k.UserID != owner {
			continue
		}
		own = append(own, k)
		if id != "" && k.ID == id {
			return k, true
		}
		if k.Name == name {
			named = append(named, k)
		}
	}
	if len(named) == 0 && len(own) == 1 {
		return own[0], true
	}
	var newest okta.APIToken
	for _, k := range named {
		if k.Created.After(newest.Created) || newest.ID == "" {
			newest = k
		}
	}
	return newest, newest.ID != ""
}

func tokenNames(all []okta.APIToken, owner string) string {
	var names []string
	for _, k := range all {
		if k.UserID == owner {
			names = append(names, k.Name)
		}
	}
	return strings.Join(names, ", ")
}

func (t *Trial) tellExpiry(k okta.APIToken) {
	if !k.ExpiresAt.IsZero() {
		t.mind("It lasts until " + day(k.ExpiresAt) + "; every use makes that 30 days from then")
	}
	if k.Network.Connection != "" && k.Network.Connection != "ANYWHERE" {
		t.mind("It is limited to a network zone. Anypoint calls from elsewhere: set it to Any IP for that")
	}
}

// tryRole finds out early what the token's role is too small for. It is no
// failure: everything can be clicked by hand as well.
func (t *Trial) tryRole(ctx context.Context, org *okta.Management) {
	server := serverID(t.Get("metadata.issuer"))
	if server == "" {
		return
	}
	t.doing("Trying what its role may read")
	var may []string
	if _, err := org.Apps(ctx, ""); err == nil {
		may = append(may, "applications")
	}
	if _, err := org.Scopes(ctx, server); err == nil {
		may = append(may, "scopes")
	}
	if _, err := org.Policies(ctx, server); err == nil {
		may = append(may, "access policies")
	}
	if len(may) == 3 {
		t.good("It may read applications, scopes and access policies")
		return
	}
	t.mind("Its role may read " + orElse(strings.Join(may, ", "), "nothing else") + "; the rest you look up by hand")
}

// day formats a date for people.
func day(at time.Time) string { return at.Format("2 January 2006") }
