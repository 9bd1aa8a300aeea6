package main_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"oktadance/steps"
)

// The house rules: which package may import what, and how large things may grow.
// They are tests because paragraphs don't hold.

const module = "oktadance/"

// walls says, for each package, which of ours it may import and which imports of
// others it must never have. A pattern that ends in / stands for all below it.
var walls = map[string]struct{ ours, never []string }{
	"cmd/oktadance":     {ours: []string{"tui", "steps", "vault", "internal/"}},
	"tui":               {ours: []string{"steps"}, never: []string{"net/http", "os/exec", "filippo.io/age"}},
	"steps":             {ours: []string{"internal/okta"}, never: []string{"charm.land/", "os", "net/http"}},
	"vault":             {never: []string{"charm.land/", "net", "net/"}},
	"internal/okta":     {never: []string{"charm.land/"}},
	"internal/practice": {never: []string{"charm.land/"}},
	"internal/gateway":  {ours: []string{"internal/okta"}, never: []string{"charm.land/"}},
	"internal/export":   {never: []string{"charm.land/", "net/http"}},
	"internal/stage":    {ours: []string{"steps", "internal/gateway", "internal/okta", "internal/practice"}, never: []string{"charm.land/"}},
	"internal/handover": {never: []string{"charm.land/", "net/http", "os"}},
	"internal/ptytest":  {},
}

func TestWallsBetweenPackagesStand(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		names := strings.Fields(line)
		pkg := strings.TrimPrefix(names[0], module)
		wall, known := walls[pkg]
		if !known && !strings.HasPrefix(pkg, "internal/ptytest/") {
			t.Errorf("%s has no walls: say what it may import", pkg)
		}
		for _, imported := range names[1:] {
			own, ours := strings.CutPrefix(imported, module)
			if ours && !matches(wall.ours, own) && known {
				t.Errorf("%s imports %s", pkg, own)
			}
			if matches(wall.never, imported) {
				t.Errorf("%s imports %s", pkg, imported)
			}
		}
	}
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		return p == name || strings.HasSuffix(p, "/") && strings.HasPrefix(name, p)
	})
}

const (
	longestFunction = 60
	medianFunction  = 10
	longestFile     = 400
	widestStruct    = 15
)

// source is one parsed file that is not a test.
type source struct {
	path string
	file *ast.File
	set  *token.FileSet
}

// sources reads every Go file of the repository; lines counts those of tests too.
func sources(t *testing.T) (all []source, lines map[string]int) {
	t.Helper()
	lines = map[string]int{}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata") {
			return errOrSkip(err, d)
		}
		if filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		lines[path] = strings.Count(string(text), "\n")
		if strings.HasSuffix(path, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, text, parser.ParseComments)
		all = append(all, source{path, file, set})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, lines
}

func errOrSkip(err error, d fs.DirEntry) error {
	if err != nil {
		return err
	}
	return filepath.SkipDir
}

func TestNothingGrowsTooLarge(t *testing.T) {
	all, lines := sources(t)
	for path, n := range lines {
		if n > longestFile {
			t.Errorf("%s has %d lines, more than %d", path, n, longestFile)
		}
	}
	functions := map[string][]int{}
	for _, s := range all {
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				long := s.set.Position(n.End()).Line - s.set.Position(n.Pos()).Line + 1
				functions[filepath.Dir(s.path)] = append(functions[filepath.Dir(s.path)], long)
				if long > longestFunction && !isTable(n) {
					t.Errorf("%s: %s has %d lines, more than %d", s.path, n.Name.Name, long, longestFunction)
				}
			case *ast.StructType:
				if n.Fields.NumFields() > widestStruct {
					t.Errorf("%s: a struct has %d fields, more than %d", s.path, n.Fields.NumFields(), widestStruct)
				}
			}
			return true
		})
	}
	for dir, sizes := range functions {
		slices.Sort(sizes)
		if median := sizes[len(sizes)/2]; median > medianFunction {
			t.Errorf("%s: half of the functions have more than %d lines (median %d)", dir, medianFunction, median)
		}
	}
}

// isTable reports whether a function does nothing but return one literal: that
// is data, and its length is the number of rows.
func isTable(f *ast.FuncDecl) bool {
	if len(f.Body.List) != 1 {
		return false
	}
	result, ok := f.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(result.Results) != 1 {
		return false
	}
	_, literal := result.Results[0].(*ast.CompositeLit)
	return literal
}

func TestNoStateOutsideValuesAndNoWayOutButMain(t *testing.T) {
	all, _ := sources(t)
	variables := map[string]map[string]bool{}
	for _, s := range all {
		for _, d := range s.file.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
				note(variables, filepath.Dir(s.path), g)
			}
		}
	}
	for _, s := range all {
		for _, d := range s.file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if f.Name.Name == "init" && f.Recv == nil {
				t.Errorf("%s has an init", s.path)
			}
			inspectFunction(t, s, f, variables[filepath.Dir(s.path)])
		}
	}
}

func note(variables map[string]map[string]bool, dir string, g *ast.GenDecl) {
	if variables[dir] == nil {
		variables[dir] = map[string]bool{}
	}
	for _, spec := range g.Specs {
		for _, name := range spec.(*ast.ValueSpec).Names {
			variables[dir][name.Name] = true
		}
	}
}

// inspectFunction finds panics, exits and writes to package variables.
func inspectFunction(t *testing.T, s source, f *ast.FuncDecl, variables map[string]bool) {
	wrong := func(n ast.Node, what string) { t.Errorf("%s: %s", s.set.Position(n.Pos()), what) }
	written := func(target ast.Expr) {
		if name := root(target); name != nil && name.Obj == nil && variables[name.Name] {
			wrong(target, "changes the package variable "+name.Name)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			switch called := n.Fun.(type) {
			case *ast.Ident:
				if called.Name == "panic" {
					wrong(n, "panics")
				}
			case *ast.SelectorExpr:
				if pkg, ok := called.X.(*ast.Ident); ok && pkg.Name == "os" && called.Sel.Name == "Exit" && f.Name.Name != "main" {
					wrong(n, "exits outside main")
				}
			}
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, target := range n.Lhs {
					written(target)
				}
			}
		case *ast.IncDecStmt:
			written(n.X)
		}
		return true
	})
}

// root is the variable that an assignment's target begins with.
func root(e ast.Expr) *ast.Ident {
	switch e := e.(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return root(e.X)
	case *ast.IndexExpr:
		return root(e.X)
	case *ast.StarExpr:
		return root(e.X)
	}
	return nil
}

// The README's table of steps is kept true by the steps themselves.
func TestREADMENamesEveryStep(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps.All() {
		if !strings.Contains(string(text), "\n| "+s.Title+" |") {
			t.Errorf("README's table lacks the step %s", s.Title)
		}
		for _, f := range s.Fields {
			if !f.OnDemand && !strings.Contains(strings.ToLower(string(text)), strings.ToLower(f.Label)) {
				t.Errorf("README does not name the question %s", f.Label)
			}
		}
	}
}

// The README's table of libraries is kept true by go.mod: each that we require
// ourselves stands there with a reason, and no other.
func TestREADMESaysWhyEachDependencyIsThere(t *testing.T) {
	text := func(name string) string {
		b, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	_, table, _ := strings.Cut(text("README.md"), "| for | library | why |\n|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	var named, required []string
	for row := range strings.Lines(table) {
		cells := strings.Split(row, "|")
		if len(cells) != 5 || strings.TrimSpace(cells[3]) == "" {
			t.Errorf("no reason is given in %s", row)
			continue
		}
		named = append(named, strings.Split(strings.TrimSpace(cells[2]), ", ")...)
	}
	major := regexp.MustCompile(`/v[0-9]+$`)
	for line := range strings.Lines(text("go.mod")) {
		if module, indented := strings.CutPrefix(line, "\t"); indented && !strings.Contains(line, "// indirect") {
			module, _, _ = strings.Cut(module, " ")
			required = append(required, major.ReplaceAllString(strings.TrimPrefix(module, "github.com/"), ""))
		}
	}
	for _, one := range required {
		if !slices.Contains(named, one) {
			t.Errorf("README's table of dependencies lacks %s", one)
		}
	}
	for _, one := range named {
		if !slices.Contains(required, one) {
			t.Errorf("README's table of dependencies names %s, which go.mod does not require", one)
		}
	}
}
