//go:build !windows

package vault

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// syncDir puts on disk which names dir holds: a rename alone may still be lost with the power.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		return nil // some network and FUSE file systems have no such call, and the rename is all they offer
	}
	return err
}

// tighten takes from path the permissions beyond perm. That it can't, on a disk that has no permissions,
// is no reason to refuse the vault: what is in it is encrypted.
func tighten(path string, perm fs.FileMode) {
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&^perm != 0 {
		_ = os.Chmod(path, info.Mode().Perm()&perm)
	}
}

func isDiskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

func isReadOnly(err error) bool {
	return errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrPermission)
}

func isDiskFailure(err error) bool { return errors.Is(err, syscall.EIO) }

// isNoLock holds for what file systems say that have no locks, or whose server of locks is gone.
func isNoLock(err error) bool {
	return errors.Is(err, syscall.ENOLCK) || errors.Is(err, syscall.ENOSYS) ||
		errors.Is(err, syscall.ENOTSUP) || errors.Is(err, syscall.EOPNOTSUPP)
}
