//go:build !windows

package vault_test

import (
	"bufio"
	"bytes"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
)

// The age command isn't on every machine; decrypted checks the same with its library on all of them.
func TestTheAgeCommandOpensTheNotes(t *testing.T) {
	command, err := exec.LookPath("age")
	if err != nil {
		t.Skip("there is no age command here")
	}
	dir := t.TempDir()
	v := create(t, dir)
	put(t, v, "app.client_secret", "s p@ce")
	put(t, v, "account.url", "https://example.okta.com")
	closing(t, v)
	cmd := exec.Command(command, "-d", "-i", filepath.Join(dir, "identity.age"), filepath.Join(dir, "notes.age"))
	var notes bytes.Buffer
	cmd.Stdout = &notes
	answerPrompt(t, cmd, passphrase)
	if notes.String() != asPersonReads {
		t.Errorf("age reads:\n%s", notes.String())
	}
}

// answerPrompt runs cmd on a terminal of its own and types answer when it asks for a passphrase.
func answerPrompt(t *testing.T, cmd *exec.Cmd, answer string) {
	t.Helper()
	terminal, side, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	defer side.Close()
	cmd.Stdin, cmd.Stderr = side, side
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	screen := bufio.NewReader(terminal)
	if prompt, err := screen.ReadString(':'); err != nil {
		t.Fatalf("no prompt but %q: %v", prompt, err)
	}
	if _, err := io.WriteString(terminal, answer+"\n"); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%s: %v", strings.Join(cmd.Args, " "), err)
	}
}
