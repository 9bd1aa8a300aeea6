package export_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// The readers below read back what was exported, each by the rules of its format
// but stricter: what they accept means the same to the engine. They give the
// words of a configuration in their order, unquoted, and marks for its structure.

// read reads the export for an engine.
func read(engine, text string) ([]string, error) {
	switch engine {
	case "nginx":
		return readNginx(text)
	case "apache":
		return readApache(text)
	}
	return readYAML(text)
}

// readNginx follows nginx's ngx_conf_read_token.
func readNginx(text string) (words []string, err error) {
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == ' ' || c == '\n':
			i++
		case c == '#':
			i += strings.IndexByte(text[i:]+"\n", '\n')
		case c == ';' || c == '{' || c == '}':
			words = append(words, "mark "+string(c))
			i++
		case c == '"':
			word, n, err := quoted(text[i:])
			if err != nil {
				return nil, err
			}
			if i += n; i == len(text) || !strings.ContainsRune(" \n;{", rune(text[i])) {
				return nil, fmt.Errorf("something follows a quote: %q", text[i:])
			}
			words = append(words, word)
		default:
			n := strings.IndexAny(text[i:], " \n;{\"'\\")
			if n <= 0 {
				return nil, fmt.Errorf("no word: %q", text[i:])
			}
			words = append(words, text[i:i+n])
			i += n
		}
	}
	return words, nil
}

// quoted reads a string in double quotes with \" and \\, and says how long it was.
func quoted(text string) (word string, n int, err error) {
	var out strings.Builder
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '"':
			return out.String(), i + 1, nil
		case '\n':
			return "", 0, fmt.Errorf("a line ends within quotes: %q", text)
		case '\\':
			if i++; i == len(text) || text[i] != '"' && text[i] != '\\' {
				return "", 0, fmt.Errorf("a backslash before something else: %q", text)
			}
		}
		out.WriteByte(text[i])
	}
	return "", 0, fmt.Errorf("quotes without an end: %q", text)
}

// readApache follows httpd's ap_cfg_getline, ap_resolve_env and ap_getword_conf.
func readApache(text string) (words []string, err error) {
	for line := range strings.Lines(text) {
		rest := strings.TrimSpace(line)
		if strings.HasSuffix(rest, `\`) {
			return nil, fmt.Errorf("a line goes on in the next: %q", line)
		}
		if strings.HasPrefix(rest, "#") {
			continue
		}
		if strings.Contains(strings.ReplaceAll(rest, "${OKTADANCE_CLIENT_SECRET}", ""), "${") {
			return nil, fmt.Errorf("a variable: %q", line)
		}
		for rest != "" {
			n := strings.IndexByte(rest+" ", ' ')
			word := rest[:n]
			if rest[0] == '"' {
				if word, n, err = quoted(rest); err != nil {
					return nil, err
				}
			}
			words = append(words, word)
			if rest = rest[n:]; rest != "" && rest[0] != ' ' && rest != ">" {
				return nil, fmt.Errorf("something follows a quote: %q", line)
			}
			rest = strings.TrimLeft(rest, " ")
		}
		words = append(words, "mark line")
	}
	return words, nil
}

// plain is what an unquoted scalar or key may look like: nothing that YAML takes
// for something else than text.
var plain = regexp.MustCompile(`^[A-Za-z0-9_/@][A-Za-z0-9_./@:-]*$|^\{\}$`)

// readYAML reads block mappings and sequences of plain and double-quoted scalars,
// and literal blocks, whose lines it reads as Lua.
func readYAML(text string) (words []string, err error) {
	block := -1 // the indent that lines of a literal block have at least
	for line := range strings.Lines(text) {
		rest := strings.TrimLeft(strings.TrimSuffix(line, "\n"), " ")
		indent := len(line) - len(rest) - 1
		switch {
		case rest == "" || strings.HasPrefix(rest, "#") && block < 0:
			continue
		case block >= 0 && indent >= block:
			words, err = readLua(words, rest)
		default:
			block = -1
			words = append(words, "mark indent "+strconv.Itoa(indent))
			if rest == "- |" {
				block = indent + 2
				continue
			}
			words, err = readEntry(words, rest)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %q", err, line)
		}
	}
	return words, nil
}

// readEntry reads what stands in one line: dashes, a key, a scalar.
func readEntry(words []string, rest string) ([]string, error) {
	for strings.HasPrefix(rest, "- ") {
		words, rest = append(words, "mark -"), rest[2:]
	}
	if rest == "---" {
		return append(words, "mark ---"), nil
	}
	key, value, isPair := strings.Cut(rest, ": ")
	if end, found := strings.CutSuffix(rest, ":"); found && !strings.ContainsAny(end, `" `) {
		return append(words, "mark key "+end), nil
	}
	if rest[0] == '"' && !strings.HasPrefix(rest, `"@type": `) {
		isPair = false
	}
	if !isPair {
		return readScalar(words, rest)
	}
	if !plain.MatchString(strings.Trim(key, `"`)) {
		return nil, fmt.Errorf("no key")
	}
	return readScalar(append(words, "mark key "+key), value)
}

func readScalar(words []string, text string) ([]string, error) {
	if plain.MatchString(text) {
		return append(words, text), nil
	}
	// JSON's strings mean the same in YAML (YAML 1.2 section 1.3).
	var word string
	err := json.Unmarshal([]byte(text), &word)
	return append(words, word), err
}

var constant = regexp.MustCompile(`^local [A-Z_]+$`)

// readLua reads a line that makes a string constant; other lines are taken as they are.
func readLua(words []string, line string) ([]string, error) {
	name, value, found := strings.Cut(line, ` = "`)
	if !found || !constant.MatchString(name) {
		return append(words, "mark lua "+line), nil
	}
	word, n, err := quoted(`"` + value)
	if err == nil && n != len(value)+1 {
		err = fmt.Errorf("something follows a quote")
	}
	return append(words, "mark lua "+name, word), err
}
