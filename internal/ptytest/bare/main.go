// Command bare is a text input on a screen and nothing else: what Bubble Tea
// alone costs, for others to be measured against.
package main

import (
	"fmt"
	"os"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

type model struct{ input textinput.Model }

func (m model) Init() tea.Cmd { return textinput.Blink }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok && key.String() == "ctrl+c" {
		return m, tea.Quit
	}
	var cmd tea.Cmd
	m.input, cmd = m.input.Update(msg)
	return m, cmd
}

func (m model) View() tea.View {
	v := tea.NewView(m.input.View())
	v.AltScreen = true
	return v
}

func main() {
	input := textinput.New()
	input.Focus()
	if _, err := tea.NewProgram(model{input}, tea.WithFPS(120)).Run(); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}
