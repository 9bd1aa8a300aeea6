package practice

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"strings"
)

// The desk is where a person puts right what is wrong with the org, with one click
// for each thing. It stands for everything people do that is no call of an API: the
// Admin Console, a colleague, a clock, a walk out of the hotel. It is no part of what
// the org pretends to be, and answers in any weather.
const (
	deskPath = "/practice"
	mendPath = deskPath + "/mend/"
)

// deskOrg says which org this is.
type deskOrg struct {
	ID string `json:"id"`
}

// desk answers everything under deskPath.
func (o *Org) desk(w http.ResponseWriter, r *http.Request) {
	name, mending := strings.CutPrefix(r.URL.Path, mendPath)
	switch {
	case mending && r.Method == http.MethodPost:
		o.mendByHand(w, r, name)
	case r.Method != http.MethodGet:
		http.Error(w, "the desk takes GET, and POST to mend something", http.StatusMethodNotAllowed)
	case r.URL.Path == deskPath+"/org":
		sendJSON(w, http.StatusOK, deskOrg{o.state.Load().Org.ID})
	case r.URL.Path == deskPath:
		o.deskPage(w)
	default:
		http.NotFound(w, r)
	}
}

// mendByHand puts one thing right, unless another site's page asks for it.
func (o *Org) mendByHand(w http.ResponseWriter, r *http.Request, name string) {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		http.Error(w, "this has to be asked for from the desk itself", http.StatusForbidden)
		return
	}
	if err := o.Mend(name); err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	http.Redirect(w, r, deskPath, http.StatusSeeOther)
}

// The pages are put together by hand: html/template alone would make the program
// a fifth larger, for two pages.
const (
	deskHead = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Practice org</title></head>
<body><h1>Practice org</h1>
`
	deskTrouble = `<h2>%s</h2><p>%s</p><p>%s</p>
<form method="post" action="%s"><button>Put it right</button></form>
`
	deskWell = "<p>Nothing is wrong with this org.</p>\n"
	deskFoot = "</body></html>\n"
)

// deskPage shows what is wrong. It shows no secrets: those who may know them have them.
func (o *Org) deskPage(w http.ResponseWriter) {
	page := deskHead
	left := o.state.Load().troublesLeft()
	for _, t := range left {
		page += fmt.Sprintf(deskTrouble, html.EscapeString(t.Name), html.EscapeString(t.Line),
			html.EscapeString(t.words), html.EscapeString(mendPath+t.Name))
	}
	if len(left) == 0 {
		page += deskWell
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, page+deskFoot) // a client that left needs no page
}
