package gateway

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"oktadance/internal/okta"
)

// visit is one request on its way through. It is the ResponseWriter as well, to see what
// is answered.
type visit struct {
	http.ResponseWriter
	g       *Gateway
	request *http.Request
	number  uint64
	began   time.Time // later by the time for which it was held up
	token   string    // as it was presented, good or not
	ruling  ruling
	refused *refusal
	body    *incoming // nil if there is none
	status  int       // zero until the answer begins
	sent    bool      // to the API
	forth   Move      // what was sent to the API, until that is told
	err     error     // why the API did not answer
	whole   bool      // the answer is complete
}

func (g *Gateway) visit(w http.ResponseWriter, r *http.Request) *visit {
	return &visit{ResponseWriter: w, g: g, request: r, number: g.count.Add(1), began: time.Now()}
}

// WriteHeader notes the status.
func (v *visit) WriteHeader(status int) {
	if status >= http.StatusOK || status == http.StatusSwitchingProtocols {
		v.status = status
	}
	v.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController flush and hijack.
func (v *visit) Unwrap() http.ResponseWriter { return v.ResponseWriter }

// tell reports a move, if there is somebody to tell. Who looks at it for long holds
// the request up; that is no part of the time it takes.
func (v *visit) tell(m Move) {
	m.Visit = v.number
	at := time.Now()
	v.g.o.Watch(m)
	v.began = v.began.Add(time.Since(at))
}

func (v *visit) watched() bool { return v.g.o.Watch != nil }

// arrive tells of the request.
func (v *visit) arrive(token string) {
	v.token = token
	if v.watched() {
		v.tell(Move{Leg: Arrives, At: v.began, Method: v.method(), URL: v.path(v.request.URL),
			Token: okta.NewSecret(token).Hint(), Sent: v.shown(v.request.Header, v.request.Host)})
	}
}

// ruled notes what came of looking at the token, and tells of it.
func (v *visit) ruled(r ruling) {
	v.ruling = r
	if !v.watched() {
		return
	}
	for i := range r.asked {
		x := &r.asked[i]
		v.tell(Move{Leg: Asks, At: x.At, Took: x.Took, Method: x.Method, URL: x.URL, Status: x.Status,
			Sent: x.RequestHeader, Got: x.ResponseHeader, Query: x, Err: x.Err})
	}
	if r.by != "" {
		v.tell(Move{Leg: Judged, At: time.Now(), Method: v.method(), URL: v.path(v.request.URL),
			Token: okta.NewSecret(v.token).Hint(), Verdict: verdictOf(r, r.refused), Source: r.by})
	}
}

// forward notes what goes to the API.
func (v *visit) forward(out *http.Request) {
	v.sent = true
	if v.watched() {
		to := url.URL{Scheme: out.URL.Scheme, Host: out.URL.Host}
		v.forth = Move{Leg: Forwarded, At: time.Now(), Method: v.method(), URL: to.String() + v.path(out.URL),
			Sent: v.shown(out.Header, out.URL.Host)}
	}
}

// forwarded tells what came of it.
func (v *visit) forwarded(res *http.Response, err error) {
	v.err = err
	m := v.forth
	if m.Leg == 0 { // nobody watches, or it has been told
		return
	}
	v.forth = Move{}
	m.Took = time.Since(m.At)
	if err != nil {
		m.Err = plain(err.Error())
	} else {
		m.Status, m.Got = res.StatusCode, v.shown(res.Header, "")
	}
	v.tell(m)
}

// end tells of the answer, and writes the request's line into the log.
func (v *visit) end() {
	took := time.Since(v.began)
	problem := ""
	switch {
	case v.err != nil:
		problem = plain(v.err.Error())
	case !v.whole:
		problem = "the answer broke off"
	}
	if v.watched() {
		v.tell(Move{Leg: Answered, At: v.began, Took: took, Method: v.method(), URL: v.path(v.request.URL),
			Status: v.status, Got: v.shown(v.Header(), ""), Verdict: verdictOf(v.ruling, v.refused), Source: v.ruling.by, Err: problem})
	}
	if v.g.o.Log != nil {
		v.log(took, problem)
	}
}

// log writes one line. There is no query in it, where people put tokens.
func (v *visit) log(took time.Duration, problem string) {
	line := []slog.Attr{slog.Int("status", v.status), slog.Duration("took", took.Round(time.Microsecond))}
	add := func(key, value string) {
		if value != "" {
			line = append(line, slog.String(key, value))
		}
	}
	if v.ruling.grant != nil {
		add("client", v.ruling.grant.client)
	}
	add("verdict", string(v.ruling.by))
	if v.refused != nil {
		add("refused", string(v.refused.fault))
		add("why", v.refused.why)
	}
	add("problem", problem)
	v.g.o.Log.LogAttrs(context.WithoutCancel(v.request.Context()), slog.LevelInfo, v.method()+" "+v.path(v.request.URL), line...)
}

func (v *visit) method() string { return v.plain(v.request.Method) }

// path is a URL's path as it was sent, fit to show.
func (v *visit) path(u *url.URL) string { return v.plain(u.EscapedPath()) }

// plain is plain, and does not show this request's token either, whatever it looks like.
func (v *visit) plain(s string) string {
	if v.token != "" {
		s = strings.ReplaceAll(s, v.token, dots)
	}
	return plain(s)
}

// shown are headers fit for others to see.
func (v *visit) shown(h http.Header, host string) []okta.Header {
	var all []okta.Header
	if host != "" {
		all = append(all, okta.Header{Name: "Host", Value: v.plain(host)})
	}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, value := range h[name] {
			all = append(all, okta.Header{Name: v.plain(name), Value: v.shownValue(name, value)})
		}
	}
	return all
}

// shownValue shows both ends of a bearer token, the values of open headers, and of an
// identity what an exchange shows of it: the API alone gets it as the server said it.
func (v *visit) shownValue(name, value string) string {
	if name == "Authorization" {
		scheme, token, _ := strings.Cut(value, " ")
		if strings.EqualFold(scheme, "Bearer") {
			return "Bearer " + okta.NewSecret(strings.TrimSpace(token)).Hint()
		}
		return dots
	}
	switch {
	case claimsIdentity(name):
		return v.plain(okta.Shown(name[len(identityPrefix):], value, v.g.o.Server.Client.Secret))
	case slices.Contains(openHeaders, http.CanonicalHeaderKey(name)):
		return v.plain(value)
	}
	return dots
}
