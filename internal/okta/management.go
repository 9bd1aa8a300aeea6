package okta

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Management speaks Okta's management API with an API token. Whatever it refuses is an *Error.
type Management struct {
	client *Client
	org    string
	token  Secret
}

// Management returns the management API of the org at a URL, as the token's owner.
func (c *Client) Management(orgURL string, token Secret) *Management {
	return &Management{client: c, org: strings.TrimRight(orgURL, "/"), token: token}
}

// ErrNoID means that an id is empty, or is one that would turn a path into another.
var ErrNoID = errors.New("the id is empty or not one")

// ErrTooMany means that a list has more pages than any org of a tutorial.
var ErrTooMany = errors.New("the list has more than 50 pages")

// maxPages bounds a list; with 200 rows in a page it is 10,000 rows.
const maxPages = 50

// OffOrgError means that a list's next page is said to be on another server, which would be
// sent the API token.
type OffOrgError struct{ Org, Next string }

// Error says where the page would be.
func (e *OffOrgError) Error() string {
	return fmt.Sprintf("the next page of a list is at %s, not at %s", e.Next, e.Org)
}

// send makes one call. path is made by path; in is sent as JSON unless it is nil.
func (m *Management) send(ctx context.Context, method, address string, in any) (answer, error) {
	r := call{method: method, url: address, authorization: NewSecret("SSWS " + m.token.Reveal())}
	if in != nil {
		body, err := json.Marshal(in)
		if err != nil {
			return answer{}, err
		}
		r.contentType, r.body = "application/json", string(body)
	}
	return m.client.do(ctx, r)
}

// address returns the URL of an object. Its parts become path segments, each escaped.
func (m *Management) address(parts ...string) (string, error) {
	text := m.org + "/api/v1"
	for _, part := range parts {
		if part == "" || part == "." || part == ".." {
			return "", ErrNoID
		}
		text += "/" + url.PathEscape(part)
	}
	return text, nil
}

// exchange calls a method on an object and decodes the answer.
func exchange[T any](ctx context.Context, m *Management, method string, in any, parts ...string) (T, error) {
	var none T
	address, err := m.address(parts...)
	if err != nil {
		return none, err
	}
	return exchangeAt[T](ctx, m, method, address, in)
}

func exchangeAt[T any](ctx context.Context, m *Management, method, address string, in any) (T, error) {
	a, err := m.send(ctx, method, address, in)
	if err != nil {
		var none T
		return none, err
	}
	return decode[T](a)
}

// command calls a method on an object whose answer says nothing.
func (m *Management) command(ctx context.Context, method string, parts ...string) error {
	address, err := m.address(parts...)
	if err != nil {
		return err
	}
	a, err := m.send(ctx, method, address, nil)
	if err != nil {
		return err
	}
	return a.ok()
}

// list reads all pages of a list. It follows the server's own links, as Okta asks, but never
// off the org: the token goes with every request.
func list[T any](ctx context.Context, m *Management, query url.Values, parts ...string) ([]T, error) {
	next, err := m.address(parts...)
	if err != nil {
		return nil, err
	}
	if len(query) > 0 {
		next += "?" + query.Encode()
	}
	var all []T
	for range maxPages {
		a, err := m.send(ctx, http.MethodGet, next, nil)
		if err != nil {
			return nil, err
		}
		page, err := decode[[]T](a)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if next = nextPage(a.header); next == "" {
			return all, nil
		}
		if !sameOrigin(next, m.org) {
			return nil, &OffOrgError{Org: m.org, Next: a.mask().text(hostOf(next))}
		}
	}
	return nil, ErrTooMany
}

// nextPage returns the target of the Link field whose relation is next (RFC 8288 §3). Okta
// sends one field for each link, others put several into one.
func nextPage(header http.Header) string {
	for _, field := range header.Values("Link") {
		for field != "" {
			var target, params string
			_, field, _ = strings.Cut(field, "<")
			target, field, _ = strings.Cut(field, ">")
			params, field = cutParams(field)
			if hasNext(params) {
				return target
			}
		}
	}
	return ""
}

// cutParams splits what follows a target at the comma before the next link.
func cutParams(s string) (params, rest string) {
	if i := strings.Index(s, "<"); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

func hasNext(params string) bool {
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(param, "=")
		if strings.EqualFold(strings.TrimSpace(name), "rel") && strings.EqualFold(strings.Trim(value, "\" ,\t"), "next") {
			return true
		}
	}
	return false
}

// User is the person an API token acts for.
type User struct {
	ID        string // 00u…
	Status    string
	Login     string
	Email     string
	FirstName string
	LastName  string
}

// Me returns whose the token is. It is the cheapest way to learn that the token works.
func (m *Management) Me(ctx context.Context) (User, error) {
	wire, err := exchange[struct {
		ID      string `json:"id"`
		Status  string `json:"status"`
		Profile struct {
			Login     string `json:"login"`
			Email     string `json:"email"`
			FirstName string `json:"firstName"`
			LastName  string `json:"lastName"`
		} `json:"profile"`
	}](ctx, m, http.MethodGet, nil, "users", "me")
	if err != nil {
		return User{}, doing("asking whose the API token is", err)
	}
	p := wire.Profile
	return User{ID: wire.ID, Status: wire.Status, Login: p.Login, Email: p.Email, FirstName: p.FirstName, LastName: p.LastName}, nil
}

// APIToken describes an API token. Its value is never told.
type APIToken struct {
	ID          string    `json:"id"` // 00T…
	Name        string    `json:"name"`
	UserID      string    `json:"userId"`
	ClientName  string    `json:"clientName"`
	Window      string    `json:"tokenWindow"` // how long it lives unused, such as P30D
	Created     time.Time `json:"created"`
	LastUpdated time.Time `json:"lastUpdated"`
	ExpiresAt   time.Time `json:"expiresAt"`
	Network     Network   `json:"network"`
}

// Network says from where an API token may be used.
type Network struct {
	Connection string   `json:"connection"` // ANYWHERE or ZONE
	Include    []string `json:"include"`
	Exclude    []string `json:"exclude"`
}

// APITokens lists the org's active API tokens.
func (m *Management) APITokens(ctx context.Context) ([]APIToken, error) {
	tokens, err := list[APIToken](ctx, m, nil, "api-tokens")
	return tokens, doing("listing API tokens", err)
}

// RevokeAPIToken ends an API token's life, for good.
func (m *Management) RevokeAPIToken(ctx context.Context, id string) error {
	return doing("revoking the API token", m.command(ctx, http.MethodDelete, "api-tokens", id))
}

// RevokeCurrentToken ends the life of the token in use, for good. Nothing works after that.
func (m *Management) RevokeCurrentToken(ctx context.Context) error {
	return doing("revoking the API token", m.command(ctx, http.MethodDelete, "api-tokens", "current"))
}
