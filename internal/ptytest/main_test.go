package ptytest

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// TestMain makes this binary the programs that the tests look at as well.
func TestMain(m *testing.M) {
	switch os.Getenv("PTYTEST_PROGRAM") {
	case "form":
		os.Exit(runForm())
	case "rude": // leaves everything switched on
		fmt.Print("\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[>1u\x1b[>4;2m\x1b[5 q\x1b]2;mine\x1b\\gone")
		os.Exit(3)
	}
	os.Exit(m.Run())
}

// form asks for a name, in small but as a real wizard does.
type form struct {
	input         textinput.Model
	width, height int
	dark          string
	pasted        int
}

func (f form) Init() tea.Cmd { return tea.RequestBackgroundColor }

func (f form) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		f.width, f.height = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		f.dark = map[bool]string{true: "dark", false: "light"}[msg.IsDark()]
	case tea.PasteMsg:
		f.pasted = len(msg.Content)
	case tea.KeyPressMsg:
		switch msg.String() {
		case "ctrl+c":
			return f, tea.Quit
		case "ctrl+z":
			return f, tea.Suspend
		case "ctrl+p":
			panic("on purpose")
		case "esc", "up", "alt+1", "shift+tab", "f1", "pgdown":
			f.input.SetValue("key " + msg.String())
			return f, nil
		}
	}
	var cmd tea.Cmd
	f.input, cmd = f.input.Update(msg)
	return f, cmd
}

func (f form) View() tea.View {
	link := lipgloss.NewStyle().Hyperlink("https://example.com/help").Render("read more")
	var b strings.Builder
	fmt.Fprintf(&b, "┌─ 名前 ─ %dx%d, %s background\n", f.width, f.height, f.dark)
	fmt.Fprintf(&b, "│ %s\n│ %d bytes pasted\n│ %s\n", f.input.View(), f.pasted, link)
	v := tea.NewView(b.String())
	v.AltScreen = true
	return v
}

func runForm() int {
	in := textinput.New()
	in.Prompt = "Name "
	in.SetWidth(40)
	in.Focus()
	m, err := tea.NewProgram(form{input: in, dark: "unknown"}, tea.WithFPS(120)).Run()
	if errors.Is(err, tea.ErrInterrupted) {
		return 130
	}
	if err != nil {
		return 1
	}
	fmt.Println("Hello, " + m.(form).input.Value())
	return 0
}

func startForm(t *testing.T, o Options) *Terminal {
	t.Helper()
	o.Env = append(o.Env, "PTYTEST_PROGRAM=form")
	u := Start(t, []string{os.Args[0]}, o)
	u.Sees("Name")
	return u
}

func sh(t *testing.T, script string) *Terminal {
	t.Helper()
	return Start(t, []string{"sh", "-c", script}, Options{})
}
