package vault_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"oktadance/vault"
)

// saves puts numbers into one note, so that each save can be told from the others.
func saves(t testing.TB, v *vault.Vault, from, to int) {
	t.Helper()
	for i := from; i <= to; i++ {
		put(t, v, "app.id", fmt.Sprint(i))
	}
}

// told is the history in words, the newest save first.
func told(t testing.TB, v *vault.Vault) string {
	t.Helper()
	all, err := v.History()
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, s := range all {
		word := fmt.Sprintf("%d%v", s.Number, s.Changed)
		switch {
		case s.Now:
			word += " now"
		case s.Uncompared:
			word += " uncompared"
		case s.Damaged:
			word += " damaged"
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

func TestHistoryTellsWhatEachSaveChanged(t *testing.T) {
	v := create(t, t.TempDir())
	if got := told(t, v); got != "1[] now" {
		t.Error(got)
	}
	put(t, v, "app.id", "a")
	put(t, v, "app.id", "a") // which is none
	put(t, v, "app.client_secret", "b")
	put(t, v, "app.id", "")
	if got := told(t, v); got != "4[app.id] now, 3[app.client_secret], 2[app.id], 1[]" {
		t.Error(got)
	}
	if err := v.Return(3); err != nil {
		t.Fatal(err)
	}
	holds(t, v, "app.client_secret", "b", "app.id", "a")
	if got := told(t, v); !strings.HasPrefix(got, "5[app.id] now, 4[app.id], 3") {
		t.Error(got)
	}
	refuses(t, v.Return(9), vault.ErrNoSave)
	if err := v.Return(5); err != nil { // where it is
		t.Error(err)
	}
	closing(t, v)
	refuses(t, v.Return(3), vault.ErrClosed)
}

func TestTenSavesAreKept(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	saves(t, v, 1, 14)
	closing(t, v)
	reader, err := vault.Read(dir, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	if got := told(t, reader); !strings.HasPrefix(got, "15[app.id] now, 14[app.id], 13") || !strings.HasSuffix(got, "6[app.id], 5[] uncompared") {
		t.Error(got)
	}
	refuses(t, reader.Return(6), vault.ErrReadOnly)
	v = open(t, dir)
	refuses(t, v.Return(4), vault.ErrNoSave)
	if err := v.Return(5); err != nil {
		t.Fatal(err)
	}
	holds(t, v, "app.id", "4")
}

// What is in the history opens with age alone, as the notes do.
func TestAgeAloneOpensTheHistory(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	saves(t, v, 1, 3)
	identities := identitiesIn(t, dir, passphrase)
	past := history(t, dir)
	for i, name := range slices.Sorted(maps.Keys(past)) {
		text := unseal(t, past[name], identities...)
		if want := fmt.Sprintf("id = '%d'", i); i > 0 && !strings.Contains(text, want) {
			t.Errorf("%s reads:\n%s", name, text)
		}
	}
	if len(past) != 3 {
		t.Errorf("%d saves are kept", len(past))
	}
}

// The clock goes back by years, and then on to where it was: saves keep their order and their own times.
func TestTheClockIsSetBack(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	var want []string
	for i, year := range []int{2031, 1999, 2026} {
		at := time.Date(year, 1, 2, 3, 4, 5, 0, time.UTC)
		put(t, v, "app.id", fmt.Sprint(i))
		if err := os.Chtimes(filepath.Join(dir, "notes.age"), at, at); err != nil {
			t.Fatal(err)
		}
		want = append(want, fmt.Sprint(i+2, " ", at))
	}
	closing(t, v)
	all, err := open(t, dir).History()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range slices.Backward(all[:3]) {
		got = append(got, fmt.Sprint(s.Number, " ", s.At))
	}
	if !slices.Equal(got, want) {
		t.Errorf("the saves are %q, want %q", got, want)
	}
}

// A save that was cut short after the one before was kept leaves that twice; another, one too many.
func TestHistoryIsTidiedAfterACrash(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	saves(t, v, 1, 10)
	closing(t, v)
	if err := os.Link(filepath.Join(dir, "notes.age"), filepath.Join(dir, "history", "000011-20260102T030405Z.age")); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "history/mine.txt", "not the vault's")
	v = open(t, dir)
	if len(history(t, dir)) != 11 || !strings.HasPrefix(told(t, v), "11[app.id] now, 10[app.id]") {
		t.Errorf("the history has %d files: %s", len(history(t, dir)), told(t, v))
	}
	saves(t, v, 11, 11)
	if len(history(t, dir)) != 11 {
		t.Errorf("the history has %d files", len(history(t, dir)))
	}
}

func TestADamagedSaveIsOneOfMany(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	saves(t, v, 1, 3)
	damaged := slices.Sorted(maps.Keys(history(t, dir)))[1]
	write(t, dir, "history/"+damaged, "not an age file")
	if got := told(t, v); got != "4[app.id] now, 3[] uncompared, 2[] damaged, 1[]" {
		t.Error(got)
	}
	refuses(t, v.Return(2), vault.ErrDamagedSave)
	holds(t, v, "app.id", "3")
	if err := v.Return(3); err != nil {
		t.Error(err)
	}
	closing(t, v)
	holds(t, open(t, dir), "app.id", "2")
}

// Nothing is saved that can't be taken back.
func TestASaveThatHistoryCannotKeepIsRefused(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	write(t, dir, "history", "a file, where the folder should be")
	if err := v.Put("app.id", "x"); err == nil {
		t.Error("it was saved")
	}
	holds(t, v)
	if err := os.Remove(filepath.Join(dir, "history")); err != nil {
		t.Fatal(err)
	}
	put(t, v, "app.id", "x")
	hasJust(t, dir, ".lock", "identity.age", "notes.age")
}

// identitiesIn is what a person without this program finds in identity.age.
func identitiesIn(t testing.TB, dir, passphrase string) []age.Identity {
	t.Helper()
	byPassphrase, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	identities, err := age.ParseIdentities(strings.NewReader(unseal(t, files(t, dir)["identity.age"], byPassphrase)))
	if err != nil {
		t.Fatal(err)
	}
	return identities
}
