package handover

// UnknownFormat says that no format has this name.
type UnknownFormat struct{ Name string }

// Error names what was asked for.
func (e *UnknownFormat) Error() string { return "no format is named " + e.Name }

// BadOption says that a format can't do what an option asks.
type BadOption struct {
	Option string // secrets, api, payload, instructor or cards
	Why    string // begins in lower case and has no period
}

// Error says what is wrong with the option.
func (e *BadOption) Error() string { return "bad " + e.Option + ": " + e.Why }

// MissingNote says that an export needs a note which is empty.
type MissingNote struct{ Note string }

// Error names the note.
func (e *MissingNote) Error() string { return "the note " + e.Note + " is empty" }

// BadValue says that a note can't be written in a format. It never has the value,
// which may be a secret.
type BadValue struct {
	Note string
	Why  string // begins in lower case and has no period
}

// Error says which note it is and what is wrong with it.
func (e *BadValue) Error() string { return "bad note " + e.Note + ": " + e.Why }
