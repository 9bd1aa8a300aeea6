package gateway_test

import (
	"bufio"
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"oktadance/internal/gateway"
)

const fineHeader, fineClaims = `{"alg":"RS256","kid":"KID"}`,
	`{"ver":1,"jti":"AT.x","iss":"ISSUER","aud":"api://default","iat":NOW,"exp":LATER,"cid":"CLIENT","scp":["SCOPE"],"sub":"CLIENT"}`

// FuzzClaims signs any header and any claims, with the org's key or with another. Only
// what is the org's, for this audience, with the scope and not expired passes.
func FuzzClaims(f *testing.F) {
	h := dig(f, gateway.JWKS) // introspection has the org's word for it
	for _, seed := range [][2]string{
		{`{"alg":"none"}`, fineClaims}, {`{"alg":"HS256","kid":"KID"}`, fineClaims}, {`{"alg":"RS256"}`, fineClaims}, {`{"alg":"RS256","kid":"KID","crit":["x"],"x":1}`, fineClaims},
		{`{"alg":"RS256","kid":"KID","typ":"logout+jwt"}`, fineClaims}, {`{"alg":"RS256","kid":"KID","jwk":{"kty":"oct","k":"AA"}}`, fineClaims}, {`{"alg":"RS256","kid":"KID","b64":false,"crit":["b64"]}`, fineClaims},
		{fineHeader, strings.Replace(fineClaims, "LATER", "EARLIER", 1)}, {fineHeader, strings.Replace(fineClaims, `"exp"`, `"EXP"`, 1)},
		{fineHeader, strings.Replace(fineClaims, `"exp":LATER`, `"exp":EARLIER,"Exp":LATER`, 1)}, {fineHeader, strings.Replace(fineClaims, `"exp":LATER`, `"exp":"LATER"`, 1)},
		{fineHeader, strings.Replace(fineClaims, `"exp":LATER`, `"exp":1e400`, 1)}, {fineHeader, strings.Replace(fineClaims, `LATER`, `-9223372036854775808`, 1)},
		{fineHeader, strings.Replace(fineClaims, `"api://default"`, `["api://other"]`, 1)}, {fineHeader, strings.Replace(fineClaims, `"api://default"`, `["x","api://default"]`, 1)},
		{fineHeader, strings.Replace(fineClaims, `["SCOPE"]`, `"SCOPE"`, 1)}, {fineHeader, strings.Replace(fineClaims, `["SCOPE"]`, `["xSCOPE","SCOPEx"]`, 1)},
		{fineHeader, strings.Replace(fineClaims, `["SCOPE"]`, `[["SCOPE"]]`, 1)}, {fineHeader, strings.Replace(fineClaims, `"iss":"ISSUER"`, `"iss":"ISSUER/"`, 1)},
		{fineHeader, strings.Replace(fineClaims, `NOW`, `LATER`, 1)}, {fineHeader, strings.Replace(fineClaims, `{`, `{"cnf":{"jkt":"x"},`, 1)}, {fineHeader, fineClaims + fineClaims}, {fineHeader, ""},
	} {
		f.Add(seed[0], seed[1], false)
	}
	f.Add(fineHeader, fineClaims, true)
	if !h.passes(h.signed(fineHeader, fineClaims, false)) {
		f.Fatal("what the org issues does not pass, so that nothing can be learnt here")
	}
	f.Fuzz(func(t *testing.T, header, payload string, stranger bool) {
		token := h.signed(header, payload, stranger)
		may := !stranger && issuedFor(h.filled(header), h.filled(payload), h)
		h.send(t, withToken(token), func(*http.Request, gateway.Voice) bool { return may })
	})
}

func withToken(token string) string {
	return "GET /orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + token + "\r\n\r\n"
}

// filled puts in what differs from one run to the next.
func (h *hole) filled(text string) string {
	now := time.Now()
	in := func(d time.Duration) string { return strconv.FormatInt(now.Add(d).Unix(), 10) }
	return strings.NewReplacer("ISSUER", h.paste.Issuer, "CLIENT", h.paste.ClientID, "SCOPE", h.paste.ScopeName, "KID", h.kid,
		"NOW", in(0), "EARLIER", in(-time.Hour), "LATER", in(time.Hour)).Replace(text)
}

// signed makes a token of any text, by hand: no library would.
func (h *hole) signed(header, payload string, stranger bool) string {
	key := theKey()
	if stranger {
		key = strangerKey()
	}
	signing := b64(h.filled(header)) + "." + b64(h.filled(payload))
	hash := sha256.Sum256([]byte(signing))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, hash[:])
	if err != nil {
		return err.Error()
	}
	return signing + "." + b64(string(signature))
}

// passes reports whether a token gets through every gateway.
func (h *hole) passes(token string) bool {
	passed := 0
	for _, fronts := range h.fronts {
		for _, front := range fronts {
			r, err := http.NewRequest("GET", "http://"+front+"/orders", nil)
			if err != nil {
				return false
			}
			r.Header.Set("Authorization", "Bearer "+token)
			if res, err := http.DefaultClient.Do(r); err == nil {
				res.Body.Close()
				passed += map[bool]int{true: 1}[res.StatusCode == 200]
			}
		}
	}
	h.came = nil
	return passed == 2
}

// issuedFor says, in another way than the gateway's, whether a token that the org's key has
// signed may pass. Where two readers could differ, the last of two members of one name
// counts, since others than the gateway may read so.
func issuedFor(header, payload string, h *hole) bool {
	head, claims := object(header), object(payload)
	kid, _ := head["kid"].(string)
	_, extended := head["crit"]
	starts := max(seconds(claims["iat"]), seconds(claims["nbf"]))
	now := float64(time.Now().Unix())
	return head["alg"] == "RS256" && (kid == "" || kid == h.kid) && !extended && claims["cnf"] == nil &&
		claims["iss"] == h.paste.Issuer && slices.Contains(list(claims["aud"]), "api://default") &&
		slices.Contains(strings.Fields(strings.Join(append(list(claims["scp"]), list(claims["scope"])...), " ")), h.paste.ScopeName) &&
		seconds(claims["exp"]) > now-62 && starts < now+62
}

func object(text string) map[string]any {
	var o map[string]any
	d := json.NewDecoder(bufio.NewReader(bytes.NewReader([]byte(text))))
	d.UseNumber()
	if d.Decode(&o) != nil || d.More() {
		return nil
	}
	return o
}

func list(v any) []string {
	if one, ok := v.(string); ok {
		return []string{one}
	}
	var all []string
	several, _ := v.([]any)
	for _, one := range several {
		if text, ok := one.(string); ok {
			all = append(all, text)
		}
	}
	return all
}

func seconds(v any) float64 {
	if v == nil {
		return 0
	}
	n, _ := strconv.ParseFloat(strings.Trim(fmt.Sprint(v), `"`), 64)
	return n
}
