#!/bin/sh
# Runs what package handover writes with the programs that it is for: Postman's
# collection with newman, the .http file with httpyac, the script with curl. They play
# the dance with a practice org and the gateway in front of its API. It ends with 1
# when one of them finds something wrong.
#
#   internal/handover/testdata/readers.sh
#
# Needs Go, npm and curl. Everything is in a folder that is removed afterwards.
# OKTADANCE=FILE takes a program that has been built already, TOOLS=FOLDER one where
# newman and httpyac are installed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
gateway=
cleanup() {
  [ -z "$gateway" ] || kill -INT "$gateway" 2>/dev/null && wait "$gateway" 2>/dev/null || :
  rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

export OKTADANCE_HOME="$dir/home"
oktadance=${OKTADANCE:-$dir/oktadance}
[ -n "${OKTADANCE:-}" ] || go build -C "$here" -o "$oktadance" oktadance/cmd/oktadance
tools=${TOOLS:-$dir/tools}
[ -n "${TOOLS:-}" ] || npm install --silent --no-fund --no-audit --prefix "$tools" newman@6.2.2 httpyac@6.16.7 >"$dir/npm" 2>&1 || { cat "$dir/npm"; exit 1; }

cd "$dir"
echo 'correct horse battery staple' >passphrase
notes='--profile practice --passphrase-file passphrase'
yes '' | head -n 40 | "$oktadance" practice --passphrase-file passphrase >walk 2>&1 || { cat walk; exit 1; }

"$oktadance" gateway --listen 127.0.0.1:0 $notes >printed 2>said &
gateway=$!
until grep -q 'until ctrl+c' said; do
  kill -0 "$gateway" || { cat said; exit 1; }
  sleep 0.1
done
api=$(sed -n 's#^The gateway at \(http://[^ ]*\) .*#\1#p' said)/orders

"$oktadance" notes export postman --with-secrets --yes --api "$api" -o dance.postman_collection.json $notes 2>/dev/null
"$oktadance" notes export http --with-secrets --yes --api "$api" -o dance.http $notes 2>/dev/null
"$oktadance" notes export curl --api "$api" -o dance.sh $notes 2>/dev/null

echo '== newman'
"$tools/node_modules/.bin/newman" run dance.postman_collection.json -e dance.postman_environment.json --color off --disable-unicode
echo '== httpyac'
"$tools/node_modules/.bin/httpyac" send dance.http --all --no-color --output short | tee answers
grep -q '^4 requests processed (4 succeeded)$' answers
echo '== curl'
"$oktadance" notes get app.client_secret $notes >secret
sh dance.sh secret >answers || { cat answers; exit 1; }
cut -c 1-72 answers
