package export

import "strconv"

// envoy has jwt_authn verify tokens with remote keys, and RBAC look at their scopes.
func envoy(p policy) string {
	var t text
	t.add(envoyTop, "{the scopes}", p.theScopes())
	t.add(envoyListener, "{address}", yamlString(p.Listen.Addr().String()), "{port}", strconv.Itoa(int(p.Listen.Port())))
	t.add(envoyToken, "{issuer}", yamlString(p.Issuer), "{audience}", yamlString(p.Audience), "{keys}", yamlString(p.Keys.URL))
	for _, scope := range p.Scopes {
		t.add(envoyScope, "{scope}", yamlString(scope))
	}
	t.add(envoyRouter)
	envoyCluster(&t, "api", p.Upstream)
	envoyCluster(&t, "okta", p.Keys)
	return t.String()
}

// envoyCluster says how Envoy connects to a place, under a name.
func envoyCluster(t *text, name string, to address) {
	t.add(envoyPlace, "{name}", name, "{host}", yamlString(to.Host), "{port}", to.Port)
	if !to.TLS {
		return
	}
	t.add(envoyTLS)
	kind := "IP_ADDRESS"
	if !to.IP() {
		kind = "DNS"
		t.add("        sni: {host}\n", "{host}", yamlString(to.Host))
	}
	t.add(envoyTrust, "{kind}", kind, "{host}", yamlString(to.Host))
}

const envoyTop = `# An OIDC policy for Envoy: it verifies every access token with the authorization
# server's keys (RFC 7519), and lets a request through when the token is from the issuer,
# for the audience, has not expired, and has {the scopes}.
# Written by: oktadance gateway export envoy
#
# Tested      not run. Every field and value has been checked against Envoy's published
#             types (go-control-plane/envoy v1.40.0), with their validation rules.
# Not tested  what Envoy does with it. sourced_metadata needs Envoy 1.33 or later.
# Secret      none: keys are public.
# Install     envoy --mode validate -c envoy.yaml, then: envoy -c envoy.yaml
# Know        A revoked token works until it expires: keys can't tell. Envoy takes 60 seconds
#             more, against clocks that differ (clock_skew_seconds).
`

const envoyListener = `static_resources:
  listeners:
  - name: api
    address:
      socket_address:
        address: {address}
        port_value: {port}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: api
          normalize_path: true
          merge_slashes: true
          path_with_escaped_slashes_action: REJECT_REQUEST
          route_config:
            name: api
            virtual_hosts:
            - name: api
              domains:
              - "*"
              routes:
              - match:
                  prefix: /
                route:
                  cluster: api
`

const envoyToken = `          http_filters:
          - name: envoy.filters.http.jwt_authn
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication
              providers:
                okta:
                  issuer: {issuer}
                  audiences:
                  - {audience}
                  require_expiration: true
                  # Without this a token in the query would do too.
                  from_headers:
                  - name: Authorization
                    value_prefix: "Bearer "
                  # The API doesn't get the token.
                  forward: false
                  payload_in_metadata: claims
                  remote_jwks:
                    http_uri:
                      uri: {keys}
                      cluster: okta
                      timeout: 5s
                    cache_duration: 300s
                    async_fetch: {}
              rules:
              - match:
                  prefix: /
                requires:
                  provider_name: okta
          - name: envoy.filters.http.rbac
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC
              rules:
                action: ALLOW
                policies:
                  scopes:
                    permissions:
                    - any: true
                    principals:
                    - and_ids:
                        ids:
`

const envoyScope = `                        - sourced_metadata:
                            metadata_matcher:
                              filter: envoy.filters.http.jwt_authn
                              path:
                              - key: claims
                              - key: scp
                              value:
                                list_match:
                                  one_of:
                                    string_match:
                                      exact: {scope}
`

const envoyRouter = `          - name: envoy.filters.http.router
            typed_config:
              "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
  clusters:
`

const envoyPlace = `  - name: {name}
    type: STRICT_DNS
    connect_timeout: 5s
    load_assignment:
      cluster_name: {name}
      endpoints:
      - lb_endpoints:
        - endpoint:
            address:
              socket_address:
                address: {host}
                port_value: {port}
`

const envoyTLS = `    transport_socket:
      name: envoy.transport_sockets.tls
      typed_config:
        "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
`

const envoyTrust = `        common_tls_context:
          validation_context:
            trusted_ca:
              filename: /etc/ssl/certs/ca-certificates.crt
            match_typed_subject_alt_names:
            - san_type: {kind}
              matcher:
                exact: {host}
`
