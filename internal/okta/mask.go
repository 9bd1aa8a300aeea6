package okta

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// masker takes the secrets out of what a request sent and got. It goes by name (members,
// parameters and header fields that hold secrets), by value (whatever secret it has seen once)
// and by shape (JWTs and API tokens).
type masker struct {
	known []disguise
	depth int // of strings within strings
}

// disguise is a secret in one of its spellings, and what is shown in its place.
type disguise struct{ secret, shown string }

// shortestKnown is the length below which a value is masked by name only: a shorter one
// occurs by chance, and masking it everywhere would leave a text unreadable.
const shortestKnown = 6

// deepest is how many strings within strings are read as JSON. Each takes twice the backslashes of
// the one around it, so that nobody but an attacker goes deeper.
const deepest = 6

// maskerFor returns a masker that has learnt the secrets of a request with the given body.
func maskerFor(req *http.Request, body string) *masker {
	m := new(masker)
	for _, name := range []string{"Authorization", "Proxy-Authorization"} {
		m.learnCredentials(req.Header.Get(name))
	}
	m.url(req.URL)
	m.body(req.Header.Get("Content-Type"), body)
	return m
}

// learn remembers a secret and the ways in which a server may spell it when it echoes it.
func (m *masker) learn(secret, shown string) {
	secret = printable(secret) // so is every text before it is searched
	quoted, _ := json.Marshal(secret)
	for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret),
		html.EscapeString(secret), strings.Trim(string(quoted), `"`)} {
		known := slices.ContainsFunc(m.known, func(d disguise) bool { return d.secret == form })
		if len(form) >= shortestKnown && !known {
			m.known = append(m.known, disguise{form, shown})
		}
	}
	// The longest goes first, or a secret within another would leave the other's ends behind.
	slices.SortStableFunc(m.known, func(a, b disguise) int { return cmp.Compare(len(b.secret), len(a.secret)) })
}

func (m *masker) learnCredentials(authorization string) {
	scheme, value, _ := strings.Cut(authorization, " ")
	value = strings.TrimSpace(value)
	if !strings.EqualFold(scheme, "Basic") {
		words := strings.Fields(authorization)
		if len(words) > 0 {
			m.learn(words[len(words)-1], hint(words[len(words)-1]))
		}
		return
	}
	m.learn(value, dots)
	pair, err := base64.StdEncoding.DecodeString(value)
	_, secret, found := strings.Cut(string(pair), ":")
	if err != nil || !found {
		return
	}
	m.learn(string(pair), dots)
	if plain, err := url.QueryUnescape(secret); err == nil {
		secret = plain
	}
	m.learn(secret, dots)
}

// hideShapes masks what looks like a token in any text: it goes through its words of base64url
// and dots.
func hideShapes(s string) string {
	var out strings.Builder
	copied := 0
	for start := 0; start < len(s); start++ {
		end := start
		for end < len(s) && (tokenByte(s[end]) || s[end] == '.') {
			end++
		}
		if word := s[start:end]; len(word) >= 24 {
			if shown := hideToken(word); shown != word {
				out.WriteString(s[copied:start] + shown)
				copied = end
			}
		}
		start = end
	}
	return out.String() + s[copied:]
}

func tokenByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// hideToken hides a JWT, whose header always begins with the base64 of `{"`, and an API token:
// 42 characters that begin with 00 in every published example.
func hideToken(word string) string {
	if jwt := strings.Index(word, "eyJ"); jwt >= 0 && strings.Count(word[jwt:], ".") >= 2 {
		return word[:jwt] + hint(word[jwt:])
	}
	if !strings.Contains(word, "00") {
		return word
	}
	parts := strings.Split(word, ".")
	for i, part := range parts {
		if len(part) == 42 && strings.HasPrefix(part, "00") {
			parts[i] = hint(part)
		}
	}
	return strings.Join(parts, ".")
}

// hide masks by value and by shape.
func (m *masker) hide(s string) string {
	for _, d := range m.known {
		s = strings.ReplaceAll(s, d.secret, d.shown)
	}
	return hideShapes(s)
}

// text masks by value and by shape in any text, and makes it fit for a terminal.
func (m *masker) text(s string) string { return m.hide(printable(s)) }

// assignments finds what looks like a secret that is given by name in text that has no
// grammar: a URL, a log line, JSON that was cut off or is wrapped in something else. It
// is made when it is first needed, for programs that need it not at all to start quickly.
var assignments = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(` + strings.Join(secretNames(), "|") + `)(\\*["']?\s*[:=]\s*\\*["']?)([^\s"'&<>,;{}\[\]]*[^\s"'&<>,;{}\[\]\\])`)
})

// loose masks by name as well, without relying on a grammar.
func (m *masker) loose(s string) string {
	s = printable(s)
	if !strings.ContainsAny(s, "=:") { // the expression is slow, and most header fields are plain
		return m.hide(s)
	}
	for _, found := range assignments().FindAllStringSubmatch(s, -1) {
		if !m.shows(found[3]) && !sentence(found) {
			m.learn(found[3], dots)
		}
	}
	// A secret that is known goes whole, and not just as far as a value seems to reach.
	return assignments().ReplaceAllStringFunc(m.hide(s), func(text string) string {
		found := assignments().FindStringSubmatch(text)
		if sentence(found) {
			return text
		}
		return found[1] + found[2] + dots
	})
}

// sentence reports whether what was found is not a value but a word of a sentence, as in
// "Invalid token: expired".
func sentence(found []string) bool {
	unlike := func(r rune) bool { return (r|0x20) < 'a' || 'z' < (r|0x20) }
	return strings.HasPrefix(found[2], ": ") && !strings.ContainsAny(found[2], `"'`) && !strings.Contains(found[1], "_") &&
		!strings.ContainsFunc(strings.TrimRight(found[3], "."), unlike)
}

// shows reports whether a text stands for a secret already.
func (m *masker) shows(s string) bool {
	return slices.ContainsFunc(m.known, func(d disguise) bool { return d.shown == s })
}

// url masks a URL's password and query, in place.
func (m *masker) url(u *url.URL) string {
	shown := *u
	if password, set := u.User.Password(); set {
		m.learn(password, dots)
		shown.User = url.User(u.User.Username())
	}
	// The parts are put together by hand: URL.String would escape the dots.
	query := m.form(u.RawQuery)
	shown.RawQuery, shown.Fragment = "", ""
	text := shown.String()
	if query != "" {
		text += "?" + query
	}
	return m.text(text)
}

// form masks the secret fields of an application/x-www-form-urlencoded text and leaves all
// else as it was sent.
func (m *masker) form(s string) string {
	fields := strings.Split(s, "&")
	for i, field := range fields {
		name, value, _ := strings.Cut(field, "=")
		plain, err := url.QueryUnescape(name)
		if err != nil || value == "" || !secretName(plain) && plain != "code" {
			continue
		}
		m.learn(value, shownFor(plain, value))
		if decoded, err := url.QueryUnescape(value); err == nil {
			m.learn(decoded, shownFor(plain, decoded))
		}
		fields[i] = name + "=" + shownFor(plain, value)
	}
	return m.text(strings.Join(fields, "&"))
}

// body masks the body of a request or of an answer.
func (m *masker) body(contentType, s string) string {
	s = printable(s)
	switch {
	case strings.HasPrefix(contentType, "application/x-www-form-urlencoded"):
		return m.cutOff(m.form(s))
	case json.Valid([]byte(s)):
		return m.text(m.json(s))
	}
	return m.cutOff(m.within(s))
}

// json masks string literals wherever they stand in s, which need not be valid JSON: by the
// member they belong to, and by what they mean once their escapes are undone.
func (m *masker) json(s string) string {
	var out strings.Builder
	member, secret, rest := "", false, s
	for {
		start, end := literal(rest)
		if start < 0 {
			return out.String() + rest
		}
		text, after := rest[start:end], strings.TrimLeft(rest[end:], " \t\r\n")
		value := unquote(text)
		switch {
		case strings.HasPrefix(after, ":"):
			member, secret = value, secretName(value)
			text = m.requote(text, value)
		case secret && value != "":
			m.learn(value, shownFor(member, value))
			text = `"` + shownFor(member, value) + `"`
		default:
			text = m.requote(text, value)
		}
		out.WriteString(rest[:start] + text)
		rest = rest[end:]
	}
}

// requote returns the literal as it was, or a new one when its meaning has a secret in it. Servers
// repeat in a string what they were sent, or were told themselves, JSON and forms among it.
func (m *masker) requote(text, value string) string {
	shown := m.within(value)
	if shown == value {
		return text
	}
	quoted, _ := json.Marshal(shown)
	return string(quoted)
}

// within masks what is in a text of any kind, strings within strings too. What has no grammar is
// looked for in the outermost alone: it stands there with all that is in it.
func (m *masker) within(s string) string {
	m.depth++
	defer func() { m.depth-- }()
	if m.depth <= deepest {
		s = m.json(s)
	}
	if m.depth > 1 {
		return m.hide(s)
	}
	return m.loose(s)
}

// cutOff masks the beginning of a known secret at the end of a text that was cut off there.
func (m *masker) cutOff(s string) string {
	for _, d := range m.known {
		for n := len(d.secret) - 1; n >= shortestKnown; n-- {
			if strings.HasSuffix(s, d.secret[:n]) {
				return s[:len(s)-n] + dots
			}
		}
	}
	return s
}

// header masks one header field.
func (m *masker) header(name, value string) string {
	switch http.CanonicalHeaderKey(name) {
	case "Authorization", "Proxy-Authorization":
		words := strings.Fields(printable(value))
		if len(words) == 0 {
			return ""
		}
		last := words[len(words)-1]
		words[len(words)-1] = hint(last)
		if strings.EqualFold(words[0], "Basic") { // any part of it is part of the secret
			words[len(words)-1] = dots
		}
		return strings.Join(words, " ")
	case "Cookie", "Set-Cookie", "Dpop":
		return dots
	}
	return m.loose(value)
}

// Shown returns what may be shown of a single value that a server sent under a name, when these
// secrets were in the request.
func Shown(name, value string, secrets ...Secret) string {
	if secretName(name) {
		return shownFor(name, value)
	}
	m := new(masker)
	for _, s := range secrets {
		m.learn(s.Reveal(), dots)
	}
	return m.within(value)
}

// literal returns where the next JSON string literal of s starts and ends, or -1. A literal
// that is cut off ends where s does.
func literal(s string) (start, end int) {
	start = strings.IndexByte(s, '"')
	if start < 0 {
		return -1, -1
	}
	for end = start + 1; end < len(s); end++ {
		switch s[end] {
		case '\\':
			end++
		case '"':
			return start, end + 1
		}
	}
	return start, len(s)
}

func unquote(literal string) string {
	if !strings.Contains(literal, `\`) {
		return strings.Trim(literal, `"`)
	}
	var value string
	if json.Unmarshal([]byte(literal), &value) == nil || json.Unmarshal([]byte(literal+`"`), &value) == nil {
		return value
	}
	return strings.Trim(literal, `"`)
}

// shownFor returns what stands for a secret of that name: both ends of a token, and nothing of
// what a person keeps.
func shownFor(name, value string) string {
	switch strings.ToLower(name) {
	case "access_token", "id_token", "refresh_token", "token", "subject_token", "actor_token":
		return hint(value)
	}
	return dots
}

func secretName(name string) bool { return slices.Contains(secretNames(), strings.ToLower(name)) }

// secretNames are the names under which OAuth 2.0, its extensions and Okta's API carry secrets.
func secretNames() []string {
	return []string{"client_secret", "client_assertion", "access_token", "id_token", "refresh_token", "token",
		"subject_token", "actor_token", "assertion", "code_verifier", "device_code", "password", "secret_hash",
		"sessiontoken", "statetoken", "registration_access_token", "api_token"}
}
