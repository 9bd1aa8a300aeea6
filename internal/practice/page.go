package practice

import (
	"net/http"
	"net/url"
	"strconv"
)

// paging is how a list is cut into pages: the cursor is the id of the last item.
type paging struct {
	most    int // the largest limit
	initial int // the limit when none is given
}

// page answers a list with the part that was asked for. Link lines give the way to
// this page and to the next (Okta: one header line each, absolute URLs).
func page[T any](c *call, p paging, items []T, id func(T) string, body func(T) any) (reply, error) {
	query := c.r.URL.Query()
	limit, err := p.limit(query.Get("limit"))
	if err != nil {
		return reply{}, err
	}
	rest := after(items, query.Get("after"), id)
	shown := rest[:min(limit, len(rest))]
	bodies := make([]any, 0, len(shown))
	for _, item := range shown {
		bodies = append(bodies, body(item))
	}
	out := ok(bodies).with("Link", c.linkLine(query, "self"))
	if len(rest) > len(shown) {
		query.Set("after", id(shown[len(shown)-1]))
		query.Set("limit", strconv.Itoa(limit))
		out = out.with("Link", c.linkLine(query, "next"))
	}
	return out, nil
}

func (p paging) limit(param string) (int, error) {
	if param == "" {
		return p.initial, nil
	}
	n, err := strconv.Atoi(param)
	if err != nil || n < 1 {
		return 0, refuse(badPaging)
	}
	return min(n, p.most), nil
}

// after is what follows the item with an id. A cursor whose item was deleted meanwhile
// leads to an empty page rather than to the first one again.
func after[T any](items []T, cursor string, id func(T) string) []T {
	if cursor == "" {
		return items
	}
	for i, item := range items {
		if id(item) == cursor {
			return items[i+1:]
		}
	}
	return nil
}

func (c *call) linkLine(query url.Values, rel string) string {
	address := c.origin + c.r.URL.Path
	if encoded := query.Encode(); encoded != "" {
		address += "?" + encoded
	}
	return "<" + address + `>; rel="` + rel + `"`
}

// linkMethods are the usual methods of an object that can be changed.
var linkMethods = []string{http.MethodGet, http.MethodPut, http.MethodDelete}
