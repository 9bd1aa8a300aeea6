package vault

import (
	"errors"
	"io/fs"

	"golang.org/x/sys/windows"
)

// syncDir does nothing: Windows has no such call for a folder, and NTFS journals its names.
func syncDir(string) error { return nil }

// tighten does nothing: a user's folders on Windows are closed to other users by what they inherit.
func tighten(string, fs.FileMode) {}

func isDiskFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

func isReadOnly(err error) bool {
	return errors.Is(err, windows.ERROR_WRITE_PROTECT) || errors.Is(err, fs.ErrPermission)
}

func isDiskFailure(err error) bool {
	return errors.Is(err, windows.ERROR_IO_DEVICE) || errors.Is(err, windows.ERROR_CRC)
}

func isNoLock(err error) bool {
	return errors.Is(err, windows.ERROR_NOT_SUPPORTED) || errors.Is(err, windows.ERROR_INVALID_FUNCTION)
}
