package main

import (
	"bufio"
	"io"
	"strings"
	"testing"
	"time"
)

// BenchmarkDance measures from the start of the program to the seventh move, told line
// by line over the practice org, and in turn with it what the same program takes to
// unlock the same notes beside the same org and print one of them:
//
//	go test -run '^$' -bench Dance ./cmd/oktadance
func BenchmarkDance(b *testing.B) {
	home := rehearsed(b)
	var dance, unlock time.Duration
	for b.Loop() {
		dance += untilLine(b, home, "7. ", "dance", "--plain")
		unlock += untilLine(b, home, "mule-okta-scope", "notes", "get", "scope.name")
	}
	ms := func(d time.Duration) float64 { return float64(d) / float64(b.N) / float64(time.Millisecond) }
	b.ReportMetric(ms(dance), "dance-ms")
	b.ReportMetric(ms(unlock), "unlock-ms")
	b.ReportMetric(ms(dance-unlock), "dance-more-ms")
	b.ReportMetric(0, "ns/op") // of both together: says nothing
}

// untilLine is how long a verb takes to print a line that begins like this.
func untilLine(b *testing.B, home, begins string, args ...string) time.Duration {
	b.Helper()
	c := spoken(b, home, append(args, "--profile", "practice", "--passphrase-file", "-")...)
	c.Stdin = strings.NewReader(passphrase + "\n")
	out, err := c.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	took := time.Duration(0)
	for lines := bufio.NewScanner(out); took == 0 && lines.Scan(); {
		if strings.HasPrefix(lines.Text(), begins) {
			took = time.Since(began)
		}
	}
	if _, err := io.Copy(io.Discard, out); err != nil {
		b.Fatal(err)
	}
	if err := c.Wait(); err != nil || took == 0 {
		b.Fatalf("%v after %s", err, took)
	}
	return took
}
