package export

// nginx has auth_request ask okta-dance.js about every request, which asks the server.
func nginx(p policy) string {
	var t text
	t.add(nginxTop, "{the scopes}", p.theScopes())
	secret := `"PUT-THE-CLIENT-SECRET-HERE"`
	if p.ClientSecret == "" {
		t.add(nginxNoSecret)
	} else {
		t.add(nginxSecret)
		secret = nginxString(p.ClientSecret)
	}
	t.add(nginxValues, "{issuer}", nginxString(p.Issuer), "{audience}", nginxString(p.Audience),
		"{scopes}", nginxString(spaced(p.Scopes)), "{client id}", nginxString(p.ClientID), "{client secret}", secret)
	t.add(nginxServer, "{listen}", p.Listen.String(), "{upstream}", p.Upstream.URL)
	nginxTrust(&t, p.Upstream)
	t.add(nginxCheck, "{endpoint}", p.Introspection.URL)
	nginxTrust(&t, p.Introspection)
	t.add(nginxCache)
	return t.String()
}

// nginxTrust has the certificate of an https server verified, which nginx does not do by itself.
func nginxTrust(t *text, to address) {
	if to.TLS {
		t.add(nginxTLS)
	}
}

const nginxTop = `# An OIDC policy for nginx: it asks the authorization server about every access token
# (RFC 7662), and lets a request through when the token is active, from the issuer, for
# the audience, and has {the scopes}. Written by: oktadance gateway export nginx
#
# Tested      nginx 1.22.1 with njs 0.7.9, as in Debian 12, with https to a practice org on
#             loopback: no token, a good one, a changed, an expired and a revoked one, one
#             from elsewhere, one without the scope, and the org out of reach.
# Not tested  a real org; other versions.
# Script      nginx alone can't read what introspection answers: the status is 200 for good
#             tokens and bad. okta-dance.js does it, and needs the njs module, which Debian
#             has in libnginx-mod-http-js and nginx.org in nginx-module-njs.
`

const nginxSecret = `# Secret      oktadance_client_secret below is the client secret: keep this file to
#             yourself (mode 0600; nginx reads it before it drops its rights).
`

const nginxNoSecret = `# Secret      none in here. Write the client secret in place of PUT-THE-CLIENT-SECRET-HERE;
#             oktadance notes get app.client_secret prints it. Or export again with
#             --with-secrets. Until then every token is answered with 503.
`

const nginxValues = `# Install     this file and okta-dance.js into /etc/nginx/conf.d/, then: nginx -t
# Know        A verdict is kept for 10 seconds (proxy_cache_valid): that is how long a
#             revoked token still works. nginx looks up the host below when it starts;
#             reload it when the host's address changes.

js_path conf.d;
js_import oktadance from okta-dance.js;
js_set $oktadance_form  oktadance.form;
js_set $oktadance_basic oktadance.basic;
js_set $oktadance_key   oktadance.key;

# geo, because it is the one directive that takes a value literally, $ and all.
geo $oktadance_issuer        { default {issuer}; }
geo $oktadance_audience      { default {audience}; }
geo $oktadance_scopes        { default {scopes}; }
geo $oktadance_client_id     { default {client id}; }
geo $oktadance_client_secret { default {client secret}; }

proxy_cache_path /var/cache/okta-dance keys_zone=oktadance:10m max_size=64m inactive=1m use_temp_path=off;

`

const nginxServer = `server {
    listen {listen};

    location / {
        auth_request     /_oktadance_check;
        auth_request_set $oktadance_challenge $sent_http_oktadance_challenge;
        add_header       WWW-Authenticate $oktadance_challenge always;
        error_page       500 = @oktadance_closed;

        proxy_pass {upstream};
        proxy_set_header Authorization "";
`

const nginxTLS = `        proxy_ssl_server_name on;
        proxy_ssl_verify on;
        proxy_ssl_verify_depth 4;
        proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;
`

const nginxCheck = `    }

    # The check could not be made: nobody gets through.
    location @oktadance_closed {
        return 503;
    }

    location = /_oktadance_check {
        internal;
        subrequest_output_buffer_size 64k;
        js_content oktadance.check;
    }

    location = /_oktadance_introspect {
        internal;
        proxy_pass {endpoint};
        proxy_method POST;
        proxy_pass_request_headers off;
        proxy_set_header Accept application/json;
        proxy_set_header Content-Type application/x-www-form-urlencoded;
        proxy_set_header Authorization $oktadance_basic;
        proxy_set_body $oktadance_form;
        proxy_connect_timeout 5s;
        proxy_read_timeout 10s;
`

const nginxCache = `        proxy_cache oktadance;
        proxy_cache_key $oktadance_key;
        proxy_cache_valid 200 10s;
        proxy_cache_lock on;
        proxy_ignore_headers Cache-Control Expires Set-Cookie Vary X-Accel-Expires;
    }
}
`
