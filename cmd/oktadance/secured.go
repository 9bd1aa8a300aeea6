package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"

	"golang.org/x/sync/errgroup"

	"oktadance/internal/gateway"
	"oktadance/steps"
)

// A secured API is a gateway and what it guards.
type secured struct {
	gateway.Options
	front, back net.Listener // back is nil where the API is somebody else's
	gw          *gateway.Gateway
}

// secure has a gateway listen before an API, which is a small one of its own where the
// options name no other. It answers when it is served.
func secure(listen string, o gateway.Options) (*secured, error) {
	s := &secured{Options: o}
	var err error
	if s.front, err = net.Listen("tcp", listen); err != nil {
		return nil, cannotListen("gateway", listen, err)
	}
	if o.Upstream == "" {
		if s.back, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			return nil, errors.Join(fmt.Errorf("listening for the API: %w", err), s.front.Close())
		}
		s.Upstream = "http://" + s.back.Addr().String()
	}
	if s.gw, err = gateway.New(s.Options); err != nil {
		s.close()
		return nil, unfit(err)
	}
	return s, nil
}

// close gives up what was never served, and does nothing to what was.
func (s *secured) close() {
	_ = s.front.Close()
	if s.own() {
		_ = s.back.Close()
	}
}

// own reports whether the API is the program's own.
func (s *secured) own() bool { return s.back != nil }

// serve answers until ctx ends or one of the two fails. The API outlives the gateway,
// which may have requests for it till the last.
func (s *secured) serve(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	behind, end := context.WithCancel(context.WithoutCancel(ctx))
	group.Go(func() error {
		defer end()
		return gateway.Serve(ctx, s.front, s.gw)
	})
	if s.own() {
		group.Go(func() error { return gateway.Serve(behind, s.back, gateway.API(s.Policy.Scopes...)) })
	}
	return group.Wait()
}

// far reports whether other machines can reach the gateway.
func (s *secured) far() bool {
	at, _ := s.front.Addr().(*net.TCPAddr)
	return !at.IP.IsLoopback()
}

// url is where callers on this machine find the gateway.
func (s *secured) url() string {
	at, _ := s.front.Addr().(*net.TCPAddr)
	if at.IP.IsUnspecified() {
		return fmt.Sprintf("http://127.0.0.1:%d", at.Port)
	}
	return "http://" + at.String()
}

// accessLog has one line for each request.
func accessLog(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{ReplaceAttr: withoutLevel}))
}

// withoutLevel leaves out what is the same in every line.
func withoutLevel(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.LevelKey {
		return slog.Attr{}
	}
	return a
}

// unfit puts into words why the values there are don't do for a gateway.
func unfit(err error) error {
	var wrong *gateway.SettingError
	if !errors.As(err, &wrong) {
		return err
	}
	return &steps.Problem{What: "With these notes there can be no such gateway.", Why: upperFirst(wrong.Why) + ".", Err: err}
}
