package tui_test

import (
	"crypto/rand"
	"crypto/rsa"
	mathrand "math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oktadance/internal/okta"
	"oktadance/internal/practice"
	"oktadance/steps"
	"oktadance/tui"
)

// A person sits at a screen that is not on any terminal: what is drawn is read as
// text. The walk behind it is the real one, against a practice org.
type person struct {
	t     *testing.T
	model tea.Model
	news  chan tea.Msg
	org   *practice.Org
}

// notebook is notes in memory.
type notebook struct{ sync.Map }

func (n *notebook) Get(name string) string {
	value, _ := n.Load(name)
	text, _ := value.(string)
	return text
}

func (n *notebook) Put(name, value string) error {
	n.Store(name, value)
	return nil
}

// theKey signs for all orgs: making one takes longer than a whole walk.
var theKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// today is when everything happens.
func today() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC) }

// offline are options with notes in memory and without an org.
func offline() tui.Options {
	return tui.Options{
		Place: "practice org", Where: "/home/ada/.local/share/oktadance/practice/notes.age",
		Flags: " --profile practice", Passphrase: "tango",
		Welcome: []steps.Line{
			{Label: "How long", Value: "Six steps, about three minutes. Enter takes the right answer everywhere."},
			{Label: "You need", Value: "Nothing: no account and no network."},
			{Label: "Talks to", Value: "Nobody: the org you practise on is inside this program, and nothing leaves your machine."},
			{Label: "Writes", Value: "Two encrypted files, a lock and the org itself."},
		},
		Suggest:  func() (string, error) { return "cartridge unwary playpen gusty sermon onyx", nil },
		Strength: func(string) string { return "Weak: guessed within a minute" },
		Explain:  func(error) *steps.Problem { return &steps.Problem{What: "This passphrase does not open the notes."} },
		Browse:   func(string) error { return nil },
		Manners:  tui.Manners{NoMotion: true},
		Handling: tui.Handling{Unlock: func(string) (steps.Notes, error) { return &notebook{}, nil }},
	}
}

// sit begins the walk with these troubles in the org, changed as the test likes.
func sit(t *testing.T, change func(*tui.Options), troubles ...string) *person {
	t.Helper()
	o, org := withOrg(t, troubles...)
	if change != nil {
		change(&o)
	}
	p := &person{t: t, model: tui.OnPaper(o), news: make(chan tea.Msg, 1024), org: org}
	p.run(p.model.Init())
	p.resize(100, 30)
	return p
}

// withOrg are options with notes in memory, and a practice org with these troubles.
func withOrg(t *testing.T, troubles ...string) (tui.Options, *practice.Org) {
	t.Helper()
	seed := [32]byte{1}
	org, err := practice.Start(practice.Options{
		Rand: mathrand.NewChaCha8(seed), Key: theKey(), Now: today, Troubles: troubles, SlowBy: time.Minute,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { org.Close() })
	o := offline()
	o.Walk = func(n steps.Notes) *steps.Walk {
		return steps.NewWalk(steps.All(), n, steps.Env{
			Client: okta.New(okta.Options{Now: today}), Now: today, Offer: offers(org, n),
		})
	}
	return o, org
}

// offers are the answers that the practice org proposes.
func offers(org *practice.Org, n steps.Notes) func(string) string {
	return func(note string) string {
		paste := org.Paste()
		if n.Get(strings.Split(note, ".")[0]+".way") == "wizard" {
			return ""
		}
		return map[string]string{
			"account.username": paste.Username, "account.url": paste.OrgURL,
			"token.name": paste.TokenName, "token.value": paste.APIToken,
			"app.name": paste.AppName, "app.client_id": paste.ClientID, "app.client_secret": paste.ClientSecret,
			"scope.name": paste.ScopeName, "scope.display_name": paste.ScopeDisplayName, "scope.description": paste.ScopeDescription,
		}[note]
	}
}

// run does what a command says, each part for itself.
func (p *person) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			for _, part := range msg {
				p.run(part)
			}
		case nil:
		default:
			p.news <- msg
		}
	}()
}

func (p *person) do(msg tea.Msg) {
	var cmd tea.Cmd
	p.model, cmd = p.model.Update(msg)
	p.run(cmd)
}

func (p *person) resize(cols, rows int) { p.do(tea.WindowSizeMsg{Width: cols, Height: rows}) }
func (p *person) paste(text string)     { p.do(tea.PasteMsg{Content: text}) }
func (p *person) press(k tea.Key)       { p.do(tea.KeyPressMsg(k)) }
func (p *person) enter()                { p.press(tea.Key{Code: tea.KeyEnter}) }
func (p *person) ctrl(letter rune)      { p.press(tea.Key{Code: letter, Mod: tea.ModCtrl}) }

// content is what is drawn, with its colours; screen is its text.
func (p *person) content() string { return p.model.View().Content }
func (p *person) screen() string  { return ansi.Strip(p.content()) }

// sees waits until the words are on the screen.
func (p *person) sees(words ...string) {
	p.t.Helper()
	late := time.After(20 * time.Second)
	for !p.shows(words) {
		select {
		case msg := <-p.news:
			p.do(msg)
		case <-late:
			p.t.Fatalf("the screen does not show %q:\n%s", words, p.screen())
		}
	}
}

func (p *person) shows(words []string) bool {
	seen := strings.Join(strings.Fields(p.screen()), " ")
	for _, word := range words {
		if !strings.Contains(seen, word) {
			return false
		}
	}
	return true
}

// takes presses enter at each of these in turn.
func (p *person) takes(words ...string) {
	p.t.Helper()
	for _, word := range words {
		p.sees(word)
		p.enter()
	}
}
