package okta

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	exactjson "github.com/go-jose/go-jose/v4/json"
)

// exact decodes a T with go-jose's JSON, which minds the case of member names: encoding/json
// would let a custom claim named Active stand in for the answer's own active.
type exact[T any] struct{ value T }

// UnmarshalJSON decodes the value.
func (e *exact[T]) UnmarshalJSON(text []byte) error { return exactjson.Unmarshal(text, &e.value) }

// seconds is a number of seconds that some servers send as a string.
type seconds int64

// longestSeconds is what a time.Duration holds, 292 years.
const longestSeconds = math.MaxInt64 / int64(time.Second)

// UnmarshalJSON takes 3600, "3600", null and "". A number below zero counts as zero, and one above
// longestSeconds as that.
func (s *seconds) UnmarshalJSON(text []byte) error {
	if string(text) == `""` {
		text = []byte("null")
	}
	n, err := number(text)
	*s = seconds(min(max(n, 0), float64(longestSeconds)))
	return err
}

// instant is a NumericDate (RFC 7519 §2), zero when it is absent or null.
type instant struct{ time.Time }

// UnmarshalJSON takes seconds since 1970, which may have decimals or be a string. Beyond 2^53, which
// is 285 million years, a number would lose its last digits, so it is refused.
func (t *instant) UnmarshalJSON(text []byte) error {
	n, err := number(text)
	if math.Abs(n) > 1<<53 {
		return errNumber
	}
	if err == nil && string(text) != "null" {
		whole, part := math.Modf(n)
		t.Time = time.Unix(int64(whole), int64(part*1e9))
	}
	return err
}

var errNumber = errors.New("not a number of seconds")

// number reads a JSON number, or a string that holds one. It is infinite when no float64 is as large.
func number(text []byte) (float64, error) {
	if string(text) == "null" {
		return 0, nil
	}
	n, err := strconv.ParseFloat(string(bytes.Trim(text, `"`)), 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) || math.IsNaN(n) {
		return 0, errNumber
	}
	return n, nil
}

// texts is a list of strings that is sent as a single string when there is just one.
type texts []string

// UnmarshalJSON takes "a", ["a","b"] and null.
func (t *texts) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(text, []byte(`"`)) {
		*t = texts{""}
		return json.Unmarshal(text, &(*t)[0])
	}
	return json.Unmarshal(text, (*[]string)(t))
}

// words is a list of strings that is sent as one string with spaces between them, or as a list.
type words []string

// UnmarshalJSON takes "a b", ["a","b"] and null.
func (w *words) UnmarshalJSON(text []byte) error {
	var list texts
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	*w = nil
	for _, item := range list {
		*w = append(*w, strings.Fields(item)...)
	}
	return nil
}
