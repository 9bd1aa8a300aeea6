package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/sync/errgroup"

	"oktadance/internal/gateway"
	"oktadance/internal/okta"
	"oktadance/internal/practice"
	"oktadance/steps"
)

// serve runs a practice org until ctx ends. Being asked to stop is how it ends
// well, so that it is no failure.
func (p *program) serve(ctx context.Context, o practising) error {
	far, err := reachable("--listen", o.listen)
	if err != nil {
		return err
	}
	if _, err := reachable("--listen-api", o.listenAPI); err != nil {
		return err
	}
	org, err := practice.Start(practice.Options{
		Listen: o.listen, State: o.state, Fresh: o.fresh, Troubles: o.troubles,
	})
	if err != nil {
		return cannotServe(o.listen, err)
	}
	return errors.Join(p.serveOrg(ctx, org, o, far), org.Close())
}

// serveOrg runs an org and a secured API beside it until ctx ends or one of them fails.
func (p *program) serveOrg(ctx context.Context, org *practice.Org, o practising, far bool) error {
	paste := org.Paste()
	group, ctx := errgroup.WithContext(ctx)
	api, err := p.secureFor(paste, o)
	if err != nil {
		return err
	}
	defer api.close()
	if err := p.announce(paste, api, far, abroad(paste, o.listen, api)); err != nil {
		return err
	}
	group.Go(func() error { return api.serve(ctx) })
	group.Go(func() error {
		select {
		case <-ctx.Done():
			return nil
		case <-org.Done():
			return errors.New("the practice org has stopped by itself")
		}
	})
	return group.Wait()
}

// secureFor is a small API that takes the org's tokens. It listens beside the org, unless
// it is told where.
func (p *program) secureFor(paste practice.Paste, o practising) (*secured, error) {
	listen := o.listenAPI
	if listen == "" {
		host, _, err := net.SplitHostPort(cmp.Or(o.listen, "127.0.0.1:0"))
		if err != nil {
			return nil, err
		}
		listen = net.JoinHostPort(host, "0")
	}
	return secure(listen, gateway.Options{
		// The issuer is left to the org, which names itself by the host that was asked.
		Server: gateway.Server{Introspection: oauth(paste) + "/introspect",
			Client: okta.Credentials{ID: paste.ClientID, Secret: okta.NewSecret(paste.ClientSecret)}},
		Policy: gateway.Policy{Scopes: []string{paste.ScopeName}},
		TTL:    gateway.DefaultTTL, NegativeTTL: gateway.DefaultNegativeTTL,
		Client: okta.Options{Version: version()}, Log: accessLog(p.err),
	})
}

// reachable reports whether an address to listen on is open to other machines.
func reachable(flag, listen string) (bool, error) {
	if listen == "" {
		return false, nil
	}
	host, _, err := net.SplitHostPort(listen)
	if err != nil {
		return false, &usageError{text: flag + " takes a host and a port, not " + listen, hint: "For example: " + flag + " 127.0.0.1:8080"}
	}
	return !isLoopback(host), nil
}

// cannotServe puts into words why there is no org to serve.
func cannotServe(listen string, err error) error {
	var network *net.OpError
	var inUse *practice.InUse
	switch {
	case errors.As(err, &inUse):
		return &steps.Problem{
			What: "Another program serves the org in this file already, at " + inUse.URL,
			Next: "Use that one, end it first, or name another file with --state FILE.",
			Err:  err,
		}
	case errors.As(err, &network):
		return cannotListen("practice org", listen, err)
	}
	return err
}

// cannotListen puts into words why somebody can't listen.
func cannotListen(who, listen string, err error) error {
	why := err
	var system syscall.Errno
	var network *net.OpError
	switch {
	case errors.As(err, &system):
		why = system
	case errors.As(err, &network):
		why = network.Err
	}
	return &steps.Problem{
		What: "The " + who + " can't listen on " + listen + ".",
		Why:  upperFirst(why.Error()) + ".",
		Next: "Name another address HOST:PORT; the port 0 takes any free one.",
		Err:  err,
	}
}

// announce prints what to paste: as JSON, or in words with commands to try.
func (p *program) announce(paste practice.Paste, api *secured, far bool, others []elsewhereJSON) error {
	if p.json {
		if err := p.printJSON(served(paste, api.url(), others)); err != nil {
			return err
		}
	} else if _, err := io.WriteString(p.out, handout(paste, api.url())+elsewhereWords(others)); err != nil {
		return err
	}
	for _, w := range byTrouble(paste.WaysOut) {
		fmt.Fprintf(p.err, "Wrong on purpose: %s. %s\n", w.Trouble, w.Words)
	}
	if len(paste.WaysOut) > 0 {
		fmt.Fprintf(p.err, "A page where each can be put right: %s\n", paste.WaysOut[0].Page)
	}
	switch {
	case far:
		fmt.Fprint(p.err, beyond)
	case api.far():
		fmt.Fprint(p.err, farGateway)
	}
	if at, err := url.Parse(paste.OrgURL); err == nil && !isLoopback(at.Hostname()) {
		fmt.Fprint(p.err, beside)
	}
	fmt.Fprintln(p.err, "The practice org and the secured API run until ctrl+c.")
	return nil
}

// beyond is what listening on more than this machine's loopback means.
const beyond = `Other machines can reach this org: whoever has the values above can change everything in it.
They travel unencrypted, so use it in a network you trust, and put nothing real into it.
oktadance on another machine refuses it: it sends secrets over plain http to its own machine only.
`

// beside is what an org that is not on loopback means for the API.
const beside = `The secured API refuses every token: its gateway asks over plain http on its own machine only.
Listen on 0.0.0.0 rather than on one address, and it takes them.
`

// servedJSON is what to paste, under names that stay.
type servedJSON struct {
	OrgURL              string   `json:"org_url"`
	APIToken            string   `json:"api_token"`
	AuthorizationServer string   `json:"authorization_server"`
	Issuer              string   `json:"issuer"`
	ClientID            string   `json:"client_id"`
	ClientSecret        string   `json:"client_secret"`
	Scope               string   `json:"scope"`
	SecuredAPIURL       string   `json:"secured_api_url"`
	Troubles            []string `json:"troubles,omitempty"`

	Elsewhere []elsewhereJSON `json:"elsewhere,omitempty"` // for other machines, where they can reach it
}

func served(paste practice.Paste, apiURL string, others []elsewhereJSON) servedJSON {
	out := servedJSON{
		OrgURL: paste.OrgURL, APIToken: paste.APIToken,
		AuthorizationServer: paste.Server, Issuer: paste.Issuer,
		ClientID: paste.ClientID, ClientSecret: paste.ClientSecret, Scope: paste.ScopeName, SecuredAPIURL: apiURL,
		Elsewhere: others,
	}
	for _, w := range byTrouble(paste.WaysOut) {
		out.Troubles = append(out.Troubles, w.Trouble)
	}
	return out
}

// handout is what to paste, and commands that work as printed.
func handout(paste practice.Paste, apiURL string) string {
	fill := strings.NewReplacer(
		"{org}", paste.OrgURL, "{api token}", paste.APIToken, "{server}", paste.Server,
		"{oauth}", oauth(paste), "{id}", paste.ClientID, "{secret}", paste.ClientSecret, "{scope}", paste.ScopeName, "{api}", apiURL,
	)
	return fill.Replace(`Org URL               {org}
API token             {api token}
Authorization server  {server}
Client ID             {id}
Client secret         {secret}
Scope                 {scope}
Secured API           {api}/orders

# an access token, and what the org thinks of it
TOKEN=$(curl -s -u '{id}:{secret}' -d grant_type=client_credentials -d scope={scope} {oauth}/token | sed 's/.*"access_token":"//; s/".*//')
curl -s -u '{id}:{secret}' -d token="$TOKEN" {oauth}/introspect

# the secured API: with the token, and without one
curl -si -H "Authorization: Bearer $TOKEN" {api}/orders
curl -si {api}/orders

# the apps there are, through the management API
curl -s -H 'Authorization: SSWS {api token}' {org}/api/v1/apps

`)
}

// oauth is where the endpoints of the authorization server begin.
func oauth(paste practice.Paste) string {
	if paste.Issuer == paste.OrgURL {
		return paste.OrgURL + "/oauth2/v1"
	}
	return paste.Issuer + "/v1"
}

// byTrouble is one way out for each trouble.
func byTrouble(ways []practice.WayOut) []practice.WayOut {
	return slices.CompactFunc(slices.Clone(ways), func(a, b practice.WayOut) bool { return a.Trouble == b.Trouble })
}
