package practice

import "strings"

// userBody is a user, in Okta's order.
type userBody struct {
	ID              string   `json:"id"`
	Status          string   `json:"status"`
	Created         instant  `json:"created"`
	Activated       instant  `json:"activated"`
	StatusChanged   instant  `json:"statusChanged"`
	LastLogin       instant  `json:"lastLogin"`
	LastUpdated     instant  `json:"lastUpdated"`
	PasswordChanged instant  `json:"passwordChanged"`
	RealmID         *string  `json:"realmId"`
	Type            document `json:"type"`
	Profile         profile  `json:"profile"`
	Credentials     document `json:"credentials"`
	Links           document `json:"_links"`
}

type profile struct {
	FirstName   string  `json:"firstName"`
	LastName    string  `json:"lastName"`
	MobilePhone *string `json:"mobilePhone"`
	SecondEmail *string `json:"secondEmail"`
	Login       string  `json:"login"`
	Email       string  `json:"email"`
}

// theUser is the user that the address names; "me" is whoever calls.
func (c *call) theUser() (*user, error) {
	id := c.path("id")
	if id == "me" {
		id = c.caller.UserID
	}
	if u := c.s.user(id); u != nil {
		return u, nil
	}
	return nil, missing(id, "User")
}

// readUser answers GET /api/v1/users/{id}.
func (o *Org) readUser(c *call) (reply, error) {
	u, err := c.theUser()
	if err != nil {
		return reply{}, err
	}
	return ok(u.body(c)), nil
}

// roleBody is a role that a user has, in Okta's order.
type roleBody struct {
	ID             string   `json:"id"`
	Label          string   `json:"label"`
	Type           string   `json:"type"`
	Status         string   `json:"status"`
	Created        instant  `json:"created"`
	LastUpdated    instant  `json:"lastUpdated"`
	AssignmentType string   `json:"assignmentType"`
	Links          document `json:"_links"`
}

// listRoles answers GET /api/v1/users/{id}/roles.
func (o *Org) listRoles(c *call) (reply, error) {
	u, err := c.theUser()
	if err != nil {
		return reply{}, err
	}
	label := "Super Administrator"
	if u.Role == readOnlyAdmin {
		label = "Read-only Administrator"
	}
	return ok([]roleBody{{
		ID: "ra1" + u.ID[3:], Label: label, Type: u.Role, Status: active, Created: u.Created, LastUpdated: u.Created,
		AssignmentType: "USER", Links: document{{"assignee", linkTo(c.origin + "/api/v1/users/" + u.ID)}},
	}}), nil
}

func (u *user) body(c *call) userBody {
	self := c.origin + "/api/v1/users/" + u.ID
	return userBody{
		ID: u.ID, Status: active, Created: u.Created, Activated: u.Created, StatusChanged: u.Created,
		LastLogin: u.Created, LastUpdated: u.Created, PasswordChanged: u.Created,
		Type:        document{{"id", "oty" + u.ID[3:]}},
		Profile:     profile{FirstName: u.FirstName, LastName: u.LastName, Login: u.Login, Email: u.Login},
		Credentials: document{{"provider", document{{"type", "OKTA"}, {"name", "OKTA"}}}},
		Links:       document{{"self", linkTo(self)}},
	}
}

// groupBody is a group, in Okta's order.
type groupBody struct {
	ID                    string   `json:"id"`
	Created               instant  `json:"created"`
	LastUpdated           instant  `json:"lastUpdated"`
	LastMembershipUpdated instant  `json:"lastMembershipUpdated"`
	ObjectClass           []string `json:"objectClass"`
	Type                  string   `json:"type"`
	Profile               document `json:"profile"`
	Links                 document `json:"_links"`
}

// listGroups answers GET /api/v1/groups. There is only Everyone here; q matches the
// beginning of the name.
func (o *Org) listGroups(c *call) (reply, error) {
	var found []groupBody
	if q := strings.ToLower(c.r.URL.Query().Get("q")); strings.HasPrefix("everyone", q) {
		found = append(found, c.everyone())
	}
	return page(c, wholeList, found, func(g groupBody) string { return g.ID }, func(g groupBody) any { return g })
}

// readGroup answers GET /api/v1/groups/{id}.
func (o *Org) readGroup(c *call) (reply, error) {
	if c.path("id") != c.s.Org.EveryoneID {
		return reply{}, missing(c.path("id"), "UserGroup")
	}
	return ok(c.everyone()), nil
}

func (c *call) everyone() groupBody {
	org := c.s.Org
	self := c.origin + "/api/v1/groups/" + org.EveryoneID
	return groupBody{
		ID: org.EveryoneID, Created: org.Created, LastUpdated: org.Created, LastMembershipUpdated: org.Created,
		ObjectClass: []string{"okta:user_group"}, Type: "BUILT_IN",
		Profile: document{{"name", "Everyone"}, {"description", "All users in your organization"}},
		Links:   document{{"users", linkTo(self + "/users")}, {"apps", linkTo(self + "/apps")}},
	}
}
