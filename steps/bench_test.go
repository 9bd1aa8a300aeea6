package steps_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"testing"

	"oktadance/internal/practice"
	"oktadance/steps"
)

// The whole practice walk, everything made for the person, beside one signature
// of the kind that the org puts under its token.
func BenchmarkWalk(b *testing.B) {
	key := theKey()
	b.Run("signature", func(b *testing.B) {
		sum := sha256.Sum256([]byte("token"))
		for b.Loop() {
			if _, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:]); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, options := range map[string]practice.Options{"key-kept": {Key: key}, "key-made": {}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				walkOnce(b, options)
			}
		})
	}
}

func walkOnce(b *testing.B, options practice.Options) {
	o, err := practice.Start(options)
	if err != nil {
		b.Fatal(err)
	}
	u := person{nil, steps.NewWalk(steps.All(), newMemory(), visit(o)), nil}
	u.enters()
	if u.walk.State() != steps.Done {
		b.Fatalf("the walk is %v: %v", u.walk.State(), u.walk.Problem())
	}
	if err := o.Close(); err != nil {
		b.Fatal(err)
	}
}
