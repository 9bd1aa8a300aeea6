package tui_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the goldens anew")

// Every page as it looks at four sizes, each page in a file of its own. Look at
// what changes before it is kept:
//
//	go test ./tui -run Look -update
func TestPagesLookAsTheyDid(t *testing.T) {
	if testing.Short() {
		t.Skip("looks the same in a hurry")
	}
	for _, s := range states() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			p := s.sit(t)
			var looks txtar.Archive
			for _, size := range [][2]int{{100, 30}, {80, 24}, {60, 15}, {40, 12}} {
				p.resize(size[0], size[1])
				looks.Files = append(looks.Files, txtar.File{
					Name: fmt.Sprintf("%dx%d", size[0], size[1]), Data: []byte(lasting(p.screen())),
				})
			}
			golden := filepath.Join("testdata", "pages", s.name+".txtar")
			now := txtar.Format(&looks)
			if *update {
				if err := os.WriteFile(golden, now, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if string(want) != string(now) {
				t.Errorf("%s has changed; go test ./tui -run Look -update writes it anew:\n%s", golden, now)
			}
		})
	}
}

// What is another each time: the org's port, which has five digits, and how long
// an answer took.
var (
	port = regexp.MustCompile(`127\.0\.0\.1:\d{5}`)
	took = regexp.MustCompile(`(<1|\d+) ms`)
)

// lasting is a page without what is another each time, and without blanks at the
// ends of its lines.
func lasting(screen string) string {
	screen = took.ReplaceAllString(screen, "N ms")
	screen = port.ReplaceAllString(screen, "127.0.0.1:55555")
	lines := strings.Split(screen, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n") + "\n"
}
