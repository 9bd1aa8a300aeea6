package practice

import "net/http"

// Beginnings of addresses in the management API.
const (
	appPath    = "/api/v1/apps/{id}"
	secretPath = appPath + "/credentials/secrets/{secret}"
	serverPath = "/api/v1/authorizationServers/{as}"
	scopePath  = serverPath + "/scopes/{id}"
	policyPath = serverPath + "/policies/{policy}"
	rulePath   = policyPath + "/rules/{rule}"
	clientPath = "/oauth2/v1/clients/{id}"
)

// openRoutes need no credentials and are not rate limited.
var openRoutes = []route{
	{pattern: "GET /.well-known/okta-organization", answer: (*Org).orgMetadata},
	{pattern: "GET /.well-known/oauth-authorization-server", answer: (*Org).oauthMetadata},
	{pattern: "GET /.well-known/openid-configuration", answer: (*Org).oidcMetadata},
	{pattern: "GET /.well-known/oauth-authorization-server/oauth2/{as}", answer: (*Org).oauthMetadata},
	{pattern: "GET /oauth2/{as}/.well-known/oauth-authorization-server", answer: (*Org).oauthMetadata},
	{pattern: "GET /oauth2/{as}/.well-known/openid-configuration", answer: (*Org).oidcMetadata},
	{pattern: "GET /oauth2/v1/keys", answer: (*Org).publicKeys},
	{pattern: "GET /oauth2/{as}/v1/keys", answer: (*Org).publicKeys},
}

// oauthRoutes authenticate clients.
var oauthRoutes = []route{
	{pattern: "POST /oauth2/v1/token", answer: (*Org).token},
	{pattern: "POST /oauth2/{as}/v1/token", answer: (*Org).token},
	{pattern: "POST /oauth2/v1/introspect", answer: (*Org).introspect},
	{pattern: "POST /oauth2/{as}/v1/introspect", answer: (*Org).introspect},
	{pattern: "POST /oauth2/v1/revoke", answer: (*Org).revoke},
	{pattern: "POST /oauth2/{as}/v1/revoke", answer: (*Org).revoke},
}

// adminRoutes need an API token.
var adminRoutes = []route{
	{pattern: "GET /api/v1/users/{id}", answer: (*Org).readUser},
	{pattern: "GET /api/v1/users/{id}/roles", answer: (*Org).listRoles},
	{pattern: "GET /api/v1/groups", answer: (*Org).listGroups},
	{pattern: "GET /api/v1/groups/{id}", answer: (*Org).readGroup},
	{pattern: "GET /api/v1/api-tokens", answer: (*Org).listTokens},
	{pattern: "GET /api/v1/api-tokens/{id}", answer: (*Org).readToken},
	{pattern: "PUT /api/v1/api-tokens/{id}", answer: (*Org).updateToken},
	{pattern: "DELETE /api/v1/api-tokens/{id}", answer: (*Org).revokeToken},
	{pattern: "DELETE /api/v1/api-tokens/current", answer: (*Org).revokeToken},
	{pattern: "GET /api/v1/policies", answer: (*Org).listAccessPolicies},
	{pattern: "GET /api/v1/apps", answer: (*Org).listApps},
	{pattern: "POST /api/v1/apps", answer: (*Org).createApp},
	{pattern: "GET " + appPath, answer: (*Org).readApp},
	{pattern: "PUT " + appPath, answer: (*Org).updateApp},
	{pattern: "DELETE " + appPath, answer: (*Org).deleteApp},
	{pattern: "POST " + appPath + "/lifecycle/activate", answer: (*Org).activateApp},
	{pattern: "POST " + appPath + "/lifecycle/deactivate", answer: (*Org).deactivateApp},
	{pattern: "PUT " + appPath + "/policies/{policy}", answer: (*Org).assignPolicy},
	{pattern: "GET " + appPath + "/credentials/secrets", answer: (*Org).listSecrets, secret: true},
	{pattern: "POST " + appPath + "/credentials/secrets", answer: (*Org).createSecret},
	{pattern: "POST " + secretPath + "/lifecycle/activate", answer: (*Org).activateSecret},
	{pattern: "POST " + secretPath + "/lifecycle/deactivate", answer: (*Org).deactivateSecret},
	{pattern: "DELETE " + secretPath, answer: (*Org).deleteSecret},
	{pattern: "GET /api/v1/internal/apps/{id}/settings/oauth/idToken", answer: (*Org).idTokenSettings},
	{pattern: "POST /api/v1/internal/apps/{id}/settings/oauth/idToken", answer: (*Org).idTokenSettings},
	{pattern: "GET /oauth2/v1/clients", answer: (*Org).listClients},
	{pattern: "POST /oauth2/v1/clients", answer: (*Org).register},
	{pattern: "GET " + clientPath, answer: (*Org).readClient},
	{pattern: "PUT " + clientPath, answer: (*Org).updateClient},
	{pattern: "DELETE " + clientPath, answer: (*Org).deleteClient},
	{pattern: "POST " + clientPath + "/lifecycle/newSecret", answer: (*Org).renewSecret},
}

// serverRoutes need an API token and the product API Access Management.
var serverRoutes = []route{
	{pattern: "GET /api/v1/authorizationServers", answer: (*Org).listServers},
	{pattern: "POST /api/v1/authorizationServers", answer: (*Org).createServer},
	{pattern: "GET " + serverPath, answer: (*Org).readServer},
	{pattern: "PUT " + serverPath, answer: (*Org).updateServer},
	{pattern: "DELETE " + serverPath, answer: (*Org).deleteServer},
	{pattern: "POST " + serverPath + "/lifecycle/activate", answer: (*Org).activateServer},
	{pattern: "POST " + serverPath + "/lifecycle/deactivate", answer: (*Org).deactivateServer},
	{pattern: "GET " + serverPath + "/credentials/keys", answer: (*Org).listKeys},
	{pattern: "POST " + serverPath + "/credentials/lifecycle/keyRotate", answer: (*Org).rotateKey},
	{pattern: "GET " + serverPath + "/claims", answer: (*Org).listClaims},
	{pattern: "GET " + serverPath + "/scopes", answer: (*Org).listScopes},
	{pattern: "POST " + serverPath + "/scopes", answer: (*Org).createScope},
	{pattern: "GET " + scopePath, answer: (*Org).readScope},
	{pattern: "PUT " + scopePath, answer: (*Org).updateScope},
	{pattern: "DELETE " + scopePath, answer: (*Org).deleteScope},
	{pattern: "GET " + serverPath + "/policies", answer: (*Org).listPolicies},
	{pattern: "POST " + serverPath + "/policies", answer: (*Org).createPolicy},
	{pattern: "GET " + policyPath, answer: (*Org).readPolicy},
	{pattern: "PUT " + policyPath, answer: (*Org).updatePolicy},
	{pattern: "DELETE " + policyPath, answer: (*Org).deletePolicy},
	{pattern: "POST " + policyPath + "/lifecycle/activate", answer: (*Org).activatePolicy},
	{pattern: "POST " + policyPath + "/lifecycle/deactivate", answer: (*Org).deactivatePolicy},
	{pattern: "GET " + policyPath + "/rules", answer: (*Org).listRules},
	{pattern: "POST " + policyPath + "/rules", answer: (*Org).createRule},
	{pattern: "GET " + rulePath, answer: (*Org).readRule},
	{pattern: "PUT " + rulePath, answer: (*Org).updateRule},
	{pattern: "DELETE " + rulePath, answer: (*Org).deleteRule},
	{pattern: "POST " + rulePath + "/lifecycle/activate", answer: (*Org).activateRule},
	{pattern: "POST " + rulePath + "/lifecycle/deactivate", answer: (*Org).deactivateRule},
}

// routes is the whole address space of the org.
func (o *Org) routes() *http.ServeMux {
	m := http.NewServeMux()
	add := func(k kind, feature string, table []route) {
		for _, e := range table {
			e.kind, e.feature = k, feature
			m.HandleFunc(e.pattern, o.serveRoute(e))
		}
	}
	add(open, "", openRoutes)
	add(oauth, "", oauthRoutes)
	add(admin, "", adminRoutes)
	add(admin, apiAccessManagement, serverRoutes)
	return m
}
