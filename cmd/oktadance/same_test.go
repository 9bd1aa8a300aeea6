package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"filippo.io/age"

	"oktadance/internal/practice"
	"oktadance/internal/ptytest"
)

// script is what one person answers, in order, and the words at each question. An
// answer that is a number chooses.
func script(p practice.Paste) [][2]string {
	return [][2]string{
		{atUsername, "ada@example.com"},
		{atPassword, "pässwort 名前 é"},
		{atURL, p.OrgURL + "/admin"},
		{atServer, "default"},
		{atTokenName, p.TokenName},
		{atTokenValue, "SSWS " + p.APIToken},
		{atHow, "2"},
		{atAppName, p.AppName},
		{atClientID, p.ClientID},
		{atSecret, p.ClientSecret},
		{atHow, "2"},
		{atScopeName, p.ScopeName},
		{atDisplayName, `"quit"`}, // in quotes it is an answer everywhere
		{atDescription, "Für alle 🎉 שלום"},
	}
}

// The same answers make the same notes, whoever asks for them: the screen, lines
// at a terminal, or lines from a pipe.
func TestOneScriptMakesOneSetOfNotes(t *testing.T) {
	t.Parallel()
	org, err := practice.Start(practice.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	answers := script(org.Paste())
	want := ""
	for _, way := range []struct {
		name string
		walk func(*testing.T, string, [][2]string)
	}{{"screen", onTheScreen}, {"lines", inLinesAtATerminal}, {"pipe", fromAPipe}} {
		home := t.TempDir()
		if err := furnish(filepath.Join(home, "default"), passphrase); err != nil {
			t.Fatal(err)
		}
		way.walk(t, home, answers)
		got := timeless(notesIn(t, filepath.Join(home, "default")))
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%s: the notes are\n%s\nand those of the screen are\n%s", way.name, got, want)
		}
	}
	for _, value := range []string{"pässwort", "quit", "🎉 שלום", `url = 'http`, "client_secret"} {
		if !strings.Contains(want, value) {
			t.Errorf("the notes lack %s:\n%s", value, want)
		}
	}
}

func onTheScreen(t *testing.T, home string, answers [][2]string) {
	u := sitAgain(t, home, ptytest.Options{Cols: 70, Rows: 50})
	u.unlocks()
	for _, a := range answers {
		for u.SeesOne(question(a[0]), finished) == finished {
			u.Enter()
			u.SeesNot(finished)
		}
		if a[1] == "2" {
			u.Key("down")
			u.Sees("▸ I'll click it myself")
			u.Enter()
			u.SeesNot("▸ I'll click it myself")
			continue
		}
		u.replaces(a[1])
	}
	u.takes(finished, atTest, finished)
	u.Sees("You can dance")
	u.Enter()
	u.Wait()
}

// question is what stands below a question when nothing is offered for it.
func question(offered string) string {
	switch offered {
	case atTokenValue:
		return "Okta shows it once"
	case atSecret:
		return "the button beside it"
	}
	return offered
}

// typed is the script as it is typed, with an empty line that sends the request.
func typed(answers [][2]string, end string) string {
	var b strings.Builder
	for _, a := range answers {
		b.WriteString(a[1] + end)
	}
	return b.String() + end
}

func inLinesAtATerminal(t *testing.T, home string, answers [][2]string) {
	u := sitAgain(t, home, ptytest.Options{Cols: 200, Rows: 50}, "--plain")
	u.Sees("Passphrase:")
	u.Type(passphrase + "\r")
	for _, label := range []string{
		"Username (optional): ", "Password (optional): ", "Okta URL: ", "Authorization server [default]: ", "Token name [",
		"Token value: ", "How to make it [1]: ", "App name [", "Client ID: ", "Client secret: ", "How to make it [1]: ",
		"Name [mule-okta-scope]: ", "Display name [", "Description [",
	} {
		u.Sees(label)
		u.Type(answers[0][1] + "\r")
		answers = answers[1:]
	}
	u.Sees("Enter goes on, < goes back: ")
	u.Enter()
	u.Sees("Enter finishes; dance, form, notes and ? work here: ")
	u.Enter()
	if code := u.Wait(); code != 0 {
		t.Errorf("exit code %d:\n%s", code, u.Screen())
	}
}

func fromAPipe(t *testing.T, home string, answers [][2]string) {
	run := exec.Command("oktadance")
	run.Env = append(os.Environ(), "OKTADANCE_HOME="+home)
	run.Stdin = strings.NewReader(passphrase + "\n" + typed(answers, "\n"))
	out, err := run.CombinedOutput()
	if err != nil || bytes.ContainsRune(out, '\x1b') {
		t.Errorf("%v: %s", err, out)
	}
}

// notesIn decrypts notes with age alone.
func notesIn(t *testing.T, dir string) string {
	t.Helper()
	open := func(name string, with ...age.Identity) io.Reader {
		sealed, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		text, err := age.Decrypt(bytes.NewReader(sealed), with...)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	lock, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := age.ParseIdentities(open("identity.age", lock))
	if err != nil {
		t.Fatal(err)
	}
	notes, err := io.ReadAll(open("notes.age", keys...))
	if err != nil {
		t.Fatal(err)
	}
	return string(notes)
}

// timeless are notes without the moments at which trials passed and tokens end:
// those alone are another in each walk.
func timeless(notes string) string {
	return regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`).ReplaceAllString(notes, "then")
}
