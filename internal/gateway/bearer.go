package gateway

import (
	"net/http"
	"net/url"
	"strings"
)

const tokenParameter = "access_token"

// bearer takes the token out of a request. Two headers, or two places, may be a quarrel
// between a caller and somebody on the way about who calls, so that neither counts.
func (g *Gateway) bearer(r *http.Request) (string, *refusal) {
	headers := r.Header["Authorization"]
	if len(headers) > 1 {
		return "", malformed("there are several Authorization headers")
	}
	if g.o.Answers == RFC6750 {
		return standardBearer(headers, r.URL)
	}
	return muleBearer(headers, r.URL)
}

// muleBearer looks where MuleSoft's policy does: in the header, else in the query.
func muleBearer(headers []string, u *url.URL) (string, *refusal) {
	if len(headers) == 1 {
		scheme, token, _ := strings.Cut(headers[0], " ")
		if scheme != "Bearer" || !tokenShaped(token) {
			return "", malformed("the Authorization header is not Bearer and a token")
		}
		return token, nil
	}
	switch tokens := queryTokens(u); {
	case len(tokens) == 0 || len(tokens) == 1 && tokens[0] == "":
		return "", noToken("no token was sent")
	case len(tokens) > 1 || !tokenShaped(tokens[0]):
		return "", malformed("the query has no token, or several")
	default:
		return tokens[0], nil
	}
}

// standardBearer takes a token from the header alone: one in a URL ends up in logs and
// histories (RFC 6750 §5.3, RFC 9700 §2.6).
func standardBearer(headers []string, u *url.URL) (string, *refusal) {
	inQuery := len(queryTokens(u)) > 0
	if len(headers) == 0 && inQuery {
		return "", noToken("a token in the query does not count")
	}
	if len(headers) == 0 {
		return "", noToken("no token was sent")
	}
	scheme, token, _ := strings.Cut(headers[0], " ")
	switch {
	case !strings.EqualFold(scheme, "Bearer"):
		return "", noToken("the Authorization header is for another scheme than Bearer")
	case inQuery:
		return "", malformed("there is a token in the header and one in the query")
	}
	token = strings.TrimLeft(token, " ")
	if !tokenShaped(token) {
		return "", malformed("the Authorization header is not Bearer and a token")
	}
	return token, nil
}

func noToken(why string) *refusal   { return &refusal{fault: FaultNoToken, why: why} }
func malformed(why string) *refusal { return &refusal{fault: FaultMalformed, why: why} }

// queryTokens are the values of the query's access_token, in whatever way its name is
// written.
func queryTokens(u *url.URL) []string {
	if u.RawQuery == "" {
		return nil
	}
	return u.Query()[tokenParameter]
}

// withoutToken takes access_token out of a query and leaves the rest as it was written.
func withoutToken(query string) string {
	if query == "" {
		return ""
	}
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(name); err != nil || plain != tokenParameter {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&")
}

// tokenShaped accepts a b64token (RFC 6750 §2.1).
func tokenShaped(token string) bool {
	body := strings.TrimRight(token, "=")
	for i := range len(body) {
		switch c := body[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case c == '-', c == '.', c == '_', c == '~', c == '+', c == '/':
		default:
			return false
		}
	}
	return body != ""
}
