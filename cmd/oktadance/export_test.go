package main

import (
	"strings"
	"testing"

	"oktadance/internal/ptytest"
)

// A secret on the screen stays in the terminal's history, and in the room.
func TestAnExportWithSecretsIsNotShownOnTheScreen(t *testing.T) {
	u := sitDown(t, ptytest.Options{}, "gateway", "export", "kong", "--with-secrets")
	if code := u.Wait(); code != 2 {
		t.Errorf("exit code %d, want 2", code)
	}
	if out := u.Output(); !strings.Contains(out, "the client secret would be seen by others") || strings.Contains(out, "Passphrase") {
		t.Errorf("it says %q", out)
	}
}
