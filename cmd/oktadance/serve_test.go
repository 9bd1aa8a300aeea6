package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"oktadance/internal/ptytest"
)

// servedOrg is a practice org that runs in a process of its own.
type servedOrg struct {
	servedJSON
	t      *testing.T
	run    *exec.Cmd
	stderr *bytes.Buffer
}

// serving starts oktadance practice --serve, and returns what it prints.
func serving(t *testing.T, args ...string) (*servedOrg, io.Reader) {
	t.Helper()
	s := &servedOrg{t: t, run: exec.Command("oktadance", append([]string{"practice", "--serve"}, args...)...), stderr: new(bytes.Buffer)}
	s.run.Env = append(os.Environ(), "OKTADANCE_HOME="+t.TempDir())
	s.run.Stderr = s.stderr
	out, err := s.run.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.run.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.run.Process.Kill() })
	return s, out
}

// serveOrg reads what to paste, which comes before anything else.
func serveOrg(t *testing.T, args ...string) *servedOrg {
	t.Helper()
	s, out := serving(t, append(args, "--json")...)
	if err := json.NewDecoder(out).Decode(&s.servedJSON); err != nil {
		t.Fatalf("standard output does not begin with a JSON object: %v\n%s", err, s.stderr)
	}
	return s
}

// asks sends a request and returns the status and the answer as JSON.
func (s *servedOrg) asks(r *http.Request, err error) (int, map[string]any) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	var said map[string]any
	_ = json.Unmarshal(body, &said) // a list, or a page, is judged by its status
	return answer.StatusCode, said
}

// form posts a form to an OAuth endpoint, as the client.
func (s *servedOrg) form(path string, values url.Values) (int, map[string]any) {
	s.t.Helper()
	r, err := http.NewRequest("POST", s.OrgURL+"/oauth2/"+s.AuthorizationServer+"/v1/"+path, strings.NewReader(values.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.SetBasicAuth(s.ClientID, s.ClientSecret)
	}
	return s.asks(r, err)
}

// order asks the secured API for its orders.
func (s *servedOrg) order(authorization ...string) (int, map[string]any) {
	s.t.Helper()
	r, err := http.NewRequest("GET", s.SecuredAPIURL+"/orders", nil)
	if err == nil {
		r.Header["Authorization"] = authorization
	}
	return s.asks(r, err)
}

func (s *servedOrg) token() (int, map[string]any) {
	s.t.Helper()
	return s.form("token", url.Values{"grant_type": {"client_credentials"}, "scope": {s.Scope}})
}

// ends asks the org to stop, and returns its exit code.
func (s *servedOrg) ends(how os.Signal) int {
	s.t.Helper()
	if err := s.run.Process.Signal(how); err != nil {
		s.t.Fatal(err)
	}
	_ = s.run.Wait()
	return s.run.ProcessState.ExitCode()
}

func TestWhatAServedOrgPrintsIsAllAProgramNeeds(t *testing.T) {
	for name, signal := range map[string]os.Signal{"ctrl+c": os.Interrupt, "SIGTERM": syscall.SIGTERM} {
		t.Run(name, func(t *testing.T) {
			s := serveOrg(t)
			status, got := s.token()
			if status != 200 {
				t.Fatalf("asking for a token: %d %v", status, got)
			}
			if _, about := s.form("introspect", url.Values{"token": {got["access_token"].(string)}}); about["active"] != true || about["scope"] != s.Scope {
				t.Errorf("introspection says %v", about)
			}
			r, err := http.NewRequest("GET", s.OrgURL+"/api/v1/users/me", nil)
			if err == nil {
				r.Header.Set("Authorization", "SSWS "+s.APIToken)
			}
			if status, me := s.asks(r, err); status != 200 {
				t.Errorf("asking whose token it is: %d %v", status, me)
			}
			if status, orders := s.order("Bearer " + got["access_token"].(string)); status != 200 || orders["orders"] == nil {
				t.Errorf("the secured API says %d %v", status, orders)
			}
			if status, refused := s.order(); status != 400 || refused["error"] != "Access token was not provided" {
				t.Errorf("without a token the secured API says %d %v", status, refused)
			}
			if code := s.ends(signal); code != 0 {
				t.Errorf("exit code %d, want 0", code)
			}
			if said := s.stderr.String(); !strings.Contains(said, "until ctrl+c") || strings.Contains(said, "Other machines") {
				t.Errorf("it says %s", said)
			}
		})
	}
}

func TestAServedOrgIsKeptInItsFile(t *testing.T) {
	state := filepath.Join(t.TempDir(), "org.json")
	s := serveOrg(t, "--state", state, "--trouble", "integrator")
	if status, got := s.token(); status != 401 || got["error"] != "access_denied" || len(s.Troubles) != 1 {
		t.Errorf("with a trouble in it a token request says %d %v", status, got)
	}
	second := exec.Command("oktadance", "practice", "--serve", "--state", state)
	if out, err := second.CombinedOutput(); err == nil || !strings.Contains(string(out), "serves the org in this file already, at "+s.OrgURL) {
		t.Errorf("a second one over the same file says %s", out)
	}
	s.ends(os.Interrupt)

	again := serveOrg(t, "--state", state)
	if again.OrgURL != s.OrgURL || again.ClientSecret != s.ClientSecret || len(again.Troubles) != 1 {
		t.Errorf("%v came back, not %v", again.servedJSON, s.servedJSON)
	}
	again.ends(os.Interrupt)

	fresh := serveOrg(t, "--state", state, "--fresh")
	if status, _ := fresh.token(); status != 200 || fresh.ClientID == s.ClientID {
		t.Errorf("a fresh one says %d to the client %s", status, fresh.ClientID)
	}
}

func TestNotesAreNotForgottenWhileTheirOrgIsInUse(t *testing.T) {
	home := t.TempDir()
	dir := filepath.Join(home, "practice")
	if err := furnish(dir, passphrase); err != nil {
		t.Fatal(err)
	}
	org := serveOrg(t, "--state", filepath.Join(dir, "org.json"))
	forget := func() (string, error) {
		out, err := at(home, "notes", "forget", "--profile", "practice", "--yes-forget", "practice").CombinedOutput()
		return string(out), err
	}
	if said, err := forget(); err == nil || !strings.Contains(said, "Close that one first.") {
		t.Errorf("with the org in use it says %s", said)
	}
	for _, name := range []string{"org.json", "notes.age", "identity.age"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("with the org in use: %v", err)
		}
	}
	org.ends(os.Interrupt)
	if said, err := forget(); err != nil {
		t.Errorf("with the org at rest it says %s", said)
	}
	left, err := filepath.Glob(filepath.Join(dir, "[a-z]*"))
	if err != nil || len(left) != 1 || filepath.Base(left[0]) != "org.json.lock" {
		t.Errorf("it leaves %v %v", left, err)
	}
}

func TestListeningToOtherMachinesIsExplained(t *testing.T) {
	s := serveOrg(t, "--listen", "0.0.0.0:0")
	_, got := s.token()
	if status, orders := s.order("Bearer " + got["access_token"].(string)); status != 200 {
		t.Errorf("the secured API says %d %v", status, orders)
	}
	if len(s.Elsewhere) == 0 {
		t.Error("nothing says where other machines find it")
	}
	// A token is as good by whatever address of the org it was got, and with it the API.
	local := elsewhereJSON{OrgURL: strings.Replace(s.OrgURL, "127.0.0.1", "localhost", 1), SecuredAPIURL: s.SecuredAPIURL}
	for _, at := range append(s.Elsewhere, local) {
		other := *s
		other.OrgURL, other.SecuredAPIURL = at.OrgURL, at.SecuredAPIURL
		_, got := other.token()
		if status, orders := other.order("Bearer " + got["access_token"].(string)); status != 200 || strings.HasPrefix(at.OrgURL, "http://127.") {
			t.Errorf("at %s the secured API says %d %v", at.OrgURL, status, orders)
		}
	}
	s.ends(os.Interrupt)
	if said := s.stderr.String(); strings.Contains(said, "refuses every token") || !strings.Contains(said, "Other machines can reach this org") || !strings.Contains(said, "unencrypted") {
		t.Errorf("it says %s", said)
	}
}

func TestAServedOrgNamesTheAddressesForOtherMachines(t *testing.T) {
	for _, listen := range [][]string{{"--listen", ":0"}, {"--listen-api", "0.0.0.0:0"}, {"--listen", "0.0.0.0:0", "--listen-api", "127.0.0.1:0"}, nil} {
		s := serveOrg(t, listen...)
		s.ends(os.Interrupt)
		if far := len(listen) > 0; far != (len(s.Elsewhere) > 0) {
			t.Errorf("%q: other machines are told %v", listen, s.Elsewhere)
		}
		for _, at := range s.Elsewhere {
			org, api := !strings.Contains(strings.Join(listen, " "), "api 0"), !strings.Contains(strings.Join(listen, " "), "api 127")
			if org != (at.OrgURL != "" && at.Issuer != "" && at.AuthorizationServer == "default") || api != (at.SecuredAPIURL != "") {
				t.Errorf("%q: other machines are told %v", listen, at)
			}
		}
	}
	_, out := serving(t, "--listen", "0.0.0.0:0")
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if words := lines.Text(); strings.HasPrefix(words, "# on other machines, with ") && strings.HasSuffix(words, " in place of 127.0.0.1 in the commands too") {
			return
		}
	}
	t.Error("in words it names no address for other machines")
}

// A person at a terminal reads what to paste; the commands work as printed.
func TestTheCommandsAServedOrgPrintsWorkAsPrinted(t *testing.T) {
	for _, tool := range []string{"sh", "curl", "sed"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("there is no " + tool + " here")
		}
	}
	s, out := serving(t)
	var commands []string
	for lines := bufio.NewScanner(out); len(commands) < 5 && lines.Scan(); {
		if strings.Contains(lines.Text(), "curl ") {
			commands = append(commands, lines.Text())
		}
	}
	said, err := exec.Command("sh", "-ec", strings.Join(commands, "\n")).CombinedOutput()
	if err != nil || !strings.Contains(string(said), `"active":true`) || !strings.Contains(string(said), `"label":"Practice App"`) ||
		!strings.Contains(string(said), `"item":"Metronome"`) || !strings.Contains(string(said), "Access token was not provided") {
		t.Errorf("%q say %s %v", commands, said, err)
	}
	s.ends(os.Interrupt)
}

func TestForgettingAsksAboutTheOrgWhereItGoesToo(t *testing.T) {
	for profile, org := range map[string]bool{"practice": true, "default": false} {
		t.Run(profile, func(t *testing.T) {
			u := sitDown(t, ptytest.Options{Cols: 200}, "notes", "forget", "--profile", profile)
			u.Sees("type the profile's name, " + profile)
			u.Ctrl('c')
			u.Wait()
			if asked := strings.Contains(u.Output(), "and the practice org with all that is in it, for good"); asked != org {
				t.Errorf("it asks %s", u.Output())
			}
		})
	}
}
