#!/bin/sh
# Opens vaults with other people's programs, and a vault that they made with ours: the age command on the PATH,
# age 1.3, and typage. Needs the network once, for the two it installs; run it anywhere in the repository.
set -eu
cd "$(dirname "$0")/../.."
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT

(cd "$tools" && GOBIN=$tools go install filippo.io/age/cmd/age@v1.3.2)
(cd "$tools" && npm install --silent --no-save age-encryption@0.3.1)

VAULT_TEST_AGE=$tools/age VAULT_TEST_TYPAGE=$tools go test -count 1 -v -run 'AgeCommand|Typage|MadeWithAgeAlone' .
