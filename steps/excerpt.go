package steps

import (
	"encoding/base64"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// What somebody pastes is rarely an answer and nothing else: it is a part of a
// log, of a command's output or of an address, and secrets stand in it.

// lowered is a text with its ASCII letters in lower case, byte for byte as long.
func lowered(s string) string {
	out := []byte(s)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return string(out)
}

// words splits a text in lower case at everything but letters, digits and
// underscores.
func words(lower string) []string {
	return strings.FieldsFunc(lower, func(r rune) bool {
		return r < 0x80 && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	})
}

// plain undoes what wraps a message on its way through logs and addresses:
// backslashes of JSON within JSON, percent signs, entities.
func plain(text string) string {
	if strings.Contains(text, "&") {
		text = html.UnescapeString(text)
	}
	var out strings.Builder
	for {
		i := strings.IndexAny(text, `\%`)
		if i < 0 {
			return out.String() + text
		}
		meant, size := unescaped(text[i:])
		out.WriteString(text[:i])
		out.WriteString(meant)
		text = text[i+size:]
	}
}

// unescaped is what the escape at the beginning of s means, and its length.
func unescaped(s string) (meant string, size int) {
	coded := func(from, to int) (string, int) {
		code, err := strconv.ParseUint(s[from:min(to, len(s))], 16, 16)
		if err != nil || len(s) < to {
			return s[:1], 1
		}
		return string(rune(code)), to
	}
	switch {
	case s[0] == '%':
		return coded(1, 3)
	case len(s) > 1 && s[1] == 'u':
		return coded(2, 6)
	case len(s) > 1 && strings.IndexByte("nrt", s[1]) >= 0:
		return " ", 2
	}
	return "", 1
}

// A report is an error that a server has reported, as far as it can be made out.
type report struct{ code, says string }

// mostReports is enough for any log that a person reads.
const mostReports = 20

// reportsIn finds the errors that stand in a text as members of JSON, as
// parameters of an address, or as programs print them: by their names, which in
// both of Okta's shapes begin with error. lower is the text in lower case.
func reportsIn(text, lower string) []report {
	var all []report
	for at := 0; len(all) < mostReports; {
		i := strings.Index(lower[at:], "error")
		if i < 0 {
			break
		}
		begins := at + i
		at = begins + len("error")
		name := lower[at : at+wordEnd(lower[at:])]
		value, quoted := assigned(text[at+len(name):])
		switch {
		case begins > 0 && wordEnd(lower[begins-1:begins]) > 0:
		case name == "" || name == "code":
			if !quoted {
				value = codeIn(value)
			}
			if value != "" {
				all = append(all, report{code: value})
			}
		case (name == "_description" || name == "summary") && value != "":
			if len(all) == 0 {
				all = append(all, report{})
			}
			last := &all[len(all)-1]
			last.says = strings.TrimSpace(last.says + " " + value)
		}
	}
	return all
}

// wordEnd is the length of the word that s begins with.
func wordEnd(s string) int {
	return len(s) - len(strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyz_"))
}

// longestSaid is more than any sentence of a server.
const longestSaid = 500

// assigned is the value that follows a name in JSON, in an address, or in what
// programs print.
func assigned(s string) (value string, quoted bool) {
	s = strings.TrimLeft(s, `"' `)
	if s == "" || s[0] != ':' && s[0] != '=' {
		return "", false
	}
	s = strings.TrimLeft(s[1:], " ")
	if len(s) > longestSaid {
		s = s[:max(0, strings.LastIndexByte(s[:longestSaid], ' '))] // half a secret can't be told from a word
	}
	for _, quote := range []string{`"`, "'"} {
		inner, opened := strings.CutPrefix(s, quote)
		inner, after, closed := strings.Cut(inner, quote)
		if opened && (!closed || quote == `"` || strings.Trim(after[:min(1, len(after))], ",;)}]\r\n") == "") {
			return strings.TrimSpace(inner), true
		}
	}
	if i := strings.IndexAny(s, "&;}\r\n\""); i >= 0 {
		s = s[:i]
	}
	s, _, _ = strings.Cut(s, ", error")
	if !strings.Contains(s, " ") {
		s = strings.ReplaceAll(s, "+", " ")
	}
	return strings.TrimSpace(s), false
}

// codeIn is the error code that a value without quotes begins with, or "": other
// words follow the word error in any log.
func codeIn(value string) string {
	code, _, _ := strings.Cut(value, ",")
	if strings.HasPrefix(code, "E00") || strings.Contains(code, "_") && wordEnd(code) == len(code) {
		return code
	}
	return ""
}

// said is the report as it may be shown, without the secrets of its text.
func (r report) said(secrets []string) string {
	return hidden(strings.Trim(r.code+": "+r.says, ": "), secrets)
}

// A hiding is where secrets stand in a text: behind one of some words, in lower
// case, when what follows them looks like value.
type hiding struct {
	after []string
	value *regexp.Regexp
}

// hidings are members and parameters that are named for secrets, Authorization
// headers, curl's -u, names in addresses, and cookies.
func hidings() []hiding {
	return []hiding{
		{
			[]string{"secret", "token", "password", "passwd", "passphrase", "assertion", "verifier", "authorization", "apikey", "api_key", "api-key", "private_key", "?code", "&code", `"code"`},
			regexp.MustCompile(`(?i)^["']?\s*[:=]\s*["']?(?:(?:basic|bearer|ssws|dpop)\s+)?([^\s"'&,;<>{}]+)`),
		},
		{[]string{"basic", "bearer", "ssws", "dpop"}, regexp.MustCompile(`^\s+["']?([A-Za-z0-9._~+/=-]{12,})`)},
		{[]string{" -u", "--user"}, regexp.MustCompile(`^[\s=]*["']?[^\s:/@"']*:([^\s@/"']+)`)},
		{[]string{"://"}, regexp.MustCompile(`^[^\s:/@"']*:([^\s@/"']+)@`)},
		{[]string{"cookie"}, regexp.MustCompile(`^["']?\s*[:=]\s*["']?([^"'\r\n]+)`)},
	}
}

// secretsIn are the secrets that stand in a text. lower is the text in lower case.
func secretsIn(text, lower string) []string {
	const longest = 2 * longestSaid
	var all []string
	for _, h := range hidings() {
		for _, word := range h.after {
			for at := 0; ; {
				i := strings.Index(lower[at:], word)
				if i < 0 {
					break
				}
				at += i + len(word)
				if found := h.value.FindStringSubmatch(text[at:min(len(text), at+longest)]); found != nil {
					all = append(all, spellings(found[1])...)
				}
			}
		}
	}
	return all
}

var secretShaped = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`eyJ[A-Za-z0-9_.-]+|[A-Za-z0-9_+/=-]{24,}`)
})

// hidden takes secrets out of a sentence, and whatever looks like one.
func hidden(sentence string, secrets []string) string {
	const dots = "••••••••"
	for _, secret := range secrets {
		sentence = strings.ReplaceAll(sentence, secret, dots)
	}
	sentence = secretShaped().ReplaceAllStringFunc(sentence, func(word string) string {
		if strings.ContainsAny(word, "0123456789") || strings.HasPrefix(word, "eyJ") {
			return dots
		}
		return word
	})
	return Pasted(sentence)
}

// spellings are a secret as it stands there, its parts if it is a list of
// cookies, and what a Basic header made of it. What is shorter than four
// characters occurs in any sentence.
func spellings(secret string) []string {
	all := append([]string{secret}, strings.FieldsFunc(secret, func(r rune) bool { return strings.ContainsRune("=; ", r) })...)
	if pair, err := base64.StdEncoding.DecodeString(secret); err == nil {
		_, decoded, _ := strings.Cut(string(pair), ":")
		all = append(all, decoded)
	}
	return slices.DeleteFunc(all, func(s string) bool { return len(s) < 4 })
}
