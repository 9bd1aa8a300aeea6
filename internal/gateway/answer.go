package gateway

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// refuse answers a caller in the gateway's voice.
func (g *Gateway) refuse(v *visit, r *refusal) {
	switch v.refused = r; {
	case r.fault == FaultPath:
		say(v, http.StatusBadRequest, map[string]string{"error": "The path is not valid"})
	case g.o.Answers == RFC6750:
		standardRefusal(v, r, g.o.Policy.Scopes)
	default:
		muleRefusal(v, r)
	}
}

// say writes a JSON body.
func say(w http.ResponseWriter, status int, body map[string]string) {
	if w.Header().Get("Content-Type") == "" {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a caller who has left needs no answer
}

// A muleAnswer is what MuleSoft's policy says: always a status and one sentence.
type muleAnswer struct {
	status int
	text   string
}

// muleAnswers are MuleSoft's own statuses and texts. They do not follow RFC 6750: a
// missing token is 400, and a server that cannot be asked is 401 as if the token were bad.
var muleAnswers = map[Fault]muleAnswer{
	FaultNoToken:     {400, "Access token was not provided"},
	FaultMalformed:   {400, "Authorization header is invalid"},
	FaultInactive:    {401, "Token has been revoked."},
	FaultInvalid:     {401, "Token has been revoked."}, // which the server would say, were it asked
	FaultExpired:     {401, "Token has expired."},
	FaultForeign:     {401, "Token validation failed"},
	FaultBound:       {401, "Token validation failed"},
	FaultUnreachable: {401, "Unauthorized"},
	FaultScope:       {403, "The required scopes are not authorized"},
	FaultContract:    {403, "Invalid Client"},
	FaultUnreadable:  {500, "Unexpected error processing Authentication Server response"},
}

func muleRefusal(w http.ResponseWriter, r *refusal) {
	answer, own := muleAnswers[r.fault]
	if !own {
		answer = passedOn(r)
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	if answer.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="OpenId Client Realm"`)
	}
	say(w, answer.status, map[string]string{"error": answer.text})
}

// passedOn is how MuleSoft's policy hands on the words of a server that refuses it.
func passedOn(r *refusal) muleAnswer {
	switch r.status {
	case http.StatusBadRequest:
		return muleAnswer{http.StatusInternalServerError, r.said}
	case http.StatusForbidden:
		return muleAnswer{http.StatusForbidden, r.said}
	}
	return muleAnswer{http.StatusUnauthorized, r.said}
}

// A standardAnswer is what RFC 6750 §3.1 asks for. Without a code there is neither an
// error in the challenge nor a body.
type standardAnswer struct {
	status int
	code   string
	text   string
}

var standardAnswers = map[Fault]standardAnswer{
	FaultNoToken:   {status: 401},
	FaultMalformed: {400, "invalid_request", "One Authorization header with Bearer and the token is needed"},
	FaultInactive:  {401, "invalid_token", "The access token is unknown, revoked or expired, or another server's"},
	FaultInvalid:   {401, "invalid_token", "The access token could not be verified"},
	FaultExpired:   {401, "invalid_token", "The access token has expired"},
	FaultForeign:   {401, "invalid_token", "The access token is for another audience or from another issuer"},
	FaultBound:     {401, "invalid_token", "The access token is bound to a key and is not good as a bearer token"},
	FaultScope:     {403, "insufficient_scope", "The access token lacks a scope that is required"},
	// The standard knows no contracts. More scopes would not help, so that none are named.
	FaultContract: {403, "insufficient_scope", "The client has no contract with this API"},
}

func standardRefusal(w http.ResponseWriter, r *refusal, scopes []string) {
	w.Header().Set("Cache-Control", "no-store")
	answer, callers := standardAnswers[r.fault]
	if !callers {
		unavailable(w, r)
		return
	}
	w.Header().Set("WWW-Authenticate", answer.challenge(r.fault, scopes))
	if answer.code == "" {
		w.WriteHeader(answer.status)
		return
	}
	say(w, answer.status, map[string]string{"error": answer.code, "error_description": answer.text})
}

// challenge names the scopes where more of them would help.
func (a standardAnswer) challenge(f Fault, scopes []string) string {
	challenge := `Bearer realm="oktadance"`
	if a.code != "" {
		challenge += `, error="` + a.code + `", error_description="` + a.text + `"`
	}
	if f == FaultScope {
		challenge += `, scope="` + strings.Join(scopes, " ") + `"`
	}
	return challenge
}

// unavailable is no word about the token, which may well be good: nobody can tell.
func unavailable(w http.ResponseWriter, r *refusal) {
	if r.retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int((r.retry+time.Second-1)/time.Second)))
	}
	say(w, http.StatusServiceUnavailable, map[string]string{
		"error": "temporarily_unavailable", "error_description": "The gateway cannot check access tokens at the moment"})
}
