// Package handover writes the notes in the forms in which people and tools take them on.
package handover

import (
	"slices"
)

// Notes are what there is to hand over.
type Notes struct {
	Get   func(note string) string // "" for an empty one
	Steps []Step
}

// A Step is one step of the walk, as far as it is of use to others.
type Step struct {
	ID     string // first half of its notes' names, such as app
	Title  string
	Why    string   // one or two sentences
	Intro  string   // a line above what to click
	Clicks []string // what to click in Okta, in order
	Sent   []string // what is sent when it is tried, line by line
	Link   string   // where to begin, if that is the same for everybody
	Values []Value
}

// A Value is a note, and what it is called.
type Value struct {
	Note    string // such as app.client_id
	Label   string // Okta's own name for it
	Secret  bool
	Asked   bool   // a person gives it; the others are found
	Example string // what the tutorial has, or ""
}

// Options say what an export is to have. Each of the formats takes some of them.
type Options struct {
	Secrets    bool   // write secrets too
	API        string // the URL of the secured API; "" is DefaultAPI
	Flags      string // what a command needs to find these notes again, such as " --profile practice"
	Payload    bool   // of anypoint: the body for its API
	Instructor bool   // of handout: answers, timing, and what goes wrong
	Cards      int    // of handout: so many cards to cut, instead of the page
	Columns    int    // of anypoint: how wide its lines may be where values allow it; 0 is as wide as they are best read

	// Explain says why a server answers with these words and what to do; it may be nil.
	Explain func(said string) (why, next string)
}

// DefaultAPI is where the gateway of this program guards its own API.
const DefaultAPI = "http://127.0.0.1:8080/orders"

// A File is one file of an export.
type File struct {
	Name    string   // without a folder, such as okta-dance.env
	Text    string   // ends with a line end
	Secrets []string // the notes whose secrets it holds
}

// A Format is one form to write the notes in.
type Format struct {
	Name  string   // as it is typed
	Line  string   // what it is good for, in one line
	Files []string // the names of its files; the first may be renamed, and the others follow
	Use   string   // what to do with it; {file} stands for the first, {secret} for what prints the client secret

	takes []string // the options that mean something to it
	write func(*source, Options) ([]string, error)
}

// Formats lists the forms there are.
func Formats() []Format {
	return []Format{
		{
			Name: "anypoint", Line: "the form of Anypoint's client provider, field by field; --payload for its API",
			Files: []string{"okta-dance-anypoint.txt"}, takes: []string{"secrets", "payload"}, write: anypoint,
			Use: "In Anypoint open Access Management > Client Providers > Add Client Provider > OpenID Connect Dynamic Client Registration.",
		},
		{
			Name: "postman", Line: "a collection and an environment: token, introspection, secured API",
			Files: []string{"okta-dance.postman_collection.json", "okta-dance.postman_environment.json"},
			takes: []string{"secrets", "api"}, write: postman,
			Use: "In Postman choose Import and take both files, then the environment Okta Dance, and run the collection.",
		},
		{
			Name: "http", Line: "the same requests for editors: httpyac in VS Code, and those of JetBrains",
			Files: []string{"okta-dance.http"}, takes: []string{"secrets", "api"}, write: httpFile,
			Use: "Open {file} in the editor, and send the requests from the top.",
		},
		{
			Name: "curl", Line: "a shell script that plays the dance with curl",
			Files: []string{"okta-dance.sh"}, takes: []string{"secrets", "api"}, write: curlScript,
			Use: "It reads the client secret from standard input: {secret} | sh {file}",
		},
		{
			Name: "env", Line: "assignments for a shell",
			Files: []string{"okta-dance.env"}, takes: []string{"secrets"}, write: envFile,
			Use: "In a shell: set -a; . {file}; set +a",
		},
		{
			Name: "json", Line: "one JSON object, from the names of the notes to their values",
			Files: []string{"okta-dance.json"}, takes: []string{"secrets"}, write: jsonFile,
		},
		{
			Name: "markdown", Line: "the notes document of the tutorial",
			Files: []string{"okta-dance.md"}, takes: []string{"secrets"}, write: markdown,
		},
		{
			Name: "handout", Line: "a page to print, never with secrets; --instructor, or --cards to cut",
			Files: []string{"okta-dance-handout.html"}, takes: []string{"instructor", "cards"}, write: handout,
			Use: "Open {file} in a browser and print it, on A4 or Letter.",
		},
	}
}

// Find gives the format of that name, if it takes these options. The error is an
// *UnknownFormat or a *BadOption.
func Find(name string, o Options) (Format, error) {
	all := Formats()
	at := slices.IndexFunc(all, func(f Format) bool { return f.Name == name })
	if at < 0 {
		return Format{}, &UnknownFormat{Name: name}
	}
	return all[at], all[at].check(o)
}

// NeedsNotes reports whether values of the notes are in what it writes. Sheets to
// fill in have none.
func (f Format) NeedsNotes(o Options) bool { return f.Name != "handout" || o.Instructor }

// check finds an option that the format doesn't take, or that makes no sense.
func (f Format) check(o Options) error {
	for _, given := range []struct {
		option string
		given  bool
	}{
		{"secrets", o.Secrets}, {"api", o.API != ""}, {"payload", o.Payload},
		{"instructor", o.Instructor}, {"cards", o.Cards != 0},
	} {
		if given.given && !slices.Contains(f.takes, given.option) {
			return &BadOption{Option: given.option, Why: "it says nothing about " + f.Name}
		}
	}
	switch {
	case o.API != "" && !isURL(o.API):
		return &BadOption{Option: "api", Why: "it is not an http or https URL"}
	case o.Cards < 0 || o.Cards > mostCards:
		return &BadOption{Option: "cards", Why: "there are 1 to 500"}
	case o.Cards > 0 && o.Instructor:
		return &BadOption{Option: "cards", Why: "it is another page than the instructor's"}
	}
	return nil
}

// Write writes the notes in the format of that name. Secrets are written where
// o.Secrets asks for them, and a handout never has any. The error is an
// *UnknownFormat, *BadOption, *MissingNote or *BadValue.
func Write(name string, n Notes, o Options) ([]File, error) {
	f, err := Find(name, o)
	if err != nil {
		return nil, err
	}
	if o.API == "" {
		o.API = DefaultAPI
	}
	s := &source{notes: n, secrets: o.Secrets, flags: o.Flags}
	texts, err := f.write(s, o)
	if err != nil {
		return nil, err
	}
	var files []File
	for i, text := range texts {
		files = append(files, File{Name: f.Files[i], Text: text})
	}
	files[len(files)-1].Secrets = s.told // of two files only the last has values
	return files, nil
}

// A source is the notes as one export may see them. Every value comes through it,
// and no secret does that was not asked for.
type source struct {
	notes   Notes
	secrets bool
	flags   string
	told    []string // the secret notes that it gave
}

// get gives a note, or "" for one that is empty, not to be told, or not known.
func (s *source) get(note string) string {
	v, known := s.value(note)
	text := s.notes.Get(note)
	if !known || text == "" || v.Secret && !s.secrets {
		return ""
	}
	if v.Secret && !slices.Contains(s.told, note) {
		s.told = append(s.told, note)
	}
	return text
}

// command is what prints a note.
func (s *source) command(note string) string { return "oktadance notes get " + note + s.flags }

// or gives a note, or what stands in its place when get has nothing.
func (s *source) or(note, placeholder string) string {
	if text := s.get(note); text != "" {
		return text
	}
	return placeholder
}

// value is what is known about a note.
func (s *source) value(note string) (Value, bool) {
	for _, step := range s.notes.Steps {
		for _, v := range step.Values {
			if v.Note == note {
				return v, true
			}
		}
	}
	return Value{}, false
}

// has reports whether a note has a value, without telling it.
func (s *source) has(note string) bool { return s.notes.Get(note) != "" }

// need finds the first of some notes that is empty.
func (s *source) need(notes ...string) error {
	for _, note := range notes {
		if !s.has(note) {
			return &MissingNote{Note: note}
		}
	}
	return nil
}
