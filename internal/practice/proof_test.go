package practice_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"oktadance/internal/practice"

	"github.com/go-jose/go-jose/v4"
)

// signJWT signs claims with a key, under a header.
func signJWT(t *testing.T, alg jose.SignatureAlgorithm, key any, opt *jose.SignerOptions, claims obj) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, opt)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := signer.Sign(b)
	if err != nil {
		t.Fatal(err)
	}
	s, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// prover is a client that knows DPoP.
type prover struct {
	*visitor
	key   *ecdsa.PrivateKey
	nonce string
	count int
}

func newProver(v *visitor) *prover {
	v.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		v.t.Fatal(err)
	}
	return &prover{visitor: v, key: key}
}

func (p *prover) claims() obj {
	p.count++
	return obj{"jti": fmt.Sprint("proof ", p.count), "htm": "POST", "htu": p.URL() + tokenPath, "iat": 1_700_000_000, "nonce": p.nonce}
}

func (p *prover) proof(claims obj) string {
	p.t.Helper()
	return signJWT(p.t, jose.ES256, p.key, (&jose.SignerOptions{EmbedJWK: true}).WithType("dpop+jwt"), claims)
}

// present asks for a token with proofs as they are.
func (p *prover) present(proofs ...string) answer {
	p.t.Helper()
	r := p.formRequest(tokenPath, "grant_type", "client_credentials", "scope", p.ScopeName)
	r.SetBasicAuth(p.ClientID, p.ClientSecret)
	for _, proof := range proofs {
		r.Header.Add("DPoP", proof)
	}
	return p.send(r)
}

// A client that does as it is told gets a bound token at the second try; the proof is
// good for once.
func TestDPoP(t *testing.T) {
	p := newProver(visitAs(t, practice.Options{Key: theKey(), Now: (&clock{}).now, Troubles: []string{"dpop-required"}}))
	p.present().refuses(400, "invalid_dpop_proof", "The DPoP proof JWT header is missing.")
	a := p.present(p.proof(p.claims())).refuses(400, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.")
	if p.nonce = a.header.Get("dpop-nonce"); p.nonce == "" {
		t.Fatal("no nonce was given")
	}
	proof := p.proof(p.claims())
	a = p.present(proof).is(200)
	if a.text("token_type") != "DPoP" {
		t.Errorf("token type %s", a.text("token_type"))
	}
	p.present(proof).refuses(400, "invalid_dpop_proof", "The DPoP proof JWT has already been used.")
	introspected := p.form(introspectPath, "token", a.text("access_token"))
	if introspected.text("token_type") != "DPoP" || len(introspected.text("cnf", "jkt")) != 43 {
		t.Errorf("introspection says %s", introspected.body)
	}
}

func TestProofsThatAreNoGood(t *testing.T) {
	p := newProver(visitAs(t, practice.Options{Key: theKey(), Now: (&clock{}).now, Troubles: []string{"dpop-required"}}))
	p.nonce = p.present(p.proof(p.claims())).header.Get("dpop-nonce")
	with := func(name string, value any) string {
		claims := p.claims()
		claims[name] = value
		return p.proof(claims)
	}
	untyped := signJWT(t, jose.ES256, p.key, &jose.SignerOptions{EmbedJWK: true}, p.claims())
	keyless := signJWT(t, jose.ES256, p.key, (&jose.SignerOptions{}).WithType("dpop+jwt"), p.claims())
	symmetric := signJWT(t, jose.HS256, []byte(strings.Repeat("k", 32)), (&jose.SignerOptions{}).WithType("dpop+jwt"), p.claims())
	good := p.proof(p.claims())
	parts := strings.Split(good, ".")
	otherSignature := strings.Join(append(parts[:2:2], strings.Split(p.proof(p.claims()), ".")[2]), ".")
	for want, proofs := range map[string][]string{
		"Multiple DPoP proof JWT headers are not allowed.":                 {good, good},
		"The DPoP proof JWT cannot be parsed.":                             {"dance"},
		"'typ' must be 'dpop+jwt' in the DPoP proof JWT.":                  {untyped},
		"The DPoP proof JWT signature algorithm is invalid.":               {symmetric},
		"The DPoP proof JWT signature is invalid.":                         {otherSignature},
		"'htm' claim in the DPoP proof JWT is invalid.":                    {with("htm", "GET")},
		"'htu' claim in the DPoP proof JWT is invalid.":                    {with("htu", p.URL())},
		"'iat' claim in the DPoP proof JWT is invalid.":                    {with("iat", nil)},
		"'jti' claim in the DPoP proof JWT is invalid.":                    {with("jti", "")},
		"The DPoP proof JWT is issued in the future.":                      {with("iat", 1_700_000_301)},
		"The DPoP proof JWT is issued more than five minutes in the past.": {with("iat", 1_699_999_699)},
		"The DPoP proof JWT is expired.":                                   {with("exp", 1_700_000_000)},
	} {
		p.present(proofs...).refuses(400, "invalid_dpop_proof", want)
	}
	p.present(keyless).refuses(400, "invalid_dpop_proof", "The DPoP proof JWT cannot be parsed.")
	p.present(with("nonce", "guess")).refuses(400, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.")
	p.present(good).is(200)
}

// signing is a client that signs assertions instead of sending a secret.
func signing(v *visitor, appType string) func(endpoint string, change obj) string {
	v.t.Helper()
	public := jose.JSONWebKey{Key: &strangerKey().PublicKey, KeyID: "mine", Use: "sig", Algorithm: "RS256"}
	app := appFor("Signing client " + appType)
	app["credentials"] = obj{"oauthClient": obj{"token_endpoint_auth_method": "private_key_jwt"}}
	settings := app["settings"].(obj)["oauthClient"].(obj)
	settings["jwks"] = obj{"keys": []any{public}}
	settings["application_type"] = appType
	if appType == "service" {
		settings["grant_types"], settings["response_types"] = []string{"client_credentials"}, []string{"token"}
	}
	v.ClientID = v.api("POST", "/api/v1/apps", app).is(200).text("id")
	count := 0
	return func(endpoint string, change obj) string {
		count++
		now := time.Now().Unix()
		claims := obj{"iss": v.ClientID, "sub": v.ClientID, "aud": v.URL() + endpoint, "iat": now, "exp": now + 60, "jti": fmt.Sprint(count)}
		for name, value := range change {
			claims[name] = value
		}
		return signJWT(v.t, jose.RS256, jose.JSONWebKey{Key: strangerKey(), KeyID: "mine"}, nil, claims)
	}
}

func (v *visitor) assert(endpoint, assertion, scope string) answer {
	v.t.Helper()
	return v.send(v.formRequest(endpoint, "grant_type", "client_credentials", "scope", scope,
		"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer", "client_assertion", assertion))
}

func TestClientThatSigns(t *testing.T) {
	v := visit(t)
	assertion := signing(v, "web")
	good := assertion(tokenPath, nil)
	v.assert(tokenPath, good, v.ScopeName).is(200)
	for _, refused := range []struct{ assertion, why string }{
		{good, "The client_assertion token has already been used."},
		{"dance", "The parsing of the client_assertion failed."},
		{assertion(tokenPath, obj{"iss": "0oaUnknown"}), "The issuer claim for client_assertion is not a valid client_id."},
		{assertion(tokenPath, obj{"sub": "0oaOther"}), "The subject claim for client_assertion is not a valid client_id."},
		{assertion(introspectPath, nil), "The audience claim for client_assertion must be the endpoint invoked for the request."},
		{assertion(tokenPath, obj{"exp": nil}), "The client_assertion must contain the 'exp' claim as seconds since epoch."},
		{assertion(tokenPath, obj{"exp": 1}), "The client_assertion token is expired."},
		{assertion(tokenPath, obj{"exp": time.Now().Unix() + 7200}), "The client_assertion token has an expiration too far into the future."},
		{assertion(tokenPath, obj{"iat": time.Now().Unix() + 900}), "The client_assertion token must be issued before the current time."},
	} {
		v.assert(tokenPath, refused.assertion, v.ScopeName).refuses(401, "invalid_client", refused.why)
	}
	claims := obj{"iss": v.ClientID, "sub": v.ClientID, "aud": v.URL() + tokenPath, "exp": time.Now().Unix() + 60}
	forged := signJWT(t, jose.RS256, jose.JSONWebKey{Key: theKey(), KeyID: "mine"}, nil, claims)
	v.assert(tokenPath, forged, v.ScopeName).refuses(401, "invalid_client", "The client_assertion signature is invalid.")
	unknown := signJWT(t, jose.RS256, jose.JSONWebKey{Key: strangerKey(), KeyID: "other"}, nil, claims)
	v.assert(tokenPath, unknown, v.ScopeName).refuses(401, "invalid_client", "The client_assertion JWT kid is invalid.")
	v.send(v.formRequest(tokenPath, "grant_type", "client_credentials", "client_assertion_type", "saml", "client_assertion", good)).
		refuses(400, "invalid_request", "The client_assertion_type is invalid.")
	v.ClientSecret = "irrelevant"
	v.ask(v.ScopeName).refuses(401, "invalid_client", "Client authentication failed. Either the client or the client credentials are invalid.")
}

func TestClientThatSignsWithItsSecret(t *testing.T) {
	v := visit(t)
	app := appFor(v.AppName)
	app["credentials"] = obj{"oauthClient": obj{"token_endpoint_auth_method": "client_secret_jwt"}}
	v.api("PUT", "/api/v1/apps/"+v.AppID, app).is(200)
	claims := obj{"iss": v.ClientID, "sub": v.ClientID, "aud": v.URL() + tokenPath, "exp": time.Now().Unix() + 60}
	v.assert(tokenPath, signJWT(t, jose.HS256, []byte(v.ClientSecret), nil, claims), v.ScopeName).is(200)
	v.assert(tokenPath, signJWT(t, jose.HS256, []byte(strings.Repeat("x", 64)), nil, claims), v.ScopeName).
		refuses(401, "invalid_client", "The client_assertion signature is invalid.")
	v.ask(v.ScopeName).is(401)
}

// What the org authorization server says to clients that come further than most.
func TestOrgAuthorizationServerWithSignedRequests(t *testing.T) {
	const endpoint = "/oauth2/v1/token"
	v := visit(t)
	web := signing(v, "web")
	v.assert(endpoint, web(endpoint, nil), "okta.apps.read").
		refuses(401, "invalid_client", "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.")
	service := signing(v, "service")
	v.assert(endpoint, service(endpoint, nil), v.ScopeName).refuses(400, "invalid_scope", "Custom scopes are not allowed for this request.")
	v.assert(endpoint, service(endpoint, nil), "").refuses(400, "invalid_scope", "No scopes were requested.")
	v.assert(endpoint, service(endpoint, nil), "openid").refuses(400, "invalid_scope", "Cannot request 'openid' scopes using client credentials.")
	v.assert(endpoint, service(endpoint, nil), "okta.apps.read").refuses(400, "consent_required", "You are not allowed any of the requested scopes.")
	v.assert(tokenPath, service(tokenPath, nil), v.ScopeName).is(200)
}

func TestPublicClientCannotHaveClientCredentials(t *testing.T) {
	v := visit(t)
	app := appFor(v.AppName)
	app["credentials"] = obj{"oauthClient": obj{"token_endpoint_auth_method": "none"}}
	v.api("PUT", "/api/v1/apps/"+v.AppID, app).is(200)
	v.send(v.formRequest(tokenPath, "grant_type", "client_credentials", "scope", v.ScopeName, "client_id", v.ClientID)).
		refuses(400, "unauthorized_client", "Confidential client is required to make this request.")
	a := v.send(v.formRequest(introspectPath, "token", "whatever", "client_id", v.ClientID)).is(200)
	if a.at("active") != false {
		t.Errorf("said %s", a.body)
	}
}
