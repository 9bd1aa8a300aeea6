package handover

import (
	"fmt"
	"net/url"
	"strings"
)

// noZero is why a shell can't have a value.
const noZero = "it has a zero byte, which no shell can hold"

// shellQuoted is one word of a POSIX shell (section 2.2.2): between single quotes
// everything stands for itself but the single quote.
func shellQuoted(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// formEncoded is a value in a form's body (RFC 6749 appendix B). Spaces become %20:
// as + they would be misread where id and secret go into a header.
func formEncoded(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}

// uriCharacters are those that a URI may have (RFC 3986 section 2).
const uriCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&'()*+,;=%"

// uriEncoded is a URL as one line without spaces, quotes or braces: what a URL must
// not have is percent-encoded.
func uriEncoded(s string) string {
	var out strings.Builder
	for _, c := range []byte(s) {
		if strings.IndexByte(uriCharacters, c) >= 0 {
			out.WriteByte(c)
		} else {
			fmt.Fprintf(&out, "%%%02X", c)
		}
	}
	return out.String()
}

// isURL reports whether a program can send a request to s.
func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" && u.User == nil
}

// oneLine is a text in which nothing ends the line or moves the cursor: such
// characters are written as Go and JSON write them.
func oneLine(s string) string {
	var out strings.Builder
	for _, r := range s {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// wrapped breaks a text into lines of at most width characters, where it can.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
