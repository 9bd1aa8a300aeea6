//go:build !linux && !windows

package vault_test

import (
	"errors"
	"os/exec"
)

func withOwnMounts(*exec.Cmd) {}

func mountSmall(string) error { return errors.ErrUnsupported }

func failures() map[string]func() error { return nil }
