package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"oktadance/internal/ptytest"
)

// What a person at a terminal is asked by the verbs that change what opens the notes.

func TestAPassphraseIsChangedAtATerminal(t *testing.T) {
	u := sitDown(t, ptytest.Options{Cols: 100, Rows: 30}, "notes", "passphrase")
	u.Sees("Passphrase:")
	u.Type(passphrase + "\r")
	u.Sees("New passphrase:")
	u.Type("horse\r")
	u.Sees("Weak: a computer guesses this", "The same once more:")
	u.Type("hors\r")
	u.Sees("The two are not the same")
	u.Enter()
	u.Sees("Write these six words down", "Enter goes on")
	words := ""
	lines := strings.Split(u.Screen(), "\n")
	for i, line := range lines {
		if strings.Contains(line, "not shown again") && i+1 < len(lines) {
			words = strings.TrimSpace(lines[i+1])
		}
	}
	u.Enter()
	u.Sees("The passphrase is changed")
	u.SeesNot(passphrase)
	if len(strings.Fields(words)) != 6 {
		t.Fatalf("the six words are %q", words)
	}
	again := sitAgain(t, u.home, ptytest.Options{}, "notes", "history")
	again.Sees("Passphrase:")
	again.Type(words + "\r")
	again.Sees("← the notes now")
}

func TestNotesAreForgottenByTypingTheirName(t *testing.T) {
	u := sitDown(t, ptytest.Options{}, "notes", "forget")
	u.Sees("This destroys the notes", "type the profile's name, default:")
	u.Type("defalt\r")
	u.Sees("defalt is not the profile's name, so nothing was destroyed")
	u = sitAgain(t, u.home, ptytest.Options{}, "notes", "forget")
	u.Sees("type the profile's name, default:")
	u.Type("default\r")
	u.Sees("The notes of the profile default are gone")
	if _, err := os.Stat(filepath.Join(u.home, "default", "identity.age")); err == nil {
		t.Error("identity.age is there")
	}
}

// A key on a plugin is let in; the walk then opens with it, and the plugin asks its PIN before the screen.
func TestAPluginAsksAtTheTerminal(t *testing.T) {
	const recipient = "age1lamp1v9nk2vtevdexzwfnv5urvenpx4ur26p5xdcr2vrcx4kx5v35xa58xmn6de48s6phdpmkvctxdp3h5cmr894xwefhwdmxzcthvdnqgcj04m"
	const key = "AGE-PLUGIN-LAMP-1G9R52T2NG4P4Y32594952KFDXYMNQNZ6XSE5KNJC8Q64Q3Z2FPT5UD2CFCU45N2W89TYZJ6X2AFNJVJ9G3Z4ZJJKXD9RSD2XXVE563EKFF29X3JWF389QVQH20Y99"
	u := sitDown(t, ptytest.Options{}, "notes", "recovery", "--recipient", recipient)
	u.Sees("Passphrase:")
	u.Type(passphrase + "\r")
	u.Sees("Its key opens the notes beside the passphrase")

	u = sitAgain(t, u.home, ptytest.Options{}, "--identity", "-")
	u.Sees("Key (AGE-SECRET-KEY-…):")
	u.Type(key + "\r")
	u.Sees("lamp: PIN of the lamp:")
	u.SeesNot(key[:20])
	u.Type("0000\r")
	u.Sees("The age plugin did not open the notes", "the PIN is wrong")

	file := filepath.Join(u.home, "lamp.txt")
	if err := os.WriteFile(file, []byte(key), 0o600); err != nil {
		t.Fatal(err)
	}
	u = sitAgain(t, u.home, ptytest.Options{}, "--identity", file)
	u.Sees("lamp: PIN of the lamp:")
	u.Type("1234\r")
	u.Sees(atUsername)
}

// Post-quantum notes are for who has no notes yet, and are told to need a newer age.
func TestPostQuantumNotesAreMadeOnce(t *testing.T) {
	if raced {
		t.Skip("told without the race detector too")
	}
	u := sitAgain(t, t.TempDir(), ptytest.Options{}, "--post-quantum")
	u.Sees("A passphrase for your notes", "post-quantum: age opens them from version 1.3 on")
	u.Paste("lantern gravel oboe")
	u.Enter()
	u.Sees("The same once more")
	u.Paste("lantern gravel oboe")
	u.Enter()
	u.Sees(atUsername)
	u.Ctrl('c')
	notes, err := os.ReadFile(filepath.Join(u.home, "default", "notes.age"))
	if err != nil || !strings.Contains(string(notes), "-> mlkem768x25519") {
		t.Errorf("the notes are not post-quantum: %v", err)
	}
	again := exec.Command("oktadance", "--post-quantum", "--plain")
	again.Env = append(os.Environ(), "OKTADANCE_HOME="+u.home)
	if out, err := again.CombinedOutput(); err == nil || !strings.Contains(string(out), "these notes exist already") {
		t.Errorf("%v: %s", err, out)
	}
}
