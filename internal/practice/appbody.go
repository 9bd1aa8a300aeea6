package practice

// appBody is an app as the API shows it, in Okta's order.
type appBody struct {
	ID              string          `json:"id"`
	ORN             string          `json:"orn"`
	Name            string          `json:"name"`
	Label           string          `json:"label"`
	Status          string          `json:"status"`
	LastUpdated     instant         `json:"lastUpdated"`
	Created         instant         `json:"created"`
	Accessibility   document        `json:"accessibility"`
	Visibility      document        `json:"visibility"`
	Features        []string        `json:"features"`
	SignOnMode      string          `json:"signOnMode"`
	Credentials     credentialsBody `json:"credentials"`
	UniversalLogout *struct{}       `json:"universalLogout"`
	Settings        document        `json:"settings"`
	Links           document        `json:"_links"`
}

type credentialsBody struct {
	UserNameTemplate document  `json:"userNameTemplate"`
	Signing          document  `json:"signing"`
	OAuth            oauthBody `json:"oauthClient"`
}

// oauthBody has the secret only where the app was just written.
type oauthBody struct {
	AutoKeyRotation bool   `json:"autoKeyRotation"`
	ClientID        string `json:"client_id"`
	ClientSecret    string `json:"client_secret,omitempty"`
	AuthMethod      string `json:"token_endpoint_auth_method"`
	PKCERequired    bool   `json:"pkce_required"`
}

const openIDConnect = "OPENID_CONNECT"

// body is the app as GET shows it: without its secret.
func (a *app) body(c *call) appBody {
	return appBody{
		ID: a.ID, ORN: "orn:okta:idp:" + c.s.Org.ID + ":apps:" + a.Name + ":" + a.ID, Name: a.Name, Label: a.Label, Status: a.Status,
		LastUpdated: a.LastUpdated, Created: a.Created,
		Accessibility: document{{"selfService", false}, {"errorRedirectUrl", nil}, {"loginRedirectUrl", nil}},
		Visibility: document{
			{"autoLaunch", false}, {"autoSubmitToolbar", false}, {"hide", a.Hide},
			{"appLinks", document{{a.Name + "_link", true}}},
		},
		Features: []string{}, SignOnMode: openIDConnect,
		Credentials: credentialsBody{
			UserNameTemplate: document{{"template", "${source.login}"}, {"type", "BUILT_IN"}},
			Signing:          document{{"kid", a.SigningKey}},
			OAuth: oauthBody{
				AutoKeyRotation: a.OAuth.AutoKeyRotation, ClientID: a.OAuth.ClientID,
				AuthMethod: a.OAuth.AuthMethod, PKCERequired: a.OAuth.PKCERequired,
			},
		},
		Settings: a.settingsBody(),
		Links:    a.links(c),
	}
}

// bodyWithSecret is the app as POST and PUT show it.
func (a *app) bodyWithSecret(c *call) appBody {
	b := a.body(c)
	b.Credentials.OAuth.ClientSecret = a.secret()
	return b
}

func (a *app) settingsBody() document {
	vpn := document{{"network", document{{"connection", "DISABLED"}}}, {"message", nil}, {"helpUrl", nil}}
	return document{
		{"app", document{}},
		{"notifications", document{{"vpn", vpn}}},
		{"manualProvisioning", false},
		{"implicitAssignment", false},
		{"emOptInStatus", "NONE"},
		{"notes", document{{"admin", nil}, {"enduser", nil}}},
		{"oauthClient", a.Settings},
	}
}

func (a *app) links(c *call) document {
	self := c.origin + "/api/v1/apps/" + a.ID
	home := c.origin + "/home/" + a.Name + "/" + a.ID + "/" + a.LinkID
	return document{
		{"uploadLogo", linkTo(self+"/logo", "POST")},
		{"appLinks", []document{{{"name", a.Name + "_link"}, {"href", home}, {"type", "text/html"}}}},
		{"profileEnrollment", linkTo(c.origin + "/api/v1/policies/" + c.s.Org.EnrollmentID)},
		{"policies", linkTo(self+"/policies", "PUT")},
		{"groups", linkTo(self + "/groups")},
		{"logo", []document{{{"name", "medium"}, {"href", c.origin + "/assets/img/logos/default.png"}, {"type", "image/png"}}}},
		{"clientCredentials", []document{{{"name", "secrets"}, {"href", self + "/credentials/secrets"}}}},
		{"accessPolicy", linkTo(c.origin + "/api/v1/policies/" + a.PolicyID)},
		{"users", linkTo(self + "/users")},
		{turn(a.Status), linkTo(self + "/lifecycle/" + turn(a.Status))},
	}
}

// secretBody is one entry of an app's list of secrets.
type secretBody struct {
	ID          string   `json:"id"`
	Created     instant  `json:"created"`
	LastUpdated instant  `json:"lastUpdated"`
	Status      string   `json:"status"`
	Value       string   `json:"client_secret"`
	Hash        string   `json:"secret_hash"`
	Links       document `json:"_links"`
}
