package main

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"

	"oktadance/internal/ptytest"
)

func TestNobodyReadsItsMemory(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells others how a program is protected")
	}
	u := sitDown(t, ptytest.Options{})
	u.Sees("Your notes are locked")
	if limits := u.Proc("limits"); !regexp.MustCompile(`Max core file size +0 +0`).Match(limits) {
		t.Errorf("a core file may be written:\n%s", limits)
	}
	if os.Getuid() != 0 && u.Proc("environ") != nil {
		t.Error("another process of the same person may read its environment, and so its memory")
	}
	if resident, _ := u.Memory(); resident == 0 {
		t.Error("its status can't be read any more")
	}
}

func TestAFolderThatIsCopiedElsewhereIsWarnedOf(t *testing.T) {
	t.Parallel()
	for folder, words := range map[string]string{
		"Dropbox": "copied elsewhere by Dropbox", "OneDrive - Contoso": "by OneDrive",
		"Mobile Documents": "by iCloud", "Google Drive": "by Google Drive", "notes": "",
	} {
		dir := filepath.Join(t.TempDir(), folder, "default")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		got := exposure(dir)
		if (got == "") != (words == "") || !regexp.MustCompile(regexp.QuoteMeta(words)).MatchString(got) {
			t.Errorf("of %s it says %q, want %q in it", folder, got, words)
		}
	}
}

func TestAFolderThatOthersReadIsWarnedOfOnTheFirstPage(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30})
	u.Sees("Your notes are locked")
	u.SeesNot("Others on this machine")
	u.Ctrl('c')
	u.Wait()
	if err := os.Chmod(filepath.Join(u.home, "default"), 0o755); err != nil {
		t.Fatal(err)
	}
	again := sitAgain(t, u.home, ptytest.Options{Cols: 100, Rows: 30})
	again.Sees("Others on this machine can look into this folder", "chmod 700")
}
