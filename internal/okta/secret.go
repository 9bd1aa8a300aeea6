package okta

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
)

// dots stand for a secret wherever one would be printed. Their number says nothing of its length.
const dots = "••••••••"

// Secret holds a text that must never be printed: whatever fmt, slog or a text or JSON encoder
// does with it, dots come out. Only Reveal gives the text.
//
// The text is behind a pointer because fmt cannot call methods on an unexported field: it
// prints what it finds there, and what it finds is an address.
type Secret struct{ text *string }

// NewSecret returns a Secret that holds text. The empty text gives the zero Secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Reveal returns the text.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero reports whether the Secret holds nothing.
func (s Secret) IsZero() bool { return s.text == nil }

// Equal reports whether both hold the same text, in a time that does not depend on it.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// Hint returns the first and the last four characters of a long text, enough to tell two
// tokens apart, and dots for a short one.
func (s Secret) Hint() string { return hint(s.Reveal()) }

// String returns dots, or nothing for the zero Secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return dots
}

// Format prints what String returns for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue gives slog what String returns.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText gives encoders what String returns.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText takes the text in.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}

// hint shortens a token to its two ends. Below 24 characters eight of them would be too many.
func hint(s string) string {
	switch {
	case s == "":
		return ""
	case len(s) < 24 || !ascii(s):
		return dots
	}
	return s[:4] + "…" + s[len(s)-4:]
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
