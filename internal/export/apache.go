package export

// apache has mod_auth_openidc be an OAuth 2.0 resource server, in one of its two ways.
func apache(p policy) string {
	var t text
	ask := p.Validate == Introspect
	apacheTop(&t, p, ask)
	t.add("Listen {listen}\n<VirtualHost {listen}>\n", "{listen}", p.Listen.String())
	user := "cid"
	if ask {
		user = "client_id"
		apacheEndpoint(&t, p)
	} else {
		t.add(apacheKeys, "{keys}", apacheString(p.Keys.URL))
	}
	t.add(apacheLocation, "{user}", user, "{issuer}", apacheString("iss~"+exactly(p.Issuer)), "{audience}", apacheString("aud~"+exactly(p.Audience)))
	for _, scope := range p.Scopes {
		claim := "scp~" + exactly(scope)
		if ask {
			claim = "scope~" + wordOf(scope)
		}
		t.add("            Require claim {claim}\n", "{claim}", apacheString(claim))
	}
	t.add("        </RequireAll>\n")
	if ask {
		t.add("        OIDCOAuthTokenIntrospectionInterval 10\n")
	}
	t.add(apacheRest)
	if p.Upstream.TLS {
		t.add(apacheTLS)
	}
	t.add("    ProxyPass \"/\" {upstream}\n</VirtualHost>\n", "{upstream}", apacheString(p.Upstream.URL+"/"))
	return t.String()
}

// apacheTop is the comment above the configuration.
func apacheTop(t *text, p policy, ask bool) {
	does, secret, know := apacheVerifies, apacheNoNeed, apacheKnowKeys
	if ask {
		does, secret, know = apacheAsks, apacheNoSecret, apacheKnowAsk
	}
	if p.ClientSecret != "" {
		secret = apacheSecret
	}
	modules := "proxy_http"
	if p.Upstream.TLS {
		modules += " ssl"
	}
	t.add(does, "{the scopes}", p.theScopes())
	t.add(apacheTested)
	t.add(secret)
	t.add(apacheInstall, "{modules}", modules)
	t.add(know)
	t.add(apacheSuperseded)
}

// apacheEndpoint is where and as whom Apache asks.
func apacheEndpoint(t *text, p policy) {
	secret := `"${OKTADANCE_CLIENT_SECRET}"`
	if p.ClientSecret != "" {
		secret = apacheString(p.ClientSecret)
	}
	t.add(apacheAsking, "{endpoint}", apacheString(p.Introspection.URL), "{client id}", apacheString(p.ClientID), "{client secret}", secret)
}

const apacheAsks = `# An OIDC policy for Apache: it asks the authorization server about every access token
# (RFC 7662), and lets a request through when the token is active, from the issuer, for
# the audience, and has {the scopes}. Written by: oktadance gateway export apache
`

const apacheVerifies = `# An OIDC policy for Apache: it verifies every access token with the authorization server's keys
# (RFC 7519), and lets a request through when the token is good, from the issuer, for
# the audience, and has {the scopes}. Written by: oktadance gateway export apache
`

const apacheTested = `#
# Tested      Apache 2.4.71 with mod_auth_openidc 2.4.12.3, as in Debian 12, with https to a
#             practice org on loopback: no token, a good one, a changed, an expired and a
#             revoked one, one from elsewhere, one without the scope, and the org out of reach.
# Not tested  a real org; other versions.
`

const apacheNoNeed = `# Secret      none: keys are public.
`

const apacheSecret = `# Secret      OIDCOAuthClientSecret below is the client secret: keep this file to yourself
#             (mode 0600; Apache reads it before it drops its rights).
`

const apacheNoSecret = `# Secret      none in here. Put the client secret into Apache's environment, which Debian
#             has in /etc/apache2/envvars: export OKTADANCE_CLIENT_SECRET='...'
#             (oktadance notes get app.client_secret prints it). Or export again with
#             --with-secrets. Until then every token is refused with 401.
`

const apacheInstall = `# Install     into /etc/apache2/sites-available/, with the package
#             libapache2-mod-auth-openidc, then: a2enmod auth_openidc headers proxy
#             {modules}; a2ensite okta-dance; apachectl configtest
`

const apacheKnowAsk = `# Know        A verdict is kept for 10 seconds (OIDCOAuthTokenIntrospectionInterval): that is
#             how long a revoked token still works. With the org out of reach, or its
#             certificate not trusted, tokens are refused with 401 as if they were bad.
#             Calls at once with one new token ask about it as many times.
`

const apacheKnowKeys = `# Know        A revoked token works until it expires: keys can't tell. Keys are fetched anew
#             every hour (OIDCJWKSRefreshInterval), and whenever a token names an unknown one.
`

const apacheSuperseded = `#             The module's makers call this part of it superseded by mod_oauth2, which
#             Debian 12 doesn't have.

`

const apacheAsking = `    OIDCOAuthIntrospectionEndpoint {endpoint}
    OIDCOAuthIntrospectionEndpointAuth client_secret_basic
    OIDCOAuthIntrospectionEndpointParams token_type_hint=access_token
    OIDCOAuthClientID {client id}
    OIDCOAuthClientSecret {client secret}
    # An encrypted cache keeps verdicts by a hash. One that isn't encrypted keeps none of
    # tokens as long as Okta's, and writes each of them into the error log. The passphrase
    # is another one each time that Apache starts.
    OIDCCacheEncrypt On
    OIDCCryptoPassphrase "exec:/bin/cat /proc/sys/kernel/random/uuid"
`

const apacheKeys = `    OIDCOAuthVerifyJwksUri {keys}
    OIDCJWKSRefreshInterval 3600
`

const apacheLocation = `    OIDCOAuthSSLValidateServer On
    OIDCOAuthRemoteUserClaim {user}
    OIDCHTTPTimeoutLong 10
    OIDCHTTPTimeoutShort 5

    <Location "/">
        AuthType oauth20
        AuthzSendForbiddenOnFailure On
        <RequireAll>
            # The module would let OPTIONS pass without a token.
            Require expr "%{REQUEST_METHOD} != 'OPTIONS' || -n %{HTTP:Authorization}"
            Require claim {issuer}
            Require claim {audience}
`

const apacheRest = `        OIDCOAuthAcceptTokenAs header
        OIDCPassClaimsAs none
        RequestHeader unset Authorization
        Header always set WWW-Authenticate "%{OIDC_OAUTH_BEARER_SCOPE_ERROR}e" env=OIDC_OAUTH_BEARER_SCOPE_ERROR
    </Location>

    ProxyRequests Off
`

const apacheTLS = `    SSLProxyEngine On
    SSLProxyVerify require
    SSLProxyVerifyDepth 4
    SSLProxyCACertificateFile /etc/ssl/certs/ca-certificates.crt
`
