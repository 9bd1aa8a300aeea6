package tui

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// In a bubble time passes at once.
func TestWhatAWordCopiedIsTakenBackAfterItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var held atomic.Value // time passes in another goroutine
		copy := func(value string) (func() error, error) {
			held.Store(value)
			return func() error { held.Store(""); return nil }, nil
		}
		var c pocket
		if err := c.put(copy, "first"); err != nil {
			t.Fatal(err)
		}
		passes(30 * time.Second)
		if err := c.put(copy, "second"); err != nil {
			t.Fatal(err)
		}
		if passes(30 * time.Second); held.Load() != "second" {
			t.Errorf("in the first one's time the clipboard holds %q", held.Load())
		}
		if passes(16 * time.Second); held.Load() != "" {
			t.Errorf("after its time the clipboard holds %q", held.Load())
		}
	})
}

func passes(long time.Duration) {
	<-time.After(long)
	synctest.Wait()
}
