package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"filippo.io/age"
	"github.com/adrg/xdg"
	"golang.org/x/term"

	"oktadance/internal/okta"
	"oktadance/internal/practice"
	"oktadance/steps"
	"oktadance/vault"
)

// practiceProfile is the profile of the practice walk; nothing else may use it.
const practiceProfile = "practice"

// isProfile reports whether a name can be a folder's on every system.
func isProfile(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
	return name != "" && len(name) <= 64 && strings.Contains(letters, name[:1]) && strings.Trim(name, letters+"_-") == ""
}

// A session is one profile at work: its vault and, for the practice profile, its
// org.
type session struct {
	dir     string
	vault   *vault.Vault
	org     *practice.Org
	offered practice.Paste // by the org of another process, where org is nil
	renewed bool           // the org is another one than before

	identities []age.Identity // they open the notes instead of the passphrase
	choices    []vault.Choice // for notes that are made
	reach      okta.Options
}

// home is the folder of all profiles.
func home() string {
	if dir := os.Getenv("OKTADANCE_HOME"); dir != "" {
		return dir
	}
	return filepath.Join(xdg.DataHome, "oktadance")
}

// folder is where the profile's notes are.
func (p *program) folder() (string, error) {
	if !isProfile(p.profile) {
		return "", &usageError{
			text: "this is no name for a profile: " + p.profile,
			hint: "Use lower-case letters, digits, - and _.",
		}
	}
	return filepath.Join(home(), p.profile), nil
}

// session finds the profile's folder. For the practice profile it starts the org.
func (p *program) session(fresh bool) (*session, error) {
	dir, err := p.folder()
	if err != nil {
		return nil, err
	}
	s := &session{dir: dir, identities: p.identities, choices: p.choices(), reach: p.reach()}
	if p.profile != practiceProfile {
		return s, nil
	}
	if err := s.startOrg(fresh, p.troubles); err != nil {
		return nil, err
	}
	return s, nil
}

// open unlocks the notes, or makes them where there are none. Notes that are open already stay so.
func (s *session) open(passphrase string) (steps.Notes, error) {
	if s.vault != nil {
		return s.vault, nil
	}
	notes, err := s.unlock(s.opened(passphrase))
	if err == nil {
		err = errors.Join(s.follow(), s.forget(), s.settle())
	}
	return notes, err
}

// opened opens the vault, with the identities that were given or else the passphrase.
func (s *session) opened(passphrase string) (*vault.Vault, error) {
	if vault.Exists(s.dir) || len(s.identities) > 0 {
		return openVault(s.dir, passphrase, s.identities)
	}
	return vault.Create(s.dir, passphrase, s.choices...)
}

// A vaultOpener opens a vault with identities or, where there are none, a passphrase.
type vaultOpener func(dir, passphrase string, identities []age.Identity) (*vault.Vault, error)

func openVault(dir, passphrase string, identities []age.Identity) (*vault.Vault, error) {
	if len(identities) > 0 {
		return vault.OpenWith(dir, identities...)
	}
	return vault.Open(dir, passphrase)
}

// read unlocks the notes for reading, while they may be open elsewhere. Notes that are open already stay so.
func (s *session) read(passphrase string) (steps.Notes, error) {
	if s.vault == nil {
		if _, err := s.unlock(readVault(s.dir, passphrase, s.identities)); err != nil {
			return nil, err
		}
	}
	if s.movedFrom() == "" {
		return s.vault, nil
	}
	return moved{s.vault, s.movedFrom(), s.org.URL()}, nil
}

func readVault(dir, passphrase string, identities []age.Identity) (*vault.Vault, error) {
	if len(identities) > 0 {
		return vault.ReadWith(dir, identities...)
	}
	return vault.Read(dir, passphrase)
}

func (s *session) unlock(v *vault.Vault, err error) (steps.Notes, error) {
	debug.FreeOSMemory() // unlocking needs 256 MiB, once
	if err != nil {
		return nil, err
	}
	s.vault = v
	return v, nil
}

// movedFrom is the address by which the notes know the practice org, when it had
// to move to another port since. Nothing else about it has changed.
func (s *session) movedFrom() string {
	if s.org == nil {
		return ""
	}
	known := s.vault.Get("account.url")
	if known == s.org.Moved() || known != s.org.URL() && s.vault.Get(orgID) == s.org.ID() {
		return known
	}
	return ""
}

// moved are notes with the org's address as it is now.
type moved struct {
	*vault.Vault
	from, to string
}

// Get gives a note, with the address changed.
func (m moved) Get(name string) string { return m.address(m.Vault.Get(name)) }

// All yields all notes, with the address changed.
func (m moved) All() iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for name, value := range m.Vault.All() {
			if !yield(name, m.address(value)) {
				return
			}
		}
	}
}

func (m moved) address(value string) string {
	if rest, found := strings.CutPrefix(value, m.from); found {
		return m.to + rest
	}
	return value
}

// follow writes the address down.
func (s *session) follow() error {
	from := s.movedFrom()
	if from == "" {
		return nil
	}
	return s.rewrite("account.url", moved{from: from, to: s.org.URL()}.address)
}

// rewrite changes the notes, one of them last: it tells that there is something
// to change, so that a rewriting that is cut short is done again.
func (s *session) rewrite(last string, change func(string) string) error {
	all := maps.Collect(s.vault.All())
	for name, value := range all {
		if name == last || change(value) == value {
			continue
		}
		if err := s.vault.Put(name, change(value)); err != nil {
			return err
		}
	}
	return s.vault.Put(last, change(all[last]))
}

// env is what trials need.
func (s *session) env() steps.Env {
	reach, own := s.reach, s.paste().OrgURL
	if own != "" {
		reach.Only = func(u *url.URL) bool { return isAt(u, own) }
	}
	env := steps.Env{Client: okta.New(reach), Lost: explain}
	if own != "" {
		env.Offer, env.Rehearsal, env.Rehearse = s.offer, true, s.rehearse
	}
	return env
}

// isAt reports whether an address is the practice org's, by one of the names that
// this machine has for itself.
func isAt(u *url.URL, org string) bool {
	at, err := url.Parse(org)
	ip, noIP := netip.ParseAddr(u.Hostname())
	here := u.Hostname() == "localhost" || noIP == nil && ip.IsLoopback()
	return err == nil && here && u.Port() == at.Port()
}

// offer is the practice org's value for a note, as an answer to take with Enter.
// Those of its app and scope are for the person who clicks them by hand.
func (s *session) offer(note string) string {
	step, _, _ := strings.Cut(note, ".")
	switch {
	case strings.HasSuffix(note, ".way"):
		return s.way()
	case s.vault.Get(step+".way") == "wizard":
		return ""
	}
	return answers(s.paste())[note]
}

// answers are what a person would paste, by note.
func answers(paste practice.Paste) map[string]string {
	return map[string]string{
		"account.username":   paste.Username,
		"account.url":        paste.OrgURL,
		"metadata.issuer":    paste.Server,
		"token.name":         paste.TokenName,
		"token.value":        paste.APIToken,
		"app.name":           paste.AppName,
		"app.client_id":      paste.ClientID,
		"app.client_secret":  paste.ClientSecret,
		"scope.name":         paste.ScopeName,
		"scope.display_name": paste.ScopeDisplayName,
		"scope.description":  paste.ScopeDescription,
	}
}

// close ends what the session has open.
func (s *session) close() error {
	failed := s.settle()
	if s.vault != nil {
		failed = errors.Join(failed, s.vault.Close())
	}
	if s.org != nil {
		failed = errors.Join(failed, s.org.Close())
	}
	return failed
}

// notesFile is the file that a person would open with age.
func (s *session) notesFile() string { return filepath.Join(s.dir, "notes.age") }

// givenPassphrase is the first line of the file that --passphrase-file names, or
// "" without the flag.
func (p *program) givenPassphrase(ctx context.Context) (string, error) {
	return p.firstLine(ctx, p.passphraseFile)
}

// firstLine is the first line of a file that holds a passphrase, of standard
// input where the file is called -, or "" where there is none.
func (p *program) firstLine(ctx context.Context, file string) (string, error) {
	switch file {
	case "":
		return "", nil
	case "-":
		line, err := p.console.Line(ctx, "", true)
		if errors.Is(err, io.EOF) {
			err = errNoPassphraseLine("standard input")
		}
		return line, err
	}
	f, err := os.Open(file)
	if err != nil {
		return "", &steps.Problem{What: "The passphrase file can't be read.", Why: err.Error() + ".", Next: "Name another with --passphrase-file FILE.", Err: err}
	}
	defer f.Close()
	line, err := bufio.NewReader(f).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("reading the passphrase file: %w", err)
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", errNoPassphraseLine(file)
	}
	return line, nil
}

func errNoPassphraseLine(where string) error {
	return &steps.Problem{
		What: "There is no passphrase in " + where + ".",
		Why:  "Its first line is empty.",
		Next: "Write the passphrase into the first line.",
	}
}

// passphrase is the one given, or asks for it. None is needed where identities
// open the notes.
func (p *program) passphrase(ctx context.Context) (string, error) {
	if len(p.identities) > 0 {
		return "", nil
	}
	return p.askPassphrase(ctx, "Passphrase: ")
}

func (p *program) askPassphrase(ctx context.Context, prompt string) (string, error) {
	given, err := p.givenPassphrase(ctx)
	if err != nil || given != "" {
		return given, err
	}
	if p.noInput || !p.console.Terminal() {
		return "", &steps.Problem{
			What: "A passphrase is needed, and there is no terminal to ask for it.",
			Next: "Give it with --passphrase-file FILE; - reads it from standard input.",
		}
	}
	return p.console.Line(ctx, prompt, true)
}

// withNotes opens the profile's notes for reading and does something with them.
func (p *program) withNotes(ctx context.Context, do func(*session, steps.Notes) error) error {
	s, err := p.session(false)
	if err != nil {
		return err
	}
	if !vault.Exists(s.dir) {
		return errors.Join(vault.ErrNoVault, s.close())
	}
	passphrase, err := p.passphrase(ctx)
	if err != nil {
		return errors.Join(err, s.close())
	}
	notes, err := s.read(passphrase)
	if err == nil {
		err = do(s, notes)
	}
	return errors.Join(err, s.close())
}

// withVault opens the profile's vault and does something with it. Unlike
// withNotes it starts no practice org.
func (p *program) withVault(ctx context.Context, open vaultOpener, do func(v *vault.Vault, passphrase string) error) error {
	dir, err := p.folder()
	if err == nil && !vault.Exists(dir) {
		err = vault.ErrNoVault
	}
	if err != nil {
		return err
	}
	passphrase, err := p.passphrase(ctx)
	if err != nil {
		return err
	}
	v, err := open(dir, passphrase, p.identities)
	debug.FreeOSMemory()
	if err != nil {
		return err
	}
	return errors.Join(do(v, passphrase), v.Close())
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
