package vault_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"oktadance/vault"
)

// failing has the kernel refuse one of its calls to this process, for good, with errno. It is what a failing
// disk or a network disk without locks does, and needs neither.
func failing(call uintptr, errno unix.Errno) error {
	const callNumber, allow = 0, unix.SECCOMP_RET_ALLOW // struct seccomp_data begins with the number
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: callNumber},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: 0, Jf: 1, K: uint32(call)},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(errno)},
		{Code: unix.BPF_RET | unix.BPF_K, K: allow},
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	_, _, failed := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program)))
	runtime.KeepAlive(filter)
	if failed != 0 {
		return failed
	}
	return nil
}

// meets opens a vault, has a call of the kernel fail, and says what comes of saving, of changing the passphrase,
// of a backup and of another in its place, what the vault holds afterwards, and whether there is a backup.
func meets(call uintptr, errno unix.Errno, want error) func() error {
	return func() error {
		runtime.LockOSThread() // the filter is set on one thread first
		v, err := vault.Open(".", passphrase)
		if err != nil {
			return err
		}
		if err := failing(call, errno); err != nil {
			fmt.Println("not here")
			return nil
		}
		saved := v.Put("app.id", "lost")
		fmt.Println(errors.Is(saved, want), v.Get("app.id"))
		rekeyed := v.Rekey(newPassphrase, nil, nil)
		made, replaced := v.Backup("b.age", passphrase, false), v.Backup("b.age", passphrase, true)
		_, missing := vault.OpenBackup("b.age", passphrase)
		fmt.Println(errors.Is(rekeyed, want), errors.Is(made, want), errors.Is(replaced, want), missing == nil)
		if missing != nil {
			return nil
		}
		return os.Remove("b.age")
	}
}

func meetsNoLocks() error {
	if err := failing(unix.SYS_FLOCK, unix.ENOLCK); err != nil {
		fmt.Println("not here")
		return nil
	}
	_, opening := vault.Open(".", passphrase)
	_, creating := vault.Create("new", passphrase)
	reader, err := vault.Read(".", passphrase)
	if err != nil {
		return err
	}
	fmt.Println(errors.Is(opening, vault.ErrNoLocks), errors.Is(creating, vault.ErrNoLocks), reader.Get("app.id"))
	return os.RemoveAll("new")
}

func failures() map[string]func() error {
	return map[string]func() error{
		"syncs":    meets(unix.SYS_FSYNC, unix.EIO, vault.ErrDiskFailed),
		"renames":  meets(unix.SYS_RENAMEAT, unix.EIO, vault.ErrDiskFailed),
		"links":    meets(unix.SYS_LINKAT, unix.ENOSPC, vault.ErrDiskFull),
		"no locks": meetsNoLocks,
		"unsure":   takesBackWhatMayBeSaved,
	}
}

// nobody is who has no rights of root's on most systems.
const nobody = 65534

// takesBackWhatMayBeSaved saves where the folder can't be synced, so that the new value is on disk and the save
// has failed, and then saves the old value again.
func takesBackWhatMayBeSaved() error {
	if os.Getuid() == 0 {
		if err := syscall.Setuid(nobody); err != nil {
			fmt.Println("not here")
			return nil
		}
	}
	v, err := vault.Open(".", passphrase)
	if err != nil {
		return err
	}
	if err := os.Chmod(".", 0o300); err != nil { // written to, and not read
		return err
	}
	fmt.Println(v.Put("app.id", "lost") != nil, v.Get("app.id"))
	if err := os.Chmod(".", 0o700); err != nil {
		return err
	}
	fmt.Println(v.Put("app.id", "kept"))
	return v.Close()
}

// A call of the kernel fails while a vault is saved: the error is of a kind of its own, and nothing is lost.
func TestTheDiskFails(t *testing.T) {
	t.Parallel()
	for role, want := range map[string]string{
		"syncs":    "true kept\ntrue true true false",
		"renames":  "true kept\ntrue false true true", // a new one is linked to its name
		"links":    "true kept\nfalse false false true",
		"no locks": "true true kept",
		"unsure":   "true kept\n<nil>",
	} {
		dir := t.TempDir()
		v := create(t, dir)
		put(t, v, "app.id", "kept")
		closing(t, v)
		if role == "unsure" {
			givesAway(t, dir)
		}
		said := hears(t, dir, role)
		if said == "not here" {
			t.Skip("this system allows no such thing")
		}
		if said != want {
			t.Errorf("%s: %s", role, said)
		}
		opensAsBefore(t, dir, role)
	}
}

// givesAway makes nobody the owner of a vault, where root may.
func givesAway(t *testing.T, dir string) {
	t.Helper()
	if os.Getuid() != 0 {
		return
	}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Chown(path, nobody, nobody))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func opensAsBefore(t *testing.T, dir, role string) {
	t.Helper()
	word := passphrase
	if role == "links" {
		word = newPassphrase // it needs no links
	}
	v, err := vault.Open(dir, word)
	if err != nil {
		t.Fatalf("%s: %v", role, err)
	}
	defer closing(t, v)
	holds(t, v, "app.id", "kept")
	hasJust(t, dir, ".lock", "identity.age", "notes.age")
}
