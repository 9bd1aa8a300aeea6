// Command write writes what package export gives for an engine, from notes that come
// as a JSON object on standard input: engines.sh has notes that no walk can make.
package main

import (
	"encoding/json"
	"flag"
	"log"
	"os"
	"path/filepath"

	"oktadance/internal/export"
)

func main() {
	log.SetFlags(0)
	var o export.Options
	into := flag.String("into", ".", "folder to write to")
	flag.StringVar(&o.Validate, "validate", "", "jwks or introspect")
	flag.StringVar(&o.Listen, "listen", "", "IP:PORT")
	flag.StringVar(&o.Upstream, "upstream", "", "URL")
	flag.StringVar(&o.Audience, "audience", "", "who tokens are for")
	flag.Func("scope", "a scope; can be given again", func(s string) error { o.Scopes = append(o.Scopes, s); return nil })
	flag.BoolVar(&o.Secrets, "with-secrets", false, "write the client secret")
	flag.Parse()

	var notes map[string]string
	if err := json.NewDecoder(os.Stdin).Decode(&notes); err != nil {
		log.Fatal(err)
	}
	files, err := export.Engine(flag.Arg(0), func(note string) string { return notes[note] }, o)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(*into, f.Name), []byte(f.Text), 0o600); err != nil {
			log.Fatal(err)
		}
	}
}
