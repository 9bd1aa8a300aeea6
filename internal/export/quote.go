package export

import (
	"fmt"
	"regexp"
	"strings"
)

// Each function below writes a value so that its format reads back exactly that
// value. They are given printable ASCII only, which every policy consists of.

// yamlString is a double-quoted scalar (YAML 1.2 section 7.3.1).
func yamlString(s string) string { return escaped(s, `"`) }

// nginxString is an argument in double quotes. Quotes don't keep nginx from
// expanding variables: $ is only safe where a directive takes its value literally,
// as geo does.
func nginxString(s string) string { return escaped(s, `"`) }

// apacheString is an argument in double quotes. Apache takes a backslash before
// anything but a quote or a backslash literally.
func apacheString(s string) string { return escaped(s, `"`) }

// luaString is a string literal (Lua 5.1 manual, section 2.1).
func luaString(s string) string { return escaped(s, `"`) }

// dataWeaveString is a string literal of MuleSoft's expression language.
func dataWeaveString(s string) string { return escaped(s, `'`) }

// escaped puts quotes around a value, and backslashes before quotes and backslashes.
func escaped(s, quote string) string {
	return quote + strings.NewReplacer(`\`, `\\`, quote, `\`+quote).Replace(s) + quote
}

// exactly is a regular expression for one value and no other. \z rather than $:
// that would let a line end follow.
func exactly(s string) string { return fmt.Sprintf(`^%s\z`, regexp.QuoteMeta(s)) }

// wordOf is a regular expression for a text in which the value stands between
// spaces.
func wordOf(s string) string { return fmt.Sprintf(`(^| )%s( |\z)`, regexp.QuoteMeta(s)) }

func spaced(values []string) string { return strings.Join(values, " ") }
