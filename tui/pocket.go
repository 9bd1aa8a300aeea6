package tui

import (
	"sync"
	"time"
)

// A pocket is this machine's clipboard where nothing is drawn: what is put in is
// taken out again after its time, or when the person leaves.
type pocket struct {
	busy     sync.Mutex
	number   int          // of what was put in last: the time of an older thing doesn't count
	takeBack func() error // nil when nothing is in it
}

// put copies a value with copy, which may be nil where there is no clipboard.
func (c *pocket) put(copy func(string) (func() error, error), value string) error {
	if copy == nil {
		return errNoClipboard
	}
	c.busy.Lock()
	defer c.busy.Unlock()
	takeBack, err := copy(value)
	if err != nil {
		return err
	}
	c.number++
	c.takeBack = takeBack
	number := c.number
	time.AfterFunc(keptFor, func() { _ = c.expire(number) }) // nobody reads a line then; leaving says it
	return nil
}

// expire takes back what was put in as this number, unless something else was since.
func (c *pocket) expire(number int) error {
	c.busy.Lock()
	defer c.busy.Unlock()
	if number != c.number {
		return nil
	}
	return c.takeOut()
}

// empty takes back what is in it.
func (c *pocket) empty() error {
	c.busy.Lock()
	defer c.busy.Unlock()
	return c.takeOut()
}

// takeOut keeps what could not be taken back, to be tried again.
func (c *pocket) takeOut() error {
	if c.takeBack == nil {
		return nil
	}
	err := c.takeBack()
	if err == nil {
		c.takeBack = nil
	}
	return err
}
