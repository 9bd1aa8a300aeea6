//go:build unix

package ptytest

import (
	"os"
	"slices"
	"testing"
	"time"
)

func TestSampleCountsAsPeopleDo(t *testing.T) {
	s := Sample{30, 10, 20, 40}
	for percent, want := range map[float64]time.Duration{0: 10, 25: 10, 50: 20, 51: 30, 99: 40, 100: 40} {
		if got := s.At(percent); got != want {
			t.Errorf("%g%% do not exceed %d, want %d", percent, got, want)
		}
	}
	if (Sample{}).At(50) != 0 {
		t.Error("nothing measured, yet it took time")
	}
}

func TestMeasuresProgramsInTurn(t *testing.T) {
	echo, form := []string{"echo", "hi"}, []string{os.Args[0]}
	o := Options{Mute: true, Env: []string{"PTYTEST_PROGRAM=form"}}
	for _, s := range MeasureStart(t, 3, o, echo, form) {
		if len(s) != 3 || slices.Min(s) <= 0 {
			t.Errorf("first text after %v", s)
		}
	}
	for _, k := range MeasureKeys(t, 4, o, form, []string{"sh", "-c", "echo go; exec cat"}) {
		if len(k.Redraw) != 4 || slices.Min(k.Redraw) <= 0 || k.Bytes == 0 || k.Missed != 0 {
			t.Errorf("keys: %+v", k)
		}
	}
}

func TestMeasuringFailsWhenNothingIsShown(t *testing.T) {
	said := failing(t, func(t testing.TB) { MeasureStart(t, 1, Options{}, []string{"true"}) })
	says(t, said, "true shows nothing")
}
