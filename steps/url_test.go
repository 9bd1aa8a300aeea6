package steps_test

import (
	"net/url"
	"testing"

	"oktadance/steps"
)

func TestAnyAddressOfAnOrgBecomesItsURL(t *testing.T) {
	const org = "https://integrator-1234567.okta.com"
	for _, pasted := range []string{
		"https://integrator-1234567.okta.com",
		"https://integrator-1234567.okta.com/",
		"integrator-1234567.okta.com",
		"integrator-1234567",
		"INTEGRATOR-1234567.OKTA.COM",
		"http://integrator-1234567.okta.com",
		"https://integrator-1234567-admin.okta.com/admin/dashboard",
		"integrator-1234567-admin",
		"https://integrator-1234567.okta.com/oauth2/default",
		"https://integrator-1234567.okta.com/oauth2/default/.well-known/oauth-authorization-server?client_id=0oa",
		"https://integrator-1234567.okta.com:443/api/v1/users/me#here",
		"  \"https://integrator-1234567.okta.com\",\r\n",
		"<https://integrator-1234567.okta.com>",
		"Okta Domain: integrator-1234567.okta.com",
		"Your org: https://integrator-1234567.okta.com.",
		"https://integrator-1234567.okta.com\u200b",
	} {
		if got := steps.OrgURL(pasted); got != org {
			t.Errorf("%q became %q", pasted, got)
		}
	}
	for pasted, want := range map[string]string{
		"dev-123456-admin.oktapreview.com":     "https://dev-123456.oktapreview.com",
		"acme-admin.okta-emea.com":             "https://acme.okta-emea.com",
		"https://login-admin.example.com/home": "https://login-admin.example.com",
		"https://login.example.com:8443/x":     "https://login.example.com:8443",
		"http://127.0.0.1:41234/oauth2":        "http://127.0.0.1:41234",
		"http://[::1]:8080":                    "http://[::1]:8080",
		"http://localhost:8080/":               "http://localhost:8080",
	} {
		if got := steps.OrgURL(pasted); got != want {
			t.Errorf("%q became %q, want %q", pasted, got, want)
		}
	}
}

// What was cleaned once stays as it is, whatever it was.
func FuzzOrgURL(f *testing.F) {
	for _, seed := range []string{"integrator-1-admin", "https://x-admin.okta.com/a?b#c", "{yourOktaDomain}", "http://[::1]:1", "é.okta.com", "a b.c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		once := steps.OrgURL(raw)
		if steps.All()[0].Fields[2].Check(nil, once) != nil {
			return // not taken for an address
		}
		u, err := url.Parse(once)
		if err != nil {
			t.Fatal(err)
		}
		if twice := steps.OrgURL(once); twice != once {
			t.Errorf("%q became %q and then %q", raw, once, twice)
		}
		if u.Path+u.RawQuery+u.Fragment != "" {
			t.Errorf("%q kept a path: %q", raw, once)
		}
	})
}
