package main

import (
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"

	"oktadance/internal/practice"
)

// elsewhereJSON is what is another value on other machines: the URLs by one of this
// machine's addresses.
type elsewhereJSON struct {
	OrgURL              string `json:"org_url,omitempty"`
	AuthorizationServer string `json:"authorization_server,omitempty"`
	Issuer              string `json:"issuer,omitempty"`
	SecuredAPIURL       string `json:"secured_api_url,omitempty"`
	host                string
}

// abroad is one of them for each address, where the org or its API listens on all
// addresses. The one that doesn't is left out.
func abroad(paste practice.Paste, listen string, api *secured) []elsewhereJSON {
	var all []elsewhereJSON
	org, front := addresses(listen), addresses(api.front.Addr().String())
	hosts := org
	if hosts == nil {
		hosts = front
	}
	for _, host := range hosts {
		at := elsewhereJSON{host: host}
		if len(org) > 0 {
			at.OrgURL, at.Issuer, at.AuthorizationServer = moveTo(host, paste.OrgURL), moveTo(host, paste.Issuer), paste.Server
			if paste.Server == paste.OrgURL {
				at.AuthorizationServer = at.OrgURL
			}
		}
		if len(front) > 0 {
			at.SecuredAPIURL = moveTo(host, api.url())
		}
		all = append(all, at)
	}
	return all
}

// addresses are those of this machine by which others find what listens on all of
// them, or else its name. There are none for what listens on one alone.
func addresses(listen string) (hosts []string) {
	host, _, err := net.SplitHostPort(listen)
	if is, notOne := netip.ParseAddr(host); err != nil || host != "" && (notOne != nil || !is.IsUnspecified()) {
		return nil
	}
	all, _ := net.InterfaceAddrs() // where they are not known the name will do
	for _, known := range all {
		if is, err := netip.ParsePrefix(known.String()); err == nil && is.Addr().IsGlobalUnicast() {
			hosts = append(hosts, is.Addr().String())
		}
	}
	if name, err := os.Hostname(); err == nil && len(hosts) == 0 {
		return []string{name}
	}
	return hosts
}

// moveTo is a URL with another host, and the same port.
func moveTo(host, address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	u.Host = net.JoinHostPort(host, u.Port())
	return u.String()
}

// elsewhereWords are the URLs for people, to be read below those of this machine.
func elsewhereWords(all []elsewhereJSON) string {
	var b strings.Builder
	for _, at := range all {
		b.WriteString("# on other machines, with " + at.bracketed() + " in place of 127.0.0.1 in the commands too\n")
		if at.OrgURL != "" {
			b.WriteString("Org URL               " + at.OrgURL + "\n")
		}
		if at.SecuredAPIURL != "" {
			b.WriteString("Secured API           " + at.SecuredAPIURL + "/orders\n")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// bracketed is the host as it stands in a URL.
func (e elsewhereJSON) bracketed() string {
	if strings.Contains(e.host, ":") {
		return "[" + e.host + "]"
	}
	return e.host
}
