package practice

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/rogpeppe/go-internal/robustio"
)

// DamagedState says that org.json can't be read as an org. Starting over with
// Options.Fresh puts a new org in its place.
type DamagedState struct {
	Path string
	Err  error
}

// Error names the file and the way out.
func (e *DamagedState) Error() string {
	return fmt.Sprintf("%s is damaged (%v): start over with --fresh", e.Path, e.Err)
}

// Unwrap gives what was wrong with the file.
func (e *DamagedState) Unwrap() error { return e.Err }

// NewerState says that org.json was written by a newer version of this program.
type NewerState struct {
	Path    string
	Version int
}

// Error names the file and the two ways out.
func (e *NewerState) Error() string {
	return fmt.Sprintf("%s was written by a newer version (format %d): use that version, or start over with --fresh", e.Path, e.Version)
}

// store keeps the state in one file, which one process at a time owns.
// With no path it keeps nothing.
type store struct {
	path string
	lock *flock.Flock
}

// openStore takes possession of the file, or says who has it.
func openStore(path string) (*store, error) {
	if path == "" {
		return &store{}, nil
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of org.json: %w", err)
	}
	st := &store{path: path, lock: flock.New(path+".lock", flock.SetPermissions(0o600))}
	got, err := st.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking org.json: %w", err)
	}
	if !got {
		return nil, st.whoHasIt()
	}
	st.sweep()
	return st, nil
}

// load reads the state; nil without an error means that there is none yet.
func (st *store) load() (*state, error) {
	if st.path == "" {
		return nil, nil
	}
	b, err := robustio.ReadFile(st.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading org.json: %w", err)
	}
	return parseState(st.path, b)
}

// parseState reads org.json's bytes. A file cut short or edited into something that
// is no org is damaged; half an org would only fail later and further away.
func parseState(path string, b []byte) (*state, error) {
	var head struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, &DamagedState{path, err}
	}
	if head.Version > stateVersion {
		return nil, &NewerState{path, head.Version}
	}
	s := new(state)
	if err := json.Unmarshal(b, s); err != nil {
		return nil, &DamagedState{path, err}
	}
	if s.Version < 1 || s.Org.ID == "" || s.defaultServer() == nil {
		return nil, &DamagedState{path, errors.New("parts of the org are missing")}
	}
	return s, nil
}

// save puts the whole state in place at once: after a crash the file is the old one
// or the new one.
func (st *store) save(s *state) error {
	if st.path == "" {
		return nil
	}
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("writing org.json: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(st.path), tempPattern)
	if err != nil {
		return fmt.Errorf("writing org.json: %w", err)
	}
	defer os.Remove(temp.Name()) // gone already when all went well
	_, err = temp.Write(append(b, '\n'))
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return fmt.Errorf("writing org.json: %w", err)
	}
	if err := robustio.Rename(temp.Name(), st.path); err != nil {
		return fmt.Errorf("writing org.json: %w", err)
	}
	return syncFolder(filepath.Dir(st.path))
}

const tempPattern = ".org-*.tmp"

// sweep removes what a crash in the middle of a save left behind.
func (st *store) sweep() {
	strays, _ := filepath.Glob(filepath.Join(filepath.Dir(st.path), tempPattern))
	for _, stray := range strays {
		_ = os.Remove(stray) // it does no harm where it is
	}
}

func (st *store) close() {
	if st.lock != nil {
		_ = st.lock.Unlock() // the file is closed either way, and that frees it
	}
}
