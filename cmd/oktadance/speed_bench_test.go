package main_test

import (
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"oktadance/internal/ptytest"
)

// BenchmarkTerminal measures the program on a real terminal beside a bare Bubble
// Tea text input, in the same run and in turn, so that the ratios hold on any
// machine. What is measured is the first screen a new user sees. One operation is
// one whole measurement:
//
//	go test -run '^$' -bench Terminal ./cmd/oktadance
func BenchmarkTerminal(b *testing.B) {
	ours, bare := built(b, "."), built(b, "../../internal/ptytest/bare")
	o := ptytest.Options{Cols: 100, Rows: 30, Env: []string{"OKTADANCE_HOME=" + b.TempDir()}}
	b.Run("start", func(b *testing.B) { benchStart(b, "first-text", o, ours, bare) })
	b.Run("mute", func(b *testing.B) {
		o := o
		o.Mute = true
		benchStart(b, "mute-first-text", o, ours, bare)
	})
	b.Run("keys", func(b *testing.B) { benchKeys(b, o, ours, bare) })
	b.Run("idle", func(b *testing.B) { benchIdle(b, o, ours, bare) })
}

// built builds a package, stripped as it is shipped, and gives the command that runs it.
func built(b *testing.B, pkg string) []string {
	b.Helper()
	binary := filepath.Join(b.TempDir(), "program")
	build := exec.Command("go", "build", "-ldflags", "-s -w", "-o", binary, pkg)
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("building %s: %v\n%s", pkg, err, out)
	}
	return []string{binary}
}

func benchStart(b *testing.B, name string, o ptytest.Options, ours, bare []string) {
	var a, z ptytest.Sample
	for b.Loop() {
		s := ptytest.MeasureStart(b, 40, o, ours, bare)
		a, z = append(a, s[0]...), append(z, s[1]...)
	}
	report(b, name, a.At(50), z.At(50))
}

func benchKeys(b *testing.B, o ptytest.Options, ours, bare []string) {
	var a, z ptytest.Sample
	var last []ptytest.Keys
	for b.Loop() {
		last = ptytest.MeasureKeys(b, 200, o, ours, bare)
		a, z = append(a, last[0].Redraw...), append(z, last[1].Redraw...)
		b.ReportMetric(float64(last[0].Missed), "keys-missed")
	}
	report(b, "key-p50", a.At(50), z.At(50))
	report(b, "key-p99", a.At(99), z.At(99))
	b.ReportMetric(float64(last[0].Bytes), "key-bytes")
	b.ReportMetric(last[0].Peak, "hwm-MiB")
	b.ReportMetric(last[1].Peak, "bare-hwm-MiB")
}

// benchIdle measures what the programs cost while nothing happens, as the
// processor's time in a second.
func benchIdle(b *testing.B, o ptytest.Options, ours, bare []string) {
	const seconds = 10
	var a, z time.Duration
	for b.Loop() {
		used := ptytest.MeasureIdle(b, seconds*time.Second, o, ours, bare)
		a, z = used[0]/seconds, used[1]/seconds
	}
	report(b, "idle", a, z)
}

// report gives a time in milliseconds, how much more that is than the bare
// program's, and their ratio.
func report(b *testing.B, name string, ours, bare time.Duration) {
	b.Helper()
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	b.ReportMetric(ms(ours), name+"-ms")
	b.ReportMetric(ms(ours-bare), name+"-more-ms")
	b.ReportMetric(float64(ours)/float64(bare), name+"-ratio")
	b.ReportMetric(0, "ns/op") // of a whole measurement: says nothing
}
