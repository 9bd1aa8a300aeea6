package main

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Somebody else took the port of the practice org meanwhile: the org is found at
// another, also by those who only read the notes.
func TestTheNotesFollowThePracticeOrgToAnotherPort(t *testing.T) {
	home := t.TempDir()
	if err := furnish(filepath.Join(home, "practice"), passphrase); err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(home, "passphrase")
	if err := os.WriteFile(secret, []byte(passphrase), 0o600); err != nil {
		t.Fatal(err)
	}
	oktadance := func(input string, args ...string) string {
		t.Helper()
		run := exec.Command("oktadance", append(args, "--passphrase-file", secret)...)
		run.Env = append(os.Environ(), "OKTADANCE_HOME="+home)
		run.Stdin = strings.NewReader(input)
		out, _ := run.CombinedOutput() // a walk whose input ends has failed
		return string(out)
	}
	oktadance("\n\n\n\n", "practice")
	var org struct{ Address string }
	text, err := os.ReadFile(filepath.Join(home, "practice", "org.json"))
	if err != nil || json.Unmarshal(text, &org) != nil {
		t.Fatalf("org.json: %v %s", err, text)
	}
	other, err := net.Listen("tcp", org.Address)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for range 2 {
		if out := oktadance("", "notes", "get", "metadata.issuer", "--profile", "practice"); !strings.HasPrefix(out, "http://127.0.0.1:") || strings.Contains(out, org.Address) {
			t.Errorf("the issuer is %s", out)
		}
		if out := oktadance("", "check", "account", "metadata", "--profile", "practice"); strings.Contains(out, "failed") {
			t.Errorf("check says %s", out)
		}
	}
	if out := oktadance("\n", "practice"); !strings.Contains(out, "Step 3 of 6") {
		t.Errorf("the walk does not go on: %s", out)
	}
}
