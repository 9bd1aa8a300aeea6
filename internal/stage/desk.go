package stage

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"

	"oktadance/internal/gateway"
	"oktadance/internal/okta"
	"oktadance/steps"
)

// A desk is where the gateway's moves arrive, one at a time. The gateway waits at each:
// the next request is not sent before this one has been told.
type desk struct {
	moves  chan gateway.Move
	resume chan struct{}

	with    string         // what the client calls with
	arrived *steps.Message // move 3
	asked   *okta.Exchange // move 4, until its verdict comes
	refused bool           // nothing has reached the API
}

// watch hands a move over, on the gateway's goroutine, and waits until it is told.
func (p *performance) watch(m gateway.Move) {
	select {
	case p.desk.moves <- m:
	case <-p.ctx.Done():
		return
	}
	select {
	case <-p.desk.resume:
	case <-p.ctx.Done():
	}
}

// attend tells the gateway's moves until the client has its answer and the gateway has
// told its last one.
func (p *performance) attend(res <-chan reply) (got reply, told gateway.Move) {
	p.desk.refused = true
	for told.Leg == 0 || res != nil {
		select {
		case m := <-p.desk.moves:
			p.seen(m)
			if m.Leg == gateway.Answered {
				told = m
			}
			select {
			case p.desk.resume <- struct{}{}:
			case <-p.ctx.Done():
			}
		case got = <-res:
			if res = nil; got.err != nil {
				return got, told
			}
		case <-p.ctx.Done():
			return got, told
		}
	}
	return got, told
}

// seen tells one of the gateway's moves.
func (p *performance) seen(m gateway.Move) {
	switch m.Leg {
	case gateway.Arrives:
		p.move(p.arrives(m))
	case gateway.Asks:
		p.move(p.asks(m))
	case gateway.Judged:
		p.move(p.judged(m))
	case gateway.Forwarded:
		p.move(p.forwarded(m))
	case gateway.Answered:
		if p.desk.asked != nil && p.desk.asked.Status != 0 {
			p.move(p.denied())
		}
		p.desk.asked = nil
	}
}

// arrives is move 3.
func (p *performance) arrives(m gateway.Move) steps.Move {
	p.desk.arrived = &steps.Message{Line: m.Method + " " + p.gate + m.URL, Header: m.Sent}
	out := templated(3)
	out.Label, out.At, out.Request = m.Method+" "+m.URL, m.At, p.desk.arrived
	out.Says = "The client calls the API " + p.desk.with + ". The gateway stands before it."
	return out
}

// asks is move 4. Where no answer comes there is no move 5.
func (p *performance) asks(m gateway.Move) steps.Move {
	p.desk.asked = m.Query
	out := templated(4)
	out.Label, out.At, out.Request = m.Method+" "+base(m.URL), m.At, requestOf(*m.Query)
	if m.Status == 0 {
		out.Label, out.Mark, out.Took = out.Label+", no answer", steps.Refused, m.Took
		out.Says, out.Answer = "The gateway asks, and gets no answer.", answerOf(*m.Query)
	}
	return out
}

// judged is move 5.
func (p *performance) judged(m gateway.Move) steps.Move {
	out := templated(5)
	out.At = m.At
	if p.desk.asked != nil {
		out = answered(out, *p.desk.asked)
		p.desk.asked = nil
	}
	active := m.Verdict.Fault != gateway.FaultInactive
	out.Label = map[bool]string{true: "active", false: "not active"}[active]
	if out.Status != 0 {
		out.Label = strconv.Itoa(out.Status) + " " + out.Label
	}
	switch {
	case m.Source == gateway.FromMemory:
		out.From, out.Label, out.Says = steps.Guard, "remembered as good", "The gateway remembers that Okta approved, and asks nobody."
	case m.Verdict.Good():
		out.Says = "Okta approves: the token is active."
	case active:
		out.Label, out.Says = out.Label+", but refused", "Okta calls the token active, but "+m.Verdict.Why+"."
	default:
		out.Says = "Okta says that the token is not active, and not why."
	}
	if !m.Verdict.Good() {
		out.Mark = steps.Refused
	}
	return out
}

// denied is move 5 when the answer is no verdict: Okta refuses the gateway.
func (p *performance) denied() steps.Move {
	x := *p.desk.asked
	out := answered(templated(5), x)
	out.Label, out.Mark = strings.TrimSpace(strconv.Itoa(x.Status)+" "+http.StatusText(x.Status)), steps.Refused
	out.Says = "Okta gives no verdict: it refuses the gateway, not the token."
	return out
}

// forwarded is move 6.
func (p *performance) forwarded(m gateway.Move) steps.Move {
	p.desk.refused = false
	out := templated(6)
	out.Label, out.Status, out.At, out.Took = m.Method+" "+pathOf(m.URL)+" "+strconv.Itoa(m.Status), m.Status, m.At, m.Took
	out.Says = "The request proceeds to the API: without the token, with what is known of it in X-AGW- headers."
	out.Request = &steps.Message{Line: m.Method + " " + m.URL, Header: m.Sent}
	out.Answer = &steps.Message{Line: statusLine(m.Status), Header: m.Got, Body: p.api.said()}
	return out
}

// move tells a move, and before it those that it shows to have been left out.
func (p *performance) move(m steps.Move) {
	for ; p.next < m.Number; p.next++ {
		skipped := templated(p.next)
		skipped.Mark = steps.Skipped
		skipped.Label, skipped.Says = leftOut(p.next)
		p.tell(skipped)
	}
	if m.Number > 0 {
		p.next = m.Number + 1
	}
	p.tell(m)
}

// leftOut says what it means that a move is left out, in a few words and in a sentence.
func leftOut(number int) (label, says string) {
	switch number {
	case 1, 2:
		return "no token", "No token is asked for."
	case 4:
		return "not asked", "Nobody asks Okta."
	case 5:
		return "no verdict", "Nobody gives a verdict."
	}
	return "not forwarded", "The API never sees the request."
}

func templated(number int) steps.Move { return steps.Tutorial()[number-1] }

func requestOf(x okta.Exchange) *steps.Message {
	return &steps.Message{Line: x.Method + " " + x.URL, Header: x.RequestHeader, Body: x.RequestBody}
}

func answerOf(x okta.Exchange) *steps.Message {
	if x.Status == 0 {
		return &steps.Message{Line: "No answer", Body: x.Err}
	}
	return &steps.Message{Line: statusLine(x.Status), Header: x.ResponseHeader, Body: x.ResponseBody}
}

func statusLine(status int) string {
	return strings.TrimSpace(strconv.Itoa(status) + " " + http.StatusText(status))
}

// short is a refusal in a few words.
func short(x okta.Exchange, err error) string {
	var refused *okta.Error
	if errors.As(err, &refused) && x.Status != 0 {
		return strings.TrimSpace(strconv.Itoa(x.Status) + " " + refused.Code)
	}
	return "no answer"
}

// base is the last part of a URL's path, with a slash before it.
func base(address string) string { return "/" + path.Base(pathOf(address)) }

func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Path
}

// audible is the API, and keeps what it said last.
type audible struct {
	api  http.Handler
	mu   sync.Mutex
	last bytes.Buffer
}

// ServeHTTP answers as the API does.
func (a *audible) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.last.Reset()
	a.mu.Unlock()
	a.api.ServeHTTP(ear{w, a}, r)
}

func (a *audible) said() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return strings.TrimSpace(a.last.String())
}

// ear listens to one answer.
type ear struct {
	http.ResponseWriter
	api *audible
}

// Write answers the caller, and is overheard.
func (e ear) Write(b []byte) (int, error) {
	e.api.mu.Lock()
	e.api.last.Write(b)
	e.api.mu.Unlock()
	return e.ResponseWriter.Write(b)
}
