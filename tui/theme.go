package tui

import (
	"image/color"

	"charm.land/bubbles/v2/key"
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"
)

// A theme is every style there is, made of the terminal's own sixteen colours
// so that it fits the person's palette. One accent; the rest is bold or plain.
type theme struct {
	plain   lipgloss.Style
	title   lipgloss.Style // of the page
	accent  lipgloss.Style // signs: where you are, what went well
	key     lipgloss.Style // what must be read and stands out: keys, where you are in words
	lit     lipgloss.Style // what has happened last in the dance
	strong  lipgloss.Style
	faint   lipgloss.Style // lines and whatever nobody needs to read
	problem lipgloss.Style // the sign beside a problem; its words are strong
	signs   signs
}

// signs are the marks beside words.
type signs struct {
	good, bad, mind, here, todo, bar, rule, bullet, mask string

	out, right, left, back, dash, note string // of arrows
}

// newTheme fits the background. Of the sixteen only cyan can be read on every
// usual dark palette; on light ones none can, so that there colour is for signs
// and words stay in the colour of the text. The test of the palettes says so.
func newTheme(dark bool, m Manners) theme {
	accent, problem := lipgloss.Blue, lipgloss.Red
	switch {
	case dark && m.EightColors:
		accent, problem = lipgloss.Cyan, lipgloss.Yellow
	case dark:
		accent, problem = lipgloss.BrightCyan, lipgloss.BrightRed
	}
	t := unknownTheme()
	t.accent = t.plain.Foreground(color.Color(accent))
	t.problem = t.strong.Foreground(color.Color(problem))
	if dark {
		t.key = t.accent
		t.lit = t.strong.Foreground(color.Color(accent))
	}
	return t
}

// unknownTheme is for a terminal that has not told its background, or never
// will: no colour can be read on black and on white alike.
func unknownTheme() theme {
	base := lipgloss.NewStyle()
	return theme{
		plain:   base,
		title:   base.Bold(true),
		accent:  base.Bold(true),
		key:     base.Bold(true),
		lit:     base.Bold(true),
		strong:  base.Bold(true),
		faint:   base.Faint(true),
		problem: base.Bold(true),
		signs: signs{
			good: "✓", bad: "✗", mind: "·", here: "▸", todo: "○",
			bar: "│", rule: "─", bullet: "•", mask: "*",
			out: "├", right: "▶", left: "◀", back: "┤", dash: "╌", note: "●",
		},
	}
}

// form is the theme for huh's fields, which draw nothing but the input itself.
// It is not derived from one of huh's own: each costs 300 KB to make.
func (t theme) form() huh.Theme {
	styles := &huh.Styles{}
	styles.Focused.Base = t.plain
	styles.Focused.SelectSelector = t.accent.SetString("▸ ")
	styles.Focused.Option = t.plain
	styles.Focused.SelectedOption = t.strong
	styles.Focused.TextInput.Prompt = t.accent
	styles.Focused.TextInput.Text = t.plain
	styles.Focused.TextInput.Placeholder = t.faint
	styles.Focused.TextInput.Cursor = t.accent
	styles.Blurred = styles.Focused
	return huh.ThemeFunc(func(bool) *huh.Styles { return styles })
}

// formKeys leaves the keys that go on, go back and leave to the walk, and turns
// huh's external editor off: it would write secrets to a file.
func formKeys() *huh.KeyMap {
	keys := huh.NewDefaultKeyMap()
	off := key.NewBinding(key.WithDisabled())
	keys.Quit = off
	keys.Text.Editor = off
	keys.Select = huh.NewDefaultKeyMap().Select
	keys.Select.Prev, keys.Select.Next, keys.Select.Submit, keys.Select.Filter = off, off, off, off
	keys.Input = huh.InputKeyMap{AcceptSuggestion: off, Prev: off, Next: off, Submit: off}
	return keys
}
