package practice

import "fmt"

// Paste is what a person would copy out of this org's Admin Console, to be offered
// as answers. With a trouble in the org some of it is what a person in that trouble
// would paste; WaysOut then says how to go on.
type Paste struct {
	OrgURL           string // without a slash at the end
	Username         string
	Server           string // the authorization server to name: "default", or the org URL under org-server-url
	Issuer           string
	APIToken         string
	TokenName        string
	TokenID          string
	AppName          string
	AppID            string
	ClientID         string
	ClientSecret     string
	ScopeName        string
	ScopeDisplayName string
	ScopeDescription string
	WaysOut          []WayOut // one for each trouble still in the org
}

// Format prints the org's URL under every verb, and none of the secrets.
func (p Paste) Format(f fmt.State, _ rune) { fmt.Fprintf(f, "what to paste for %s", p.OrgURL) }

// pasted says which of the org's things a person holds. Where one of the last three
// is set they hold something that isn't, or isn't any more, the org's.
type pasted struct {
	Token    string `json:"tokenId"`
	App      string `json:"appId"`
	Scope    string `json:"scope"`
	ClientID string `json:"clientId,omitempty"`
	Secret   string `json:"clientSecret,omitempty"`
	Server   string `json:"server,omitempty"`
}

// Paste is what a person would copy out of the org as it is now.
func (o *Org) Paste() Paste { return o.state.Load().paste(o.url) }

func (s *state) paste(url string) Paste {
	p := Paste{
		OrgURL: url, Username: seedLogin, Server: "default", Issuer: url + "/oauth2/default",
		AppName: seedApp, ScopeName: s.Pasted.Scope, ScopeDisplayName: s.Pasted.Scope, ScopeDescription: seedDescription,
		WaysOut: s.waysOut(url),
	}
	if t := s.token(s.Pasted.Token); t != nil {
		p.APIToken, p.TokenName, p.TokenID = t.Value, t.Name, t.ID
	}
	if a := s.app(s.Pasted.App); a != nil {
		p.AppName, p.AppID, p.ClientID, p.ClientSecret = a.Label, a.ID, a.OAuth.ClientID, a.secret()
	}
	s.Pasted.instead(&p)
	return p
}

// instead puts the wrong things in place that a person holds.
func (h pasted) instead(p *Paste) {
	if h.ClientID != "" {
		p.ClientID = h.ClientID
	}
	if h.Secret != "" {
		p.ClientSecret = h.Secret
	}
	if h.Server == orgServerURL {
		p.Server, p.Issuer = p.OrgURL, p.OrgURL
	}
}

// orgServerURL marks somebody who pasted the org's URL as that of the server.
const orgServerURL = "org"
