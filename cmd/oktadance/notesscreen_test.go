package main

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"filippo.io/age"

	"oktadance/internal/ptytest"
	"oktadance/vault"
)

// A home whose default profile holds the notes of a finished walk, as far as they
// are looked at here.
func written(t *testing.T) (home string) {
	t.Helper()
	t.Parallel()
	home = t.TempDir()
	dir := filepath.Join(home, "default")
	if err := furnish(dir, passphrase); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(dir, passphrase)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for name, value := range map[string]string{
		"account.username": "dancer@example.com", "account.url": "https://example.okta.com", "account.passed": "2026-11-24T09:30:00Z",
		"metadata.issuer":                "https://example.okta.com/oauth2/default",
		"metadata.token_endpoint":        "https://example.okta.com/oauth2/default/v1/token",
		"metadata.registration_endpoint": "https://example.okta.com/oauth2/v1/clients", "metadata.passed": "2026-11-24T09:31:00Z",
		"token.name": "okta-token-abcde", "token.value": apiToken, "token.passed": "2026-11-24T09:32:00Z",
		"app.way": "hand", "app.name": "Token Introspection Client", "app.client_id": "0oa1b2c3d4e5f6g7h8i9", "app.client_secret": appSecret, "app.passed": "2026-11-24T09:33:00Z",
		"scope.way": "hand", "scope.name": "mule-okta-scope", "scope.display_name": "mule-okta-scope", "scope.description": "MuleSoft Scope", "scope.passed": "2026-11-24T09:34:00Z",
		"test.passed": "2026-11-24T09:35:00Z",
		"later.note":  "of a newer version",
	} {
		if err := v.Put(name, value); err != nil {
			t.Fatal(err)
		}
	}
	return home
}

const (
	apiToken  = "00planted-token-Zk3pQ9Zk3pQ9Zk3pQ9Zk3pQ9Zk"
	appSecret = "planted-secret-0123456789abcdefghijklmnopqrstuvwxyz0123456789ABC"
)

// reads opens the notes of a finished walk with these arguments.
func reads(t *testing.T, o ptytest.Options, args ...string) user {
	t.Helper()
	o.Env = append(o.Env, "SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22", "TZ=UTC") // no clipboard but the terminal's
	u := sitAgain(t, written(t), o, args...)
	u.Sees("Your notes are locked", "Passphrase")
	u.Paste(passphrase)
	u.Sees("****")
	u.Enter()
	u.Sees("saved")
	return u
}

// moves presses a key so many times and waits for what is then chosen.
func (u user) moves(times int, key, chosen string) {
	u.t.Helper()
	for range times {
		u.Key(key)
	}
	u.Sees(chosen)
}

func TestNotesAreLookedThroughRevealedAndCopied(t *testing.T) {
	u := reads(t, ptytest.Options{Cols: 100, Rows: 30}, "notes")
	u.Sees("Account", "passed 24 Nov 2026 09:30", "▸ Username", "account.username", "Web app")
	u.Key("end")
	u.Sees("later.note", "does not know it", "******")
	u.Key("home")
	u.Sees("account.username")
	u.moves(11, "down", "app.client_secret")
	u.Sees("To set it: oktadance notes set app.client_secret")
	if strings.Contains(string(u.Raw()), appSecret) {
		t.Fatal("the secret was printed before anybody asked for it")
	}
	u.Ctrl('r')
	u.Sees(appSecret, "hide")
	u.Key("up")
	u.Sees("0oa1b2c3d4e5f6g7h8i9", "app.client_id")
	u.SeesNot(appSecret)
	u.Key("down")
	u.Key("c")
	u.Sees("Asked the terminal to copy Client secret", "in 45 s", "OSC 52")
	u.Esc()
	if code := u.Wait(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	sent := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(appSecret))
	_, later, copied := strings.Cut(string(u.Raw()), sent)
	if !copied {
		t.Error("the terminal was not asked to copy the secret")
	}
	if !strings.Contains(later, "\x1b]52;c;\x07") {
		t.Error("the clipboard was not emptied on leaving")
	}
	u.LeftAsFound()
}

func TestAClipboardOfThisMachineIsUsedWhereThereIsOne(t *testing.T) {
	if raced {
		t.Skip("told without the race detector too")
	}
	// What X11 users have is stood in for by a file.
	bin := t.TempDir()
	xclip := "#!/bin/sh\ncase $1 in -in) exec cat >" + bin + "/held ;; *) exec cat " + bin + "/held ;; esac\n"
	if err := os.WriteFile(filepath.Join(bin, "xclip"), []byte(xclip), 0o700); err != nil {
		t.Fatal(err)
	}
	u := sitAgain(t, written(t), ptytest.Options{Cols: 100, Rows: 30, Env: []string{"PATH=" + bin + ":" + os.Getenv("PATH")}}, "notes")
	u.Sees("Passphrase")
	u.Paste(passphrase)
	u.Sees("****")
	u.Enter()
	u.Sees("saved")
	u.moves(11, "down", "app.client_secret")
	u.Key("c")
	if u.SeesOne("Copied Client secret", "Asked the terminal") != "Copied Client secret" {
		t.Skip("this system has another way to its clipboard")
	}
	if held, err := os.ReadFile(filepath.Join(bin, "held")); string(held) != appSecret {
		t.Errorf("the clipboard holds %q, %v", held, err)
	}
	u.Esc()
	u.Wait()
	if held, err := os.ReadFile(filepath.Join(bin, "held")); len(held) != 0 {
		t.Errorf("the clipboard holds %q after leaving, %v", held, err)
	}
	if strings.Contains(string(u.Raw()), "\x1b]52;") {
		t.Error("the terminal was asked to copy as well")
	}
}

func TestTheNotesScreenIsWholeOnASmallScreen(t *testing.T) {
	u := reads(t, ptytest.Options{Cols: 40, Rows: 12}, "notes")
	u.Sees("Account", "▸ Username", "dancer@example.com", "esc leave")
	u.moves(4, "down", "metadata.token_endpoint")
	u.Sees("https://example.okta.com/oauth2/defaul", "t/v1/token") // folded, with nothing put in
	u.Ctrl('y')
	u.Sees("Add OIDC client provider", "0 of 14", "▸   Name")
	u.Enter()
	u.Enter()
	u.Sees("2 of 14")
	u.Enter()
	u.Sees("3 of 14", "▸ ✓ Issuer", "https://example.okta.com/oauth2/defaul", "Asked the terminal to copy Issuer")
	u.Esc()
	u.Sees("metadata.token_endpoint")
	u.Ctrl('c')
	if code := u.Wait(); code != 130 {
		t.Errorf("exit code %d, want 130", code)
	}
}

func TestAFormIsFilledInFieldAfterField(t *testing.T) {
	u := reads(t, ptytest.Options{Cols: 100, Rows: 30}, "notes")
	u.Ctrl('y')
	u.Sees("Add OIDC client provider", "0 of 14", "enter copy it")
	for _, seen := range []string{"copy Name", "copy Description", "copy Issuer", "copy Client Registration URL", "copy Authorization Header"} {
		u.Enter()
		u.Sees(seen, "enter copy the next")
	}
	u.Sees("5 of 14", "▸ ✓ Authorization Header", "SSWS, one space")
	if strings.Contains(string(u.Raw()), apiToken) {
		t.Error("the token was shown")
	}
	u.Ctrl('r')
	u.Sees("SSWS " + apiToken)
	u.Key("down")
	u.SeesNot(apiToken)
	if header := base64.StdEncoding.EncodeToString([]byte("SSWS " + apiToken)); !strings.Contains(string(u.Raw()), header) {
		t.Error("the header was not copied")
	}
	u.Key("end")
	u.Sees("Leave it unticked", "tick it off")
	u.Enter()
	u.Sees("6 of 14")
}

func TestTheNotesAreOneKeyAwayFromTheWalk(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.takes(atUsername, atPassword, atURL, finished, atServer, finished)
	u.Sees(atTokenName)
	u.replaces("my-own-name")
	u.Sees(atTokenValue)
	u.Ctrl('n')
	u.Sees("▸ Token value", "not answered", "Enter goes to the question", "passed", "my-own-name")
	u.Esc()
	u.Sees(atTokenValue)
	u.Ctrl('n')
	u.Sees("token.value")
	u.moves(9, "up", "account.url")
	u.Enter()
	u.Sees(atURL, "Step 1 of 6")
	u.Ctrl('n')
	u.moves(7, "down", "metadata.jwks_uri")
	u.Sees("Found by the step Metadata. Enter goes there.")
	u.Enter()
	u.Sees(atServer)
}

func TestIdleNotesAreClosedForAll(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice", "--lock-after", "2s")
	u.Sees("lock themselves after 2 seconds without a key")
	u.unlocks()
	u.takes(atUsername)
	u.Sees("Locked after 2 seconds without a key", "Passphrase")
	v, err := vault.Open(filepath.Join(u.home, "practice"), passphrase)
	if err != nil {
		t.Fatalf("opening the notes that were locked: %v", err)
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	u.Paste("wrong")
	u.Enter()
	u.Sees("This passphrase does not open the notes", "Locked after")
	u.Paste(passphrase)
	u.Sees("28 characters")
	u.Enter()
	u.Sees(atPassword)
}

func TestTheExportForAnypointIsAPageOnATerminal(t *testing.T) {
	u := reads(t, ptytest.Options{Cols: 80, Rows: 24}, "notes", "export", "anypoint")
	u.Sees("Add OIDC client provider", "0 of 14", "▸   Name", "enter copy it", "esc leave")
	u.Esc()
	if code := u.Wait(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	u.LeftAsFound()
}

// An identity opens the notes without asking. Once they are locked it must not:
// anybody may sit there.
func TestAnIdentityIsForgottenWhenTheNotesAreLocked(t *testing.T) {
	home := written(t)
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(home, "key.txt")
	if err := os.WriteFile(file, []byte(identity.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	let := spoken(t, home, "notes", "recovery", "--recipient", identity.Recipient().String(), "--passphrase-file", "-")
	let.Stdin = strings.NewReader(passphrase + "\n")
	if out, err := let.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	u := sitAgain(t, home, ptytest.Options{Cols: 100, Rows: 30}, "notes", "--identity", file, "--lock-after", "2s")
	u.Sees("account.username")
	u.Sees("Locked after 2 seconds without a key", "The identity is forgotten")
	u.Paste("anything")
	u.Sees("8 characters")
	u.Enter()
	u.Sees("This passphrase does not open the notes")
	u.Paste(passphrase)
	u.Sees("28 characters")
	u.Enter()
	u.Sees("account.username", "dancer@example.com")
}
