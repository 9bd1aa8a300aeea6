package gateway

import (
	"strings"
	"time"
	"unicode"

	"oktadance/internal/okta"
)

// Leg is one of the moves of the dance that a gateway takes part in, by its number there.
type Leg int

// The legs. A request has Arrives first and Answered last. What is between them depends:
// nothing is asked of the server while a verdict is remembered or its keys are at hand,
// there is no verdict when it could not be asked, and only what is let through is
// forwarded.
const (
	Arrives   Leg = 3 // a caller sends a request
	Asks      Leg = 4 // the authorization server has been asked: about the token, or for its keys
	Judged    Leg = 5 // the token is good, or it is not
	Forwarded Leg = 6 // the API has been sent the request, and has begun to answer
	Answered  Leg = 7 // the caller has its answer
)

// Move is one leg of one request, when it has happened. There is no secret in it: of a
// token it has both ends, and of headers the values of those that are known to hold none.
type Move struct {
	Leg     Leg
	Visit   uint64        // numbers the requests from 1; those at the same time mix their moves
	At      time.Time     // when the leg began
	Took    time.Duration // Asks, Forwarded: until the answer; Answered: since Arrives
	Method  string
	URL     string // Arrives, Answered: the path; Asks, Forwarded: whom
	Status  int    // Asks, Forwarded, Answered: of the answer; zero if there is none
	Token   string // Arrives, Judged: both ends of the token, if one was sent
	Sent    []okta.Header
	Got     []okta.Header
	Verdict Verdict        // Judged: about the token; Answered: about the request
	Source  Source         // Judged: where the verdict comes from
	Query   *okta.Exchange // Asks: all of it
	Err     string         // Asks, Forwarded, Answered: why there is no answer, or no complete one
}

// Verdict is what a gateway thinks of a token or of a request.
type Verdict struct {
	Fault   Fault  // empty is good
	Why     string // in words, for Fault
	Client  string // what follows is known of good tokens only
	Scopes  []string
	Expires time.Time
	Until   time.Time // how long the verdict is remembered; zero is not at all
}

// Good reports whether there is no fault.
func (v Verdict) Good() bool { return v.Fault == "" }

func verdictOf(r ruling, refused *refusal) Verdict {
	v := Verdict{Until: r.until}
	if r.grant != nil {
		v.Client, v.Scopes, v.Expires = r.grant.client, r.grant.scopes, r.grant.expires
	}
	if refused != nil {
		v.Fault, v.Why = refused.fault, refused.why
	}
	return v
}

// openHeaders are those whose values can be shown. Which others hold a secret is not for
// a gateway to guess.
var openHeaders = []string{"Accept", "Accept-Encoding", "Accept-Language", "Allow", "Cache-Control", "Connection",
	"Content-Encoding", "Content-Length", "Content-Type", "Date", "Host", "Retry-After", "Server", "Transfer-Encoding",
	"User-Agent", "Via", "Www-Authenticate", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"}

const dots = "••••••••"

// longestShown bounds a text that a caller chose.
const longestShown = 200

// plain makes a text of a caller's fit for a terminal and a log: on one line, of bounded
// length, without anything that looks like a token.
func plain(s string) string {
	s = withoutJWTs(strings.Map(printable, strings.ToValidUTF8(s, "�")))
	if len(s) > longestShown {
		s = strings.ToValidUTF8(s[:longestShown], "") + "…"
	}
	return s
}

// printable takes out what moves a cursor or hides a part of a text.
func printable(r rune) rune {
	if unicode.IsPrint(r) {
		return r
	}
	return -1
}

// withoutJWTs puts dots in the place of every word that begins as JWTs do.
func withoutJWTs(s string) string {
	for {
		before, word, found := strings.Cut(s, "eyJ")
		if !found {
			return s
		}
		rest := strings.TrimLeftFunc(word, func(r rune) bool { return r != '/' && r < 0x80 && tokenShaped(string(r)) })
		s = before + dots + rest
	}
}
