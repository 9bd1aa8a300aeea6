//go:build unix && !linux

package main

import "golang.org/x/sys/unix"

// harden keeps what is in memory from being written to a core file.
func harden() error { return unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}) }
