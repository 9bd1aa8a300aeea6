package practice

// serverBody is an authorization server as the API shows it, in Okta's order.
type serverBody struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Audiences   []string `json:"audiences"`
	Issuer      string   `json:"issuer"`
	IssuerMode  string   `json:"issuerMode"`
	Status      string   `json:"status"`
	Created     instant  `json:"created"`
	LastUpdated instant  `json:"lastUpdated"`
	Credentials document `json:"credentials"`
	Default     bool     `json:"default"`
	Links       document `json:"_links"`
}

var serverPaging = paging{most: 200, initial: 200}

// listServers answers GET /api/v1/authorizationServers.
func (o *Org) listServers(c *call) (reply, error) {
	found := named(c.r.URL.Query().Get("q"), c.s.Servers, func(v server) string { return v.Name })
	return page(c, serverPaging, found, func(v server) string { return v.ID }, func(v server) any { return o.serverBody(c, &v) })
}

// theServer is the authorization server that the address names.
func (c *call) theServer(s *state) (*server, error) {
	if v := s.server(c.path("as")); v != nil {
		return v, nil
	}
	return nil, missing(c.path("as"), "AuthorizationServer")
}

// readServer answers GET /api/v1/authorizationServers/{as}.
func (o *Org) readServer(c *call) (reply, error) {
	v, err := c.theServer(c.s)
	if err != nil {
		return reply{}, err
	}
	return ok(o.serverBody(c, v)), nil
}

func (o *Org) serverBody(c *call, v *server) serverBody {
	return serverBody{
		ID: v.ID, Name: v.Name, Description: v.Description, Audiences: v.Audiences,
		Issuer: o.issuer(v, c.origin), IssuerMode: v.IssuerMode, Status: v.Status,
		Created: v.Created, LastUpdated: v.LastUpdated,
		Credentials: document{{"signing", v.signingBody()}},
		Default:     v.Default,
		Links:       o.serverLinks(c, v),
	}
}

// keyLife is how many days a key signs before the next takes over by itself.
const keyLife = 90

func (v *server) signingBody() document {
	kept := v.activeKey()
	if kept == nil {
		return document{{"rotationMode", v.RotationMode}}
	}
	body := document{{"kid", kept.Kid}, {"rotationMode", v.RotationMode}, {"lastRotated", kept.Created}}
	if v.RotationMode == "AUTO" {
		body = append(body, member{"nextRotation", at(kept.Created.AddDate(0, 0, keyLife))})
	}
	return body
}

// serverURL is a server's address in the management API.
func (c *call) serverURL(v *server) string {
	return c.origin + "/api/v1/authorizationServers/" + v.alias()
}

func (o *Org) serverLinks(c *call, v *server) document {
	self, issuer := c.serverURL(v), o.issuer(v, c.origin)
	wellKnown := func(name string) document {
		return document{{"name", name}, {"href", issuer + "/.well-known/" + name}, {"hints", hints{[]string{"GET"}}}}
	}
	return document{
		{"rotateKey", linkTo(self+"/credentials/lifecycle/keyRotate", "POST")},
		{"metadata", []document{wellKnown("oauth-authorization-server"), wellKnown("openid-configuration")}},
		{"keys", linkTo(self+"/credentials/keys", "GET")},
		{"claims", linkTo(self+"/claims", "GET", "POST")},
		{"policies", linkTo(self+"/policies", "GET", "POST")},
		{"self", linkTo(self, "GET", "DELETE", "PUT")},
		{"scopes", linkTo(self+"/scopes", "GET", "POST")},
		turnLink(self, v.Status),
	}
}

// listClaims answers GET …/claims: this org adds none of its own to a token.
func (o *Org) listClaims(c *call) (reply, error) {
	if _, err := c.theServer(c.s); err != nil {
		return reply{}, err
	}
	return ok([]any{}), nil
}
