package practice_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"oktadance/internal/practice"
)

func statePath(t *testing.T) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "practice", "org.json")
}

// A walk is left in the middle and resumed tomorrow: the same org at the same URL,
// with everything that was made in it, and tokens issued before still good.
func TestResumedTomorrow(t *testing.T) {
	opt := practice.Options{State: statePath(t)}
	v := visitAs(t, opt)
	app := v.api("POST", "/api/v1/apps", appFor("My dance")).is(200)
	v.newPolicy()
	good, revoked := v.token(), v.token()
	v.form(revokePath, "token", revoked).is(200)
	keys := v.open("/oauth2/default/v1/keys").body
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	<-v.Done()
	if err := v.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}

	w := visitAs(t, opt)
	if fmt.Sprint(w.URL(), w.APIToken, w.ClientID, w.ClientSecret, w.TokenID) != fmt.Sprint(v.URL(), v.APIToken, v.ClientID, v.ClientSecret, v.TokenID) {
		t.Error("another org came back")
	}
	if w.open("/oauth2/default/v1/keys").body != keys {
		t.Error("another key came back")
	}
	w.get("/api/v1/apps/" + app.text("id")).is(200)
	if n := len(w.get(policiesPath).list()); n != 2 {
		t.Errorf("%d policies", n)
	}
	if w.form(introspectPath, "token", good).at("active") != true || w.form(introspectPath, "token", revoked).at("active") != false {
		t.Error("tokens changed overnight")
	}
}

func TestFreshIsAnotherOrgAtTheSamePlace(t *testing.T) {
	path := statePath(t)
	v := visitAs(t, practice.Options{State: path, Key: theKey()})
	v.Close()
	w := visitAs(t, practice.Options{State: path, Key: theKey(), Fresh: true})
	if w.URL() != v.URL() || w.ClientID == v.ClientID || w.APIToken == v.APIToken {
		t.Errorf("fresh: %v and %v, %s and %s", v.Org, w.Org, v.ClientID, w.ClientID)
	}
}

func TestStateFileIsReadableButPrivateAndHoldsNoTokens(t *testing.T) {
	path := statePath(t)
	v := visitAs(t, practice.Options{State: path, Key: theKey()})
	token := v.token()
	v.form(revokePath, "token", token).is(200)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), token) || strings.Contains(string(b), strings.Split(token, ".")[2]) {
		t.Error("a token is in the file")
	}
	if strings.Contains(string(b), "://127.0.0.1") {
		t.Error("the org's URL is in the file, though it may be another tomorrow")
	}
	if !strings.Contains(string(b), "\n  \"apps\": [") {
		t.Errorf("not laid out for people: %.80s", b)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700 | os.ModeDir} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: %v %v", name, info.Mode(), err)
		}
	}
}

// A second program on the same org is told where it is, and can use it.
func TestSecondProgramUsesTheFirst(t *testing.T) {
	opt := practice.Options{State: statePath(t), Key: theKey(), Troubles: []string{"captive-portal"}}
	v := visitAs(t, opt)
	_, err := practice.Start(practice.Options{State: opt.State})
	var inUse *practice.InUse
	if !errors.As(err, &inUse) || inUse.URL != v.URL() || inUse.Paste.APIToken != v.APIToken || inUse.Paste.Issuer != v.Issuer {
		t.Fatalf("%v", err)
	}
	v.Close()
	visitAs(t, practice.Options{State: opt.State}) // and once it is gone, the org can be had
}

// Another program took the port: the org moves, and says so.
func TestPortTakenByAStranger(t *testing.T) {
	opt := practice.Options{State: statePath(t), Key: theKey()}
	v := visitAs(t, opt)
	v.Close()
	stranger, err := net.Listen("tcp", strings.TrimPrefix(v.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer stranger.Close()
	w := visitAs(t, opt)
	if w.Moved() != v.URL() || w.URL() == v.URL() || w.Issuer != w.URL()+"/oauth2/default" || w.ClientID != v.ClientID {
		t.Errorf("moved from %q to %s", w.Moved(), w.URL())
	}
	if got := w.walk(&clock{}); got != "token: the clocks differ" { // this org goes by the real time
		t.Errorf("stuck at %q", got)
	}
	w.Close()
	if x := visitAs(t, opt); x.Moved() != "" || x.URL() != w.URL() {
		t.Errorf("the org is not at home in its new place: %s", x.URL())
	}
}

func TestPortThatWasAskedForIsTaken(t *testing.T) {
	v := visit(t)
	if o, err := practice.Start(practice.Options{Listen: strings.TrimPrefix(v.URL(), "http://")}); err == nil {
		o.Close()
		t.Error("two orgs at one address")
	}
}

func TestStateThatCannotBeUsed(t *testing.T) {
	path := statePath(t)
	v := visitAs(t, practice.Options{State: path, Key: theKey()})
	v.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"cut short": string(whole[:len(whole)/2]), "empty": "", "not JSON": "dance", "no org": "{}",
		"no servers": `{"version":1,"org":{"id":"00o"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			write(t, path, content)
			var damaged *practice.DamagedState
			if _, err := practice.Start(practice.Options{State: path}); !errors.As(err, &damaged) || damaged.Path != path || !strings.Contains(err.Error(), "--fresh") {
				t.Fatalf("%v", err)
			}
			visitAs(t, practice.Options{State: path, Key: theKey(), Fresh: true}).ask("practice-scope").is(200)
		})
	}
	write(t, path, `{"version":99}`)
	var newer *practice.NewerState
	if _, err := practice.Start(practice.Options{State: path}); !errors.As(err, &newer) || newer.Version != 99 {
		t.Errorf("%v", err)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// What a crash in the middle of a save leaves behind is swept away, and does no harm.
func TestStrayTempFilesAreSwept(t *testing.T) {
	path := statePath(t)
	visitAs(t, practice.Options{State: path, Key: theKey()}).Close()
	write(t, filepath.Join(filepath.Dir(path), ".org-123.tmp"), "half an org")
	visitAs(t, practice.Options{State: path})
	files, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(files) != 2 {
		t.Errorf("%v %v", files, err)
	}
}

// A disk that is full refuses the change, and the org says so and stays as it was.
func TestFullDisk(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows lets nobody remove what is open")
	}
	path := statePath(t)
	v := visitAs(t, practice.Options{State: path, Key: theKey()})
	if err := os.RemoveAll(filepath.Dir(path)); err != nil { // no folder, no file: as good as full
		t.Fatal(err)
	}
	v.api("POST", scopesPath, obj{"name": "lost"}).says(500, "E0000009", "Internal Server Error")
	if n := len(v.get(scopesPath + "?q=lost").is(200).list()); n != 0 {
		t.Error("a scope was made that is nowhere kept")
	}
	v.ask(v.ScopeName).is(200)
}

// Nothing that is printed in passing shows a secret.
func TestNothingPrintedShowsSecrets(t *testing.T) {
	v := visit(t)
	var printed string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		printed += fmt.Sprintf(verb+verb+verb, v.Org, v.Paste, &v.Paste)
	}
	printed += fmt.Sprintf("%+v %#v", practice.InUse{URL: v.URL(), Paste: v.Paste}, &practice.InUse{Paste: v.Paste})
	for _, secret := range []string{v.APIToken, v.ClientSecret} {
		if strings.Contains(printed, secret) {
			t.Errorf("a secret is in %s", printed)
		}
	}
}
