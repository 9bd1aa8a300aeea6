package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// atOnce has a raced program end without the second of waiting that is the
// detector's own.
const atOnce = "atexit_sleep_ms=0"

// The tests run the program as its users do: by its name, in a process of its own.
func TestMain(m *testing.M) {
	if err := os.Setenv("GORACE", atOnce); err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"oktadance": main, "faulty": faulty, "age-plugin-lamp": lampPlugin})
}

// A story is told in a txtar file of its own for each verb. Under the race
// detector those are told that walk and check.
func TestStories(t *testing.T) {
	dir, files := "testdata/script", []string(nil)
	if raced {
		dir, files = "", []string{"testdata/script/practice.txtar", "testdata/script/check.txtar"}
	}
	testscript.Run(t, testscript.Params{
		Dir:   dir,
		Files: files,
		Condition: func(name string) (bool, error) {
			return name == "raced" && raced, nil
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("OKTADANCE_HOME", e.WorkDir+"/home")
			e.Setenv("NO_COLOR", "1")
			e.Setenv("GORACE", atOnce)
			return furnish(e.WorkDir+"/home/practice", "correct horse battery staple")
		},
		RequireExplicitExec: true,
		ContinueOnError:     false,
	})
}
