package ptytest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// Sample is how long one thing took, each time it was done.
type Sample []time.Duration

// At is the time that the given percentage of the sample did not exceed: At(50)
// is its median.
func (s Sample) At(percent float64) time.Duration {
	if len(s) == 0 {
		return 0
	}
	rank := int(math.Ceil(percent / 100 * float64(len(s))))
	return slices.Sorted(slices.Values(s))[max(rank, 1)-1]
}

// Keys are the figures of a program that answers keys.
type Keys struct {
	Redraw         Sample  // from a key to the first byte of what is drawn for it
	Bytes          int     // drawn for a key, the median
	Missed         int     // keys that nothing was drawn for within a second
	Resident, Peak float64 // the program's memory afterwards, in MiB; 0 without a /proc
}

// MeasureStart measures how long each program takes from right before it is
// started to its first visible character, in turn, runs times each, so that a
// busy moment of the machine falls on all of them. The time includes the fork.
func MeasureStart(t testing.TB, runs int, o Options, programs ...[]string) []Sample {
	t.Helper()
	env, samples := environment(t, o), make([]Sample, len(programs))
	for run := range runs + 1 {
		for i, argv := range programs {
			took := firstText(t, argv, env, o)
			if run > 0 { // the first one fills the machine's caches
				samples[i] = append(samples[i], took)
			}
		}
	}
	return samples
}

func firstText(t testing.TB, argv, env []string, o Options) time.Duration {
	t.Helper()
	u := open(t, o)
	defer u.close()
	u.alone(argv, env, o.Dir)
	return u.screen.text.Sub(u.tty.begun)
}

// alone starts a program without a shell before it, and waits for its first text.
func (u *Terminal) alone(argv, env []string, dir string) {
	u.t.Helper()
	u.must("starting "+argv[0], u.tty.run(argv, env, dir))
	u.must("leaving it alone", u.tty.far.Close()) // or its end would not be noticed
	u.screen.until(u.limit, func() bool { return !u.screen.text.IsZero() || u.screen.off })
	if u.screen.text.IsZero() {
		u.fail("%s shows nothing", argv[0])
	}
}

// MeasureKeys runs the programs side by side and presses a letter, then
// backspace, and so on, on each in turn, keys times each. The programs draw by
// the clock: the pauses between keys are of random length for the keys to fall
// anywhere between two frames.
func MeasureKeys(t testing.TB, keys int, o Options, programs ...[]string) []Keys {
	t.Helper()
	env := environment(t, o)
	terminals, figures := make([]*Terminal, len(programs)), make([]Keys, len(programs))
	for i, argv := range programs {
		terminals[i] = open(t, o)
		defer terminals[i].close()
		terminals[i].alone(argv, env, o.Dir)
	}
	bytes, chance := make([][]int, len(programs)), rand.New(rand.NewPCG(1, 2))
	for n := range keys {
		for i, u := range terminals {
			before := u.drawn()
			took, answered := u.stroke([]string{"a", "\x7f"}[n%2])
			<-time.After(time.Duration(15+chance.Float64()*25) * time.Millisecond)
			if !answered {
				figures[i].Missed++
				continue
			}
			figures[i].Redraw = append(figures[i].Redraw, took)
			bytes[i] = append(bytes[i], u.drawn()-before)
		}
	}
	for i, u := range terminals {
		slices.Sort(bytes[i])
		if n := len(bytes[i]); n > 0 {
			figures[i].Bytes = bytes[i][n/2]
		}
		figures[i].Resident, figures[i].Peak = u.Memory()
	}
	return figures
}

// MeasureIdle runs the programs side by side, leaves them alone for so long, and
// gives the processor time that each has used meanwhile. Without a /proc it is 0.
func MeasureIdle(t testing.TB, alone time.Duration, o Options, programs ...[]string) []time.Duration {
	t.Helper()
	env := environment(t, o)
	terminals, used := make([]*Terminal, len(programs)), make([]time.Duration, len(programs))
	for i, argv := range programs {
		terminals[i] = open(t, o)
		defer terminals[i].close()
		terminals[i].alone(argv, env, o.Dir)
	}
	<-time.After(time.Second) // for the start to be over
	for i, u := range terminals {
		used[i] = -u.processor()
	}
	<-time.After(alone)
	for i, u := range terminals {
		used[i] += u.processor()
	}
	return used
}

// processor is the time that the program's threads have run. The kernel counts it
// in nanoseconds for each of them.
func (u *Terminal) processor() (sum time.Duration) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", u.tty.pid))
	for _, path := range threads {
		var ran int64
		text, err := os.ReadFile(path)
		if _, scanned := fmt.Sscan(string(text), &ran); err == nil && scanned == nil {
			sum += time.Duration(ran)
		}
	}
	return sum
}

// drawn is how many bytes the program has printed.
func (u *Terminal) drawn() int {
	u.screen.mu.Lock()
	defer u.screen.mu.Unlock()
	return len(u.screen.raw)
}

// stroke presses a key and waits for something to be drawn.
func (u *Terminal) stroke(key string) (took time.Duration, answered bool) {
	u.screen.mu.Lock()
	from := len(u.screen.log)
	u.screen.mu.Unlock()
	begun := time.Now()
	u.Type(key)
	answered = u.screen.until(time.Second, func() bool {
		if len(u.screen.log) == from {
			return false
		}
		took = u.screen.log[from].Sub(begun)
		return true
	})
	return took, answered
}
