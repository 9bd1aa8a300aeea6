package practice

import (
	"encoding/base64"
	"net/url"
	"strings"
	"unicode"
)

// credentials are how a client said who it is.
type credentials struct {
	method string // one of the ways to prove oneself; an assertion is in the form
	id     string
	secret string
}

// presented finds the credentials of a request, of which there may be one set.
func presented(c *call, f form) (credentials, error) {
	header := c.r.Header.Get("Authorization")
	ways := 0
	for _, used := range []bool{header != "", f.has("client_secret"), f.has("client_assertion")} {
		if used {
			ways++
		}
	}
	switch {
	case ways > 1:
		return credentials{}, refuse(severalCredentials)
	case header != "":
		return basicCredentials(header)
	case f.has("client_assertion"):
		return credentials{method: privateKeyJWT}, nil
	case f.has("client_secret") && f.has("client_id"):
		return credentials{method: secretPost, id: f.get("client_id"), secret: f.get("client_secret")}, nil
	case f.has("client_id") && !f.has("client_secret"):
		return credentials{method: publicClient, id: f.get("client_id")}, nil
	}
	return credentials{}, refuse(noCredentials)
}

// basicCredentials reads a Basic header. Control characters betray the line's end
// that echo without -n encodes along with the secret.
func basicCredentials(header string) (credentials, error) {
	scheme, value, _ := strings.Cut(header, " ")
	raw, err := base64.StdEncoding.DecodeString(value)
	if !strings.EqualFold(scheme, "Basic") || err != nil {
		return credentials{}, refuse(badAuthHeader)
	}
	id, secret, both := strings.Cut(string(raw), ":")
	if !both || id == "" || strings.ContainsFunc(string(raw), unicode.IsControl) {
		return credentials{}, refuse(badAuthHeader)
	}
	// RFC 6749 section 2.3.1: both are form-encoded before they are joined.
	id, errID := url.QueryUnescape(id)
	secret, errSecret := url.QueryUnescape(secret)
	if errID != nil || errSecret != nil {
		return credentials{}, refuse(badAuthHeader)
	}
	return credentials{method: secretBasic, id: id, secret: secret}, nil
}

// authenticate tells which client sent a request, once it has proved it.
func (o *Org) authenticate(c *call, f form) (*app, error) {
	cred, err := presented(c, f)
	if err != nil {
		return nil, err
	}
	client, err := o.prove(c, f, cred)
	if err != nil {
		return nil, err
	}
	if !client.reachable() {
		return nil, refuse(outsideZones)
	}
	return client, nil
}

// prove checks the credentials against the client they name.
func (o *Org) prove(c *call, f form, cred credentials) (*app, error) {
	if cred.method == privateKeyJWT {
		return o.assertedClient(c, f)
	}
	client := c.s.client(cred.id)
	if client == nil {
		return nil, refuse(unknownClient)
	}
	return client, client.accepts(cred)
}

// accepts checks credentials that came without an assertion.
func (a *app) accepts(cred credentials) error {
	if a.Status != active {
		return refuse(clientRefused)
	}
	if cred.method == publicClient {
		if a.OAuth.AuthMethod != publicClient {
			return refuse(noCredentials)
		}
		return nil
	}
	if !a.takes(cred.method) {
		return refuse(clientRefused)
	}
	if !a.holds(cred.secret) {
		return refuse(wrongSecret)
	}
	return nil
}

// takes tells whether the app is set up for a way to send its secret. One set to
// client_secret_basic takes the secret in the body as well: Okta's console offers
// just "Client secret", and MuleSoft's gateway relies on it. One set to
// client_secret_post by its API means it.
func (a *app) takes(method string) bool {
	return method == a.OAuth.AuthMethod || method == secretPost && a.OAuth.AuthMethod == secretBasic
}
