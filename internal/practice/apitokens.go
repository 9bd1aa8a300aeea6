package practice

import "slices"

// tokenBody is an API token as the API shows it: never its value.
type tokenBody struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	UserID      string   `json:"userId"`
	ClientName  string   `json:"clientName"`
	Window      string   `json:"tokenWindow"`
	Network     network  `json:"network"`
	Expires     instant  `json:"expiresAt"`
	Created     instant  `json:"created"`
	LastUpdated instant  `json:"lastUpdated"`
	Links       document `json:"_links"`
}

// listTokens answers GET /api/v1/api-tokens with the tokens that are alive.
func (o *Org) listTokens(c *call) (reply, error) {
	var alive []apiToken
	for _, t := range c.s.Tokens {
		if t.alive(c.now) {
			alive = append(alive, t)
		}
	}
	return page(c, tokenPaging, alive, func(t apiToken) string { return t.ID }, func(t apiToken) any { return t.body(c) })
}

// readToken answers GET /api/v1/api-tokens/{id}.
func (o *Org) readToken(c *call) (reply, error) {
	t, err := c.theToken(c.s)
	if err != nil {
		return reply{}, err
	}
	return ok(t.body(c)), nil
}

func (t *apiToken) body(c *call) tokenBody {
	return tokenBody{
		ID: t.ID, Name: t.Name, UserID: t.UserID, ClientName: "Okta API", Window: "P30D", Network: t.Network,
		Expires: at(t.expires()), Created: t.Created, LastUpdated: t.LastUpdated,
		Links: document{
			{"self", linkTo(c.origin+"/api/v1/api-tokens/"+t.ID, "GET", "DELETE")},
			{"user", linkTo(c.origin+"/api/v1/users/"+t.UserID, "GET")},
		},
	}
}

var tokenPaging = paging{most: 200, initial: 200}

// tokenInput is what PUT says an API token is to be. Only its network counts.
type tokenInput struct {
	Name    string   `json:"name"`
	Network *network `json:"network"`
}

// theToken is the API token that the address names; "current" is the one that calls.
func (c *call) theToken(s *state) (*apiToken, error) {
	id := c.path("id")
	if id == "" {
		id = c.caller.ID
	}
	if t := s.token(id); t != nil && t.alive(c.now) {
		return t, nil
	}
	return nil, missing(id, "ApiToken")
}

// updateToken answers PUT /api/v1/api-tokens/{id}.
func (o *Org) updateToken(c *call) (reply, error) {
	var in tokenInput
	if err := c.decode(&in); err != nil {
		return reply{}, err
	}
	if in.Name == "" {
		return reply{}, invalid("name", leftBlank)
	}
	var body tokenBody
	err := o.change(func(s *state) error {
		t, err := c.theToken(s)
		if err != nil {
			return err
		}
		t.Name, t.LastUpdated = in.Name, at(c.now)
		if in.Network != nil {
			t.Network = *in.Network
		}
		body = t.body(c)
		return nil
	})
	return ok(body), err
}

// revokeToken answers DELETE /api/v1/api-tokens/{id} and …/current.
func (o *Org) revokeToken(c *call) (reply, error) {
	err := o.change(func(s *state) error {
		t, err := c.theToken(s)
		if err != nil {
			return err
		}
		id := t.ID
		s.Tokens = slices.DeleteFunc(s.Tokens, func(t apiToken) bool { return t.ID == id })
		return nil
	})
	return done(), err
}
