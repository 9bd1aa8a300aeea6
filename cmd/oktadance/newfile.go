package main

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"oktadance/steps"
)

// A target is a file that the person names.
type target struct {
	file  string // "" is standard output
	force bool   // also where a file is, and for secrets in a git work tree
}

// paths are where files of these names go: the first has the target's name, and
// others stand beside it with the same beginning.
func (t target) paths(names []string) []string {
	paths := []string{t.file}
	for _, name := range names[1:] {
		paths = append(paths, stem(t.file, ending(names[0]))+ending(name))
	}
	return paths
}

// stem is a path without an ending: this one, or else the one it has.
func stem(path, ending string) string {
	if stem, found := strings.CutSuffix(path, ending); found {
		return stem
	}
	return strings.TrimSuffix(path, filepath.Ext(path))
}

// ending is all of a name from its first period on.
func ending(name string) string { return name[strings.IndexByte(name, '.'):] }

// check finds reasons not to write there.
func (t target) check(secrets bool, names []string) error {
	return t.free(secrets, t.paths(names)...)
}

// free finds reasons not to write to these paths, which are in one folder.
func (t target) free(secrets bool, paths ...string) error {
	for _, path := range paths {
		if old, err := os.Lstat(path); err == nil && (!t.force || !old.Mode().IsRegular()) {
			return cannotWrite(path, taken(old))
		}
	}
	tree := workTree(t.file)
	if tree == "" || !secrets || t.force {
		return nil
	}
	return &steps.Problem{
		What: absolute(t.file) + " is in a git work tree: " + tree,
		Why:  "A commit would take the secrets along, and a push would hand them out.",
		Next: "Name a file outside, or insist with --force.",
	}
}

// taken is why a file that is there is not written to.
func taken(old fs.FileInfo) error {
	if old.Mode().IsRegular() {
		return fs.ErrExist
	}
	return errors.New("something else than a file has that name")
}

// workTree is the git work tree that a path is in, or "".
func workTree(path string) string {
	dir := folder(path)
	for !there(filepath.Join(dir, ".git")) {
		if dir == filepath.Dir(dir) {
			return ""
		}
		dir = filepath.Dir(dir)
	}
	return dir
}

// folder is where a path leads to, whatever links are on the way.
func folder(path string) string {
	dir := filepath.Dir(absolute(path))
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		return real
	}
	return dir
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// absolute names a file so that it can't be taken for another.
func absolute(path string) string {
	if full, err := filepath.Abs(path); err == nil {
		return full
	}
	return path
}

// newFile writes a file in whole or not at all, with this mode from its first byte
// on. It replaces one that is there only if it may.
func newFile(path, text string, mode fs.FileMode, replace bool) error {
	aside := filepath.Join(filepath.Dir(path), ".oktadance-"+rand.Text())
	err := writeAside(aside, text, mode)
	if err == nil {
		err = giveName(aside, path, replace)
	}
	if gone := os.Remove(aside); err != nil && !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

func writeAside(path, text string, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	return errors.Join(err, f.Sync(), f.Close())
}

// giveName gives a file its name. Linking, other than renaming, fails where a file has
// that name meanwhile; not every file system has links.
func giveName(aside, path string, replace bool) error {
	if replace {
		return os.Rename(aside, path)
	}
	err := os.Link(aside, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	if there(path) {
		return fs.ErrExist
	}
	return os.Rename(aside, path)
}

// cannotWrite puts into words why a file is not written.
func cannotWrite(path string, err error) error {
	problem := &steps.Problem{
		What: "The export can't be written to " + path,
		Why:  upperFirst(err.Error()) + ".",
		Next: "Name another file with -o FILE.",
		Err:  err,
	}
	if errors.Is(err, fs.ErrExist) {
		problem.Why = "There is such a file already, and it is kept."
		problem.Next = "Name another with -o FILE, or replace it with --force."
	}
	return problem
}
