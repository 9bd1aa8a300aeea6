package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"oktadance/internal/ptytest"
)

const passphrase = "correct horse battery staple"

// user is a person at a real terminal, with notes of their own.
type user struct {
	*ptytest.Terminal
	t    *testing.T
	home string
}

// sitDown starts oktadance with these arguments over an empty vault.
func sitDown(t *testing.T, o ptytest.Options, args ...string) user {
	t.Helper()
	t.Parallel() // a person waits more than the machine works
	home := t.TempDir()
	for _, profile := range []string{"practice", "default"} {
		if err := furnish(filepath.Join(home, profile), passphrase); err != nil {
			t.Fatal(err)
		}
	}
	return sitAgain(t, home, o, args...)
}

// sitAgain starts oktadance over notes that are there.
func sitAgain(t *testing.T, home string, o ptytest.Options, args ...string) user {
	t.Helper()
	binary, err := exec.LookPath("oktadance")
	if err != nil {
		t.Fatal(err)
	}
	o.Env = append(o.Env, "OKTADANCE_HOME="+home, "GORACE="+atOnce)
	return user{ptytest.Start(t, append([]string{binary}, args...), o), t, home}
}

// unlocks gives the passphrase and waits for the walk.
func (u user) unlocks() {
	u.t.Helper()
	u.Sees("Your notes are locked", "Passphrase")
	u.Paste(passphrase)
	u.Sees("****")
	u.Enter()
	u.Sees("saved")
}

// takes presses Enter at each of these questions in turn.
func (u user) takes(questions ...string) {
	u.t.Helper()
	for _, q := range questions {
		u.Sees(q)
		u.Enter()
	}
}

// toTheApp walks the practice org up to the fourth step.
func (u user) toTheApp() {
	u.t.Helper()
	u.takes(atUsername, atPassword, atURL, finished, atServer, finished, atTokenName, atTokenValue, finished)
}

// byHand chooses to click a step's object oneself.
func (u user) byHand() {
	u.t.Helper()
	u.Sees(atHow, "▸ Do it for me")
	u.Key("down")
	u.Sees("▸ I'll click it myself")
	u.Enter()
}

// replaces empties the open question and answers it anew.
func (u user) replaces(answer string) {
	u.Ctrl('e')
	u.Ctrl('u')
	u.Paste(answer)
	u.Enter()
}

// What stands below each question, so that a test knows where it is.
const (
	atUsername    = "What you sign in to Okta with"
	atPassword    = "Kept in the encrypted notes"
	atURL         = "Any address of your org will do"
	atServer      = "default is the one every org has"
	atTokenName   = "Give the token this name"
	atTokenValue  = "42 characters"
	atHow         = "The wizard lists what it would make"
	agree         = "enter  Do it"
	atAppName     = "What the app is called in Okta"
	atClientID    = "On the app's page"
	atSecret      = "64 characters"
	atScopeName   = "The tutorial's is mule-okta-scope"
	atDisplayName = "The tutorial uses the same name again"
	atDescription = "For people who look at the scope"
	atTest        = "Enter sends it"
	finished      = "This step is finished"
)

func TestAPersonWalksFromAnEmptyMachineToAVerifiedToken(t *testing.T) {
	if raced {
		t.Skip("a new vault costs scrypt in full")
	}
	u := sitAgain(t, t.TempDir(), ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.Sees("A passphrase for your notes")
	u.Type("tango")
	u.Sees("Weak")
	u.Enter()
	u.Sees("The same once more")
	u.Type("tangp")
	u.Enter()
	u.Sees("The two are not the same")
	u.Esc()
	u.Sees("Leave it empty")
	u.Enter()
	u.Sees("Write these six words down")
	u.Enter()
	u.takes(
		atUsername, atPassword, atURL, finished,
		atServer, finished,
		atTokenName, atTokenValue, finished,
		atHow, atAppName, agree, finished,
		atHow, atScopeName, atDisplayName, atDescription, agree, finished,
		atTest, finished,
	)
	u.Sees("You can dance", "Token URL", "/oauth2/default/v1/token")
	u.Enter()
	if code := u.Wait(); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	u.LeftAsFound()
}

func TestAWrongSecretStaysInItsFieldAndIsMendedThere(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.toTheApp()
	u.byHand()
	u.takes(atAppName, atClientID)
	u.Sees(atSecret)
	u.replaces("wrong")
	u.Sees("The org refused this client secret", "Likely cause:", "Applications > Applications")
	u.Sees("Client secret", "*****")
	u.Esc()
	u.SeesNot("refused")
	for _, question := range []string{atClientID, atAppName, atHow} {
		u.Esc()
		u.Sees(question)
	}
	u.Esc()
	u.Sees("Step 3 of 6", "42 characters kept")
	u.takes(atTokenValue, finished, "5 characters kept")
	u.Sees("The org refused this client secret")
}

func TestEscGoesBackFromTheEndToTheBeginning(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.toTheApp()
	u.byHand()
	u.takes(atAppName, atClientID, atSecret, finished)
	u.byHand()
	u.takes(atScopeName, atDisplayName, atDescription, finished, atTest, finished)
	u.Sees("You can dance")
	for _, question := range []string{
		atTest, atDescription, atDisplayName, atScopeName, atHow, atSecret, atClientID, atAppName, atHow,
		atTokenValue, atTokenName, atServer, atURL, atPassword, atUsername,
	} {
		u.Esc()
		u.Sees(question)
	}
}

func TestAKilledWalkGoesOnWhereItStood(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.takes(atUsername, atPassword, atURL, finished, atServer, finished)
	u.Sees(atTokenName)
	u.replaces("my-own-name")
	u.Sees("Token value", "my-own-name")
	u.Signal(syscall.SIGKILL)
	u.Wait()
	again := sitAgain(t, u.home, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	again.unlocks()
	again.Sees("Step 3 of 6", "Token value", "my-own-name")
}

func TestPastesOfAllKindsAreTakenOrRefusedInPlace(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.takes(atUsername, atPassword)
	u.Sees(atURL)
	u.Paste(strings.Repeat("x", 1<<20))
	u.Sees("That is 1048576 characters, far more than any answer here has")
	u.replaces("{yourOktaDomain}")
	u.Sees("That is not an address of an org")
	u.replaces("https://www.okta.com/login\r\n")
	u.Sees("That is Okta's own site")
	u.Ctrl('c')
	u.Wait()
}

func TestAValuePastedInTheWrongFieldIsRecognised(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.takes(atUsername, atPassword, atURL, finished, atServer, finished, atTokenName)
	u.Sees(atTokenValue)
	for paste, seen := range map[string]string{
		"0oa1b2c3d4e5f6g7h8i9":                 "That is a client ID, not an API token",
		"00T1b2c3d4e5f6g7h8i9":                 "That is a token ID, not an API token",
		strings.Repeat("s", 64):                "That is a client secret, not an API token",
		"eyJhbGciOi.eyJpc3MiOi.c2lnbmF0dXJl":   "That is an access token, not an API token",
		"https://example-admin.okta.com/admin": "That is an address, not an API token",
	} {
		u.replaces(paste)
		u.Sees(seen)
	}
	u.replaces("  \"SSWS 00wrongwrongwrongwrongwrongwrongwrongwrongw\"\r\n")
	u.Sees("The org refused this API token", "Security > API > Tokens")
}

func TestSecretsShowOnlyWhenAskedFor(t *testing.T) {
	const canary = "canary-Zk3pQ9-canary"
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.takes(atUsername)
	u.Sees(atPassword)
	u.Paste(canary)
	u.Sees("20 characters pasted", "reveal")
	u.Enter()
	u.Sees(atURL, "****")
	u.Esc()
	u.Sees("20 characters kept")
	if bytes.Contains(u.Raw(), []byte(canary)) {
		t.Fatal("the secret was printed before anybody asked for it")
	}
	u.Ctrl('r')
	u.Sees(canary, "hide")
	u.Ctrl('r')
	u.SeesNot(canary)
	u.Ctrl('c')
	u.Wait()
	mustNotHold(t, u.home, canary)
}

// mustNotHold searches every file below dir.
func mustNotHold(t *testing.T, dir, secret string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte(secret)) {
			t.Errorf("the secret stands in %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatWasSentCanBeLookedAt(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.takes(atUsername, atPassword, atURL)
	u.Sees(finished, "what was sent")
	u.Ctrl('x')
	u.Sees("What was sent and answered, 1 of 1", "GET http://127.0.0.1", "X-Okta-Request-Id")
	u.Esc()
	u.Sees(finished)
}

func TestHelpShowsWhatWorksHere(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.takes(atUsername)
	u.Sees(atPassword)
	u.Key("f1")
	u.Sees("Keys that work here", "A password manager is the better place", "reveal")
	u.Esc()
	u.Sees(atPassword)
	u.Key("?")
	u.Sees("1 characters typed")
}

func TestTheQuestionStaysInSightOnASmallScreen(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 40, Rows: 12}, "practice")
	u.unlocks()
	u.Sees("Step 1 of 6", "Username", "more, pgup pgdn")
	u.takes("Username", "Password")
	u.Sees("Okta URL", "127.0.0.1")
	u.replaces("okta.com")
	u.Sees("Okta URL", "own site")
	u.Resize(100, 30)
	u.Sees("That is Okta's own site", "Step 1 of 6", "▸ 1 Account")
	u.Resize(20, 5)
	u.Sees("is needed")
	u.Resize(80, 24)
	u.Sees("That is Okta's own site", "okta.com")
}

func TestALongValueShowsItsEnd(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 80, Rows: 24}, "practice")
	u.unlocks()
	u.toTheApp()
	u.byHand()
	u.takes(atAppName, atClientID)
	u.Sees("64 characters offered", "┃ *****")
	for _, question := range []string{atClientID, atAppName, atHow, "42 characters"} {
		u.Esc()
		u.Sees(question)
	}
	u.takes(atTokenValue, finished)
	u.Sees("64 characters offered", "┃ *****")
	u.Resize(60, 24)
	u.Sees("Step 4 of 6", "64 characters offered", "┃ *****")
}

// What was scrolled on one page says nothing about the next.
func TestEveryPageBeginsAtItsBeginning(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "practice")
	u.unlocks()
	u.getsAToken()
	u.Key("pgup")
	u.Sees("Authorization: Basic", "↓")
	u.Enter()
	u.Sees("You can dance", "Your app asks for tokens")
	u.SeesNot("↑")
}

// A secret that was typed and not taken is not called one that was offered.
func TestWhatWasTypedIsCalledSo(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30})
	u.unlocks()
	u.takes(atUsername)
	u.Sees(atPassword)
	u.Type("half")
	u.Sees("4 characters typed")
	u.Esc()
	u.Sees(atUsername)
	u.Enter()
	u.Sees("4 characters typed")
}
