package practice

import (
	"encoding/json"
	"net/http"
	"slices"
)

// What the Terraform provider asks an org beyond what the wizard does: the app's
// sign-in policy, which no machine ever meets, and its id-token settings.

// accessPolicyBody is an authentication policy of apps, in Okta's order.
type accessPolicyBody struct {
	ID          string    `json:"id"`
	Status      string    `json:"status"`
	Name        string    `json:"name"`
	Priority    int       `json:"priority"`
	System      bool      `json:"system"`
	Conditions  *struct{} `json:"conditions"`
	Created     instant   `json:"created"`
	LastUpdated instant   `json:"lastUpdated"`
	Links       document  `json:"_links"`
	Embedded    document  `json:"_embedded"`
	Type        string    `json:"type"`
}

// listAccessPolicies answers GET /api/v1/policies?type=ACCESS_POLICY.
func (o *Org) listAccessPolicies(c *call) (reply, error) {
	if c.r.URL.Query().Get("type") != "ACCESS_POLICY" {
		return ok([]any{}), nil
	}
	org := c.s.Org
	self := c.origin + "/api/v1/policies/" + org.AccessPolicyID
	return ok([]accessPolicyBody{{
		ID: org.AccessPolicyID, Status: active, Name: "Any two factors", Priority: 1, System: true,
		Created: org.Created, LastUpdated: org.Created,
		Links: document{
			{"mappings", linkTo(self+"/mappings", "GET", "POST")},
			{"self", linkTo(self, "GET", "PUT")},
			{"rules", linkTo(self+"/rules", "GET", "POST")},
			turnLink(self, active),
		},
		Embedded: document{{"resourceType", "APP"}},
		Type:     "ACCESS_POLICY",
	}}), nil
}

// assignPolicy answers PUT /api/v1/apps/{id}/policies/{policy}.
func (o *Org) assignPolicy(c *call) (reply, error) {
	if c.path("policy") != c.s.Org.AccessPolicyID {
		return reply{}, missing(c.path("policy"), "Policy")
	}
	_, err := o.changeApp(c, func(_ *state, a *app) error {
		a.PolicyID = c.path("policy")
		return nil
	})
	return done(), err
}

// idTokenSettings answers GET and POST /api/v1/internal/apps/{id}/settings/oauth/idToken.
func (o *Org) idTokenSettings(c *call) (reply, error) {
	a, err := c.theApp(c.s)
	if err != nil {
		return reply{}, err
	}
	mode := a.Settings.IssuerMode
	if c.r.Method == http.MethodPost {
		if mode, err = o.setIssuerMode(c); err != nil {
			return reply{}, err
		}
	}
	return ok(document{{"issuer", nil}, {"orgUrl", nil}, {"customUrl", nil}, {"audience", nil}, {"issuerMode", mode}}), nil
}

func (o *Org) setIssuerMode(c *call) (string, error) {
	var body json.RawMessage
	if err := c.decode(&body); err != nil {
		return "", err
	}
	var in struct {
		IssuerMode string `json:"issuerMode"`
	}
	if json.Unmarshal(body, &in) != nil || !slices.Contains([]string{issuerOrgURL, issuerDynamic, issuerCustomURL}, in.IssuerMode) {
		return "", invalid("issuerMode", "'issuerMode' must be one of [ORG_URL, CUSTOM_URL, DYNAMIC].")
	}
	_, err := o.changeApp(c, func(_ *state, a *app) error {
		a.Settings.IssuerMode = in.IssuerMode
		return nil
	})
	return in.IssuerMode, err
}
