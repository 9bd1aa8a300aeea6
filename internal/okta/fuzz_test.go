package okta

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode"
)

// FuzzParseError feeds the readers of answers anything: they say something, in text fit for a
// terminal, and never succeed by accident.
func FuzzParseError(f *testing.F) {
	for _, body := range []string{"", "{}", "null", "[]", `{"error":"invalid_client","error_description":"x"}`, "<html><title>Sign In</title>", "\ufeff{",
		`{"errorCode":"E0000001","errorSummary":"s","errorCauses":[{"errorSummary":"c"}]}`, `{"error":{"a":[1]}}`, `{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}`,
		`{"issuer":"x","jwks_uri":7}`, "\x00\xff\x1b[2J", `"` + strings.Repeat("\\u202e", 9)} {
		f.Add(200, "application/json", body, "5")
		f.Add(429, "text/html", body, "Mon, 23 Nov 2026 10:00:09 GMT")
	}
	f.Fuzz(func(t *testing.T, status int, contentType, body, later string) {
		a := answer{status: status, body: []byte(body), mask: noSecrets,
			header: http.Header{"Content-Type": {contentType}, "Retry-After": {later}, "X-Rate-Limit-Reset": {later}}}
		e := a.failure()
		if e.Shape == "" || e.Error() == "" || len(e.Snippet) > 1000 || e.RetryAfter < 0 {
			t.Errorf("%+v reads %q", e, e.Error())
		}
		if wait := a.retryAfter(); wait != 0 && (wait < 1e9 || wait > 24*3600e9) {
			t.Errorf("waits %v", wait)
		}
		for _, text := range append(e.Causes, e.Error(), e.Code, e.Description, e.ErrorID, e.ContentType, e.Snippet) {
			if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) {
				t.Errorf("%q is not fit for a terminal", text)
			}
		}
		if set, err := readKeys(a); err == nil && status != 0 && (status < 200 || status > 299) {
			t.Errorf("status %d gives %d keys", status, set.Len())
		}
		if m, err := readMetadata(a); err == nil && m.Issuer == "" {
			t.Errorf("%q is accepted as metadata", body)
		}
		for _, read := range []func(answer) error{decoded[APIToken], decoded[App], decoded[Scope], decoded[Policy], decoded[Rule], decoded[User]} {
			_ = read(a)
		}
	})
}

func decoded[T any](a answer) error {
	_, err := decode[[]T](a)
	return err
}

// FuzzMask plants secrets in a request and has the server echo them in the middle of anything.
// They may not come out in the Exchange, nor once its JSON is decoded.
func FuzzMask(f *testing.F) {
	const token, secret = "00Qw3rTyUi0pAsDfGhJkLzXcVbNm-1234567890_ab", "s3cr3t&Zx9yWv/UtSrQpOnM+lKjIhGfEdCbA=0123456789"
	var body, contentType string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, body)
	}))
	f.Cleanup(server.Close)
	c := New(Options{Sleep: sleep})
	f.Cleanup(c.CloseIdle)
	f.Add("application/json", `{"a":"`, `","b":"`, `"}`)
	f.Add("application/json", `{"error":"{\"client_secret\":\"`, `\"}","again":"client_secret=`, `"}`)
	f.Add("text/html", "<a title=\"", "&quot; href='", "'>")
	f.Add("application/x-www-form-urlencoded", "a=", "&client_secret=", "&b")
	f.Add("", "\"\\", "\\\"", "\x00")
	f.Add("text/plain", "00Qw3", "s3cr3t", "eyJ.eyJ.")
	f.Fuzz(func(t *testing.T, kind, before, between, after string) {
		contentType, body = strings.ToValidUTF8(kind, ""), before+token+between+secret+after
		if strings.ContainsFunc(contentType, unicode.IsControl) {
			return
		}
		var x Exchange
		ctx := WithRecorder(t.Context(), func(got Exchange) { x = got })
		_, err := c.Management(server.URL, NewSecret(token)).AppSecrets(ctx, "0oa1")
		shown := fmt.Sprintf("%+v %v %s", x, err, unescaped(x.ResponseBody))
		if strings.Contains(shown, token[5:37]) {
			t.Errorf("the API token is in %s", shown)
		}
		_, err = c.ClientCredentials(ctx, server.URL, Credentials{ID: "id", Secret: NewSecret(secret), Method: Post}, "s")
		if shown := fmt.Sprintf("%+v %v %s", x, err, unescaped(x.ResponseBody)); strings.Contains(shown, secret) {
			t.Errorf("the client secret is in %s", shown)
		}
	})
}

// unescaped undoes the escapes of a JSON text, if it is one.
func unescaped(text string) string {
	var value any
	if json.Unmarshal([]byte(text), &value) != nil {
		return ""
	}
	return fmt.Sprint(value)
}

// FuzzVerify changes a signed token: only what was signed is ever believed.
func FuzzVerify(f *testing.F) {
	// Signed with the key of the set below by RS256 in RFC 7515 appendix A.2.
	const good = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ." +
		"cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4" +
		"BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv" +
		"hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
	keys, err := ParseKeys([]byte(`{"keys":[{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-` +
		`yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}]}`))
	if err != nil {
		f.Fatal(err)
	}
	signed := good[:strings.LastIndex(good, ".")]
	if c, err := Verify(NewSecret(good), keys, Expect{Issuer: "joe"}); c.Issuer != "joe" {
		f.Fatalf("the good token is refused: %v", err)
	}
	f.Add(good)
	f.Add(signed + ".")
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, token string) {
		c, err := Verify(NewSecret(token), keys, Expect{Issuer: "joe"})
		if err == nil || err.Error() == "" {
			t.Errorf("%q is accepted, though it has expired", token)
		}
		if c.Payload != "" && !strings.HasPrefix(token, signed+".") {
			t.Errorf("%q is believed", token)
		}
	})
}
