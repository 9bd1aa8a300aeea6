package main

import (
	"os"
	"strings"

	"github.com/xo/terminfo"

	"oktadance/tui"
)

// manners are what the environment and the flags say about drawing.
func (p *program) manners() tui.Manners {
	colors := colors()
	return tui.Manners{
		NoColor:     noColor() || colors < 8,
		EightColors: colors < 16,
		NoMotion:    p.noMotion || os.Getenv("NO_MOTION") != "",
		ASCII:       ascii(),
	}
}

// colors is how many the terminal has, by its description. One that is not
// described here is likely to be newer than the descriptions.
func colors() int {
	known, err := terminfo.Load(os.Getenv("TERM"))
	if err != nil || os.Getenv("COLORTERM") != "" {
		return 16
	}
	return known.Nums[terminfo.MaxColors]
}

// noColor reports whether colour is unwanted: NO_COLOR counts with any value
// that is not empty (no-color.org), CLICOLOR when it is 0.
func noColor() bool { return os.Getenv("NO_COLOR") != "" || os.Getenv("CLICOLOR") == "0" }

// ascii reports whether the locale is one in which the terminal can't show more
// than ASCII. The first of the three that is set decides, as POSIX has it; where
// none is, today's terminals are taken for what they are.
func ascii() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(os.Getenv(name)); locale != "" {
			return !strings.Contains(locale, "utf-8") && !strings.Contains(locale, "utf8")
		}
	}
	return false
}
