package handover

import "strings"

// What a format needs that sends requests.
func needsRequests() []string {
	return []string{"metadata.token_endpoint", "metadata.introspection_endpoint", "app.client_id", "scope.name"}
}

// inBody reports whether the server takes the client's secret in the body only;
// otherwise it goes into the header.
func (s *source) inBody() bool { return s.get("app.auth_method") == "client_secret_post" }

// httpFile is a file of requests. Its values are percent-encoded, so that no line
// end, brace or space in one means anything to the editor.
func httpFile(s *source, o Options) ([]string, error) {
	if err := s.need(append(needsRequests(), "app.client_secret")...); err != nil {
		return nil, err
	}
	secret := secretHere
	if text := s.get("app.client_secret"); text != "" {
		secret = formEncoded(text)
	}
	text := strings.NewReplacer(
		"<token_endpoint>", uriEncoded(s.get("metadata.token_endpoint")),
		"<introspection_endpoint>", uriEncoded(s.get("metadata.introspection_endpoint")),
		"<client_id>", formEncoded(s.get("app.client_id")), "<client_secret>", secret,
		"<scope>", formEncoded(s.get("scope.name")), "<api>", uriEncoded(o.API),
		"<command>", s.command("app.client_secret"),
		"<header>", map[bool]string{false: "Authorization: Basic {{client_id}} {{client_secret}}\n"}[s.inBody()],
		"<form>", map[bool]string{true: "&client_id={{client_id}}&client_secret={{client_secret}}"}[s.inBody()],
	).Replace(httpTemplate)
	return []string{text}, nil
}

const httpTemplate = `# The Okta Dance as requests, for httpyac (VS Code, command line) and the editors
# of JetBrains. Send them from the top. The client secret is what this prints:
#   <command>

@token_endpoint = <token_endpoint>
@introspection_endpoint = <introspection_endpoint>
@client_id = <client_id>
@client_secret = <client_secret>
@scope = <scope>
@api = <api>

### Moves 1 and 2: the client asks for an access token
POST {{token_endpoint}}
<header>Content-Type: application/x-www-form-urlencoded
Accept: application/json

grant_type=client_credentials&scope={{scope}}<form>

> {%
client.global.set("access_token", response.body.access_token);
%}

### Moves 4 and 5: what the gateway asks about it
POST {{introspection_endpoint}}
<header>Content-Type: application/x-www-form-urlencoded
Accept: application/json

token={{access_token}}<form>

### Moves 3, 6 and 7: the request to the secured API (oktadance gateway)
GET {{api}}
Authorization: Bearer {{access_token}}

### Without a token the gateway refuses
GET {{api}}
`

// curlScript is a script that reads the secret when it runs. Curl gets secrets on
// its standard input, where no list of processes shows them.
func curlScript(s *source, o Options) ([]string, error) {
	if err := s.need(append(needsRequests(), "app.client_secret")...); err != nil {
		return nil, err
	}
	for _, note := range append(needsRequests(), "app.client_secret") {
		if strings.Contains(s.get(note), "\x00") {
			return nil, &BadValue{Note: note, Why: noZero}
		}
	}
	text := strings.NewReplacer(
		"<token_endpoint>", shellQuoted(uriEncoded(s.get("metadata.token_endpoint"))),
		"<introspection_endpoint>", shellQuoted(uriEncoded(s.get("metadata.introspection_endpoint"))),
		"<client_id>", shellQuoted(s.get("app.client_id")), "<secret>", shellQuoted(s.get("app.client_secret")),
		"<scope>", shellQuoted(s.get("scope.name")), "<api>", shellQuoted(uriEncoded(o.API)),
		"<command>", s.command("app.client_secret"),
		"<proof>", map[bool]string{
			false: `user = \"$(encoded "$client_id"):$(encoded "$secret")\"`,
			true:  `data = \"client_id=$(encoded "$client_id")&client_secret=$(encoded "$secret")\"`,
		}[s.inBody()],
	).Replace(curlTemplate)
	return []string{text}, nil
}

const curlTemplate = `#!/bin/sh
# The Okta Dance with curl: an access token, what the server says about it, and
# the API behind the gateway. The client secret is the first line of a file or of
# standard input, and no list of processes shows it:
#
#   <command> | sh okta-dance.sh
#   sh okta-dance.sh FILE
set -eu
export LC_ALL=C

token_endpoint=<token_endpoint>
introspection_endpoint=<introspection_endpoint>
client_id=<client_id>
scope=<scope>
api=<api>
secret=<secret>

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# A program named printf would have its arguments in the list of processes.
case $(command -v printf) in
  /*) fail 'This shell has no printf of its own. Use another: bash, dash, ksh, zsh.' ;;
esac

read_secret() {
  if [ -t 0 ]; then
    printf 'Client secret: ' >&2
    trap 'stty echo' EXIT
    trap 'exit 130' INT TERM
    stty -echo
    IFS= read -r secret || :
    stty echo
    trap - EXIT INT TERM
    printf '\n' >&2
  else
    IFS= read -r secret || :
  fi
}

if [ -z "$secret" ]; then
  if [ $# -gt 0 ]; then
    read_secret <"$1"
  else
    read_secret
  fi
fi
[ -n "$secret" ] || fail 'There is no client secret: the first line is empty.'

# encoded is a text as a form has it (RFC 6749 section 2.3.1). Okta's IDs and
# secrets stand for themselves.
encoded() {
  case $1 in
    *[!A-Za-z0-9._~-]*) printf %s "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g' ;;
    *) printf %s "$1" ;;
  esac
}

# ask METHOD URL CONFIG [CURL-OPTION…] sends a request, and shows what came back.
ask() {
  method=$1 url=$2 config=$3
  shift 3
  printf '\n%s %s\n' "$method" "$url"
  answer=$(printf '%s\n' "$config" | curl --config - --silent --show-error --globoff \
    --max-time 20 --request "$method" --header 'Accept: application/json' \
    --write-out '\n%{http_code}' "$@" --url "$url") || exit 1
  status=${answer##*"$newline"}
  answer=${answer%"$newline"*}
  printf '%s  ' "$status"
}

newline='
'
proof="<proof>"

ask POST "$token_endpoint" "$proof" --data grant_type=client_credentials --data-urlencode "scope=$scope"
token=$(printf '%s\n' "$answer" | sed -n 's/.*"access_token"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p')
case $token in
  *[!A-Za-z0-9._~+/=-]*) token='' ;;
esac
if [ -z "$token" ]; then
  printf '%s\n' "$answer"
  fail 'There is no token. What the answer means: oktadance explain'
fi
printf 'an access token of %s characters\n' "${#token}"

ask POST "$introspection_endpoint" "$proof
data = \"token=$(encoded "$token")\""
printf '%s\n' "$answer"
[ "$status" = 200 ] || fail 'The server says nothing about the token.'

ask GET "$api" "header = \"Authorization: Bearer $token\""
printf '%s\n' "$answer"
[ "$status" = 200 ] || fail 'The gateway did not let the request through.'
`
