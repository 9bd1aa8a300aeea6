package practice

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"
)

// InUse says that another process serves the same org already, from the same
// org.json. It has what a caller needs to use that one instead.
type InUse struct {
	URL   string
	Paste Paste
}

// Error says where the org is.
func (e *InUse) Error() string { return "the practice org is already running at " + e.URL }

// errHeld is somebody holding org.json without serving it.
var errHeld = errors.New("another program holds org.json and serves no org: end it, or wait for it to finish")

// whoHasIt finds the org that another process serves from the same file. That
// process may have taken hold of the file a moment ago and not answer yet.
func (st *store) whoHasIt() error {
	for range 100 {
		if s, err := st.load(); err == nil && s != nil {
			url := "http://" + s.Address
			if serves(url, s.Org.ID) {
				return &InUse{URL: url, Paste: s.paste(url)}
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	return errHeld
}

// serves asks at a URL whether this org is there. It asks the desk, which answers
// whatever weather the org is having.
func serves(url, orgID string) bool {
	client := &http.Client{Timeout: time.Second}
	answer, err := client.Get(url + deskPath + "/org")
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	var who deskOrg
	return json.NewDecoder(io.LimitReader(answer.Body, 1<<10)).Decode(&who) == nil && who.ID == orgID
}

// anyPort is a port of this machine that nobody else can reach.
const anyPort = "127.0.0.1:0"

// listen opens the org's port and settles what its URL is. Where nobody says where to
// listen it is where the org was last, or else anywhere, but never beyond loopback.
func (o *Org) listen(wanted, last string) (net.Listener, error) {
	back := wanted == "" && isLoopback(last)
	switch {
	case back:
		wanted = last
	case wanted == "":
		wanted = anyPort
	}
	l, err := net.Listen("tcp", wanted)
	if back && err != nil {
		o.moved = "http://" + last
		l, err = net.Listen("tcp", anyPort)
	}
	if err != nil {
		return nil, fmt.Errorf("listening: %w", err)
	}
	o.hosts = hostsOf(l.Addr().(*net.TCPAddr))
	o.url = "http://" + o.hosts.own
	return l, nil
}

func isLoopback(address string) bool {
	a, err := netip.ParseAddrPort(address)
	return err == nil && a.Addr().IsLoopback()
}

// hostList is the Host headers an org answers to. A page in a browser that got
// hold of another name for this address (DNS rebinding) is not on it.
type hostList struct {
	own   string // host:port of the org's URL
	local string // the same org under the name localhost
	any   bool   // bound to every address: any IP literal with this port will do
	port  string
}

func hostsOf(a *net.TCPAddr) hostList {
	port := strconv.Itoa(a.Port)
	h := hostList{port: port, own: a.AddrPort().String()}
	if a.IP.IsUnspecified() {
		h.any = true
		h.own = net.JoinHostPort("127.0.0.1", port)
	}
	if h.any || a.IP.IsLoopback() {
		h.local = net.JoinHostPort("localhost", port)
	}
	return h
}

// has tells whether a Host header means this org.
func (h hostList) has(host string) bool {
	host = strings.ToLower(host)
	if host == h.own || host == h.local && h.local != "" {
		return true
	}
	name, port, err := net.SplitHostPort(host)
	if !h.any || err != nil || port != h.port {
		return false
	}
	machine, _ := os.Hostname() // unknown is "" and matches nothing
	return net.ParseIP(name) != nil || name != "" && strings.EqualFold(name, machine)
}

// newServer is a server that writes nothing to the screen and waits for nobody.
func newServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ErrorLog:          log.New(io.Discard, "", 0),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
}
