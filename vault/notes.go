package vault

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
)

// version is the form of notes.age that this program writes, and the newest it can read. New notes don't
// raise it; only a form that this program would misread does.
const version = 1

// notes is one state of a vault, as TOML has it: a version, and a table for each step. It is never changed
// once made. Whatever else the file holds, such as a newer program's notes, stays where it is and is
// written back. The tables come out sorted, as go-toml sorts maps: the vault doesn't know the steps' order.
type notes map[string]any

func noNotes() notes {
	return notes{"version": int64(version)}
}

// decode reads the text of notes.age. Its errors say where the text is wrong and never quote it, because
// what stands there may be a secret.
func decode(text []byte) (notes, error) {
	var n notes
	if err := toml.Unmarshal(text, &n); err != nil {
		var bad *toml.DecodeError
		if errors.As(err, &bad) {
			line, column := bad.Position()
			return nil, fmt.Errorf("%w: its TOML is wrong at line %d, column %d", ErrDamagedNotes, line, column)
		}
		return nil, fmt.Errorf("%w: its TOML can't be read", ErrDamagedNotes)
	}
	switch found, ok := n["version"].(int64); {
	case !ok || found < 1:
		return nil, fmt.Errorf("%w: its version is missing", ErrDamagedNotes)
	case found > version:
		return nil, fmt.Errorf("%w: version %d, and this program reads up to %d", ErrNewerVersion, found, version)
	}
	return n, nil
}

func (n notes) encode() ([]byte, error) {
	text, err := toml.Marshal(n)
	if err != nil {
		return nil, fmt.Errorf("writing the notes as TOML: %w", err)
	}
	return text, nil
}

func (n notes) get(name string) string {
	step, key, ok := splitName(name)
	if !ok {
		return ""
	}
	table, _ := n[step].(map[string]any)
	value, _ := table[key].(string)
	return value
}

// with returns the notes with one of them set, or removed if value is empty.
func (n notes) with(name, value string) (notes, error) {
	step, key, ok := splitName(name)
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrBadName, name)
	}
	if !utf8.ValidString(value) {
		return nil, ErrBadValue
	}
	table, isTable := n[step].(map[string]any)
	if _, taken := n[step]; taken && !isTable {
		return nil, fmt.Errorf("%w: %q is taken by the file itself", ErrBadName, step)
	}
	changed := map[string]any{}
	maps.Copy(changed, table)
	if changed[key] = value; value == "" {
		delete(changed, key)
	}
	next := maps.Clone(n)
	if next[step] = changed; len(changed) == 0 {
		delete(next, step)
	}
	return next, nil
}

func (n notes) all() iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for _, name := range n.names() {
			if !yield(name, n.get(name)) {
				return
			}
		}
	}
}

// names returns the names of all that get would answer, sorted.
func (n notes) names() []string {
	var names []string
	for step, table := range n {
		table, _ := table.(map[string]any)
		for key := range table {
			if name := step + "." + key; n.get(name) != "" {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// splitName takes a note's name apart: app.client_secret is client_secret of the step app.
func splitName(name string) (step, key string, ok bool) {
	step, key, _ = strings.Cut(name, ".")
	return step, key, isWord(step) && isWord(key)
}

func isWord(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == ""
}
