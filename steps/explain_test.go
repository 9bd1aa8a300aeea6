package steps

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// first is the name of the best explanation, or "".
func first(all []Explanation) string {
	if len(all) == 0 {
		return ""
	}
	return all[0].Name
}

// pastes are the ways in which an answer comes to be pasted: as it is, as curl
// shows it, within the JSON of a log, and as other programs print it.
func (r row) pastes() []string {
	quoted, _ := json.Marshal(r.body)
	asked := "https://example.okta.com" + orElse(r.path, "/oauth2/default/v1/token")
	members := strings.NewReplacer(`{"`, "{", `","`, ", ", `":"`, "=", `"}`, "}").Replace(r.body)
	return []string{
		fmt.Sprintf("%s %s", asked, r.body),
		fmt.Sprintf("> POST %s HTTP/2\n> accept: application/json\n>\n< HTTP/2 %d\n< content-type: application/json\n<\n%s\n", asked, r.status, r.body),
		fmt.Sprintf(`{"time":"2026-11-23T10:00:00Z","level":"ERROR","msg":"call failed","url":"%s","body":%s}`, asked, quoted),
		fmt.Sprintf("2026-11-23 10:00:00.123 ERROR [main] c.a.Client - %s answered %d: %s", asked, r.status, members),
	}
}

func TestEveryAnswerIsExplainedHoweverItIsPasted(t *testing.T) {
	for _, r := range slices.Concat(tokenRows(), managementRows(), gatewayRows()) {
		for _, text := range r.pastes() {
			if got := Explain(text); first(got) != r.lesson && !strings.Contains(text, "error=Unauthorized") { // which stands in any log
				t.Errorf("%s\n\tis explained as %v, not %s", text, names(got), r.lesson)
			}
		}
	}
}

func names(all []Explanation) []string {
	var names []string
	for _, e := range all {
		names = append(names, fmt.Sprintf("%s %.2f", e.Name, e.Score))
	}
	return names
}

// The bare answer is enough, where the place does not decide; so is its sentence.
func TestEveryAnswerIsExplainedByItself(t *testing.T) {
	placed := []string{"token-zone", "registration-token"}
	coded := []string{"name-taken", "registration-refused"} // and those that cover all of a code
	for _, l := range generalLessons() {
		coded = append(coded, l.name)
	}
	for _, r := range slices.Concat(tokenRows(), managementRows(), gatewayRows()) {
		if got := Explain(r.body); first(got) != r.lesson && !slices.Contains(placed, r.lesson) {
			t.Errorf("%s\n\tis explained as %v, not %s", r.body, names(got), r.lesson)
		}
		var said struct {
			Error       string `json:"error"`
			Description string `json:"error_description"`
			Summary     string `json:"errorSummary"`
		}
		if err := json.Unmarshal([]byte(r.body), &said); err != nil {
			t.Fatal(err)
		}
		sentence := orElse(orElse(said.Description, said.Summary), said.Error)
		near := func(e Explanation) bool { return e.Name == r.lesson }
		if got := Explain(sentence); !slices.ContainsFunc(got, near) && !slices.Contains(append(placed, coded...), r.lesson) {
			t.Errorf("%q\n\tis explained as %v, not %s", sentence, names(got), r.lesson)
		}
	}
}

func TestWhatPeopleTypeIsExplained(t *testing.T) {
	for lesson, texts := range wordRows() {
		for _, text := range append(texts, lesson, strings.ToUpper(lesson), " "+lesson+"\n") {
			if got := Explain(text); first(got) != lesson {
				t.Errorf("%q\n\tis explained as %v, not %s", text, names(got), lesson)
			}
		}
	}
}

// Whoever adds a lesson adds what it is found by.
func TestEveryLessonIsRehearsed(t *testing.T) {
	rehearsed := map[string]bool{}
	for _, r := range allRows() {
		rehearsed[r.lesson] = true
	}
	for lesson := range wordRows() {
		rehearsed[lesson] = true
	}
	for _, l := range catalogue() {
		if !rehearsed[l.name] {
			t.Errorf("no test finds %s", l.name)
		}
		delete(rehearsed, l.name)
	}
	if len(rehearsed) > 0 {
		t.Errorf("there are no such lessons: %v", rehearsed)
	}
}

func TestWhatIsNotKnownIsNotGuessed(t *testing.T) {
	for _, text := range []string{"", " ", "hello world", "asdf qwerty zxcv", "cat videos", "the quick brown fox jumps over the lazy dog",
		"E0000999", "42", "¿qué?", "\x00\xff", "{}", "[]", "null", "{{{", `{"error":`, `{"error":null}`, strings.Repeat("lorem ipsum dolor sit amet ", 3000)} {
		if got := Explain(text); len(got) > 0 {
			t.Errorf("%.40q is explained as %v", text, names(got))
		}
	}
	got := Explain(`{"error":"teapot","error_description":"Short and stout."}`)
	if first(got) != Unknown || got[0].Said != "teapot: Short and stout." || len(got) != 1 {
		t.Errorf("%+v", got)
	}
}

// A log tells of several things; each is named, and the server's words are those
// about it.
func TestALogIsExplainedByAllThatIsInIt(t *testing.T) {
	log := `10:00 POST /oauth2/default/v1/token 400 {"error":"invalid_scope","error_description":"One or more scopes are not configured for the authorization server resource."}
10:01 POST /oauth2/default/v1/token 401 {"error":"access_denied","error_description":"Policy evaluation failed for this request, please check the policy configurations."}
10:02 GET /api/v1/users/me 429 {"errorCode":"E0000047","errorSummary":"API call exceeded rate limit due to too many requests."}`
	got := Explain(log)
	for i, want := range []string{"unknown-scope", "policy-refused", "too-many"} {
		if len(got) <= i || got[i].Name != want {
			t.Fatalf("explained as %v", names(got))
		}
	}
	if got[1].Said != "access_denied: Policy evaluation failed for this request, please check the policy configurations." {
		t.Errorf("it said %q", got[1].Said)
	}
}

// Outside a walk there are no notes and no keys to press.
func TestAnExplanationNeedsNoWalk(t *testing.T) {
	for _, l := range catalogue() {
		for _, e := range Explain(l.name)[:1] {
			text := e.What + " " + e.Why + " " + e.Next
			if e.Name != l.name || e.Score != 1 || strings.Contains(text, "press Enter") || strings.Contains(text, "Esc to") || strings.Contains(text, "with Esc") {
				t.Errorf("%s reads %s", e.Name, text)
			}
			for _, text := range []string{e.What, e.Why, e.Next} {
				if !unicode.IsUpper([]rune(text)[0]) || !strings.HasSuffix(text, ".") {
					t.Errorf("%s: %q is no sentence", e.Name, text)
				}
			}
		}
	}
}

// repeats reports whether an explanation gives any of the secrets back.
func repeats(all []Explanation, secrets ...string) bool {
	text := fmt.Sprint(all)
	return slices.ContainsFunc(secrets, func(s string) bool { return strings.Contains(text, s) })
}

func TestSecretsInATextAreNotRepeated(t *testing.T) {
	const secret, jwt = "hunter2-K9x", "eyJraWQiOiJhIn0.eyJpc3MiOiJiIn0.c2lnbmF0dXJl"
	const token, long = "00aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7d", "9fK2-mP4_qR6sT8uV0wX2yZ4aB6cD8eF0gH2iJ4kL6mN8oP0qR2sT4uV6wX8yZ0"
	basic := base64.StdEncoding.EncodeToString([]byte("0oa1:" + secret))
	answer := func(said string) string { return "\n" + oauth("invalid_client", "Bad: "+said) }
	for _, text := range []string{
		"client_id=0oa1&client_secret=" + secret + answer(secret),
		`{"client_secret": "` + secret + `"}` + answer(secret),
		"Authorization: Basic " + basic + answer(basic+" "+secret),
		"curl -u 0oa1:" + secret + " https://a.okta.com" + answer(secret),
		"https://0oa1:" + secret + "@a.okta.com" + answer(secret),
		"Authorization: Bearer " + jwt + answer(jwt),
		answer(jwt), answer("SSWS " + token), answer(token), answer(long),
		"Cookie: sid=" + secret + answer(secret),
		"export OKTA_API_TOKEN=" + secret + answer(secret),
		`{"error":"x_y","error_description":"client_secret=` + secret + ` is wrong"}`,
		"https://a.example/cb?code=" + secret + "&error=access_denied&error_description=" + secret,
		oauth("x_y", strings.Repeat("word ", 98)+secret+" client_secret="+secret),
		"password: '" + secret + "'" + answer(secret),
	} {
		got := Explain(text)
		if len(got) == 0 || got[0].Said == "" {
			t.Errorf("nothing is quoted of %s", text)
		}
		if repeats(got, secret, basic, jwt, token, long) {
			t.Errorf("%s\n\tis explained as %+v", text, got)
		}
	}
}

// FuzzExplain pastes anything, with secrets in it: what comes back is whole,
// in order, fit for a terminal, and free of them.
func FuzzExplain(f *testing.F) {
	for i, r := range allRows() {
		if i%8 == 0 {
			f.Add(r.pastes()[i/8%4])
		}
	}
	f.Add(`error=%u00 \u00 \ % %4 "error" = 'x' errorSummary:`)
	const secret = "Planted-5ecret.Value"
	basic := base64.StdEncoding.EncodeToString([]byte("id:" + secret))
	f.Fuzz(func(t *testing.T, text string) {
		planted := text + "\nclient_secret=" + secret + "\nAuthorization: Basic " + basic + "\n" + oauth("invalid_grant", "Not "+secret+" nor "+basic+".")
		for _, got := range [][]Explanation{Explain(text), Explain(planted)} {
			for i, e := range got {
				if e.Name == "" || e.What == "" || e.Why == "" || e.Next == "" || e.Score < least || e.Score > 1 || i > 0 && e.Score > got[i-1].Score {
					t.Errorf("%q is explained as %+v", text, got)
				}
				if strings.ContainsFunc(e.Said, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
					t.Errorf("%q is not fit for a terminal", e.Said)
				}
			}
		}
		if got := Explain(planted); len(got) == 0 || repeats(got, secret, basic) && !strings.Contains(text, secret[:8]) {
			t.Errorf("%q is explained as %+v", planted, got)
		}
		if again := Explain(text); fmt.Sprint(again) != fmt.Sprint(Explain(text)) {
			t.Errorf("%q is explained in two ways", text)
		}
	})
}

// BenchmarkExplain explains 64 KB of a log beside what it takes to read them
// word by word.
func BenchmarkExplain(b *testing.B) {
	line := `{"time":"2026-11-23T10:00:00Z","level":"ERROR","request":"%d","msg":"call failed","body":"{\"error\":\"invalid_client\",\"error_description\":\"The client secret supplied for a confidential client is invalid.\"}"}` + "\n"
	var log strings.Builder
	for i := 0; log.Len() < 64<<10; i++ {
		fmt.Fprintf(&log, line, i)
	}
	Explain("") // makes the index
	b.Run("log", func(b *testing.B) {
		for b.Loop() {
			Explain(log.String())
		}
	})
	b.Run("reading", func(b *testing.B) {
		for b.Loop() {
			words(lowered(log.String()))
		}
	})
	b.Run("code", func(b *testing.B) {
		for b.Loop() {
			Explain("E0000011")
		}
	})
	b.Run("typo", func(b *testing.B) {
		for b.Loop() {
			Explain("polcy evaluatoin faild")
		}
	})
	b.Run("index", func(b *testing.B) {
		for b.Loop() {
			newIndex()
		}
	})
}
