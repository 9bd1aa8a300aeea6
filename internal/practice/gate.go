package practice

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// maxBody is the largest request body the org reads.
const maxBody = 1 << 20

// call is one request on its way through the org. It sees the org as it was when
// the request came, whatever others change meanwhile.
type call struct {
	r      *http.Request
	s      *state
	now    time.Time
	origin string    // the org's URL as this client spells it
	caller *apiToken // who calls the management API
}

// path is a wildcard of the route.
func (c *call) path(name string) string { return c.r.PathValue(name) }

// handler is the whole org: the door, the weather, then the routes.
func (o *Org) handler() http.Handler {
	routes := o.routes()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !o.hosts.has(r.Host) {
			http.Error(w, "this is a practice org, and not the host you asked for", http.StatusMisdirectedRequest)
			return
		}
		w.Header().Set("Date", httpDate(o.clock()))
		if strings.HasPrefix(r.URL.Path, deskPath) {
			o.desk(w, r)
			return
		}
		if o.weather(w, r) {
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		o.dispatch(routes, w, r)
	})
}

// dispatch finds the route. ServeMux knows when only the method is wrong, but says
// so in plain text; Okta says it in its envelope.
func (o *Org) dispatch(routes *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Okta-Request-Id", o.ids.requestID())
	h.Set("Referrer-Policy", "strict-origin-when-cross-origin")
	h.Set("Accept-Ch", "Sec-CH-UA-Platform-Version")
	handler, pattern := routes.Handler(r)
	if pattern != "" {
		routes.ServeHTTP(w, r)
		return
	}
	var verdict statusOnly
	handler.ServeHTTP(&verdict, r)
	if verdict.status == http.StatusMethodNotAllowed {
		o.sendError(w, refuse(wrongMethod))
		return
	}
	o.sendError(w, refuse(noSuchPath))
}

// statusOnly hears what ServeMux would have answered and keeps the status.
type statusOnly struct{ status int }

// Header takes headers and drops them.
func (s *statusOnly) Header() http.Header { return http.Header{} }

// Write takes a body and drops it.
func (s *statusOnly) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader keeps the status.
func (s *statusOnly) WriteHeader(status int) { s.status = status }

// serveRoute turns an endpoint into a handler.
func (o *Org) serveRoute(e route) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c := &call{r: r, s: o.state.Load(), now: o.clock(), origin: "http://" + r.Host}
		err := o.admit(e, w, c)
		if err == nil {
			var out reply
			if out, err = e.answer(o, c); err == nil {
				send(w, out)
				return
			}
		}
		o.sendError(w, err)
	}
}

// admit checks what every endpoint of a kind has in common.
func (o *Org) admit(e route, w http.ResponseWriter, c *call) error {
	if e.kind == open {
		return nil
	}
	if err := o.count(e, w.Header(), c); err != nil {
		return err
	}
	if e.kind == oauth {
		if o.outOfOrder() {
			return refuse(serverError)
		}
		return nil
	}
	if err := acceptable(c.r); err != nil {
		return err
	}
	return o.admitAdmin(e, c)
}

// count counts the request against its rate limit.
func (o *Org) count(e route, h http.Header, c *call) error {
	if c.s.Weather.RateLimited && e.kind == admin {
		if until := o.shortUntil(c.now); c.now.Before(until) {
			return usedUp(e.bucket(), h, until)
		}
	}
	return o.limits.spend(e.bucket(), h, c.now)
}

// acceptable checks that the client takes JSON.
func acceptable(r *http.Request) error {
	accept := r.Header.Get("Accept")
	if accept == "" || strings.Contains(accept, "*/*") || strings.Contains(accept, "application/*") || strings.Contains(accept, "json") {
		return nil
	}
	return refuse(notAcceptable)
}

// decode reads a management request's JSON body. Members that Okta doesn't know
// are ignored, as there.
func (c *call) decode(into any) error {
	media, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return refuse(wrongMedia)
	}
	// What is too large for the gate is cut off, and so not well-formed either.
	b, err := io.ReadAll(c.r.Body)
	if err != nil || json.Unmarshal(b, into) != nil {
		return refuse(malformed)
	}
	return nil
}
