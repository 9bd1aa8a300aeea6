package tui

import (
	tea "charm.land/bubbletea/v2"

	"oktadance/steps"
)

type (
	heardMsg struct{ event steps.Event }
	endedMsg struct{ result steps.Result }
)

// backlog is how many events a job may be ahead of the screen.
const backlog = 64

// work starts the job that the walk has due. What it says, and in the end its
// result, comes through one channel, so that their order is kept.
func (m *Model) work() tea.Cmd {
	job, due := m.walk.Take()
	if !due {
		return nil
	}
	news := make(chan tea.Msg, backlog)
	m.news = news
	run := func() tea.Msg {
		result := job.Run(func(e steps.Event) { news <- heardMsg{e} })
		news <- endedMsg{result}
		return nil
	}
	return tea.Batch(run, m.listen(), m.spin.Tick)
}

// listen waits for the next message of the job under way.
func (m *Model) listen() tea.Cmd {
	news := m.news
	return func() tea.Msg { return <-news }
}

// browse opens the page where the answer is.
func (m *Model) browse() tea.Cmd {
	open, link := m.o.Browse, m.link()
	return func() tea.Msg { return browsedMsg{open(link)} }
}

func (m *Model) browsed(msg browsedMsg) {
	m.flash = "Opened in your browser."
	if msg.err != nil {
		m.flash = "No browser could be opened here. Open the address yourself: it stands above."
	}
}

// link is the address that belongs to the page, or "".
func (m *Model) link() string {
	if m.walk == nil || m.o.Browse == nil || m.walk.State() == steps.Done {
		return ""
	}
	return m.walk.Guide().Link
}

// exchanges are the requests of the trial, with their answers.
func (m *Model) exchanges() []steps.Exchange {
	if m.walk == nil {
		return nil
	}
	return exchanges(m.walk)
}

func exchanges(w *steps.Walk) []steps.Exchange {
	var all []steps.Exchange
	for _, e := range w.Events() {
		if e.Exchange != nil {
			all = append(all, *e.Exchange)
		}
	}
	return all
}
