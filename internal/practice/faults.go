package practice

import "strings"

// fault is one way Okta refuses, in Okta's words. A {} in the text is filled in
// when it happens. Okta has two body shapes: OAuth's error and error_description,
// and the management API's envelope, which a few OAuth refusals wear as well.
type fault struct {
	status   int
	code     string
	text     string
	envelope bool
}

// Statuses and texts are Okta's own, from its published tables of errors and from
// recorded answers. Which refusal a mistake meets is not published everywhere; there
// the likeliest was chosen, and a client does well not to depend on it:
//
//   - an API token from outside its network zone is told E0000006;
//   - a name that is taken is E0000001, with the cause that registration is known to give;
//   - an API token at the token endpoint is a header that holds no client credentials;
//   - a parameter in query and body is one that comes twice;
//   - a deactivated server has no metadata, and its id is invalid at the other endpoints;
//   - DPoP proofs are looked at before scopes, and consent before policies.

// Refusals of the management API (Okta: error codes).
var (
	validation      = fault{400, "E0000001", "Api validation failed: {}", true}
	malformed       = fault{400, "E0000003", "The request body was not well-formed.", true}
	invalidSession  = fault{403, "E0000005", "Invalid session", true}
	notPermitted    = fault{403, "E0000006", "You do not have permission to perform the requested action", true}
	notFound        = fault{404, "E0000007", "Not found: Resource not found: {}", true}
	noSuchPath      = fault{404, "E0000008", "The requested path was not found", true}
	internalError   = fault{500, "E0000009", "Internal Server Error", true}
	invalidAPIToken = fault{401, "E0000011", "Invalid token provided", true}
	noSuchFeature   = fault{401, "E0000015", "You do not have permission to access the feature you are requesting", true}
	wrongMedia      = fault{400, "E0000021", "Bad request.  Accept and/or Content-Type headers likely do not match supported values.", true}
	wrongMethod     = fault{405, "E0000022", "The endpoint does not support the provided HTTP method", true}
	badPaging       = fault{400, "E0000029", "Invalid paging request.", true}
	badFilter       = fault{400, "E0000031", "Invalid search criteria.", true}
	tooManyRequests = fault{429, "E0000047", "API call exceeded rate limit due to too many requests.", true}
	deleteActiveApp = fault{403, "E0000056", "Delete application forbidden.", true}
	notAcceptable   = fault{406, "E0000122", "Accept Header did not contain supported media type 'application/json'", true}
	unavailable     = fault{503, "E0000181", "Service temporarily unavailable.", true}
	orgDeactivated  = fault{403, "E0000260", "This developer org has been deactivated. If you need access or have questions, please contact your org admin.", true}
)

// Refusals of client authentication. An unknown client id alone is answered in the
// management API's shape (Okta: invalid-client support article).
var (
	unknownClient       = fault{401, "invalid_client", "Invalid value for 'client_id' parameter.", true}
	noCredentials       = fault{401, "invalid_client", "No client credentials found.", false}
	badAuthHeader       = fault{401, "invalid_client", "Found Authentication header but was not valid client credentials.", false}
	wrongSecret         = fault{401, "invalid_client", "The client secret supplied for a confidential client is invalid.", false}
	clientRefused       = fault{401, "invalid_client", "Client authentication failed. Either the client or the client credentials are invalid.", false}
	browserRequest      = fault{401, "invalid_client", "Browser requests to the token endpoint must use Proof Key for Code Exchange.", false}
	severalCredentials  = fault{401, "invalid_request", "Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.", false}
	credentialsInQuery  = fault{400, "invalid_request", "Client credentials cannot be supplied via query parameters.", false}
	confidentialOnly    = fault{400, "unauthorized_client", "Confidential client is required to make this request.", false}
	outsideZones        = fault{403, "access_denied", "The request is made from outside the client's permitted network zones.", false}
	orgServerNeedsJWT   = fault{401, "invalid_client", "Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.", false}
	orgServerNeedsBot   = fault{401, "invalid_client", "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.", false}
	customServerOnly    = fault{400, "unsupported_grant_type", "'client_credentials' grant type can only be used with a custom authorization server.", false}
	orgServerOnlyClient = fault{400, "unauthorized_client", "This client cannot use a custom authorization server.", false}
)

// Refusals of what a token request asks for.
var (
	noGrantType      = fault{400, "invalid_request", "The token request must specify a 'grant_type'. Valid values: [{}]", false}
	repeatedParam    = fault{400, "invalid_request", "The request contained multiple parameters with the same name.", false}
	missingToken     = fault{400, "invalid_request", "The 'token' parameter is required.", false}
	inactiveServer   = fault{400, "invalid_request", "The authorization server id is invalid.", false}
	unknownGrant     = fault{400, "unsupported_grant_type", "The authorization grant type is not supported by the authorization server. Configured grant types: [{}].", false}
	grantNotAllowed  = fault{400, "unauthorized_client", "The client is not authorized to use the provided grant type. Configured grant types: [{}].", false}
	invalidCode      = fault{400, "invalid_grant", "The authorization code is invalid or has expired.", false}
	scopeTooLong     = fault{400, "invalid_scope", "The requested scope is invalid, unknown, malformed, or exceeds the scope granted by the resource owner.", false}
	unknownScope     = fault{400, "invalid_scope", "One or more scopes are not configured for the authorization server resource.", false}
	noDefaultScopes  = fault{400, "invalid_scope", "The authorization server resource does not have any configured default scopes, 'scope' must be provided.", false}
	openidScope      = fault{400, "invalid_scope", "Cannot request 'openid' scopes using client credentials.", false}
	customScope      = fault{400, "invalid_scope", "Custom scopes are not allowed for this request.", false}
	noScopes         = fault{400, "invalid_scope", "No scopes were requested.", false}
	consentNeeded    = fault{400, "consent_required", "The following scopes require user consent and cannot be granted for the client credentials grant type: [{}].", false}
	noOrgScopes      = fault{400, "consent_required", "You are not allowed any of the requested scopes.", false}
	noMatchingPolicy = fault{401, "access_denied", "Policy evaluation failed for this request, please check the policy configurations.", false}
	allScopesDenied  = fault{400, "access_denied", "Policy evaluation succeeded, but all the requested scopes were rejected.", false}
	someScopesDenied = fault{400, "access_denied", "Some of the requested scopes were denied by the policy. Denied scopes: [{}].", false}
	badMetadata      = fault{400, "invalid_client_metadata", "{}", false}
	serverError      = fault{500, "server_error", "The authorization server encountered an unexpected condition that prevented it from fulfilling the request.", false}
)

// refusal is a fault as it happened: with what fills the gap in its text, the
// causes a management answer lists, and headers that go with it.
type refusal struct {
	fault
	detail string
	causes []string
	header map[string]string
}

// Error is the text that the client gets.
func (r *refusal) Error() string { return strings.ReplaceAll(r.text, "{}", r.detail) }

// refuse is the fault as it happens, with what belongs in its text.
func refuse(f fault, detail ...string) *refusal {
	return &refusal{fault: f, detail: strings.Join(detail, ", ")}
}

// because adds causes to a management refusal.
func (r *refusal) because(causes ...string) *refusal {
	r.causes = append(r.causes, causes...)
	return r
}

// missing is Okta's answer to an id that nothing of that kind has.
func missing(id, kind string) *refusal { return refuse(notFound, id+" ("+kind+")") }

// invalid is Okta's answer to a field it won't take.
func invalid(field, why string) *refusal {
	return refuse(validation, field).because(field + ": " + why)
}

// Why a field is refused, in Okta's words.
const (
	leftBlank     = "The field cannot be left blank"
	alreadyExists = "An object with this field already exists in the current organization"
)
