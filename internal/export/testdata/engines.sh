#!/usr/bin/env bash
# Runs nginx and Apache from Debian with what package export writes for them, plays the
# scenes, and prints what each answered; and Kong's Lua, without Kong. It ends with 1 when
# an answer is not the one that is expected. Envoy's export is checked against its types.
#
#   sudo internal/export/testdata/engines.sh
#
# Needs Debian 12, Go, and root for apt-get alone: the engines run as nobody, on loopback,
# in a folder that is removed afterwards, as are the packages that it installed.
# OKTADANCE=FILE takes a program that has been built already.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
dir=$(mktemp -d)
chmod 755 "$dir"
running=() installed=() wrong=0

cleanup() {
  local pid
  for pid in "${running[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
  rm -rf "$dir"
  [ "${#installed[@]}" = 0 ] || apt-get purge -y -qq "${installed[@]}" >/dev/null 2>&1 || echo "left installed: ${installed[*]}" >&2
}
trap cleanup EXIT

# --- what is needed -------------------------------------------------------------

needed=(nginx libnginx-mod-http-js libnginx-mod-http-lua lua-cjson apache2-bin libapache2-mod-auth-openidc curl jq openssl)

packages() { dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' | sed -n 's/^ii *//p' | sort; }

install() {
  [ "$(dpkg-query -W -f '${db:Status-Abbrev}\n' "${needed[@]}" 2>/dev/null | grep -c ^ii)" -lt "${#needed[@]}" ] || return 0
  local before policy=/usr/sbin/policy-rc.d own='' failed=''
  before=$(packages)
  # Debian starts services when it installs them; here only this script starts any.
  if [ ! -e $policy ]; then printf '#!/bin/sh\nexit 101\n' >$policy; chmod 755 $policy; own=1; fi
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${needed[@]}"; } >"$dir/apt" 2>&1 || failed=1
  [ -z "$own" ] || rm -f $policy
  mapfile -t installed < <(comm -13 <(echo "$before") <(packages))
  [ -z "$failed" ] || { cat "$dir/apt" >&2; exit 1; }
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# listening waits until somebody listens on a port of 127.0.0.1.
listening() {
  local i
  for i in {1..100}; do
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return; fi
    sleep 0.1
  done
  echo "nobody listens on $1" >&2
  tail -n 5 "$dir"/*/{said,error.log} >&2 || true
  return 1
}

# start runs a command in the background, as nobody where this is root: FOLDER COMMAND…
start() {
  local folder=$dir/$1
  shift
  [ "$(id -u)" != 0 ] || { chown -R nobody:nogroup "$folder"; set -- setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; }
  "$@" >"$folder/said" 2>&1 &
  running+=($!)
}

# stop ends a process that start, or this script itself, has begun.
stop() {
  local left=() pid
  kill "$1"
  wait "$1" 2>/dev/null || true
  for pid in "${running[@]}"; do [ "$pid" = "$1" ] || left+=("$pid"); done
  running=("${left[@]}")
}

install
oktadance=${OKTADANCE:-$dir/oktadance}
[ -n "${OKTADANCE:-}" ] || (cd "$root" && go build -o "$oktadance" ./cmd/oktadance)
(cd "$root" && go build -o "$dir/write" ./internal/export/testdata/write)

# --- an org, and https before it ----------------------------------------------------

serve_org() {
  "$oktadance" practice --serve --json --state "$dir/org.json" >"$dir/org" 2>/dev/null &
  org=$!
  running+=($org)
  until jq -e .org_url "$dir/org" >/dev/null 2>&1; do sleep 0.1; done
  url=$(jq -r .org_url "$dir/org") issuer=$(jq -r .issuer "$dir/org") api_token=$(jq -r .api_token "$dir/org")
  id=$(jq -r .client_id "$dir/org") secret=$(jq -r .client_secret "$dir/org") scope=$(jq -r .scope "$dir/org")
}

# token asks for an access token: SCOPE [ISSUER].
token() {
  curl -fsS -u "$id:$secret" -d grant_type=client_credentials --data-urlencode "scope=$1" "${2:-$issuer}/v1/token" | jq -r .access_token
}

# manage makes something in the org: PATH JSON.
manage() { curl -fsS -H "Authorization: SSWS $api_token" -H 'Content-Type: application/json' -d "$2" "$url/api/v1/authorizationServers$1"; }

# The org's clock is two hours slow for a moment: a token of then has expired now.
serve_org
stop $org
jq '.weather.skewSeconds = -7200' "$dir/org.json" >"$dir/slow" && mv "$dir/slow" "$dir/org.json"
serve_org
expired=$(token "$scope")
stop $org
jq '.weather.skewSeconds = 0' "$dir/org.json" >"$dir/right" && mv "$dir/right" "$dir/org.json"
serve_org

# Values that mean something to an engine, where they are not quoted as they should be.
odd_scope="odd:/\$x'{}[];#%~^.*" odd_secret="a\"b\\c\$d'e#f;{g} %h+i"
manage /default/scopes "$(jq -n --arg name "$odd_scope" '{$name}')" >/dev/null
other=$(manage "" '{"name":"another","description":"","audiences":["api://default"]}' | jq -r .id)
manage "/$other/scopes" "{\"name\":\"$scope\"}" >/dev/null
policy=$(manage "/$other/policies" '{"type":"OAUTH_AUTHORIZATION_POLICY","status":"ACTIVE","name":"all","description":"all","priority":1,"conditions":{"clients":{"include":["ALL_CLIENTS"]}}}' | jq -r .id)
manage "/$other/policies/$policy/rules" '{"type":"RESOURCE_ACCESS","name":"all","priority":1,"conditions":{"people":{"groups":{"include":["EVERYONE"]}},"grantTypes":{"include":["client_credentials"]},"scopes":{"include":["*"]}},"actions":{"token":{"accessTokenLifetimeMinutes":60,"refreshTokenLifetimeMinutes":0,"refreshTokenWindowMinutes":10080}}}' >/dev/null

mkdir "$dir/front" "$dir/api"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
  -keyout "$dir/front/key.pem" -out "$dir/cert.pem" 2>/dev/null
cp "$dir/front/key.pem" "$dir/api/key.pem"
front_port=$(free_port) api_port=$(free_port) api_tls_port=$(free_port)
front_url=https://localhost:$front_port introspect=https://localhost:$front_port/oauth2/default/v1/introspect

# frame prints what every nginx here has around its servers: NAME.
frame() {
  local temp
  echo "pid $dir/$1/pid; error_log $dir/$1/error.log; daemon off; worker_processes 1; events {}"
  echo "http { access_log off; client_body_temp_path $dir/$1/t0;"
  for temp in proxy fastcgi scgi uwsgi; do echo "${temp}_temp_path $dir/$1/$temp;"; done
}

tls() { echo "ssl_certificate $dir/cert.pem; ssl_certificate_key $dir/$1/key.pem;"; }

{ frame front
  echo "log_format secret '\$http_authorization';"
  echo "server { listen 127.0.0.1:$front_port ssl; $(tls front)"
  echo "  location = /secret { access_log $dir/front/secret.log secret; return 200; }"
  echo "  access_log $dir/front/asked.log; location / { proxy_pass $url; proxy_set_header Host \$proxy_host; } } }"; } >"$dir/front/nginx.conf"
{ frame api
  echo "log_format seen '\$request_method \$uri authorization=\"\$http_authorization\"';"
  echo "server { listen 127.0.0.1:$api_port; listen 127.0.0.1:$api_tls_port ssl; $(tls api)"
  echo "  access_log $dir/api/seen.log seen; location / { return 200; } } }"; } >"$dir/api/nginx.conf"

# --- the engines --------------------------------------------------------------------

notes() {
  jq -n --arg issuer "$issuer" --arg keys "$front_url/oauth2/default/v1/keys" --arg introspect "$introspect" \
    --arg id "$id" --arg secret "$secret" --arg scope "$scope" \
    '{"metadata.issuer": $issuer, "metadata.jwks_uri": $keys, "metadata.introspection_endpoint": $introspect,
      "app.client_id": $id, "app.client_secret": $secret, "scope.name": $scope}'
}

# written exports into an engine's own folder: NAME ENGINE OPTION…
written() {
  local name=$1 engine=$2
  shift 2
  port[$name]=$(free_port)
  mkdir -p "$dir/$name/conf.d"
  notes | "$dir/write" -into "$dir/$name/conf.d" -listen "127.0.0.1:${port[$name]}" -upstream "https://localhost:$api_tls_port" "$@" "$engine"
  # What can't be as exported: only root may write to /var/cache, and no authority of the
  # system vouches for the certificate made here, except that -untrusted leaves it at that.
  sed -i "s#/var/cache/okta-dance#$dir/$name/cache#" "$dir/$name/conf.d"/*
  trusted[$name]=$dir/cert.pem
  case $name in
  *-untrusted) trusted[$name]=/etc/ssl/certs/ca-certificates.crt ;;
  *) sed -i "s#/etc/ssl/certs/ca-certificates.crt#$dir/cert.pem#" "$dir/$name/conf.d"/* ;;
  esac
}

# begun starts an engine that has been written: NAME KIND.
begun() {
  case $2 in
  nginx)
    { echo 'load_module /usr/lib/nginx/modules/ngx_http_js_module.so;'; frame "$1"; echo "include $dir/$1/conf.d/*.conf; }"; } >"$dir/$1/nginx.conf"
    start "$1" nginx -p "$dir/$1/" -c "$dir/$1/nginx.conf" -e "$dir/$1/error.log" ;;
  apache)
    { printf '%s "%s"\n' ServerRoot "$dir/$1" ServerName localhost PidFile "$dir/$1/pid" DefaultRuntimeDir "$dir/$1" ErrorLog "$dir/$1/error.log"
      printf 'OIDCCABundlePath "%s"\n' "${trusted[$1]}"
      echo "Include $dir/$1/conf.d/*.conf"; } >"$dir/$1/apache.conf"
    local m modules=()
    for m in mpm_event authn_core authz_core headers proxy proxy_http ssl socache_shmcb auth_openidc; do
      modules+=(-C "LoadModule ${m}_module /usr/lib/apache2/modules/mod_$m.so")
    done
    start "$1" apache2 "${modules[@]}" -d "$dir/$1" -f "$dir/$1/apache.conf" -DFOREGROUND ;;
  kong)
    sed -n '/^      - |$/,$s/^        //p' "$dir/$1/conf.d/kong.yaml" >"$dir/$1/access.lua"
    cp "$here/kong.lua" "$dir/$1/"
    { printf 'load_module /usr/lib/nginx/modules/%s.so;\n' ndk_http_module ngx_http_lua_module
      echo 'env OKTADANCE_CLIENT_SECRET;'
      frame "$1"
      echo "lua_ssl_trusted_certificate ${trusted[$1]}; init_by_lua_file $dir/$1/kong.lua;"
      echo "server { listen 127.0.0.1:${port[$1]}; location / { access_by_lua_file $dir/$1/access.lua; proxy_pass http://127.0.0.1:$api_port; } } }"; } >"$dir/$1/nginx.conf"
    start "$1" nginx -p "$dir/$1/" -c "$dir/$1/nginx.conf" -e "$dir/$1/error.log" ;;
  esac
  pid[$1]=${running[-1]}
  listening "${port[$1]}"
}

declare -A port pid trusted kind=([nginx]=nginx [asks]=apache [keys]=apache [kong]=kong)
for name in nginx asks keys kong; do
  validate=introspect
  [ $name != keys ] || validate=jwks
  written $name "${kind[$name]}" -validate $validate -with-secrets
  written $name-unset "${kind[$name]}" -validate $validate
  written $name-audience "${kind[$name]}" -validate $validate -with-secrets -audience api://other
  written $name-untrusted "${kind[$name]}" -validate $validate -with-secrets
  written $name-two "${kind[$name]}" -validate $validate -with-secrets -scope "$scope" -scope "$odd_scope"
  secret=$odd_secret introspect=$front_url/secret written $name-odd "${kind[$name]}" -validate $validate -with-secrets
done
start front nginx -p "$dir/front/" -c "$dir/front/nginx.conf" -e "$dir/front/error.log"
front=${running[-1]}
start api nginx -p "$dir/api/" -c "$dir/api/nginx.conf" -e "$dir/api/error.log"
listening "$front_port"
listening "$api_port"
for name in nginx asks keys kong; do
  for variant in "" -unset -audience -untrusted -two -odd; do begun "$name$variant" "${kind[$name]}"; done
done

# --- the scenes ---------------------------------------------------------------------

row() { printf '%-39s %-22s %-22s %-22s %s\n' "$@"; }

# scene asks the four engines one thing: its name, the four answers that are expected (""
# is not asked), and what curl is told. The answer is the status and the challenge's error.
# $variant is of the engines, $query of the URL; whoever lets through is counted.
let_through=0
scene() {
  local name=$1 expected=("$2" "$3" "$4" "$5") cells=() got i=0 engine
  shift 5
  for engine in nginx asks keys kong; do
    got=
    if [ -n "${expected[i]}" ]; then
      got=$(curl -sS -o /dev/null -D "$dir/headers" -w '%{http_code}' --max-time 30 "$@" "http://127.0.0.1:${port[$engine$variant]}/orders$query" || true)
      [ "$got" != 200 ] || let_through=$((let_through + 1))
      got="$got $(tr -d '\r' <"$dir/headers" | sed -n 's/^www-authenticate: .*error="\([a-z_]*\)".*/\1/Ip')"
      got=${got% }
      [ "$got" = "${expected[i]}" ] || { got="$got, NOT ${expected[i]}"; wrong=1; }
    fi
    cells+=("$got")
    i=$((i + 1))
  done
  row "$name" "${cells[@]}"
}
variant='' query='' crowd=()
bearer() { echo "Authorization: Bearer $1"; }
version() { dpkg-query -W -f '${Version}' "$1" | sed 's/^.*://; s/[-+].*//'; }

says="# Tested      nginx $(version nginx) with njs $(version libnginx-mod-http-js)"
grep -q "^$says" "$dir/nginx/conf.d/okta-dance.conf" || { echo "nginx's export names other versions"; wrong=1; }
echo "$says" | cut -c15-
says="# Tested      Apache $(version apache2-bin) with mod_auth_openidc $(version libapache2-mod-auth-openidc)"
grep -q "^$says" "$dir/asks/conf.d/okta-dance.conf" || { echo "Apache's export names other versions"; wrong=1; }
echo "$says" | cut -c15-
sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release
echo

good=$(token "$scope") seen=$(token "$scope") later=$(token "$scope")
# Not the last character: that one has two bits that count for nothing.
changed=${good%??????????}$([ "${good: -10:1}" = A ] && echo B || echo A)${good: -9}
unsigned=$(printf '{"alg":"none"}' | base64 -w0 | tr -d =).$(cut -d. -f2 <<<"$good").
invalid='401 invalid_token' none='401 invalid_request' narrow='403 insufficient_scope'

row SCENE 'NGINX, INTROSPECTION' 'APACHE, INTROSPECT.' 'APACHE, KEYS' "KONG'S LUA ALONE"
scene 'no token' 401 "$none" "$none" 401
scene 'good token' 200 200 200 200 -H "$(bearer "$good")"
scene 'good token, a POST with a body' 200 200 200 200 -H "$(bearer "$good")" -d '{"item":"shoes"}'
scene 'one character changed' "$invalid" "$invalid" "$invalid" "$invalid" -H "$(bearer "$changed")"
scene 'alg: none' "$invalid" "$invalid" "$invalid" "$invalid" -H "$(bearer "$unsigned")"
scene 'not a token at all' "$invalid" "$invalid" "$invalid" "$invalid" -H "$(bearer nonsense)"
scene 'expired' "$invalid" "$invalid" "$invalid" "$invalid" -H "$(bearer "$expired")"
scene 'from another authorization server' "$invalid" "$invalid" "$invalid" "$invalid" -H "$(bearer "$(token "$scope" "$url/oauth2/$other")")"
variant=-audience
scene 'for another audience' "$invalid" "$narrow" "$narrow" "$invalid" -H "$(bearer "$good")"
variant=
scene 'without the scope' "$narrow" "$narrow" "$narrow" "$narrow" -H "$(bearer "$(token "$odd_scope")")"
variant=-two
scene 'with one of two scopes' "$narrow" "$narrow" "$narrow" "$narrow" -H "$(bearer "$good")"
scene 'with both, one of them odd' 200 200 200 200 -H "$(bearer "$(token "$scope $odd_scope")")"
variant=
scene 'Basic rather than Bearer' 401 "$none" "$none" 401 -u "$id:$secret"
scene 'OPTIONS without a token' 401 403 403 401 -X OPTIONS
query="?access_token=$good"
scene 'the token in the query' 401 "$none" "$none" 401
query=
scene 'a bad token, then a good one' 400 "$invalid" "$invalid" 400 -H "$(bearer "$changed")" -H "$(bearer "$good")"
curl -fsS -u "$id:$secret" -d "token=$good" "$issuer/v1/revoke"
scene 'revoked, while the verdict is kept' 200 200 200 "$invalid" -H "$(bearer "$good")"
sleep 11
scene 'revoked, 11 seconds later' "$invalid" "$invalid" 200 "$invalid" -H "$(bearer "$good")"
variant=-unset
scene 'good token, the placeholder left in' 503 "$invalid" 200 503 -H "$(bearer "$seen")"
variant=-odd
scene 'introspection answers 200 and nothing' 503 "$invalid" '' 503 -H "$(bearer "$seen")"
variant=-untrusted
scene "the org's certificate is not trusted" 503 "$invalid" "$invalid" 503 -H "$(bearer "$seen")"
variant=
scene 'good token' 200 200 200 200 -H "$(bearer "$seen")"
for name in nginx asks keys; do
  before=$(grep -c introspect "$dir/front/asked.log" || true)
  together=$(token "$scope")
  passed=$(for i in {1..50}; do
    curl -sS -o /dev/null -w '%{http_code}\n' -H "$(bearer "$together")" "http://127.0.0.1:${port[$name]}/orders" &
  done | grep -c 200)
  let_through=$((let_through + passed))
  [ "$passed" = 50 ] || wrong=1
  crowd+=("$passed passed, $(($(grep -c introspect "$dir/front/asked.log" || true) - before)) asked")
done
row '50 calls at once with one new token' "${crowd[@]}" ''
stop "$front"
scene 'org unreachable, a token seen before' 200 200 200 503 -H "$(bearer "$seen")"
scene 'org unreachable, a new token' 503 "$invalid" 200 503 -H "$(bearer "$later")"
scene 'org unreachable, no token' 401 "$none" "$none" 401
stop "${pid[keys]}"
begun keys apache
scene 'org unreachable since the engine began' '' '' "$invalid" '' -H "$(bearer "$later")"

echo
saw=$(wc -l <"$dir/api/seen.log") with=$(grep -vc 'authorization="-"' "$dir/api/seen.log" || true)
echo "The API saw $saw requests, $let_through were let through; $with came with an Authorization header."
[ "$saw" = "$let_through" ] && [ "$with" = 0 ] || wrong=1
# Both halves are form-encoded (RFC 6749 section 2.3.1).
odd=0
while read -r _ pair; do
  pair=$(base64 -d <<<"$pair")
  pair=${pair//+/ }
  [ "$(printf '%b' "${pair//%/\\x}")" != "$id:$odd_secret" ] || odd=$((odd + 1))
done <"$dir/front/secret.log"
echo "A client secret of $odd_secret came to the org as it is $odd times out of 3."
[ "$odd" = 3 ] || wrong=1
if grep -rqF -e "$seen" -e "$later" -e "$secret" "$dir"/{nginx,asks,keys,kong}*/{error.log,said} "$dir/nginx/cache"; then
  echo 'A token or the secret is in a log or in the cache.'
  wrong=1
else
  echo 'No token and no secret is in a log or in the cache.'
fi

echo
echo 'Envoy, which is not in Debian: its types, without Envoy.'
(cd "$here/envoycheck" && go run . ../golden/envoy-jwks.yaml) || wrong=1

[ "$wrong" = 0 ] || { echo; echo 'Something is not as it should be: see above.'; }
exit "$wrong"
