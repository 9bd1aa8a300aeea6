package main

import (
	"bytes"
	"os"
	"os/exec"
	"testing"

	"oktadance/internal/ptytest"
)

// bashCompletion is the package that bash's script builds on.
const bashCompletion = "/usr/share/bash-completion/bash_completion"

// shells are those that a completion script is for, how each is started without
// anybody's settings, and how it takes the script in.
func shells() map[string]struct{ start, source []string } {
	return map[string]struct{ start, source []string }{
		"bash": {[]string{"--norc", "--noprofile", "-i"}, []string{"source " + bashCompletion, "source <(oktadance completion bash)"}},
		"zsh":  {[]string{"-f", "-i"}, []string{"autoload -U compinit; compinit -D", "source <(oktadance completion zsh)"}},
		"fish": {[]string{"--no-config", "--private"}, []string{"oktadance completion fish | source"}},
	}
}

func TestAShellCompletesVerbsAndValues(t *testing.T) {
	for name, shell := range shells() {
		t.Run(name, func(t *testing.T) {
			path, err := exec.LookPath(name)
			if name == "bash" && err == nil {
				_, err = os.Stat(bashCompletion)
			}
			if err != nil {
				t.Skip("not installed here:", err)
			}
			u := sitAtAShell(t, append([]string{path}, shell.start...))
			for _, line := range append(shell.source, "printf '%s%s\\n' sour ced") {
				u.Type(line)
				u.Enter()
			}
			u.Sees("sourced")
			u.completes("oktadance pract", "oktadance practice")
			u.completes("oktadance notes get app.client_s", "oktadance notes get app.client_secret")
			u.completes("oktadance check account sc", "oktadance check account scope")
			u.completes("oktadance practice --trouble integ", "oktadance practice --trouble integrator")
			u.completes("oktadance notes --profile prac", "oktadance notes --profile practice")
			u.Type("oktadance check ")
			u.Key("tab")
			u.Key("tab")
			u.Sees("account", "metadata", "token", "app", "scope", "test")
			if bytes.Contains(u.Raw(), []byte("assphrase")) {
				t.Error("completing asks for a passphrase")
			}
		})
	}
}

// sitAtAShell gives a person a shell that finds oktadance, and notes of theirs.
func sitAtAShell(t *testing.T, shell []string) user {
	t.Helper()
	home := t.TempDir()
	if err := furnish(home+"/practice", passphrase); err != nil {
		t.Fatal(err)
	}
	o := ptytest.Options{Cols: 120, Dir: home, Env: []string{"OKTADANCE_HOME=" + home, "GORACE=" + atOnce, "PS1=$ "}}
	return user{ptytest.Start(t, shell, o), t, home}
}

// completes presses tab after what is typed, and then takes the line away.
func (u user) completes(typed, whole string) {
	u.t.Helper()
	u.Type(typed)
	u.Key("tab")
	u.Sees(whole + " ")
	u.Ctrl('u')
	u.SeesNot(whole)
}
