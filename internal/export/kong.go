package export

// kong has a pre-function ask the server: the open-source edition has no plugin for it.
func kong(p policy) string {
	var t text
	t.add(kongTop, "{the scopes}", p.theScopes(), "{listen}", p.Listen.String())
	secret := `kong.vault.get("{vault://env/oktadance-client-secret}")`
	if p.ClientSecret == "" {
		t.add(kongNoSecret)
	} else {
		t.add(kongSecret)
		secret = luaString(p.ClientSecret)
	}
	t.add(kongService, "{upstream}", yamlString(p.Upstream.URL))
	if p.Upstream.TLS {
		t.add("  tls_verify: true\n")
	}
	t.add(kongRoute)
	t.add(kongValues, "{issuer}", luaString(p.Issuer), "{audience}", luaString(p.Audience), "{scopes}", luaString(spaced(p.Scopes)),
		"{endpoint}", luaString(p.Introspection.URL), "{client id}", luaString(p.ClientID), "{client secret}", secret)
	t.add(kongCheck)
	return t.String()
}

const kongTop = `# An OIDC policy for Kong Gateway: it asks the authorization server about every access
# token (RFC 7662), and lets a request through when the token is active, from the issuer,
# for the audience, and has {the scopes}. Written by: oktadance gateway export kong
#
# Tested      not run in Kong. The Lua below has been run by nginx's Lua module (Debian 12)
#             with stand-ins for what Kong provides; kinds and keys have been checked by eye
#             against Kong 3.10's schemas.
# Not tested  what Kong does with it.
# Plugin      The openid-connect plugin would do this and keep verdicts, but is Kong
#             Enterprise only. The open-source jwt plugin can't fetch keys and doesn't look
#             at scopes. So this is a pre-function; every call asks the authorization server.
# Settings    in kong.conf, or as KONG_... in the environment:
#             untrusted_lua_sandbox_requires = resty.http, cjson.safe
#             proxy_listen = {listen}
`

const kongSecret = `# Secret      CLIENT_SECRET below is the client secret: keep this file to yourself (mode
#             0600). Kong's Admin API shows it too.
`

const kongNoSecret = `# Secret      none in here. Kong reads the client secret from its environment:
#             OKTADANCE_CLIENT_SECRET (oktadance notes get app.client_secret prints it). Or
#             export again with --with-secrets. Until then every token is answered with 503.
`

const kongService = `# Install     kong config parse kong.yaml, then start Kong with database = off and
#             declarative_config = /path/to/kong.yaml
_format_version: "3.0"
services:
- name: okta-dance
  url: {upstream}
`

const kongRoute = `  routes:
  - name: okta-dance
    paths:
    - /
    strip_path: false
  plugins:
  - name: pre-function
    config:
      access:
      - |
`

const kongValues = `        local ISSUER = {issuer}
        local AUDIENCE = {audience}
        local SCOPES = {scopes}
        local ENDPOINT = {endpoint}
        local CLIENT_ID = {client id}
        local CLIENT_SECRET = {client secret}

`

const kongCheck = `        local http = require "resty.http"
        local json = require "cjson.safe"

        local function refuse(status, challenge)
          return kong.response.exit(status, nil, { ["WWW-Authenticate"] = challenge })
        end

        -- The check could not be made: nobody gets through.
        local function closed(why)
          kong.log.err("introspection: ", why)
          return kong.response.exit(503)
        end

        local header = kong.request.get_header("Authorization") or ""
        local scheme, token = header:match("^(%a+) +([%w%-%._~%+/]+=*)$")
        if not scheme or scheme:lower() ~= "bearer" then
          return refuse(401, "Bearer")
        end
        if not CLIENT_SECRET then
          return closed("OKTADANCE_CLIENT_SECRET is not set")
        end

        local client = http.new()
        client:set_timeouts(5000, 5000, 10000)
        local pair = ngx.escape_uri(CLIENT_ID) .. ":" .. ngx.escape_uri(CLIENT_SECRET)
        local answer, failure = client:request_uri(ENDPOINT, {
          method = "POST",
          body = "token_type_hint=access_token&token=" .. ngx.escape_uri(token),
          headers = {
            ["Accept"] = "application/json",
            ["Authorization"] = "Basic " .. ngx.encode_base64(pair),
            ["Content-Type"] = "application/x-www-form-urlencoded",
          },
          ssl_verify = true,
        })
        if not answer then
          return closed(failure)
        end
        local said = json.decode(answer.body)
        if answer.status ~= 200 or type(said) ~= "table" or type(said.active) ~= "boolean" then
          return closed("the authorization server answered " .. answer.status)
        end

        local audience = said.aud == AUDIENCE
        if type(said.aud) == "table" then
          for _, one in ipairs(said.aud) do
            audience = audience or one == AUDIENCE
          end
        end
        -- A token that is bound to a key (cnf, RFC 9449) is not good as a bearer token.
        if not said.active or said.iss ~= ISSUER or not audience or said.cnf then
          return refuse(401, 'Bearer error="invalid_token"')
        end

        local has = " " .. tostring(said.scope or "") .. " "
        for wanted in SCOPES:gmatch("%S+") do
          if not has:find(" " .. wanted .. " ", 1, true) then
            return refuse(403, 'Bearer error="insufficient_scope", scope="' .. SCOPES .. '"')
          end
        end

        -- The API doesn't get the token.
        kong.service.request.clear_header("Authorization")
`
