package handover

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// envName is a note's name as a shell can have it.
func envName(note string) string {
	return "OKTA_" + strings.ToUpper(strings.ReplaceAll(note, ".", "_"))
}

// envFile is a line for each note: an assignment, or a comment for a secret that
// is left out.
func envFile(s *source, _ Options) ([]string, error) {
	var out strings.Builder
	out.WriteString("# Okta Dance. Quoted for a shell: set -a; . ./okta-dance.env; set +a\n")
	for _, step := range s.notes.Steps {
		for _, v := range step.Values {
			switch value := s.get(v.Note); {
			case strings.Contains(value, "\x00"):
				return nil, &BadValue{Note: v.Note, Why: noZero}
			case value != "":
				fmt.Fprintf(&out, "%s=%s\n", envName(v.Note), shellQuoted(value))
			case s.has(v.Note):
				fmt.Fprintf(&out, "# %s is a secret. To set it: %[1]s=$(%s)\n", envName(v.Note), s.command(v.Note))
			}
		}
	}
	return []string{out.String()}, nil
}

// jsonFile is an object from names to values. Secrets that are left out are null,
// and empty notes are absent.
func jsonFile(s *source, _ Options) ([]string, error) {
	var fields []string
	for _, step := range s.notes.Steps {
		for _, v := range step.Values {
			if !s.has(v.Note) {
				continue
			}
			var value any
			if text := s.get(v.Note); text != "" {
				value = text
			}
			field, err := jsonText(value)
			if err != nil {
				return nil, err
			}
			fields = append(fields, fmt.Sprintf("  %q: %s", v.Note, strings.TrimSpace(field)))
		}
	}
	return []string{"{\n" + strings.Join(fields, ",\n") + "\n}\n"}, nil
}

// jsonText is a value as indented JSON, with a line end.
func jsonText(value any) (string, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return "", fmt.Errorf("writing JSON: %w", err)
	}
	return out.String(), nil
}

// markdown is the notes document: a heading for each step, a line for each note.
func markdown(s *source, _ Options) ([]string, error) {
	var out strings.Builder
	out.WriteString("# Okta notes\n")
	for _, step := range s.notes.Steps {
		if len(step.Values) == 0 {
			continue
		}
		fmt.Fprintf(&out, "\n## %s\n\n", markdownText(step.Title))
		for _, v := range step.Values {
			if v.Asked || s.has(v.Note) {
				fmt.Fprintf(&out, "- %s: %s\n", markdownText(v.Label), s.markdownValue(v))
			}
		}
	}
	return []string{out.String()}, nil
}

func (s *source) markdownValue(v Value) string {
	switch value := s.get(v.Note); {
	case value != "":
		return codeSpan(oneLine(value))
	case s.has(v.Note):
		return "kept in the vault (" + codeSpan(s.command(v.Note)) + ")"
	}
	return "not in the notes yet"
}

// codeSpan is a text that Markdown takes literally (CommonMark section 6.1): the
// fence is longer than any run of backticks inside, and one space at each end,
// which is not part of it, keeps spaces and backticks at its ends.
func codeSpan(s string) string {
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.Trim(s, " ") != "" && strings.TrimSpace(s) != s || strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// markdownText is a text without marks: ASCII punctuation is escaped.
func markdownText(s string) string {
	var out strings.Builder
	for _, r := range oneLine(s) {
		if strings.ContainsRune("\\`*_{}[]<>()#+-.!|~&", r) {
			out.WriteByte('\\')
		}
		out.WriteRune(r)
	}
	return out.String()
}
