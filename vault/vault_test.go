package vault_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"oktadance/vault"
)

const passphrase = "lamp oyster quilt"

// create makes a vault that closes with the test.
func create(t testing.TB, dir string, choices ...vault.Choice) *vault.Vault {
	t.Helper()
	v, err := vault.CreateWithTestOnlyWorkFactor(dir, passphrase, choices...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closing(t, v) })
	return v
}

func open(t testing.TB, dir string) *vault.Vault {
	t.Helper()
	return openBy(t, dir, passphrase)
}

func closing(t testing.TB, v *vault.Vault) {
	t.Helper()
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
}

func put(t testing.TB, v *vault.Vault, name, value string) {
	t.Helper()
	if err := v.Put(name, value); err != nil {
		t.Fatal(err)
	}
}

// holds checks that the vault holds these notes, name after value, and no others.
func holds(t testing.TB, v *vault.Vault, want ...string) {
	t.Helper()
	var got []string
	for name, value := range v.All() {
		got = append(got, name, value)
		if v.Get(name) != value {
			t.Errorf("All and Get differ on %s", name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the vault holds %q, want %q", got, want)
	}
}

func refuses(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}

// files returns the files in the folder, by name, without its history.
func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.Name() == "history" && entry.IsDir() {
			continue
		}
		contents, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found[entry.Name()] = string(contents)
	}
	return found
}

// history returns the files of the history, by name.
func history(t testing.TB, dir string) map[string]string {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "history")); err != nil {
		return nil
	}
	return files(t, filepath.Join(dir, "history"))
}

func write(t testing.TB, dir, name, contents string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(contents), 0o600); err != nil {
		t.Fatal(err)
	}
}

// hasJust checks the folder for these files and no others, beside a history that is in order.
func hasJust(t testing.TB, dir string, want ...string) {
	t.Helper()
	if got := slices.Sorted(maps.Keys(files(t, dir))); !slices.Equal(got, want) {
		t.Errorf("the folder has %q, want %q", got, want)
	}
	past := history(t, dir)
	for name := range past {
		if !regexp.MustCompile(`^\d{6}-\d{8}T\d{6}Z\.age$`).MatchString(name) {
			t.Errorf("the history has %q", name)
		}
	}
	if len(past) > 10 {
		t.Errorf("the history has %d saves", len(past))
	}
}

func TestWhatIsWrittenTodayIsThereTomorrow(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "profiles", "default")
	if vault.Exists(dir) {
		t.Error("a vault before there is one")
	}
	v := create(t, dir)
	holds(t, v)
	put(t, v, "app.client_secret", "hunter2")
	put(t, v, "account.url", "https://example.okta.com")
	put(t, v, "app.client_id", "0oa1")
	put(t, v, "app.client_id", "0oa2")
	put(t, v, "token.id", "00T1")
	put(t, v, "token.id", "")
	want := []string{"account.url", "https://example.okta.com", "app.client_id", "0oa2", "app.client_secret", "hunter2"}
	holds(t, v, want...)
	closing(t, v)

	if !vault.Exists(dir) {
		t.Error("no vault after one was made")
	}
	holds(t, open(t, dir), want...)
	hasJust(t, dir, ".lock", "identity.age", "notes.age")
}

func TestEveryTextComesBackAsItWas(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	values := []string{
		"a line\r\nanother\r\n", "\r", "\n\n", "\ttab", " blanks around ", `'single' "double" """three""" '''three'''`,
		`C:\back\slash`, "[app]\nclient_id = 'x'", "# no comment", "\x00\x01\x1f\x7f", "\u2028 \ufeff 日本 🔑",
		"-----BEGIN PRIVATE KEY-----\nMII=\n-----END PRIVATE KEY-----\n", strings.Repeat("0123456789abcde\n", 1<<16),
	}
	var want []string
	for i, value := range values {
		name := "text." + string(rune('a'+i))
		put(t, v, name, value)
		want = append(want, name, value)
	}
	closing(t, v)
	holds(t, open(t, dir), want...)
}

func TestNamesAndValuesThatAreRefused(t *testing.T) {
	v := create(t, t.TempDir())
	for _, name := range []string{"", ".", "app", "app.", ".id", "App.id", "app.id.x", "app id.x", "app.id2",
		"app-x.id", "äpp.id", "version.x", "app.id\n"} {
		refuses(t, v.Put(name, "value"), vault.ErrBadName)
		if got := v.Get(name); got != "" {
			t.Errorf("Get(%q) answers %q", name, got)
		}
	}
	refuses(t, v.Put("app.id", "not UTF-8: \xff"), vault.ErrBadValue)
	holds(t, v)
}

func TestTwoOpenings(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	put(t, v, "app.id", "before")
	_, err := vault.Open(dir, passphrase)
	refuses(t, err, vault.ErrLocked)

	reader, err := vault.Read(dir, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	put(t, v, "app.id", "after")
	holds(t, reader, "app.id", "before")
	refuses(t, reader.Put("app.id", "stolen"), vault.ErrReadOnly)
	holds(t, v, "app.id", "after")
	closing(t, reader)

	closing(t, v)
	refuses(t, v.Put("app.id", "late"), vault.ErrClosed)
	holds(t, v)
	holds(t, open(t, dir), "app.id", "after")
}

func TestManyReadersWhileManySave(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	var writers, readers sync.WaitGroup
	saved := make(chan struct{})
	for _, step := range []string{"account", "app", "scope", "token"} {
		writers.Go(func() {
			for i := range 8 {
				value := strings.Repeat(fmt.Sprint(i), 500)
				if err := v.Put(step+".id", value); err != nil {
					t.Error(err)
				}
				if v.Get(step+".id") != value {
					t.Error("a note that was saved isn't there")
				}
			}
		})
		readers.Go(func() {
			last := ""
			for done := false; !done; {
				select {
				case <-saved:
					done = true
				default:
				}
				got := v.Get(step + ".id")
				if got < last || got != "" && got != strings.Repeat(got[:1], 500) {
					t.Error("a reader saw a note go back or come apart")
				}
				last = got
			}
		})
	}
	writers.Wait()
	close(saved)
	readers.Wait()
	closing(t, v)
	sevens := strings.Repeat("7", 500)
	holds(t, open(t, dir), "account.id", sevens, "app.id", sevens, "scope.id", sevens, "token.id", sevens)
}

func TestStrayFilesAreSweptAndOthersStay(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	put(t, v, "app.id", "kept")
	closing(t, v)
	write(t, dir, ".tmp-123", "half a file")
	write(t, dir, ".tmp-first-notes", "of no use any more")
	write(t, dir, "org.json", "{}")
	holds(t, open(t, dir), "app.id", "kept")
	hasJust(t, dir, ".lock", "identity.age", "notes.age", "org.json")
}

func TestRemovedForGood(t *testing.T) {
	dir := t.TempDir()
	v := create(t, dir)
	put(t, v, "app.id", "kept")
	refuses(t, vault.Remove(dir), vault.ErrLocked)
	holds(t, v, "app.id", "kept")
	closing(t, v)
	write(t, dir, ".tmp-123", "half a file")
	write(t, dir, "org.json", "{}")
	for range 2 {
		if err := vault.Remove(dir); err != nil {
			t.Fatal(err)
		}
		hasJust(t, dir, ".lock", "org.json")
	}
	holds(t, create(t, dir))
}

func TestTheFolderGoesWhileTheVaultIsOpen(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows lets nobody remove what is open")
	}
	dir := t.TempDir()
	v := create(t, dir)
	put(t, v, "app.id", "kept")
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	refuses(t, v.Put("app.id", "new"), vault.ErrNoVault)
	holds(t, v, "app.id", "kept")
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the folder is back")
	}
}

// A person logs the vault, or an error of it, or looks at the folder: the secret is nowhere.
func TestSecretsStayInside(t *testing.T) {
	const secret, wrong = "s3cr3t-7d1f-valu3", "wr0ng-passphras3"
	dir := t.TempDir()
	v := create(t, dir)
	put(t, v, "token.value", secret)
	said := describe(v) + describe(struct{ inner *vault.Vault }{v}) + describe([]any{v})
	for _, err := range []error{v.Put("bad name", secret), v.Put("app.id", secret+"\xff")} {
		said += describe(err)
	}
	closing(t, v)
	said += describe(v)
	_, err := vault.Open(dir, wrong)
	said += describe(err)

	// A person decrypted a file where it lay, so that all of it is secret and none of it is age.
	kept := files(t, dir)
	for _, text := range []string{secret, "version = 1\n[app]\nid = " + secret, "AGE-SECRET-KEY-1" + secret} {
		for _, name := range []string{"identity.age", "notes.age"} {
			write(t, dir, name, text)
			_, err := vault.Open(dir, passphrase)
			said += describe(err)
			write(t, dir, name, kept[name])
		}
	}
	for _, word := range []string{secret, passphrase, wrong, "AGE-SECRET-KEY"} {
		if strings.Contains(said, word) {
			t.Errorf("%q was said in: %s", word, said)
		}
		for name, contents := range kept {
			if strings.Contains(contents, word) {
				t.Errorf("%q stands in %s", word, name)
			}
		}
	}
}

func describe(v any) string {
	asJSON, err := json.Marshal(v)
	return fmt.Sprintf("%v %+v %#v %s %s %v\n", v, v, v, v, asJSON, err)
}
