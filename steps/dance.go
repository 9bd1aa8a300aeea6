package steps

import (
	"context"
	"time"

	"oktadance/internal/okta"
)

// A Dance is what there is to play once the notes are complete: the seven moves,
// in scenes. Whoever plays them knows the parts; a presenter knows this.
type Dance struct {
	Scenes  []Scene
	Voices  []string // the manners in which a gateway refuses, the usual one first
	Problem *Problem // why nothing can be played, or nil

	// Play plays a scene, named as in Scenes, and tells every move when it has
	// happened. The next one does not begin before tell returns. Ending ctx ends
	// the scene; it returns when nothing is left behind.
	Play func(ctx context.Context, scene, voice string, tell func(Move)) Ending
}

// A Scene is one way in which the dance goes.
type Scene struct {
	Name    string // for the command line: lower case, words joined with -
	Title   string
	Teaches string // one sentence
	Barred  string // why it can't be played with these notes, "" if it can
}

// Lane is one of the four who dance.
type Lane int

// The lanes, as they stand from left to right.
const (
	Caller Lane = iota
	Guard
	API
	Server
)

// String is the name by which the tutorial calls it.
func (l Lane) String() string { return [...]string{"Client", "Gateway", "API", "Okta"}[l] }

// Mark says how a move went.
type Mark int

// The marks of moves.
const (
	Danced  Mark = iota
	Refused      // somebody said no, or nothing
	Skipped      // there was no need for it, or no way to it
)

// String is the mark in one lower-case word.
func (m Mark) String() string { return [...]string{"danced", "refused", "skipped"}[m] }

// A Move is one step of the dance when it has happened. It holds no secret.
type Move struct {
	Number   int // in the tutorial, from 1 to 7; 0 is something between two calls
	From, To Lane
	Label    string // what goes there, in a few words: POST /token
	Says     string // what happens, in a sentence
	Mark     Mark
	Status   int           // of the answer in it, 0 if there is none
	At       time.Time     // when it began
	Took     time.Duration // until the answer, for the move that brings it; else 0
	Request  *Message      // what was asked, nil if nothing was
	Answer   *Message      // what was answered, nil if nothing was or it is another move's
	Last     bool          // the scene ends with it
}

// A Message is one half of an exchange as text, with secrets masked.
type Message struct {
	Line   string // method and URL, or status
	Header []Header
	Body   string
}

// Header is one header field of a message.
type Header = okta.Header

// An Ending is how a scene ended.
type Ending struct {
	AsMeant bool     // it showed what it teaches
	Says    string   // in a sentence
	Problem *Problem // what kept it from being played to its end, or nil
}

// Tutorial lists the seven moves as the tutorial tells them, before any of them
// has happened.
func Tutorial() []Move {
	return []Move{
		{Number: 1, From: Caller, To: Server, Says: "The client asks Okta for an access token."},
		{Number: 2, From: Server, To: Caller, Says: "A Bearer token comes back."},
		{Number: 3, From: Caller, To: Guard, Says: "A request goes to the secured API. The gateway stands before it."},
		{Number: 4, From: Guard, To: Server, Says: "The gateway's OIDC policy asks Okta whether the token is good."},
		{Number: 5, From: Server, To: Guard, Says: "Okta approves."},
		{Number: 6, From: Guard, To: API, Says: "The request proceeds to the API."},
		{Number: 7, From: API, To: Caller, Says: "The answer returns to the client."},
	}
}
