package tui

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"oktadance/steps"
)

// pressOver handles keys while help or an exchange lies over the page.
func (m *Model) pressOver(k tea.KeyPressMsg) {
	last := len(m.exchanges()) - 1
	switch {
	case key.Matches(k, m.keys.help):
		m.over, m.scroll = nothing, 0
	case key.Matches(k, m.keys.other):
		by := map[string]int{"left": -1, "right": 1}[k.String()]
		if m.dancing() {
			m.trace(by)
			return
		}
		m.exchange, m.scroll = max(min(m.exchange+by, last), 0), 0
	case key.Matches(k, m.keys.line, m.keys.scroll):
		m.scrollBy(k)
	default:
		m.over, m.scroll = nothing, 0
	}
}

func (m *Model) scrollBy(k tea.KeyPressMsg) {
	by := map[string]int{"up": -1, "down": 1, "pgup": -m.height / 2, "pgdown": m.height / 2}[k.String()]
	if m.following() {
		by = -by
	}
	m.scroll = max(min(m.scroll+by, m.excess()), 0)
}

// exchangePage shows one request and its answer, all of it.
func (m *Model) exchangePage() []string {
	page := column{width: min(m.width-2*m.margin(), 110)}
	all := m.exchanges()
	if m.exchange < 0 || m.exchange >= len(all) {
		return nil
	}
	page.text(m.theme.title, fmt.Sprintf("What was sent and answered, %d of %d", m.exchange+1, len(all)))
	page.blank()
	m.exchangeInFull(&page, all[m.exchange])
	page.blank()
	page.text(m.theme.plain, "Secrets are masked: of tokens a few characters are shown, to tell them apart.")
	return page.lines
}

func (m *Model) exchangeInFull(page *column, x steps.Exchange) {
	page.whole(m.theme.strong, x.Method+" "+x.URL)
	for _, h := range x.RequestHeader {
		if m.over == inspecting || telling(h.Name) {
			page.whole(m.theme.plain, h.Name+": "+h.Value)
		}
	}
	if x.RequestBody != "" {
		page.blank()
		page.whole(m.theme.plain, x.RequestBody)
	}
	page.blank()
	page.text(m.theme.strong, outcomeOf(x))
	if m.over == inspecting {
		for _, h := range x.ResponseHeader {
			page.whole(m.theme.plain, h.Name+": "+h.Value)
		}
		page.blank()
	}
	for _, line := range strings.Split(indented(x.ResponseBody), "\n") {
		page.whole(m.theme.plain, line)
	}
}

// indented is JSON made readable; anything else stays as it is.
func indented(body string) string {
	var pretty bytes.Buffer
	if json.Indent(&pretty, []byte(body), "", "  ") != nil {
		return body
	}
	return pretty.String()
}

// telling reports whether a request header is part of the lesson, and not what
// every program sends.
func telling(header string) bool {
	return header == "Authorization" || header == "Content-Type" || header == "Accept"
}

// exchangeLine is an exchange in one line of this width at most: of a longer
// path the middle is left out.
func exchangeLine(x steps.Exchange, width int) string {
	path := x.URL
	if u, err := url.Parse(x.URL); err == nil {
		path = u.Path
	}
	room := width - len(x.Method) - len(outcomeOf(x)) - 3
	if over := len(path) - room; over > 0 && room > 8 {
		from := (room - 1) / 2
		path = path[:from] + "…" + path[from+over+1:]
	}
	return x.Method + " " + path + "  " + outcomeOf(x)
}

func outcomeOf(x steps.Exchange) string {
	took := strconv.FormatInt(x.Took.Milliseconds(), 10) + " ms"
	if x.Took < time.Millisecond {
		took = "<1 ms"
	}
	if x.Status == 0 {
		return "no answer, " + took
	}
	return strconv.Itoa(x.Status) + ", " + took
}
