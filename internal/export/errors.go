package export

import "fmt"

// UnknownEngine says that no engine has this name.
type UnknownEngine struct{ Name string }

// Error names what was asked for.
func (e *UnknownEngine) Error() string { return "no engine is named " + e.Name }

// UnableError says that an engine can't tell in this way whether a token is good.
type UnableError struct {
	Engine   string
	Validate string // what was asked for
	Instead  string // what the engine can do
	Why      string // begins in lower case and has no period
}

// Error says what can't be done, and why.
func (e *UnableError) Error() string {
	return fmt.Sprintf("%s can't validate with %s: %s", e.Engine, e.Validate, e.Why)
}

// MissingNote says that an export needs a note which is empty.
type MissingNote struct{ Note string }

// Error names the note.
func (e *MissingNote) Error() string { return "the note " + e.Note + " is empty" }

// BadValue says that a value can't be written into a configuration. It never has
// the value, which may be a secret.
type BadValue struct {
	Note   string // where the value came from: this note
	Option string // or this option, such as upstream
	Why    string // begins in lower case and has no period
}

// Error says where the value came from and what is wrong with it.
func (e *BadValue) Error() string {
	if e.Option != "" {
		return "bad " + e.Option + ": " + e.Why
	}
	return "bad note " + e.Note + ": " + e.Why
}
