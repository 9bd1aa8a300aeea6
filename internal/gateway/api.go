package gateway

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Bounds of what the API takes and keeps.
const (
	mostOrders   = 100 // the oldest are forgotten
	longestItem  = 100 // characters
	mostOfAnItem = 1000
	longestOrder = 64 << 10 // bytes of a request's body
)

// order is what the API is about.
type order struct {
	ID       string    `json:"id"`
	Item     string    `json:"item"`
	Quantity int       `json:"quantity"`
	Status   string    `json:"status"`
	Placed   time.Time `json:"placed"`
	PlacedBy string    `json:"placed_by,omitempty"` // the client that the gateway names
}

// shop is the API. It looks at no token: that is the gateway's work.
type shop struct {
	mu     sync.Mutex
	last   int
	orders []order
}

// API returns a small API for a gateway to guard: orders to list, read and place, kept in
// memory, and at /openapi.json its description (OpenAPI 3.1), which says that the scopes
// are needed. It enforces nothing itself.
func API(scopes ...string) http.Handler {
	s := &shop{last: 1002, orders: []order{
		{ID: "1001", Item: "Dancing shoes", Quantity: 2, Status: "shipped", Placed: time.Date(2026, 1, 12, 9, 30, 0, 0, time.UTC)},
		{ID: "1002", Item: "Metronome", Quantity: 1, Status: "open", Placed: time.Date(2026, 1, 14, 16, 5, 0, 0, time.UTC)},
	}}
	m := http.NewServeMux()
	allowed := map[string][]string{}
	for _, op := range operations() {
		m.HandleFunc(op.method+" "+op.path, func(w http.ResponseWriter, r *http.Request) { op.serve(s, w, r) })
		allowed[op.path] = append(allowed[op.path], op.method)
	}
	description := describe(scopes)
	m.HandleFunc("GET "+descriptionPath, func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, description) })
	allowed[descriptionPath] = []string{http.MethodGet}
	for path, methods := range allowed {
		m.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Allow", strings.Join(methods, ", "))
			complain(w, http.StatusMethodNotAllowed, "This path has no such method")
		})
	}
	m.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		complain(w, http.StatusNotFound, "There is nothing at this path")
	})
	return m
}

func (s *shop) list(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	orders := slices.Clone(s.orders)
	s.mu.Unlock()
	if status := r.URL.Query().Get("status"); status != "" {
		orders = slices.DeleteFunc(orders, func(o order) bool { return o.Status != status })
	}
	reply(w, http.StatusOK, map[string][]order{"orders": orders})
}

func (s *shop) read(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	at := slices.IndexFunc(s.orders, func(o order) bool { return o.ID == r.PathValue("id") })
	var found order
	if at >= 0 {
		found = s.orders[at]
	}
	s.mu.Unlock()
	if at < 0 {
		complain(w, http.StatusNotFound, "There is no such order")
		return
	}
	reply(w, http.StatusOK, found)
}

// wanted is what a caller sends to place an order.
type wanted struct {
	Item     string `json:"item"`
	Quantity int    `json:"quantity"`
}

// readWanted takes exactly one JSON object.
func readWanted(body io.Reader) (wanted, error) {
	var want wanted
	decoder := json.NewDecoder(body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&want); err != nil {
		return want, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return want, errors.Join(errors.New("there is more behind the object"), err)
	}
	return want, nil
}

// place takes an order. Who places it is what the gateway says, never what the caller does.
func (s *shop) place(w http.ResponseWriter, r *http.Request) {
	want, err := readWanted(http.MaxBytesReader(w, r.Body, longestOrder))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		complain(w, http.StatusRequestEntityTooLarge, "An order has at most 64 KiB")
	case err != nil:
		complain(w, http.StatusBadRequest, "An order is one JSON object with item and quantity")
	case strings.TrimSpace(want.Item) == "" || utf8.RuneCountInString(want.Item) > longestItem:
		complain(w, http.StatusUnprocessableEntity, "item has 1 to 100 characters")
	case want.Quantity < 1 || want.Quantity > mostOfAnItem:
		complain(w, http.StatusUnprocessableEntity, "quantity is 1 to 1000")
	default:
		placed := s.add(order{Item: want.Item, Quantity: want.Quantity, Status: "open",
			Placed: time.Now().UTC().Truncate(time.Second), PlacedBy: r.Header.Get(identityPrefix + "client_id")})
		w.Header().Set("Location", ordersPath+"/"+placed.ID)
		reply(w, http.StatusCreated, placed)
	}
}

func (s *shop) add(o order) order {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	o.ID = strconv.Itoa(s.last)
	s.orders = append(s.orders, o)
	if len(s.orders) > mostOrders {
		s.orders = slices.Delete(s.orders, 0, 1)
	}
	return o
}

func reply(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // a caller who has left needs no answer
}

func complain(w http.ResponseWriter, status int, what string) {
	reply(w, status, map[string]string{"error": what})
}
