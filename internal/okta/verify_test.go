package okta_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"oktadance/internal/okta"
)

var now = time.Unix(1795428000, 0)

// keys are made once: an RSA key takes longer than all the tests that use it.
type signers struct {
	rsa, otherRSA, weakRSA *rsa.PrivateKey
	ec                     *ecdsa.PrivateKey
}

var newSigners = sync.OnceValue(func() signers {
	var s signers
	s.rsa, _ = rsa.GenerateKey(rand.Reader, 2048)
	s.otherRSA, _ = rsa.GenerateKey(rand.Reader, 2048)
	s.weakRSA, _ = rsa.GenerateKey(rand.Reader, 1024)
	s.ec, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	return s
})

func keySet(t testing.TB, keys ...jose.JSONWebKey) okta.KeySet {
	t.Helper()
	text, err := json.Marshal(jose.JSONWebKeySet{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	set, err := okta.ParseKeys(text)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func orgKeys(t testing.TB) okta.KeySet {
	s := newSigners()
	return keySet(t, jose.JSONWebKey{Key: s.rsa.Public(), KeyID: "k1", Algorithm: "RS256", Use: "sig"},
		jose.JSONWebKey{Key: s.ec.Public(), KeyID: "e1", Algorithm: "ES256", Use: "sig"},
		jose.JSONWebKey{Key: s.weakRSA.Public(), KeyID: "w1"})
}

// claims are Okta's for client_credentials. Later maps replace members; nil removes one.
func claims(changes ...map[string]any) map[string]any {
	all := map[string]any{"ver": 1, "jti": "AT.abc", "iss": "https://org.example/oauth2/default", "aud": "api://default",
		"iat": now.Unix(), "exp": now.Unix() + 3600, "cid": clientID, "scp": []string{"mule-okta-scope"}, "sub": clientID}
	for _, change := range changes {
		maps.Copy(all, change)
	}
	maps.DeleteFunc(all, func(_ string, v any) bool { return v == nil })
	return all
}

func sign(t testing.TB, alg jose.SignatureAlgorithm, key any, header map[string]any, claims map[string]any) okta.Secret {
	t.Helper()
	o := &jose.SignerOptions{ExtraHeaders: map[jose.HeaderKey]any{}}
	for name, value := range header {
		o.ExtraHeaders[jose.HeaderKey(name)] = value
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, o)
	if err != nil {
		t.Fatal(err)
	}
	payload, _ := json.Marshal(claims)
	jws, err := signer.Sign(payload)
	if err != nil {
		t.Fatal(err)
	}
	token, _ := jws.CompactSerialize()
	return okta.NewSecret(token)
}

func oktaToken(t testing.TB, changes ...map[string]any) okta.Secret {
	return sign(t, jose.RS256, newSigners().rsa, map[string]any{"kid": "k1"}, claims(changes...))
}

func expected() okta.Expect {
	return okta.Expect{Issuer: "https://org.example/oauth2/default", Audience: "api://default", Scopes: []string{"mule-okta-scope"}, Skew: 2 * time.Minute, Now: now}
}

func TestAnOktaTokenIsVerified(t *testing.T) {
	c, err := okta.Verify(oktaToken(t), orgKeys(t), expected())
	if err != nil {
		t.Fatal(err)
	}
	if c.Issuer != "https://org.example/oauth2/default" || c.ClientID != clientID || c.Subject != clientID || !slices.Equal(c.Audience, []string{"api://default"}) ||
		!slices.Equal(c.Scopes, []string{"mule-okta-scope"}) || c.ID != "AT.abc" || !c.Expires.Equal(now.Add(time.Hour)) || !c.IssuedAt.Equal(now) ||
		c.KeyID != "k1" || c.Algorithm != "RS256" || c.Type != "" || c.UserID != "" || !strings.Contains(c.Payload, `"jti":"AT.abc"`) {
		t.Errorf("%+v", c)
	}
}

func TestTokensOfOtherServersAreVerified(t *testing.T) {
	s := newSigners()
	for what, token := range map[string]okta.Secret{
		"typ at+jwt, scope as a string, client_id": sign(t, jose.RS256, s.rsa, map[string]any{"kid": "k1", "typ": "at+jwt"},
			claims(map[string]any{"scp": nil, "cid": nil, "scope": "x mule-okta-scope", "client_id": clientID})),
		"typ application/at+jwt":     sign(t, jose.RS256, s.rsa, map[string]any{"kid": "k1", "typ": "application/AT+JWT"}, claims()),
		"typ JWT":                    sign(t, jose.RS256, s.rsa, map[string]any{"kid": "k1", "typ": "JWT"}, claims()),
		"scp as a string":            oktaToken(t, map[string]any{"scp": "x mule-okta-scope"}),
		"scope as a list":            oktaToken(t, map[string]any{"scp": nil, "scope": []string{"mule-okta-scope"}}),
		"scp and scope":              oktaToken(t, map[string]any{"scp": []string{"a"}, "scope": "a mule-okta-scope"}),
		"several audiences":          oktaToken(t, map[string]any{"aud": []string{"https://x", "api://default"}}),
		"ES256":                      sign(t, jose.ES256, s.ec, map[string]any{"kid": "e1"}, claims()),
		"no kid":                     sign(t, jose.ES256, s.ec, nil, claims()),
		"decimals in its times":      oktaToken(t, map[string]any{"exp": float64(now.Unix()) + 0.5}),
		"expired, within the skew":   oktaToken(t, map[string]any{"exp": now.Unix() - 60}),
		"in future, within the skew": oktaToken(t, map[string]any{"iat": now.Unix() + 60, "nbf": now.Unix() + 90}),
	} {
		c, err := okta.Verify(token, orgKeys(t), expected())
		if err != nil || c.ClientID != clientID || !slices.Contains(c.Scopes, "mule-okta-scope") {
			t.Errorf("%s: %+v, %v", what, c, err)
		}
	}
}

// forge puts a token together by hand, as no library would.
func forge(header, payload string, signature []byte) okta.Secret {
	b64 := base64.RawURLEncoding
	return okta.NewSecret(b64.EncodeToString([]byte(header)) + "." + b64.EncodeToString([]byte(payload)) + "." + b64.EncodeToString(signature))
}

// signedWithPublicKey is the HS256 attack: the public key everybody knows taken as a shared secret.
func signedWithPublicKey(payload string) okta.Secret {
	der, _ := x509.MarshalPKIXPublicKey(newSigners().rsa.Public())
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	unsigned := forge(`{"alg":"HS256","kid":"k1"}`, payload, nil).Reveal()
	mac := hmac.New(sha256.New, public)
	mac.Write([]byte(strings.TrimSuffix(unsigned, ".")))
	return okta.NewSecret(unsigned + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}

func TestAttacksAndAccidentsAreRefused(t *testing.T) {
	s := newSigners()
	text, _ := json.Marshal(claims())
	payload, kid := string(text), map[string]any{"kid": "k1"}
	good := oktaToken(t).Reveal()
	parts := strings.Split(good, ".")
	altered := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(payload, "mule-okta-scope", "every-scope-is", 1)))
	refused := func(what string, token okta.Secret, reason okta.Reason, proven bool) {
		t.Helper()
		c, err := okta.Verify(token, orgKeys(t), expected())
		var e *okta.TokenError
		if !errors.As(err, &e) || e.Reason != reason {
			t.Errorf("%s: got %v, want reason %q", what, err, reason)
			return
		}
		if (c.Payload != "") != proven {
			t.Errorf("%s: claims are %q, and the signature proven is %v", what, c.Payload, proven)
		}
		if e.Error() == "" || strings.Contains(e.Error(), token.Reveal()) && !token.IsZero() {
			t.Errorf("%s: it reads %q", what, e)
		}
	}
	refused("alg none", forge(`{"alg":"none"}`, payload, nil), okta.ReasonAlgorithm, false)
	refused("alg NONE", forge(`{"alg":"NONE","kid":"k1"}`, payload, nil), okta.ReasonAlgorithm, false)
	refused("no alg", forge(`{"kid":"k1"}`, payload, []byte("x")), okta.ReasonAlgorithm, false)
	refused("HS256 with the public key", signedWithPublicKey(payload), okta.ReasonAlgorithm, false)
	refused("RS512", sign(t, jose.RS512, s.rsa, kid, claims()), okta.ReasonAlgorithm, false)
	refused("PS256", sign(t, jose.PS256, s.rsa, kid, claims()), okta.ReasonAlgorithm, false)
	refused("another key under the right kid", sign(t, jose.RS256, s.otherRSA, kid, claims()), okta.ReasonSignature, false)
	refused("a kid of another algorithm", sign(t, jose.RS256, s.rsa, map[string]any{"kid": "e1"}, claims()), okta.ReasonUnknownKey, false)
	refused("unknown kid", sign(t, jose.RS256, s.rsa, map[string]any{"kid": "k2"}, claims()), okta.ReasonUnknownKey, false)
	refused("no kid and a strange key", sign(t, jose.RS256, s.otherRSA, nil, claims()), okta.ReasonSignature, false)
	refused("a key of 1024 bits", sign(t, jose.RS256, s.weakRSA, map[string]any{"kid": "w1"}, claims()), okta.ReasonWeakKey, false)
	refused("its own key in the header", sign(t, jose.RS256, s.otherRSA, map[string]any{"jwk": jose.JSONWebKey{Key: s.otherRSA.Public()}, "kid": "k1"}, claims()), okta.ReasonSignature, false)
	refused("altered claims", okta.NewSecret(parts[0]+"."+altered+"."+parts[2]), okta.ReasonSignature, false)
	refused("an unknown critical extension", sign(t, jose.RS256, s.rsa, map[string]any{"kid": "k1", "crit": []string{"b64x"}, "b64x": true}, claims()), okta.ReasonMalformed, false)
	refused("cut short", okta.NewSecret(parts[0]+"."+parts[1]), okta.ReasonMalformed, false)
	refused("a signature cut short", okta.NewSecret(good[:len(good)-20]), okta.ReasonSignature, false)
	refused("signed, but no claims", sign(t, jose.RS256, s.rsa, kid, nil), okta.ReasonIssuer, true)
	refused("opaque", okta.NewSecret("00Qw3rTy"), okta.ReasonOpaque, false)
	refused("nothing", okta.Secret{}, okta.ReasonOpaque, false)
	refused("encrypted", okta.NewSecret("eyJhbGciOiJkaXIifQ.a.b.c.d"), okta.ReasonOpaque, false)
	refused("oversized", okta.NewSecret("eyJ"+strings.Repeat("a", 16<<10)), okta.ReasonTooLong, false)
	refused("org server's issuer", oktaToken(t, map[string]any{"iss": "https://org.example"}), okta.ReasonIssuer, true)
	refused("issuer in another case", oktaToken(t, map[string]any{"iss": nil, "ISS": "https://org.example/oauth2/default"}), okta.ReasonIssuer, true)
	refused("audience", oktaToken(t, map[string]any{"aud": []string{"api://other", "x"}}), okta.ReasonAudience, true)
	refused("no audience", oktaToken(t, map[string]any{"aud": nil}), okta.ReasonAudience, true)
	refused("expired", oktaToken(t, map[string]any{"exp": now.Unix() - 121}), okta.ReasonExpired, true)
	refused("expired in 1970", oktaToken(t, map[string]any{"exp": 0}), okta.ReasonExpired, true)
	refused("no exp", oktaToken(t, map[string]any{"exp": nil}), okta.ReasonNoExpiry, true)
	refused("exp beyond reason", oktaToken(t, map[string]any{"exp": 1e300}), okta.ReasonMalformed, false)
	refused("iat in the future", oktaToken(t, map[string]any{"iat": now.Unix() + 130}), okta.ReasonNotYet, true)
	refused("nbf in the future", oktaToken(t, map[string]any{"nbf": now.Unix() + 130}), okta.ReasonNotYet, true)
	refused("scope missing", oktaToken(t, map[string]any{"scp": []string{"mule-okta-scope2", "mule"}}), okta.ReasonScope, true)
	refused("scope in a custom claim", oktaToken(t, map[string]any{"scp": []string{"x"}, "Scp": []string{"mule-okta-scope"}}), okta.ReasonScope, true)
	refused("DPoP-bound", oktaToken(t, map[string]any{"cnf": map[string]any{"jkt": "thumb"}}), okta.ReasonBound, true)
	refused("a logout token", sign(t, jose.RS256, s.rsa, map[string]any{"kid": "k1", "typ": "logout+jwt"}, claims()), okta.ReasonType, true)
	refused("two issuers", sign2(t, `{"iss":"https://evil.example","iss":"https://org.example/oauth2/default"}`), okta.ReasonMalformed, false)
	refused("claims that are a list", sign2(t, `["iss"]`), okta.ReasonMalformed, false)
}

// sign2 signs a payload as it stands.
func sign2(t *testing.T, payload string) okta.Secret {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: newSigners().rsa, KeyID: "k1"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := signer.Sign([]byte(payload))
	if err != nil {
		t.Fatal(err)
	}
	token, _ := jws.CompactSerialize()
	return okta.NewSecret(token)
}

func TestARefusedTokenSaysByHowMuch(t *testing.T) {
	reason := func(changes map[string]any) *okta.TokenError {
		_, err := okta.Verify(oktaToken(t, changes), orgKeys(t), expected())
		var e *okta.TokenError
		if !errors.As(err, &e) {
			t.Fatalf("got %v", err)
		}
		return e
	}
	if e := reason(map[string]any{"exp": now.Unix() - 420}); e.By != 7*time.Minute || e.Error() != "the token expired 7m0s ago" {
		t.Errorf("%+v: %v", e, e)
	}
	if e := reason(map[string]any{"iat": now.Unix() + 420}); e.By != 7*time.Minute {
		t.Errorf("%+v", e)
	}
	if e := reason(map[string]any{"scp": []string{"a", "b"}}); e.Want != "mule-okta-scope" || e.Got != "a b" {
		t.Errorf("%+v", e)
	}
	if e := reason(map[string]any{"aud": "x\x1b[2J"}); e.Want != "api://default" || e.Got != "x[2J" {
		t.Errorf("%+v", e)
	}
	want := expected()
	want.Bound = true
	if c, err := okta.Verify(oktaToken(t, map[string]any{"cnf": map[string]any{"x5t#S256": "a", "jkt": "b"}}), orgKeys(t), want); err != nil || c.Bound != "jkt" {
		t.Errorf("a bound token where one is expected: %+v, %v", c, err)
	}
}

func TestOddKeySets(t *testing.T) {
	s := newSigners()
	two := keySet(t, jose.JSONWebKey{Key: s.otherRSA.Public(), KeyID: "k1"}, jose.JSONWebKey{Key: s.rsa.Public(), KeyID: "k1"})
	if _, err := okta.Verify(oktaToken(t), two, expected()); err != nil {
		t.Errorf("two keys of one id: %v", err)
	}
	good, _ := json.Marshal(jose.JSONWebKey{Key: s.rsa.Public(), KeyID: "k1"})
	odd, err := okta.ParseKeys([]byte("\ufeff" + `{"keys":[{"kty":"XYZ","kid":"x"},{"kty":"oct","k":"AAAA","kid":"k1"},{"kty":"RSA","kid":"no n"},7,` +
		strings.Replace(string(good), `"kid":"k1"`, `"kid":"k1","alg":"RS512"`, 1) + "," +
		strings.Replace(string(good), `"kid":"k1"`, `"kid":"enc","use":"enc"`, 1) + `,` + string(good) + `]}`))
	if err != nil || odd.Len() != 1 || !odd.Has("k1") || odd.Has("enc") || !slices.Equal(odd.IDs(), []string{"k1"}) {
		t.Errorf("%v, %v", odd.IDs(), err)
	}
	if _, err := okta.Verify(oktaToken(t), odd, expected()); err != nil {
		t.Error(err)
	}
	if _, err := okta.ParseKeys([]byte(`{"key":[]}`)); serverError(t, err).Description != "keys is missing from the answer" {
		t.Errorf("%v", err)
	}
	o := newOrg(t)
	o.routes["GET /keys"] = o.says(200, "application/jwk-set+json", `{"keys":[`+string(good)+`]}`)
	if set, err := newClient(t, okta.Options{}).Keys(t.Context(), o.URL+"/keys"); err != nil || set.Len() != 1 {
		t.Errorf("a key set of its own content type: %v", err)
	}
	if _, err := okta.Verify(oktaToken(t), okta.KeySet{}, expected()); err == nil {
		t.Error("no keys, and yet verified")
	}
}

func BenchmarkVerifyRS256(b *testing.B) {
	token, keys, want := oktaToken(b), orgKeys(b), expected()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := okta.Verify(token, keys, want); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBareRS256 is the baseline: the signature alone, with the standard library.
func BenchmarkBareRS256(b *testing.B) {
	token := oktaToken(b).Reveal()
	key := &newSigners().rsa.PublicKey
	dot := strings.LastIndexByte(token, '.')
	b.ReportAllocs()
	for b.Loop() {
		digest := sha256.Sum256([]byte(token[:dot]))
		signature, _ := base64.RawURLEncoding.DecodeString(token[dot+1:])
		if err := rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], signature); err != nil {
			b.Fatal(err)
		}
	}
}
