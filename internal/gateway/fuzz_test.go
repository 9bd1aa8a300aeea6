package gateway_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"oktadance/internal/gateway"
	"oktadance/internal/practice"
)

// hole is a stage for fuzzing: gateways of both voices and the given ways to validate, in
// front of one API, which notes where requests come out.
type hole struct {
	fronts map[gateway.Voice][]string // addresses
	paste  practice.Paste
	kid    string // of the org's key
	good   string
	mu     sync.Mutex
	came   []string
}

func dig(f *testing.F, ways ...gateway.Validation) *hole {
	f.Helper()
	h := &hole{fronts: map[gateway.Voice][]string{}}
	api := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		h.came = append(h.came, r.RequestURI)
		h.mu.Unlock()
	}))
	f.Cleanup(api.Close)
	org := newOrg(f, practice.Options{})
	h.paste, h.kid, h.good = org.Paste(), kidOf(f, org), tokenOf(f, org)
	for _, voice := range []gateway.Voice{gateway.MuleSoft, gateway.RFC6750} {
		for _, way := range ways {
			o := guard(org, api.URL+"/base")
			o.Answers, o.Validate, o.Policy.Audience = voice, way, "api://default"
			gw, err := gateway.New(o)
			if err != nil {
				f.Fatal(err)
			}
			front := httptest.NewServer(gw)
			f.Cleanup(front.Close)
			h.fronts[voice] = append(h.fronts[voice], front.Listener.Addr().String())
		}
	}
	return h
}

// send sends a request, written by hand, through every gateway, if it is one. MayPass says
// whether it may get to the API.
func (h *hole) send(t *testing.T, raw string, mayPass func(*http.Request, gateway.Voice) bool) {
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw)))
	if err != nil {
		return
	}
	for voice, fronts := range h.fronts {
		may := mayPass(r, voice) && r.URL.Path != "/healthz"
		for _, front := range fronts {
			status := through(t, front, raw)
			h.mu.Lock()
			came := h.came
			h.came = nil
			h.mu.Unlock()
			switch {
			case status >= 500 && status != 501: // net/http's own, for a Transfer-Encoding it does not know
				t.Errorf("%s answers %d to %q", voice, status, raw)
			case len(came) > 0 && !may:
				t.Errorf("%s lets %q through", voice, raw)
			case len(came) > 1:
				t.Errorf("%s lets %q through %d times", voice, raw, len(came))
			}
			for _, uri := range came {
				below(t, uri)
			}
		}
	}
}

// through sends bytes and returns the status of what comes back.
func through(t *testing.T, address, raw string) int {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, raw); err != nil {
		t.Fatal(err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%q: %v", raw, err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// below fails unless a path stays below the API's, whichever way it is read.
func below(t *testing.T, uri string) {
	t.Helper()
	where, query, _ := strings.Cut(uri, "?")
	plain, err := url.PathUnescape(where)
	if err != nil {
		t.Errorf("the API is sent %q", uri)
	}
	for _, p := range []string{where, plain, strings.ReplaceAll(plain, `\`, "/")} {
		if clean := path.Clean(p); clean != "/base" && !strings.HasPrefix(clean, "/base/") {
			t.Errorf("the API is sent %q", uri)
		}
	}
	if values, _ := url.ParseQuery(query); values.Has("access_token") {
		t.Errorf("the API is sent %q", uri)
	}
}

// Only the token that the org has issued opens the gateway, whatever stands around it.
func FuzzAuthorization(f *testing.F) {
	h := dig(f, gateway.JWKS, gateway.Introspect)
	for _, seed := range []string{
		"Bearer TOKEN", "bearer TOKEN", "Bearer  TOKEN", "Bearer TOKEN ", "Bearer\tTOKEN", "TOKEN", "Bearer TOKENx", "Bearer TOKEN=", "Bearer TOKEN.",
		"Bearer TOKEN, Bearer TOKEN", "Bearer TOKEN\r\nAuthorization: Bearer TOKEN", "Basic TOKEN", "Bearer", "", "Bearer TOKEN\r\nConnection: Authorization",
		"Bearer x\r\nX-AGW-client_id: y", "DPoP TOKEN", "Bearer eyJhbGciOiJub25lIn0.e30.", "Bearer TOKEN\x00", "Bearer 🕺",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		header = strings.ReplaceAll(header, "TOKEN", h.good)
		h.send(t, "GET /orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: "+header+"\r\n\r\n", h.entitled)
	})
}

// entitled says, in another way than the gateway's, whether a request may pass.
func (h *hole) entitled(r *http.Request, voice gateway.Voice) bool {
	headers, inQuery := r.Header["Authorization"], r.URL.Query()["access_token"]
	if voice == gateway.MuleSoft && len(headers) == 0 {
		return slices.Equal(inQuery, []string{h.good})
	}
	if voice == gateway.MuleSoft {
		return slices.Equal(headers, []string{"Bearer " + h.good})
	}
	words := strings.Fields(strings.Join(headers, ", "))
	return len(inQuery) == 0 && len(words) == 2 && strings.EqualFold(words[0], "bearer") && words[1] == h.good
}

// No token passes that differs from the issued one in anything.
func FuzzToken(f *testing.F) {
	h := dig(f, gateway.JWKS, gateway.Introspect)
	f.Add(0, "e")
	f.Add(400, "")
	f.Add(len(h.good)-1, "A")
	f.Add(len(h.good)-1, "B")
	f.Add(len(h.good)-1, "C")
	f.Add(len(h.good), "=")
	f.Add(20, ".")
	f.Fuzz(func(t *testing.T, at int, text string) {
		if at < 0 || at > len(h.good) || strings.ContainsAny(text, "\r\n") {
			return
		}
		for _, token := range []string{
			h.good[:at] + text + h.good[min(at+len(text), len(h.good)):], // in place of
			h.good[:at] + text + h.good[at:],                             // between
			h.good[:at] + text,                                           // and no more
		} {
			h.send(t, withToken(token), h.entitled)
		}
	})
}

// No path and no method lead a caller with a token out of the API, or one without in.
func FuzzTarget(f *testing.F) {
	h := dig(f, gateway.JWKS, gateway.Introspect)
	for _, seed := range []string{
		"/orders", "//orders", "/%2f..%2f..", "/..;/x", `/..\x`, "/%5c..", "*", "http://evil/..", "/healthz", "/healthz/..", "/%2e%2e", "/?access_token=TOKEN",
		"/?%61ccess_token=TOKEN&a=b", "/?a=b;access_token=TOKEN", "/.%00./x", "//evil/%2e.", "/a?b?c", "/%zz", "/?access_token=TOKEN&access_token=x", "/.;/x", "/%",
	} {
		f.Add("GET", seed)
		f.Add("CONNECT", seed)
	}
	f.Fuzz(func(t *testing.T, method, target string) {
		target = strings.ReplaceAll(target, "TOKEN", h.good)
		if strings.ContainsAny(method+target, " \r\n") {
			return
		}
		line := method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
		h.send(t, line+"\r\n", h.entitled)
		h.send(t, line+"Authorization: Bearer "+h.good+"\r\n\r\n", h.entitled)
	})
}
