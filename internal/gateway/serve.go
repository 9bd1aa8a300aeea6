package gateway

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"
)

// Bounds of a server's patience with those who call it.
const (
	maxHeader     = 64 << 10         // bytes of a request's header, or of an answer's
	headerTime    = 10 * time.Second // for a caller to send it
	shutdownGrace = 5 * time.Second  // for requests under way when the server stops
)

// Serve answers on a listener until ctx ends. Requests under way then get five seconds to
// finish. It closes the listener, and returns nil when ending was asked for.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	return serve(ctx, newServer(h, headerTime), l)
}

// newServer is a server that a caller who dawdles cannot keep busy: sending a header takes
// at most patience, and a body or taking the answer a dozen times that.
func newServer(h http.Handler, patience time.Duration) *http.Server {
	return &http.Server{
		Handler:           h,
		ErrorLog:          log.New(io.Discard, "", 0),
		MaxHeaderBytes:    maxHeader,
		ReadHeaderTimeout: patience,
		ReadTimeout:       12 * patience,
		WriteTimeout:      30 * patience,
		IdleTimeout:       12 * patience,
	}
}

func serve(ctx context.Context, s *http.Server, l net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	if err := s.Shutdown(grace); err != nil {
		_ = s.Close() // some request would not end; that is no failure of the server
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
