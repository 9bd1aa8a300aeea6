package main

import (
	"encoding/pem"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Behind a proxy that opens every connection, the way on is named, and works.
func TestACompanysAuthorityIsTrustedOnceItIsNamed(t *testing.T) {
	t.Parallel()
	org := httptest.NewUnstartedServer(says(200, "application/json", `{"id":"00o1b2c3d4e5f6g7h8i9","_links":{},"pipeline":"idx","settings":{}}`))
	org.Config.ErrorLog = log.New(io.Discard, "", 0)
	org.StartTLS()
	defer org.Close()
	dir := t.TempDir()
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: org.Certificate().Raw})
	for name, text := range map[string][]byte{"ca.pem": authority, "none.pem": []byte("none"), "passphrase": []byte(passphrase)} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := furnish(filepath.Join(dir, "default"), passphrase); err != nil {
		t.Fatal(err)
	}
	for flags, want := range map[string]string{
		"":                   "start again with --ca-file FILE",
		"--ca-file ca.pem":   "Finished: Account",
		"--ca-file none.pem": "No PEM certificate found",
		"--ca-file nofile":   "can't be read",
	} {
		walk := exec.Command("oktadance", append([]string{"--plain", "--passphrase-file", "passphrase"}, strings.Fields(flags)...)...)
		walk.Dir, walk.Env = dir, append(os.Environ(), "OKTADANCE_HOME="+dir)
		walk.Stdin = strings.NewReader("\n\n" + org.URL + "\n")
		said, _ := walk.CombinedOutput()
		if words := strings.Join(strings.Fields(string(said)), " "); !strings.Contains(words, want) {
			t.Errorf("%s: it does not say %q:\n%s", flags, want, said)
		}
	}
}
