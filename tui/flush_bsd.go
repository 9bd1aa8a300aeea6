//go:build unix && !linux

package tui

import "golang.org/x/sys/unix"

const flushRequest = unix.TIOCFLUSH
