package handover

import (
	"html"
	"slices"
	"strings"
)

// markup is HTML. A value becomes markup through text alone, which escapes it; what
// is written here as a constant is markup already.
type markup string

// text is a value as HTML shows it.
func text(s string) markup { return markup(html.EscapeString(oneLine(s))) }

// el is an element with something inside; the tag may name classes, as in p.note.
func el(tag string, inside ...markup) markup {
	name, class, classed := strings.Cut(tag, ".")
	open := "<" + name
	if classed {
		open += ` class="` + strings.ReplaceAll(class, ".", " ") + `"`
	}
	whole := markup(open+">") + join(inside) + markup("</"+name+">")
	if slices.Contains([]string{"b", "code", "span"}, name) {
		return whole // within a line a line end would be a space
	}
	return whole + "\n"
}

func join(parts []markup) markup {
	var out strings.Builder
	for _, p := range parts {
		out.WriteString(string(p))
	}
	return markup(out.String())
}

// each makes markup of every one of some values.
func each[T any](values []T, of func(T) markup) markup {
	var parts []markup
	for _, v := range values {
		parts = append(parts, of(v))
	}
	return join(parts)
}

// document is a whole page. Nothing in it can load or run anything.
func document(title string, body ...markup) string {
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
` + string(el("title", text(title))+"<style>\n"+markup(style)+"</style>\n</head>\n"+el("body", body...)) + "</html>\n"
}
