package steps

// A row is an answer as Okta, or MuleSoft's gateway, gives it, and the lesson it
// is about. Texts are theirs, word for word.
type row struct {
	lesson string
	status int
	body   string
	path   string // what was asked, "" for a token
}

// oauth and envelope are Okta's two shapes of an error.
func oauth(code, description string) string {
	return `{"error":"` + code + `","error_description":"` + description + `"}`
}

func envelope(code, summary string) string {
	return `{"errorCode":"` + code + `","errorSummary":"` + summary + `","errorLink":"` + code + `","errorId":"oaeTRoCx9oFRhmMqDJwzmEJTg","errorCauses":[]}`
}

func sentence(text string) string { return `{"error":"` + text + `"}` }

func tokenRows() []row {
	return []row{
		{"wrong-secret", 401, oauth("invalid_client", "The client secret supplied for a confidential client is invalid."), ""},
		{"unknown-client", 401, envelope("invalid_client", "Invalid value for 'client_id' parameter."), ""},
		{"no-credentials", 401, oauth("invalid_client", "No client credentials found."), ""},
		{"bad-basic-header", 401, oauth("invalid_client", "Found Authentication header but was not valid client credentials."), ""},
		{"client-refused", 401, oauth("invalid_client", "Client authentication failed. Either the client or the client credentials are invalid."), ""},
		{"browser-request", 401, oauth("invalid_client", "Browser requests to the token endpoint must use Proof Key for Code Exchange."), ""},
		{"browser-request", 400, oauth("unauthorized_client", "Browser requests to the token endpoint may only use the authorization_code grant_type."), ""},
		{"org-server", 401, oauth("invalid_client", "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method."), ""},
		{"org-server", 401, oauth("invalid_client", "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server."), ""},
		{"org-server", 400, oauth("unsupported_grant_type", "'client_credentials' grant type can only be used with a custom authorization server."), ""},
		{"org-server", 400, oauth("invalid_scope", "Custom scopes are not allowed for this request."), ""},
		{"org-server-app", 400, oauth("unauthorized_client", "This client cannot use a custom authorization server."), ""},
		{"two-credentials", 401, oauth("invalid_request", "Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body."), ""},
		{"credentials-in-address", 400, oauth("invalid_request", "Client credentials cannot be supplied via query parameters."), ""},
		{"no-grant-type", 400, oauth("invalid_request", "The token request must specify a 'grant_type'. Valid values: [authorization_code, client_credentials]"), ""},
		{"repeated-parameter", 400, oauth("invalid_request", "The request contained multiple parameters with the same name."), ""},
		{"repeated-parameter", 400, oauth("invalid_request", "Duplicate parameter provided in request. Duplicated parameters: [scope]."), ""},
		{"no-token-sent", 400, oauth("invalid_request", "The 'token' parameter is required."), ""},
		{"inactive-server", 400, oauth("invalid_request", "The authorization server id is invalid."), ""},
		{"policy-refused", 401, oauth("access_denied", "Policy evaluation failed for this request, please check the policy configurations."), ""},
		{"policy-refused", 400, oauth("access_denied", "Policy evaluation failed for this request, please check the policy configurations."), ""},
		{"policy-scope", 400, oauth("access_denied", "Policy evaluation succeeded, but all the requested scopes were rejected."), ""},
		{"policy-scope", 400, oauth("access_denied", "Some of the requested scopes were denied by the policy. Denied scopes: [mule-okta-scope]."), ""},
		{"network-zone", 403, oauth("access_denied", "The request is made from outside the client's permitted network zones."), ""},
		{"user-not-assigned", 400, oauth("access_denied", "User is not assigned to the client application."), ""},
		{"unknown-scope", 400, oauth("invalid_scope", "One or more scopes are not configured for the authorization server resource."), ""},
		{"no-scope", 400, oauth("invalid_scope", "The authorization server resource does not have any configured default scopes, 'scope' must be provided."), ""},
		{"no-scope", 400, oauth("invalid_scope", "No scopes were requested."), ""},
		{"openid-scope", 400, oauth("invalid_scope", "Cannot request 'openid' scopes using client credentials."), ""},
		{"malformed-scope", 400, oauth("invalid_scope", "The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner."), ""},
		{"consent-required", 400, oauth("consent_required", "The following scopes require user consent and cannot be granted for the client credentials grant type: [mule-okta-scope]."), ""},
		{"org-scopes", 400, oauth("consent_required", "You are not allowed any of the requested scopes."), ""},
		{"client-credentials-off", 400, oauth("unauthorized_client", "The client is not authorized to use the provided grant type. Configured grant types: [authorization_code]."), ""},
		{"public-client", 400, oauth("unauthorized_client", "Confidential client is required to make this request."), ""},
		{"unknown-grant", 400, oauth("unsupported_grant_type", "The authorization grant type is not supported by the authorization server. Configured grant types: [client_credentials]."), ""},
		{"dpop-required", 400, oauth("invalid_dpop_proof", "The DPoP proof JWT header is missing."), ""},
		{"dpop-nonce", 400, oauth("use_dpop_nonce", "Authorization server requires nonce in DPoP proof."), ""},
		{"proof-clock", 400, oauth("invalid_dpop_proof", "The DPoP proof JWT is issued in the future."), ""},
		{"proof-clock", 400, oauth("invalid_dpop_proof", "The DPoP proof JWT is issued more than five minutes in the past."), ""},
		{"proof-clock", 401, oauth("invalid_client", "The client_assertion token is expired."), ""},
		{"dpop-proof", 400, oauth("invalid_dpop_proof", "The DPoP proof JWT has already been used."), ""},
		{"dpop-required", 400, oauth("invalid_dpop_proof", "The DPoP proof JWT is invalid."), ""},
		{"dpop-proof", 400, oauth("invalid_dpop_proof", "'htu' claim in the DPoP proof JWT is invalid."), ""},
		{"client-assertion", 401, oauth("invalid_client", "The client_assertion signature is invalid."), ""},
		{"redirect-uri", 400, oauth("invalid_request", "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings: https://example.okta.com/admin/app/oidc_client"), ""},
		{"old-code", 400, oauth("invalid_grant", "The authorization code is invalid or has expired."), ""},
		{"token-bound", 400, oauth("invalid_request", "The resource request requires a DPoP proof."), ""},
		{"access-token-refused", 401, oauth("invalid_token", "The access token has been revoked."), ""},
		{"insufficient-scope", 403, oauth("insufficient_scope", "The access token provided does not contain the required scopes."), ""},
		{"server-trouble", 500, oauth("server_error", "The authorization server encountered an unexpected condition that prevented it from fulfilling the request."), ""},
		{"unavailable", 400, oauth("temporarily_unavailable", "The authorization server is currently unable to handle the request due to a temporary overloading or maintenance of the server."), ""},
		{"invalid-client", 401, oauth("invalid_client", "No encryption key found."), ""},
		{"access-denied", 403, oauth("access_denied", "Login failed."), ""},
		{"invalid-scope", 400, oauth("invalid_scope", "These go ill together."), ""},
		{"invalid-request", 400, oauth("invalid_request", "Invalid request"), ""},
		{"unauthorized-client", 400, oauth("unauthorized_client", "This client cannot use the Aerial server."), ""},
	}
}

func managementRows() []row {
	const users, apps, scopes, rules = "/api/v1/users/me", "/api/v1/apps", "/api/v1/authorizationServers/default/scopes", "/api/v1/authorizationServers/default/policies/00p1/rules"
	const clients, metadata = "/oauth2/v1/clients", "/oauth2/defualt/.well-known/oauth-authorization-server"
	return []row{
		{"token-refused", 401, envelope("E0000011", "Invalid token provided"), users},
		{"no-session", 403, envelope("E0000005", "Invalid session"), users},
		{"token-zone", 403, envelope("E0000006", "You do not have permission to perform the requested action"), users},
		{"weak-role", 403, envelope("E0000006", "You do not have permission to perform the requested action"), apps},
		{"no-api-access-management", 401, envelope("E0000015", "You do not have permission to access the feature you are requesting"), scopes},
		{"org-deactivated", 403, envelope("E0000260", "This developer org has been deactivated. If you need access or have questions, please contact your org admin."), users},
		{"too-many", 429, envelope("E0000047", "API call exceeded rate limit due to too many requests."), users},
		{"no-default-server", 404, envelope("E0000007", "Not found: Resource not found: default (AuthorizationServer)"), metadata},
		{"unknown-server", 404, envelope("E0000007", "Not found: Resource not found: defualt (AuthorizationServer)"), metadata},
		{"unknown-server", 404, envelope("E0000007", "Not found: Resource not found: defualt (AuthorizationServer)"), scopes},
		{"unknown-app", 404, envelope("E0000007", "Not found: Resource not found: 0oa1 (OAuth2AppInstance)"), apps},
		{"unknown-thing", 404, envelope("E0000007", "Not found: Resource not found: 00p1 (Policy)"), rules},
		{"unknown-path", 404, envelope("E0000008", "The requested path was not found"), "/api/v2/users"},
		{"server-trouble", 500, envelope("E0000009", "Internal Server Error"), apps},
		{"read-only", 503, envelope("E0000010", "Service is in read only mode"), apps},
		{"unavailable", 503, envelope("E0000181", "Service temporarily unavailable."), apps},
		{"policies-busy", 423, envelope("E0000239", "Policy priorities are being reconciled. Please try again later."), rules},
		{"name-taken", 400, envelope("E0000040", "Application label must not be the same as an existing application label."), apps},
		{"name-taken", 400, `{"errorCode":"E0000001","errorSummary":"Api validation failed: name","errorLink":"E0000001","errorId":"oae1","errorCauses":[{"errorSummary":"name: An object with this field already exists in the current organization"}]}`, scopes},
		{"rule-people", 400, `{"errorCode":"E0000001","errorSummary":"Api validation failed: conditions.people","errorLink":"E0000001","errorId":"oae1","errorCauses":[{"errorSummary":"conditions.people: At least one of ''conditions.people.users.include'' or ''conditions.people.groups.include'' must contain a valid user or group when ''conditions.grantTypes'' contains one or more of [authorization_code, implicit, password]."}]}`, rules},
		{"value-refused", 400, envelope("E0000001", "Api validation failed: label"), apps},
		{"value-refused", 400, envelope("E0000002", "The request was not valid: limit"), apps},
		{"body-unreadable", 400, envelope("E0000003", "The request body was not well-formed."), apps},
		{"parameter-missing", 400, envelope("E0000028", "The request is missing a required parameter."), apps},
		{"wrong-media", 400, envelope("E0000021", "Bad request.  Accept and/or Content-Type headers likely do not match supported values."), apps},
		{"wrong-media", 400, envelope("E0000018", "Bad request.  Accept and/or Content-Type headers are likely not set."), apps},
		{"wrong-media", 400, envelope("E0000019", "Bad request.  Accept and/or Content-Type headers likely do not match supported values."), apps},
		{"wrong-media", 406, envelope("E0000122", "Accept Header did not contain supported media type 'application/json'"), apps},
		{"wrong-method", 405, envelope("E0000022", "The endpoint does not support the provided HTTP method"), apps},
		{"delete-active", 403, `{"errorCode":"E0000056","errorSummary":"Delete application forbidden.","errorLink":"E0000056","errorId":"oae1","errorCauses":[{"errorSummary":"The application must be deactivated before deletion."}]}`, apps},
		{"sign-in-refused", 401, envelope("E0000004", "Authentication failed"), "/api/v1/authn"},
		{"web-app-grants", 400, oauth("invalid_client_metadata", "'grant_types' must contain 'authorization_code' when 'application_type' is 'web'."), clients},
		{"registration-blank", 400, oauth("invalid_client_metadata", "client_name: The field cannot be left blank"), clients},
		{"registration-refused", 400, oauth("invalid_client_metadata", "Invalid request"), clients},
		{"registration-token", 401, envelope("E0000011", "Invalid token provided"), clients},
		{"registration-token", 403, envelope("E0000006", "You do not have permission to perform the requested action"), clients},
	}
}

func gatewayRows() []row {
	return []row{
		{"gateway-no-token", 400, sentence("Access token was not provided"), "/orders"},
		{"gateway-bad-header", 400, sentence("Authorization header is invalid"), "/orders"},
		{"gateway-inactive", 401, sentence("Token has been revoked."), "/orders"},
		{"gateway-expired", 401, sentence("Token has expired."), "/orders"},
		{"gateway-unauthorized", 401, sentence("Unauthorized"), "/orders"},
		{"gateway-scope", 403, sentence("The required scopes are not authorized"), "/orders"},
		{"gateway-contract", 403, sentence("Invalid Client"), "/orders"},
		{"gateway-bad-answer", 500, sentence("Unexpected error processing Authentication Server response"), "/orders"},
	}
}

// oddRows are answers that are none of Okta's.
func oddRows() []row {
	return []row{
		{"captive-portal", 200, "<!DOCTYPE html><html><head><title>Guest Wi-Fi</title></head><body>Accept the terms</body></html>", ""},
		{"captive-portal", 511, "<html><title>Network Authentication Required</title></html>", ""},
		{"web-page", 200, "<!DOCTYPE html><html><head><title>Acme - Sign In</title></head></html>", ""},
		{"bad-gateway", 502, "<html><body>502 Bad Gateway</body></html>", ""},
		{"unavailable", 503, "<html><body>503 Service Unavailable</body></html>", ""},
		{"server-trouble", 500, "oops", ""},
		{"no-metadata", 404, "404 page not found", "/x/.well-known/openid-configuration"},
		{"nothing-there", 404, "404 page not found", ""},
		{"wrong-media", 415, "415 Unsupported Media Type", ""},
		{"wrong-method", 405, "405 Method Not Allowed", ""},
		{"too-many", 429, "slow down", ""},
		{"half-answer", 200, `{"access_token":"abc`, ""},
		{"empty-answer", 200, "", ""},
		{"other-data", 200, `{"token_type":"Bearer"}`, ""},
		{"not-data", 200, "I am a teapot", ""},
	}
}

// wordRows are what people type, paste and mistype where no answer of a server
// is at hand: each is for a lesson that must come first.
func wordRows() map[string][]string {
	return map[string][]string{
		"policy-refused":           {"Policy evaluation failed", "polcy evaluatoin faild", "no access policy", "my app can't get a token", "error=access_denied&error_description=Policy+evaluation+failed+for+this+request%2C+please+check"},
		"wrong-secret":             {"wrong client secret", "wrong secret", `level=error body="{\"error\":\"invalid_client\",\"error_description\":\"The client secret supplied for a confidential client is invalid.\"}"`},
		"token-refused":            {"E0000011", "e0000011", "Invalid token provided"},
		"invalid-client":           {"invalid_client", "invlaid_client"},
		"invalid-scope":            {"invalid_scope"},
		"dpop-required":            {"invalid_dpop_proof", "what is dpop"},
		"consent-required":         {"consent_required", "consent"},
		"unknown-client":           {`{"errorCode":"invalid_client","errorSummary":"Invalid value for \u0027client_id\u0027 parameter."}`, "Invalid value for &#39;client_id&#39; parameter."},
		"redirect-uri":             {"redirect uri mismatch", "redirct uri missmatch"},
		"browser-request":          {"postman", "cors"},
		"bad-basic-header":         {"echo -n id:secret | base64"},
		"too-many":                 {"rate limit", "HTTP/1.1 429 Too Many Requests"},
		"no-api-access-management": {"the authorization servers tab is missing: no authorization servers tab"},
		"org-server":               {"org server"},
		"token-lost":               {"lost api token", "api token value lost"},
		"token-idle":               {"ssws worked yesterday, not today"},
		"wrong-value":              {"where is the token id", "00t"},
		"secret-hidden":            {"client secret vanished", "where do I find the client secret", "no client_secret in response"},
		"sign-up":                  {"sign-up rejects email", "personal email address"},
		"other-screens":            {"the screens do not match the tutorial", "okta verify"},
		"token-zone":               {"token works only without vpn", "works here but not from CI"},
		"port-in-use":              {"listen tcp 127.0.0.1:8080: bind: address already in use", "EADDRINUSE"},
		"foreign-org":              {"reaching acme.okta.com: nobody but the org may be asked"},
		"unknown-host":             {"curl: (6) Could not resolve host: integrator-1234567.okta.com", "getaddrinfo ENOTFOUND dev-123456.okta.com", "java.net.UnknownHostException: acme.okta.com", "dial tcp: lookup x.okta.com: no such host"},
		"nothing-answers":          {"dial tcp 127.0.0.1:80: connect: connection refused", "connect ECONNREFUSED 127.0.0.1:8080"},
		"unreachable":              {"connect: no route to host"},
		"timeout":                  {"context deadline exceeded", "curl: (28) Operation timed out", "ETIMEDOUT"},
		"unknown-authority":        {"tls: failed to verify certificate: x509: certificate signed by unknown authority", "curl: (60) SSL certificate problem: unable to get local issuer certificate", "PKIX path building failed: unable to find valid certification path to requested target", "certifcate sgned by unkown authorty", "SELF_SIGNED: self-signed certificate in certificate chain"},
		"certificate-dates":        {"x509: certificate has expired or is not yet valid", "CERT_HAS_EXPIRED"},
		"certificate-host":         {"x509: certificate is valid for portal.hotel, not acme.okta.com", "ERR_TLS_CERT_ALTNAME_INVALID"},
		"handshake":                {"wrong version number", "SSLHandshakeException"},
		"proxy-sign-in":            {"407 Proxy Authentication Required"},
		"proxy":                    {"proxyconnect tcp: dial tcp", "tunneling socket could not be established"},
		"admin-host":               {"I used the admin console url", "https://integrator-1234567-admin.okta.com/oauth2/default"},
		"redirect":                 {"302 Found", "too many redirects"},
		"too-large":                {"the answer is larger than 1 MiB: response too large"},
		"headers-too-large":        {"net/http: server response headers exceeded 65536 bytes"},
		"hung-up":                  {"read: connection reset by peer", "socket hang up", "curl: (52) Empty reply from server"},
		"not-http":                 {"net/http: HTTP/1.x transport connection broken: malformed HTTP response"},
		"plain-http":               {"http instead of https"},
		"bad-address":              {`unsupported protocol scheme ""`, "yourOktaDomain"},
		"stopped":                  {"context canceled"},
		"no-answer":                {"TypeError: fetch failed"},
		"captive-portal":           {"captive portal", "hotel wifi", "<html><title>Guest Wi-Fi</title>"},
		"web-page":                 {"SyntaxError: Unexpected token < in JSON at position 0 is not valid JSON", "<!DOCTYPE html><html><head><title>Sign in</title></head>"},
		"half-answer":              {"unexpected end of JSON input"},
		"empty-answer":             {"empty response body"},
		"other-data":               {"access_token is missing from the answer"},
		"not-data":                 {"undefined response type"},
		"no-metadata":              {"openid-configuration not found"},
		"nothing-there":            {"404", "HTTP/1.1 404 Not Found"},
		"clock-wrong":              {"clock skew", "clock scew", "Token used before issued"},
		"token-expired":            {"jwt expired", "my token expired", "expired", "TokenExpiredError"},
		"token-not-yet":            {"jwt not active", "nbf"},
		"token-issuer":             {"jwt issuer invalid", "wrong issuer", "issuer"},
		"token-audience":           {"jwt audience invalid", "aud claim"},
		"token-scope":              {"scope missing in token"},
		"insufficient-scope":       {"insufficient_scope"},
		"token-signature":          {"invalid signature", "JwsInvalidSignature", "signature"},
		"token-key":                {"error validating token: kid not found", "Unable to find a signing key that matches"},
		"token-weak-key":           {"rsa key too short"},
		"token-algorithm":          {"alg none", "unexpected signature algorithm HS256"},
		"token-type":               {"id token used as access token"},
		"token-opaque":             {"opaque token", "jwt malformed"},
		"token-damaged":            {"invalid compact serialization"},
		"token-too-long":           {"431 Request Header Fields Too Large"},
		"token-no-expiry":          {"exp claim missing"},
		"token-bound":              {"token_type DPoP", "cnf jkt"},
		"unauthorized":             {"401", "401 Unauthorized", "HTTP/1.1 401 Unauthorized", "Error: request failed with status code 401", `{"message":"Unauthorized"}`},
		"forbidden":                {"403 Forbidden"},
		"inactive-token":           {`{"active":false}`, "introspection returns active: false"},
		"access-token-refused":     {`WWW-Authenticate: Bearer error="invalid_token", error_description="The access token is invalid."`},
		"issuer-mismatch":          {`oidc: issuer did not match the issuer returned by provider, expected "https://a" got "https://b"`},
		"other-host":               {"endpoint on another host"},
		"web-app-grants":           {"Client: Invalid OpenID Connect client creation request. OpenID provider responded with status code 400"},
		"registration-token":       {"OpenID provider responded with status code 401", "OpenID provider responded with status code 403"},
		"gateway-inactive":         {"Token has been revoked.", "revoked with a fresh token"},
		"gateway-contract":         {"403 Invalid Client"},
		"gateway-passed-on":        {"the gateway answers invalid_client: introspection credentials rejected"},
		"gateway-cache":            {"revoked token still works"},
		"policy-not-listed":        {"OIDC policy not in the list"},
		"grant-not-offered":        {"client credentials not offered in exchange"},
		"client-edit":              {"There was an error while talking to CoreServices"},
		"sub-organization":         {"405 on provider creation"},
	}
}
