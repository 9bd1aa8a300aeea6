package steps

import (
	"context"
	"errors"

	"oktadance/internal/okta"
)

// account asks for the org and finds out whether it is one.
func account() Step {
	return Step{
		ID:    "account",
		Title: "Account",
		Takes: "about 2 minutes, 5 more without an org",
		Why:   "An Okta org of your own: the place where tokens are made and judged. Its URL is all the wizard needs; name and password are written down for you alone.",
		Guide: accountGuide,
		Fields: []Field{
			{
				Note: "account.username", Label: "Username", Optional: true, Memo: true,
				Hint: "What you sign in to Okta with. It may stay empty.",
				Help: About{
					What:  "The name of the admin you sign in as. The wizard signs in nowhere, so it does not need this.",
					Where: "In Okta at the top right, below your name.",
					For:   "To find out later whose org this is. The tutorial writes it down.",
					Like:  "ada@example.com",
				},
			},
			{
				Note: "account.password", Label: "Password", Secret: true, Optional: true, Memo: true,
				Hint: "Kept in the encrypted notes and sent nowhere. It may stay empty.",
				Help: About{
					What:  "The password of that admin. A password manager is the better place for it.",
					Where: "Nowhere in Okta: you chose it when you activated the account.",
					For:   "Nothing here uses it. The tutorial writes it down.",
				},
				Clean: asGiven,
			},
			{
				Note: "account.url", Label: "Okta URL",
				Hint: "Any address of your org will do: the Admin Console's, an issuer, or just its domain.",
				Help: About{
					What:  "The address of your org. Every org has a host of its own, or a domain of your company.",
					Where: "In the Admin Console below your name at the top right; the welcome mail has it too.",
					For:   "Everything else is found from it, and the issuer of every token begins with it.",
					Like:  "https://integrator-1234567.okta.com",
				},
				Clean: func(_ Notes, raw string) string { return orgURLOrNothing(raw) },
				Check: checkOrgURL,
			},
		},
		Finds: []Found{{"account.url", "Org URL"}, {"account.org_id", "Org ID"}, {"account.kind", "Server"}},
		Keeps: []Found{{"account.made_in", "Org of what was made"}},
		Try:   tryAccount,
	}
}

func accountGuide(Notes) Guide {
	return Guide{
		Intro: "No org yet? A free one takes five minutes and a business e-mail address:",
		Clicks: []string{
			"Sign up for Integrator Free Plan",
			"Activate the account from the mail, and set your password",
			"Your org's domain stands below your name, at the top right",
		},
		Link:  "https://developer.okta.com/signup",
		Aside: "The tutorial's Developer Edition is now called Integrator Free Plan.",
	}
}

func orgURLOrNothing(raw string) string {
	if tidy(raw) == "" {
		return ""
	}
	return OrgURL(raw)
}

// otherKind is an account that is no Okta org: another authorization server,
// whose clients and scopes are made by hand.
const otherKind = "another authorization server than Okta"

func tryAccount(ctx context.Context, t *Trial) *Problem {
	asked := t.Get("account.url")
	if !isOkta(t.notes) {
		t.mind(asked + " is no Okta org. What only Okta has is left out from here on")
		return nil
	}
	t.doing("Asking " + asked + " whether it is an Okta org")
	org, err := t.env.Client.Organization(ctx, asked)
	if err != nil {
		return t.notAnOrg(err)
	}
	if org.URL != "" && org.URL != asked {
		if p := t.sameOrg(ctx, asked, org); p != nil {
			return p
		}
	}
	t.good("It is an Okta org, with the ID " + org.ID)
	if p := t.leavesNothingBehind(org); p != nil {
		return p
	}
	return t.write(Change{"account.url", orElse(org.URL, asked)}, Change{"account.org_id", org.ID})
}

// leavesNothingBehind keeps what was made in one org from being forgotten when
// the answer names another.
func (t *Trial) leavesNothingBehind(org okta.Organization) *Problem {
	before := t.Get("account.made_in")
	made := t.Get("app.made") + t.Get("scope.made") + t.Get("policy.made")
	if before == "" || before == org.ID || made == "" {
		return nil
	}
	p := &Problem{
		What:  "The wizard has made things in another org, with the ID " + before + ", and these notes are all that knows of them.",
		Next:  "Answer with that org's URL again, or keep these notes for it and use other ones here: --profile NAME. To remove what was made there: oktadance cleanup",
		Field: "account.url",
	}
	return p.offer(Repair{Label: "Forget what was made there", Do: func(_ context.Context, t *Trial) *Problem {
		return t.write(Change{Note: "app.made"}, Change{Note: "scope.made"}, Change{Note: "policy.made"},
			Change{Note: "app.making"}, Change{Note: "scope.making"}, Change{Note: "policy.making"}, Change{Note: "account.made_in"})
	}})
}

// sameOrg follows an org to the address it calls its own, and makes sure that
// the same org answers there: what a host says of another host proves nothing.
func (t *Trial) sameOrg(ctx context.Context, asked string, org okta.Organization) *Problem {
	t.doing("Asking for it at the address it gives as its own, " + org.URL)
	own, err := t.env.Client.Organization(ctx, org.URL)
	if err == nil && own.ID == org.ID {
		t.mind("Written down with its own address, " + org.URL)
		return nil
	}
	return &Problem{
		What:  asked + " says that its own address is " + org.URL + ", but that is not the same org.",
		Why:   "Something between here and Okta changes what is sent.",
		Next:  "Paste the org's okta.com address here: it stands below your name at the top right of the Admin Console.",
		Field: "account.url",
		Err:   err,
	}
}

// notAnOrg tells why a host did not answer as an org does.
func (t *Trial) notAnOrg(err error) *Problem {
	p := t.coach(err)
	var refused *okta.Error
	if errors.As(err, &refused) && (refused.Shape != okta.ShapeHTML || refused.Status == 404) && refused.Status < 500 && refused.Code != "E0000260" {
		p.What = t.Get("account.url") + " is not an Okta org."
		p.Why = "Something answers there, but not as an org does. The name may have a letter wrong."
		p.Next = "Compare it with the domain below your name at the top right of the Admin Console, and mend it here. If it is another authorization server than Okta, go on with that."
		p.offer(Repair{Label: "Go on without Okta", Do: func(_ context.Context, t *Trial) *Problem {
			return t.write(Change{"account.kind", otherKind})
		}})
	}
	return p.at("account.url")
}
