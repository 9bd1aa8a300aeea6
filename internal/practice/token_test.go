package practice_test

import (
	"crypto/rsa"
	"encoding/base64"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"oktadance/internal/practice"

	"github.com/go-jose/go-jose/v4"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file, in which the org's URL is ORG.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got+"\n" != string(want) {
		t.Errorf("%s:\n%s\nnot\n%s", name, got, want)
	}
}

func TestMetadataIsAsRecorded(t *testing.T) {
	v := visit(t)
	for path, file := range map[string]string{
		"/oauth2/default/.well-known/oauth-authorization-server":                   "custom-oauth.json",
		"/.well-known/oauth-authorization-server/oauth2/default":                   "custom-oauth.json",
		"/oauth2/default/.well-known/openid-configuration":                         "custom-oidc.json",
		"/.well-known/oauth-authorization-server":                                  "org-oauth.json",
		"/.well-known/openid-configuration":                                        "org-oidc.json",
		"/oauth2/default/.well-known/openid-configuration?client_id=" + v.ClientID: "custom-oidc.json",
	} {
		golden(t, file, strings.ReplaceAll(v.open(path).is(200).body, v.URL(), "ORG"))
	}
	id := v.open("/.well-known/okta-organization").is(200)
	body := strings.ReplaceAll(strings.ReplaceAll(id.body, v.URL(), "ORG"), id.text("id"), "00oID")
	golden(t, "organization.json", body)
	if keys := v.open("/oauth2/default/v1/keys").is(200); !regexp.MustCompile(`^\{"keys":\[\{"kty":"RSA","alg":"RS256","kid":"[\w-]{43}","use":"sig","e":"AQAB","n":"[\w-]{342}"\}\]\}$`).MatchString(keys.body) {
		t.Errorf("keys: %s", keys.body)
	}
}

// The lists in the metadata differ in what misleads people: the OIDC document doesn't
// mention client_credentials, and neither shows a scope that wasn't published.
func TestMetadataTraps(t *testing.T) {
	v := visit(t)
	oauth := v.open("/oauth2/default/.well-known/oauth-authorization-server").body
	oidc := v.open("/oauth2/default/.well-known/openid-configuration").body
	if !strings.Contains(oauth, `"client_credentials"`) || strings.Contains(oidc, `"client_credentials"`) {
		t.Error("client_credentials belongs in the OAuth document alone")
	}
	if strings.Contains(oauth+oidc, v.ScopeName) {
		t.Error("an unpublished scope is shown")
	}
	v.api("POST", scopesPath, obj{"name": "shown", "metadataPublish": "ALL_CLIENTS"}).is(201)
	if !strings.Contains(v.open("/oauth2/default/.well-known/oauth-authorization-server").body, `"shown"`) {
		t.Error("a published scope is not shown")
	}
}

// fixed is an org whose clock stands still and whose chances are known.
func fixed(path string, key *rsa.PrivateKey) practice.Options {
	seed := [32]byte{'d', 'a', 'n', 'c', 'e'}
	return practice.Options{
		State: path, Key: key, Rand: rand.NewChaCha8(seed),
		Now: func() time.Time { return time.Unix(1_700_000_000, 0) },
	}
}

func TestTokenIsLikeOktas(t *testing.T) {
	v := visitAs(t, fixed("", theKey()))
	a := v.ask(v.ScopeName).is(200)
	if a.keys() != "token_type expires_in access_token scope" || a.text("token_type") != "Bearer" || a.at("expires_in") != 3600.0 || a.text("scope") != v.ScopeName {
		t.Errorf("answer %s", a.body)
	}
	parts := strings.Split(a.text("access_token"), ".")
	header, payload := unbase(t, parts[0]), unbase(t, parts[1])
	if !regexp.MustCompile(`^\{"kid":"[\w-]{43}","alg":"RS256"\}$`).MatchString(header) {
		t.Errorf("header %s", header)
	}
	jti := regexp.MustCompile(`AT\.[\w-]{43}`).FindString(payload)
	want := `{"ver":1,"jti":"` + jti + `","iss":"` + v.Issuer + `","aud":"api://default","iat":1700000000,"exp":1700003600,"cid":"` +
		v.ClientID + `","scp":["practice-scope"],"sub":"` + v.ClientID + `"}`
	if payload != want {
		t.Errorf("payload %s\nnot     %s", payload, want)
	}
}

func unbase(t *testing.T, s string) string {
	t.Helper()
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Two new orgs at the same address, made at the same moment by the same chance, issue
// the same token to the byte.
func TestFixedClockAndChanceGiveTheSameToken(t *testing.T) {
	path := filepath.Join(t.TempDir(), "org.json")
	var tokens []string
	for range 2 {
		opt := fixed(path, theKey())
		opt.Fresh = true
		v := visitAs(t, opt)
		tokens = append(tokens, v.token())
		v.Close()
	}
	if tokens[0] != tokens[1] {
		t.Errorf("tokens differ:\n%s\n%s", tokens[0], tokens[1])
	}
}

func TestIntrospection(t *testing.T) {
	v := visitAs(t, fixed("", theKey()))
	token := v.token()
	a := v.form(introspectPath, "token", token, "token_type_hint", "access_token").is(200)
	if a.keys() != "active token_type scope client_id username exp iat sub aud iss jti" {
		t.Errorf("members %s", a.keys())
	}
	if a.at("active") != true || a.text("scope") != v.ScopeName || a.text("client_id") != v.ClientID || a.text("iss") != v.Issuer || a.text("aud") != "api://default" {
		t.Errorf("answer %s", a.body)
	}
	post := v.formRequest(introspectPath, "token", token, "client_id", v.ClientID, "client_secret", v.ClientSecret)
	if v.send(post).is(200).at("active") != true {
		t.Error("MuleSoft's way, id and secret in the body, finds the token inactive")
	}
	v.form(introspectPath).refuses(400, "invalid_request", "The 'token' parameter is required.")
	v.send(v.formRequest(introspectPath, "token", token)).refuses(401, "invalid_client", "No client credentials found.")
}

func TestIntrospectionSaysNothingAboutBadTokens(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	v := visitAs(t, practice.Options{Key: theKey(), Now: func() time.Time { return now }})
	token := v.token()
	parts := strings.Split(token, ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + parts[1] + "."
	for name, bad := range map[string]string{
		"garbage": "eyJ", "no JWT": v.APIToken, "alg none": none,
		"other payload":             parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"jti":"AT.x","exp":9999999999}`)) + "." + parts[2],
		"another key":               signedBy(t, parts, strangerKey(), jose.RS256),
		"HS256 with the public key": signedBy(t, parts, theKey().PublicKey.N.Bytes(), jose.HS256),
		"RS512":                     signedBy(t, parts, theKey(), jose.RS512),
		"another org's":             visit(t).token(),
	} {
		if got := v.form(introspectPath, "token", bad).is(200).body; got != `{"active":false}` {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := v.form("/oauth2/v1/introspect", "token", token).is(200).body; got != `{"active":false}` {
		t.Errorf("at the org authorization server: %s", got)
	}
	now = now.Add(time.Hour)
	if got := v.form(introspectPath, "token", token).is(200).body; got != `{"active":false}` {
		t.Errorf("after its end: %s", got)
	}
}

// signedBy is a token with the same header and payload, signed otherwise.
func signedBy(t *testing.T, parts []string, key any, alg jose.SignatureAlgorithm) string {
	t.Helper()
	kid := regexp.MustCompile(`"kid":"([^"]+)"`).FindStringSubmatch(unbase(t, parts[0]))[1]
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: key, KeyID: kid}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := signer.Sign([]byte(unbase(t, parts[1])))
	if err != nil {
		t.Fatal(err)
	}
	compact, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return compact
}

func TestRevocation(t *testing.T) {
	v := visit(t)
	token, other := v.token(), v.token()
	if a := v.form(revokePath, "token", token).is(200); a.body != "" {
		t.Errorf("said %q", a.body)
	}
	if v.form(introspectPath, "token", token).at("active") != false || v.form(introspectPath, "token", other).at("active") != true {
		t.Error("one token was to be revoked, and only that")
	}
	v.form(revokePath, "token", "garbage").is(200)

	// Another client can ask about the token, but not revoke it.
	mine := v.ClientID
	made := v.api("POST", "/api/v1/apps", appFor("Another client")).is(200)
	v.ClientID, v.ClientSecret = made.text("credentials", "oauthClient", "client_id"), made.text("credentials", "oauthClient", "client_secret")
	v.form(revokePath, "token", other).is(200)
	if a := v.form(introspectPath, "token", other); a.at("active") != true || a.text("client_id") != mine {
		t.Errorf("after another client's revocation: %s", a.body)
	}
}
