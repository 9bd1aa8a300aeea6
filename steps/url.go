package steps

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// oktaDomains are the domains under which Okta runs orgs. Only they have the
// -admin twin of the org's host. (Okta: "Okta organizations".)
var oktaDomains = []string{
	"okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil",
	"okta-miltest.com", "trex-gov.com", "trexcloud.com",
}

// OrgURL makes an org's URL of anything a person may copy: the Admin Console's
// address, an issuer, a metadata URL, a bare host, a line of the welcome mail.
// What cannot be made a URL comes back as it is; checkOrgURL judges it.
func OrgURL(raw string) string {
	text := address(tidy(raw))
	if strings.Count(text, "://") > 1 {
		return tidy(raw) // two of them run together
	}
	if bareOrg(strings.ToLower(text)) {
		text += ".okta.com"
	}
	if !strings.Contains(text, "://") {
		text = "https://" + strings.TrimLeft(text, "/")
	}
	u, err := url.Parse(text)
	if err != nil || !isHost(u.Hostname()) {
		return tidy(raw)
	}
	host := withoutAdmin(strings.TrimSuffix(strings.ToLower(u.Hostname()), "."))
	if loopback(host) && strings.EqualFold(u.Scheme, "http") {
		return "http://" + joined(host, u.Port())
	}
	if loopback(host) {
		return "https://" + joined(host, u.Port())
	}
	port := u.Port()
	if port == "443" || port == "80" || underOkta(host) {
		port = ""
	}
	return "https://" + joined(host, port)
}

// bareOrg reports whether the text is the name of a developer's org without its
// domain, such as integrator-1234567.
func bareOrg(text string) bool {
	kind, number, _ := strings.Cut(strings.TrimSuffix(text, "-admin"), "-")
	return slices.Contains([]string{"integrator", "trial", "dev"}, kind) &&
		number != "" && strings.Trim(number, "0123456789") == ""
}

// address picks the word of a line that looks most like an address.
func address(line string) string {
	words := strings.Fields(line)
	for _, w := range words {
		if strings.Contains(w, "://") {
			return unquoted(w)
		}
	}
	for _, w := range words {
		if strings.Contains(w, ".") && !strings.HasSuffix(w, ".") {
			return unquoted(w)
		}
	}
	return unquoted(line)
}

// isHost reports whether a name can be a host's: labels of letters, digits and
// hyphens, or an IP address.
func isHost(name string) bool {
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	odd := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }
	labels := strings.Split(strings.TrimSuffix(name, "."), ".")
	return !slices.ContainsFunc(labels, func(label string) bool {
		return label == "" || strings.ContainsFunc(label, odd)
	})
}

func joined(host, port string) string {
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port == "" {
		return host
	}
	return host + ":" + port
}

// withoutAdmin gives the org's host for its Admin Console's.
func withoutAdmin(host string) string {
	name, rest, _ := strings.Cut(host, ".")
	if !underOkta(host) {
		return host
	}
	return strings.TrimSuffix(name, "-admin") + "." + rest
}

// adminHost gives the Admin Console's host for an org's, or "" where there is
// no telling: custom domains have no twin.
func adminHost(orgURL string) string {
	u, err := url.Parse(orgURL)
	if err != nil || !underOkta(u.Hostname()) {
		return ""
	}
	name, rest, _ := strings.Cut(u.Hostname(), ".")
	return name + "-admin." + rest
}

func underOkta(host string) bool {
	for _, domain := range oktaDomains {
		if strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// checkOrgURL says what is wrong with a cleaned org URL, or nil.
func checkOrgURL(_ Notes, value string) *Problem {
	u, err := url.Parse(value)
	switch {
	case strings.Count(value, "://") > 1:
		return &Problem{
			What: "That is two addresses, one behind the other.",
			Next: "Empty the field with ctrl+u, and paste one of them.",
		}
	case err != nil || u.Scheme == "" || !isHost(u.Hostname()):
		return &Problem{
			What: "That is not an address of an org.",
			Why:  "A placeholder or some other text was copied.",
			Next: "In the Admin Console, click your name at the top right; the org's domain stands below it. It looks like integrator-1234567.okta.com.",
		}
	}
	host := u.Hostname()
	switch {
	case ownSite(host):
		return &Problem{
			What: "That is Okta's own site, " + host + ", and not your org.",
			Why:  "Every org has a name of its own in front of okta.com.",
			Next: "In the Admin Console, click your name at the top right and copy the domain that stands below it.",
		}
	case strings.Contains(host, ".com.com"):
		return &Problem{
			What: "This host ends in .com twice: " + host + ".",
			Next: "Take one .com away.",
		}
	case !strings.Contains(host, ".") && !loopback(host):
		return &Problem{
			What: "This host has no domain: " + host + ".",
			Why:  "The end was not copied.",
			Next: "Add the domain, for example " + host + ".okta.com.",
		}
	}
	return nil
}

// ownSite reports whether the host is one of Okta's own, which are no orgs.
func ownSite(host string) bool {
	for _, name := range []string{"okta.com", "www.okta.com", "developer.okta.com", "help.okta.com", "support.okta.com", "login.okta.com", "accounts.okta.com"} {
		if host == name {
			return true
		}
	}
	return false
}

// withoutWellKnown gives the path of the issuer that a metadata URL's path
// belongs to: Okta and OpenID Connect append the well-known part, RFC 8414
// inserts it.
func withoutWellKnown(path string) string {
	for _, document := range []string{"/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"} {
		path = strings.Replace(path, document, "", 1)
	}
	return path
}

// consoleServer is the id in the path of an authorization server's page in the
// Admin Console.
func consoleServer(path string) (id string, found bool) {
	rest, found := strings.CutPrefix(path, "/admin/oauth2/as/")
	id, _, _ = strings.Cut(rest, "/")
	return id, found && id != ""
}

// issuerURL makes an issuer of what names an authorization server: "default",
// an id, an issuer, a metadata URL, or the address of its page in the console.
func issuerURL(n Notes, raw string) string {
	text := unspaced(raw)
	org := n.Get("account.url")
	switch {
	case text == "":
		return ""
	case !strings.ContainsAny(text, "./:"):
		if url.PathEscape(text) != text {
			return text // no name that a server can have
		}
		return org + "/oauth2/" + text
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	u, err := url.Parse(text)
	if err != nil || !isHost(u.Hostname()) {
		return unspaced(raw)
	}
	if id, found := consoleServer(u.Path); found {
		return org + "/oauth2/" + id
	}
	u.Path = withoutWellKnown(u.Path)
	u.Scheme, u.Host = strings.ToLower(u.Scheme), withoutAdmin(strings.ToLower(u.Host))
	u.RawQuery, u.Fragment, u.User = "", "", nil
	if rest, found := strings.CutPrefix(u.Path, "/oauth2/"); found && underOkta(u.Hostname()) {
		id, _, _ := strings.Cut(rest, "/") // an endpoint was pasted
		u.Path = "/oauth2/" + id
	}
	if !isOkta(n) { // elsewhere the slash may be part of the issuer's name, and strings are compared
		return strings.TrimRight(u.String(), ",")
	}
	return strings.TrimRight(u.String(), "/,")
}

// serverID is the id of the authorization server in an Okta issuer, or "" for
// the org authorization server and for servers that are not Okta's.
func serverID(issuer string) string {
	u, err := url.Parse(issuer)
	if err != nil {
		return ""
	}
	id, found := strings.CutPrefix(u.Path, "/oauth2/")
	if !found || id == "v1" || strings.Contains(id, "/") {
		return ""
	}
	return id
}

// origin is the scheme, host and port of a URL.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}
