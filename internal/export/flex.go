package export

import "fmt"

// flex binds one of MuleSoft's two policies to an API: the tutorial's own, or the one
// that verifies signatures.
func flex(p policy) string {
	var t text
	top, config := flexKeysTop, flexKeys
	if p.Validate == Introspect {
		top, config = flexAskTop, flexAsk
	}
	t.add(top, "{the scopes}", p.theScopes())
	t.add(flexAPI, "{address}", yamlString(fmt.Sprintf("http://%s", p.Listen)), "{upstream}", yamlString(p.Upstream.URL+"/"))
	t.add(config, "{scopes}", yamlString(spaced(p.Scopes)), "{keys}", yamlString(p.Keys.URL), "{audience}", yamlString(p.Audience),
		"{issuer}", flexClaim("vars.claimSet.iss == %s", p.Issuer))
	if p.Validate == Introspect {
		return t.String()
	}
	for _, scope := range p.Scopes {
		t.add(flexScope, "{scope}", flexClaim("vars.claimSet.scp contains %s", scope))
	}
	return t.String()
}

// flexClaim is a DataWeave expression about a claim, with a value in it.
func flexClaim(expression, value string) string {
	return yamlString("#[" + fmt.Sprintf(expression, dataWeaveString(value)) + "]")
}

const flexAskTop = `# An OIDC policy for MuleSoft Flex Gateway: it asks the authorization server about every
# access token (RFC 7662), and lets a request through when the token is good and has
# {the scopes}. Written by: oktadance gateway export flex
#
# Tested      not run. Kinds and keys have been checked by eye against MuleSoft's reference
#             for Flex Gateway 1.8 (docs-gateway, October 2024), which publishes no schema.
# Not tested  what Flex Gateway does with it, and whether it finds the client provider in
#             local mode.
# Secret      none in here, nor the introspection URL: the policy takes both from the client
#             provider of the API's environment in Anypoint (Access Management, Client
#             Providers). Neither issuer nor audience can be set in it: the provider's
#             authorization server calls no other server's tokens active.
# Know        Without a client provider there is another policy with keys for the URL and
#             the credentials: oauth2-token-introspection-flex.
# Install     into /etc/mulesoft/flex-gateway/conf.d/custom/ of a gateway in local mode; in
#             connected mode, apply the policy in API Manager with the values below.
`

const flexKeysTop = `# An OIDC policy for MuleSoft Flex Gateway: it verifies every access token with the authorization
# server's keys (RFC 7519), and lets a request through when the token is good and has
# {the scopes}. Written by: oktadance gateway export flex
#
# Tested      not run. Kinds and keys have been checked by eye against MuleSoft's reference
#             for Flex Gateway 1.8 (docs-gateway, October 2024), which publishes no schema.
# Not tested  what Flex Gateway does with it. The reference doesn't say what an entry of
#             mandatoryCustomClaims looks like: key and value are those that API Manager
#             writes for the same policy.
# Secret      none: keys are public.
# Know        A revoked token works until it expires: keys can't tell.
# Install     into /etc/mulesoft/flex-gateway/conf.d/custom/ of a gateway in local mode; in
#             connected mode, apply the policy in API Manager with the values below.
`

const flexAPI = `---
apiVersion: gateway.mulesoft.com/v1alpha1
kind: ApiInstance
metadata:
  name: okta-dance
spec:
  address: {address}
  services:
    api:
      address: {upstream}
---
apiVersion: gateway.mulesoft.com/v1alpha1
kind: PolicyBinding
metadata:
  name: okta-dance-oidc
spec:
  targetRef:
    name: okta-dance
  policyRef:
`

const flexAsk = `    name: openidconnect-access-token-enforcement-flex
    namespace: default
  config:
    scopes: {scopes}
    scopeValidationCriteria: AND
    exposeHeaders: false
    # The contract check: false once the API's clients have contracts in Anypoint.
    skipClientIdValidation: true
    authenticationTimeout: 10000
    # How long a verdict is kept, in seconds: so long a revoked token still works.
    maxFederationExpirationTime: 10
    maxCacheSize: 1000
`

const flexKeys = `    name: jwt-validation-flex
    namespace: default
  config:
    jwtOrigin: httpBearerAuthenticationHeader
    signingMethod: rsa
    signingKeyLength: 256
    jwtKeyOrigin: jwks
    jwksUrl: {keys}
    jwksServiceTimeToLive: 60
    jwksServiceConnectionTimeout: 10000
    skipClientIdValidation: true
    validateAudClaim: true
    mandatoryAudClaim: true
    supportedAudiences: {audience}
    mandatoryExpClaim: true
    validateCustomClaim: true
    mandatoryCustomClaims:
    - key: iss
      value: {issuer}
`

const flexScope = `    - key: scp
      value: {scope}
`
