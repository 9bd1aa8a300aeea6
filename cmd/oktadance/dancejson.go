package main

import (
	"time"

	"oktadance/steps"
)

// listedJSON is a scene that there is, under names that stay.
type listedJSON struct {
	Scene   string `json:"scene"`
	Title   string `json:"title"`
	Teaches string `json:"teaches"`
}

// sceneJSON is a scene and what came of it.
type sceneJSON struct {
	listedJSON
	Barred  string       `json:"not_played,omitempty"`
	Answers string       `json:"answers,omitempty"` // the voice it was played in
	OK      bool         `json:"ok"`
	Says    string       `json:"says,omitempty"`
	Moves   []moveJSON   `json:"moves,omitempty"`
	Voices  []answerJSON `json:"voices,omitempty"`
}

// moveJSON is a move with its exchange. Its number is that of the tutorial, 0 for what
// comes between two calls.
type moveJSON struct {
	Number  int       `json:"number"`
	From    string    `json:"from"`
	To      string    `json:"to"`
	Mark    string    `json:"mark"`
	Label   string    `json:"label,omitempty"`
	Says    string    `json:"says"`
	Status  int       `json:"status,omitempty"`
	At      string    `json:"at,omitempty"`
	TookMS  float64   `json:"took_ms,omitempty"`
	Request *halfJSON `json:"request,omitempty"`
	Answer  *halfJSON `json:"answer,omitempty"`
}

// halfJSON is one half of an exchange, with secrets masked.
type halfJSON struct {
	Line    string       `json:"line"`
	Headers []headerJSON `json:"headers"`
	Body    string       `json:"body,omitempty"`
}

type headerJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// answerJSON is what the caller is answered in one voice.
type answerJSON struct {
	Answers string    `json:"answers"`
	Answer  *halfJSON `json:"answer"`
}

func listedAs(s steps.Scene) listedJSON { return listedJSON{s.Name, s.Title, s.Teaches} }

func scened(s steps.Scene) sceneJSON {
	return sceneJSON{listedJSON: listedAs(s), Barred: s.Barred, OK: s.Barred == ""}
}

func moveOf(m steps.Move) moveJSON {
	out := moveJSON{
		Number: m.Number, From: m.From.String(), To: m.To.String(), Mark: m.Mark.String(), Label: m.Label, Says: m.Says,
		Status: m.Status, TookMS: float64(m.Took.Microseconds()) / 1000, Request: halfOf(m.Request), Answer: halfOf(m.Answer),
	}
	if !m.At.IsZero() {
		out.At = m.At.UTC().Format(time.RFC3339Nano)
	}
	return out
}

func halfOf(m *steps.Message) *halfJSON {
	if m == nil {
		return nil
	}
	half := &halfJSON{Line: m.Line, Headers: []headerJSON{}, Body: m.Body}
	for _, h := range m.Header {
		half.Headers = append(half.Headers, headerJSON(h))
	}
	return half
}
