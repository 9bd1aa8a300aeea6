package okta

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// bom is the byte order mark that some servers put before their JSON.
const bom = "\ufeff"

// printable makes text from anywhere fit for a terminal: what is not UTF-8 is replaced, and
// control and format characters other than tab and newline are left out, so that a server can
// neither move the cursor nor hide a part of what it says.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', ' ' <= r && r <= '~':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
}

// clean makes text printable on one line of at most limit characters.
func clean(s string, limit int) string {
	s = strings.Join(strings.Fields(printable(s)), " ")
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit]) + "…"
}

// looksLikeHTML reports whether body begins as HTML does, whatever its Content-Type says.
func looksLikeHTML(contentType string, body []byte) bool {
	start := bytes.ToLower(bytes.TrimSpace(body[:min(len(body), 512)]))
	return bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html")) ||
		strings.Contains(contentType, "html") && bytes.HasPrefix(start, []byte("<"))
}
