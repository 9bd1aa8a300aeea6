package main

import (
	"errors"

	"golang.org/x/sys/unix"
)

// harden keeps what is in memory from being written to a core file, and from
// being read by other processes of the same person (prctl(2), PR_SET_DUMPABLE).
func harden() error {
	return errors.Join(
		unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0),
		unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}),
	)
}
