package gateway

import (
	"crypto/sha256"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// tokenID stands for a token wherever one is remembered.
type tokenID [sha256.Size]byte

// memory remembers rulings, each kind within its own bound: a flood of garbage must not
// push the good tokens out.
type memory struct{ good, bad *lru.Cache[tokenID, ruling] }

func newMemory(bound int) (memory, error) {
	good, err := lru.New[tokenID, ruling](bound)
	if err != nil {
		return memory{}, err
	}
	bad, err := lru.New[tokenID, ruling](bound)
	return memory{good, bad}, err
}

// recall returns what is remembered of a token, unless its time is over or the keys it was
// verified with are no longer the server's.
func (m memory) recall(id tokenID, now time.Time, keys int) (ruling, bool) {
	r, found := m.good.Get(id)
	if !found {
		r, found = m.bad.Get(id)
	}
	return r, found && now.Before(r.until) && r.keys == keys
}

// keep remembers a ruling that has a time to be remembered for. What was exchanged for it
// is not kept.
func (m memory) keep(id tokenID, r ruling) {
	if r.until.IsZero() {
		return
	}
	r.by, r.asked = FromMemory, nil
	if r.refused == nil {
		m.good.Add(id, r)
		return
	}
	m.good.Remove(id)
	m.bad.Add(id, r)
}
