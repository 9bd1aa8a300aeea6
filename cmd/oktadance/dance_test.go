package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"oktadance/internal/ptytest"
)

// rehearsed is a home in which the practice walk is finished.
func rehearsed(t testing.TB) string {
	t.Helper()
	home := t.TempDir()
	if err := furnish(filepath.Join(home, "practice"), passphrase); err != nil {
		t.Fatal(err)
	}
	walk := spoken(t, home, "practice", "--passphrase-file", "-")
	walk.Stdin = strings.NewReader(passphrase + strings.Repeat("\n", 25))
	if out, err := walk.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return home
}

// spoken is the program without a terminal.
func spoken(t testing.TB, home string, args ...string) *exec.Cmd {
	t.Helper()
	binary, err := exec.LookPath("oktadance")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(binary, args...)
	c.Env = append(c.Environ(), "OKTADANCE_HOME="+home)
	return c
}

// dances opens the dance with notes that are complete.
func dances(t *testing.T, o ptytest.Options, args ...string) user {
	t.Helper()
	t.Parallel()
	u := sitAgain(t, rehearsed(t), o, append([]string{"dance", "--profile", "practice"}, args...)...)
	u.Sees("Your notes are locked", "Passphrase")
	u.Paste(passphrase)
	u.Sees("****")
	u.Enter()
	return u
}

// The wizard's last page is the dance: one key from the finished test.
func TestFromTheWalkToTheDanceAndBack(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.toTheApp()
	u.takes(atHow, atAppName, agree, finished, atHow, atScopeName, atDisplayName, atDescription, agree, finished, atTest)
	u.Sees(finished, "d dances all seven moves")
	u.Key("d")
	u.Sees("The good dance", "Nothing has been sent yet")
	u.Key("space")
	u.Sees("It ended as it should: 200 OK", "200 OK ─┤")
	u.Key("s")
	u.Sees("Which scene?", "▸ good")
	for _, scene := range []string{"no-token", "changed"} {
		u.Key("down")
		u.Sees("▸ " + scene)
	}
	u.Enter()
	u.Sees("One character changed", "Nothing has been sent yet")
	u.Key("space")
	u.Sees("✗ 200 not active", "not forwarded", "✗ refused 401", "Token has been revoked.", "It ended as it should: 401")
	u.Key("v")
	u.Sees("answers as rfc6750", `error="invalid_token"`, "It ended as it should: 401")
	u.Key("up")
	u.Sees("▸ 6", "The API never sees the request.")
	u.Key("r")
	u.Sees("▸ 7", "It ended as it should: 401")
	u.Enter()
	u.Sees("Signed by nobody", "Nothing has been sent yet")
	u.Enter()
	u.Sees("├─ POST /token ─", "next move")
	u.Key("r")
	u.Sees("Signed by nobody", "Nothing has been sent yet")
	u.Enter()
	u.Sees("├─ POST /token ─", "next move")
	u.Esc()
	u.Sees(finished)
	u.Enter()
	u.Sees("You can dance", "oktadance dance --profile practice")
	u.Key("d")
	u.Sees("The good dance", "Nothing has been sent yet")
	u.Esc()
	u.Sees("You can dance")
	u.Enter()
	if code := u.Wait(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	u.LeftAsFound()
}

func TestTheDanceOnASmallScreen(t *testing.T) {
	u := dances(t, ptytest.Options{Cols: 40, Rows: 12}, "no-contract")
	u.Sees("Without a contract", "Nothing has been sent yet")
	u.Key("space")
	u.Sees("7 Gateway▶Client ✗ refused 403", "It ended as it should: 403")
	for _, seen := range []string{"▸ 6 Gateway▶API not forwarded", "▸ 5 Okta▶Gateway 200 active"} {
		u.Key("up")
		u.Sees(seen)
	}
	u.Resize(80, 24)
	u.Sees("─ 200 active ─┤", "╌ not forwarded ╌", "✗ refused 403")
	u.Key("s")
	u.Sees("Which scene?", "▸ no-contract")
	u.Resize(40, 12)
	u.Sees("▸ no-contract")
	u.Ctrl('c')
	if code := u.Wait(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
}

// Who leaves before anything was played has interrupted it.
func TestLeavingTheDance(t *testing.T) {
	u := dances(t, ptytest.Options{Cols: 80, Rows: 24})
	u.Sees("Nothing has been sent yet")
	u.Enter()
	u.Sees("POST /token")
	u.Ctrl('c')
	if code := u.Wait(); code != interrupted {
		t.Errorf("exit code %d, want %d", code, interrupted)
	}
	u.LeftAsFound()
}

func TestThePlainDanceFitsFortyColumns(t *testing.T) {
	t.Parallel()
	home := rehearsed(t)
	u := sitAgain(t, home, ptytest.Options{Cols: 40, Rows: 24}, "dance", "revoked", "--plain", "--profile", "practice")
	u.Sees("Passphrase:")
	u.Type(passphrase)
	u.Enter()
	if code := u.Wait(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	said := u.Output()
	for _, words := range []string{"1. Client to Okta: POST /token\n", "4. Left out: nobody asks Okta.\n", " - Gateway: 10 s later\n", "   {\"error\":\"Token has been revoked.\"}\n"} {
		if !strings.Contains(said, words) {
			t.Errorf("%q is not told:\n%s", words, said)
		}
	}
	if bytes.Contains(u.Raw(), []byte("\x1b")) {
		t.Errorf("there are escapes in %q", u.Raw())
	}
	for line := range strings.Lines(string(u.Raw())) {
		if width := len([]rune(strings.TrimRight(line, "\r\n"))); width > 40 {
			t.Errorf("%d columns: %s", width, line)
		}
	}
}

// No secret is printed, neither on the screen nor in lines nor for programs.
func TestTheDanceTellsNoSecret(t *testing.T) {
	t.Parallel()
	home := rehearsed(t)
	secrets := []string{}
	for _, note := range []string{"app.client_secret", "token.value"} {
		out, err := replying(t, home, "notes", "get", note)
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, strings.TrimSpace(out))
	}
	said := ""
	for _, args := range [][]string{{"--json", "wrong-secret"}, {"--json", "revoked"}, {"--json"}, {"--plain"}, {"--all", "--json"}} {
		out, err := replying(t, home, append([]string{"dance"}, args...)...)
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		said += out
	}
	u := sitAgain(t, home, ptytest.Options{Cols: 100, Rows: 30}, "dance", "--profile", "practice")
	u.Paste(passphrase)
	u.Sees("****")
	u.Enter()
	u.Sees("Nothing has been sent yet")
	u.Key("space")
	u.Sees("It ended as it should")
	u.Ctrl('x')
	u.Sees("Move 7 of 7")
	said += string(u.Raw())
	for _, secret := range secrets {
		if strings.Contains(said, secret) {
			t.Error("a secret of the notes is told")
		}
	}
	if long := regexp.MustCompile(`eyJ[A-Za-z0-9_.-]{20,}`).FindString(said); long != "" {
		t.Errorf("a token is told: %s", long)
	}
}

// replying runs a verb over the practice notes, without a terminal.
func replying(t testing.TB, home string, args ...string) (string, error) {
	t.Helper()
	c := spoken(t, home, append(args, "--profile", "practice", "--passphrase-file", "-")...)
	c.Stdin = strings.NewReader(passphrase + "\n")
	out, err := c.Output()
	return string(out), err
}

func TestTheDanceAMoveAtATime(t *testing.T) {
	u := dances(t, ptytest.Options{Cols: 100, Rows: 30})
	u.Sees("The good dance", "Nothing has been sent yet", "Client", "Gateway", "API", "Okta")
	for _, seen := range []string{
		"├─ POST /token ─", "─ Bearer eyJ", "├─ GET /orders ─", "├─ POST /introspect ─", "─ 200 active ─┤", "├─ GET /orders 200 ─", "─ 200 OK ─┤",
	} {
		u.SeesNot(seen)
		u.Enter()
		u.Sees(seen)
	}
	u.Sees("It ended as it should: 200 OK", `"orders": [`, "▸ 7")
	u.Key("up")
	u.Sees("▸ 6", "X-AGW-client_id: 0oa")
	u.Key("up")
	u.Sees("▸ 5", `"active": true`, "&client_secret=••••••••")
	u.Ctrl('x')
	u.Sees("Move 5 of 7", "Content-Type: application/x-www-form-urlencoded", "X-Okta-Request-Id")
	u.Key("left")
	u.Sees("Move 4 of 7")
	u.Esc()
	u.Sees("▸ 4")
	u.Key("?")
	u.Sees("Keys that work here", "look back", "repeat", "rfc6750 answers")
	u.Esc()
	u.SeesNot("Keys that work here")
	u.Ctrl('c')
	if code := u.Wait(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	u.LeftAsFound()
}
