package main

import (
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/atotto/clipboard"
	"github.com/spf13/cobra"

	"oktadance/tui"
)

// usualLock is how long notes stay open on the screen without a key.
const usualLock = 15 * time.Minute

// lockFlag lets a verb that shows a screen say when the notes are locked.
func (p *program) lockFlag(verb *cobra.Command) {
	verb.Flags().DurationVar(&p.lockAfter, "lock-after", usualLock, "lock the notes after this `TIME` without a key on the screen; 0 never does")
}

// handling is how the screen handles open notes.
func (p *program) handling(s *session) tui.Handling {
	return tui.Handling{
		Unlock:    s.open,
		LockAfter: p.lockAfter,
		Lock:      s.shut,
		Copy:      copyOut,
		CopyHint:  copyHint(),
		Warning:   exposure(s.dir),
		Form:      anypointForm(),
	}
}

// shut closes the notes until they are unlocked again, with the passphrase: an
// identity that was given is no proof that the person is still there.
func (s *session) shut() error {
	if s.vault == nil {
		return nil
	}
	shut := s.vault
	s.vault, s.identities = nil, nil
	return shut.Close()
}

var (
	errAway     = errors.New("the clipboard here is not the one the person sees")
	errNoAnswer = errors.New("the clipboard does not answer")
)

// copyOut puts a value into the clipboard of this machine, and gives the way to
// take it out again if it is still there. Over SSH that would be another machine's
// clipboard than that of the person, so it is left alone.
func copyOut(value string) (takeBack func() error, err error) {
	if os.Getenv("SSH_CONNECTION") != "" || os.Getenv("SSH_TTY") != "" || clipboard.Unsupported {
		return nil, errAway
	}
	if err := within(clipboardLimit, func() error { return clipboard.WriteAll(value) }); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(value))
	return func() error { return within(clipboardLimit, func() error { return empty(sum) }) }, nil
}

// empty empties the clipboard if what is in it has this sum.
func empty(sum [sha256.Size]byte) error {
	now, err := clipboard.ReadAll()
	if err != nil || sha256.Sum256([]byte(now)) != sum {
		return err
	}
	return clipboard.WriteAll("")
}

// clipboardLimit is how long a clipboard is waited for.
const clipboardLimit = 2 * time.Second

// within gives up on what takes longer: the program that owns a clipboard may
// never answer.
func within(limit time.Duration, do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-time.After(limit):
		return errNoAnswer
	}
}

// copyHint says what to do when a terminal that was asked to copy did not.
func copyHint() string {
	switch {
	case os.Getenv("TMUX") != "":
		return "If nothing can be pasted: tmux passes it on after tmux set -s set-clipboard on"
	case os.Getenv("STY") != "":
		return "If nothing can be pasted: screen does not pass it on. Reveal the value and select it."
	}
	return "If nothing can be pasted, the terminal forbids it (OSC 52). Reveal the value and select it."
}

// exposure warns when a profile's folder is copied elsewhere, or can be read by
// others; it is "" when all is well. Opening a vault closes its folder to others
// where the disk has such rights.
func exposure(dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	if who := syncedBy(dir); who != "" {
		return "This folder is copied elsewhere by " + who + ". Whoever gets at a copy can try passphrases on it, and older versions stay there. To keep the notes in another folder, set OKTADANCE_HOME."
	}
	info, err := os.Stat(dir)
	if err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return "Others on this machine can look into this folder. To keep them out: chmod 700 " + dir
	}
	return ""
}

// syncedBy names the service that copies a folder elsewhere, by the names that
// such services give their folders, or gives "".
func syncedBy(dir string) string {
	for part := range strings.SplitSeq(filepath.ToSlash(dir), "/") {
		for _, sync := range []struct{ begins, who string }{
			{"Dropbox", "Dropbox"}, {"OneDrive", "OneDrive"}, {"Google Drive", "Google Drive"},
			{"GoogleDrive", "Google Drive"}, {"My Drive", "Google Drive"},
			{"iCloud", "iCloud"}, {"Mobile Documents", "iCloud"}, {"com~apple~CloudDocs", "iCloud"},
			{"CloudStorage", "a cloud drive"}, {"Nextcloud", "Nextcloud"}, {"ownCloud", "ownCloud"}, {"Syncthing", "Syncthing"},
		} {
			if len(part) >= len(sync.begins) && strings.EqualFold(part[:len(sync.begins)], sync.begins) {
				return sync.who
			}
		}
	}
	return ""
}
