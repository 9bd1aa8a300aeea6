package vault

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	historyDir = "history"
	keptSaves  = 10
	saveTime   = "20060102T150405Z"
)

// A Save is one state of the notes.
type Save struct {
	Number  int       // counts up with every save, and stays a save's own
	At      time.Time // when it was saved, to the second
	Changed []string  // the names of the notes that are not as in the save before, sorted

	Uncompared bool // the save before isn't there or can't be read, so that Changed is empty
	Damaged    bool // it can't be read, so that Changed is empty
	Now        bool // the notes are as in this save
}

// A shelved is one file of the history: an earlier notes.age. Its number, and not the clock, gives its place.
type shelved struct {
	number int
	at     time.Time
	name   string // within the vault's folder
}

func newShelved(number int, at time.Time) shelved {
	name := fmt.Sprintf("%06d-%s.age", number, at.UTC().Format(saveTime))
	return shelved{number, at, filepath.Join(historyDir, name)}
}

// parseShelved reads a file's name. Other files in the folder are none of ours.
func parseShelved(name string) (shelved, bool) {
	digits, rest, _ := strings.Cut(name, "-")
	number, err := strconv.Atoi(digits)
	at, wrong := time.Parse(saveTime+".age", rest)
	return shelved{number, at, filepath.Join(historyDir, name)}, err == nil && wrong == nil && number > 0
}

// shelf lists the history in dir, the oldest first.
func shelf(dir string) ([]shelved, error) {
	entries, err := os.ReadDir(filepath.Join(dir, historyDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, refusal(err)
	}
	var all []shelved
	for _, entry := range entries {
		if s, ok := parseShelved(entry.Name()); ok {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b shelved) int { return cmp.Compare(a.number, b.number) })
	return all, nil
}

// nextNumber is that of the notes which are not in the history yet.
func nextNumber(all []shelved) int {
	if len(all) == 0 {
		return 1
	}
	return all[len(all)-1].number + 1
}

// A keeping is one addition to the history.
type keeping struct {
	dir    string
	added  string    // the file, or "" where there was nothing to keep
	before []shelved // what was there already
}

// shelve keeps notes.age in the history. It costs a second name for the file, and no copy: the save that
// follows gives notes.age another file. That the name survives a power cut is left to chance, as the
// fsync would cost as much as the rest of the save; the notes themselves don't hang on it.
func shelve(dir string) (keeping, error) {
	k := keeping{dir: dir}
	info, err := os.Stat(filepath.Join(dir, notesFile))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return k, nil
		}
		return k, refusal(err)
	}
	if k.before, err = shelf(dir); err != nil {
		return k, err
	}
	s := newShelved(nextNumber(k.before), info.ModTime())
	if err := link(dir, s.name); err != nil {
		return k, fmt.Errorf("keeping the save before: %w", refusal(err))
	}
	k.added = s.name
	return k, nil
}

// link gives notes.age a second name, or copies it where the disk has no second names.
func link(dir, name string) error {
	from, to := filepath.Join(dir, notesFile), filepath.Join(dir, name)
	err := os.Link(from, to)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.Mkdir(filepath.Dir(to), 0o700); err == nil {
			err = os.Link(from, to)
		}
	}
	if err == nil || isDiskFull(err) || errors.Is(err, fs.ErrExist) {
		return err
	}
	contents, reading := os.ReadFile(from)
	if reading != nil {
		return reading
	}
	return replace(dir, name, contents)
}

// takeBack undoes an addition.
func (k keeping) takeBack() {
	if k.added != "" {
		_ = os.Remove(filepath.Join(k.dir, k.added))
	}
}

// dropOldest makes the history as long as it may be. What can't be removed is removed by a later save.
func (k keeping) dropOldest() {
	if k.added == "" {
		return
	}
	for i := 0; i <= len(k.before)-keptSaves; i++ {
		_ = os.Remove(filepath.Join(k.dir, k.before[i].name))
	}
}

// tidy ends what an interrupted save left in the history of dir: its newest entry may be what notes.age still
// is, and the oldest may be one too many.
func tidy(dir string) {
	all, _ := shelf(dir)
	if len(all) == 0 {
		return
	}
	last := filepath.Join(dir, all[len(all)-1].name)
	kept, _ := os.ReadFile(last)
	now, err := readNotes(dir)
	if err == nil && bytes.Equal(kept, now) {
		_ = os.Remove(last)
		all = all[:len(all)-1]
	}
	for i := 0; i < len(all)-keptSaves; i++ {
		_ = os.Remove(filepath.Join(dir, all[i].name))
	}
}

// History lists the saves that are kept, the newest first: that is the notes as they are. It fails with
// ErrNoVault, ErrReadOnly or ErrDiskFailed when the folder can't be read, or ErrClosed.
func (v *Vault) History() ([]Save, error) {
	v.saving.Lock()
	defer v.saving.Unlock()
	saves, err := v.history()
	if err != nil {
		return nil, fmt.Errorf("reading the history: %w", err)
	}
	slices.Reverse(saves)
	return saves, nil
}

func (v *Vault) history() ([]Save, error) {
	if v.closed {
		return nil, ErrClosed
	}
	all, err := shelf(v.dir)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(filepath.Join(v.dir, notesFile))
	if err != nil {
		return nil, refusal(err)
	}
	var saves []Save
	var before notes
	for _, s := range all {
		n, err := v.unshelve(s)
		saves = append(saves, saved(s, n, before, err))
		before = n
	}
	now := saved(newShelved(nextNumber(all), info.ModTime()), *v.notes.Load(), before, nil)
	now.Now = true
	return append(saves, now), nil
}

// saved describes one save, given the notes of it and of the one before.
func saved(s shelved, n, before notes, err error) Save {
	save := Save{Number: s.number, At: s.at.UTC().Truncate(time.Second), Damaged: err != nil}
	switch {
	case err != nil:
	case before == nil && s.number > 1:
		save.Uncompared = true
	default:
		save.Changed = differing(n, before)
	}
	return save
}

func differing(a, b notes) []string {
	names := map[string]bool{}
	for _, name := range slices.Concat(a.names(), b.names()) {
		if a.get(name) != b.get(name) {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func (v *Vault) unshelve(s shelved) (notes, error) {
	sealed, err := os.ReadFile(filepath.Join(v.dir, s.name))
	if err != nil {
		return nil, refusal(err)
	}
	return openNotes(sealed, v.keys.identities...)
}

// Return makes the notes what they were at the save of that number. That is a save too, and can be returned
// from. It fails with ErrNoSave, ErrDamagedSave, and as Put does.
func (v *Vault) Return(number int) error {
	v.saving.Lock()
	defer v.saving.Unlock()
	if err := v.returnTo(number); err != nil {
		return fmt.Errorf("returning to save %d: %w", number, err)
	}
	return nil
}

func (v *Vault) returnTo(number int) error {
	if err := v.writable(); err != nil {
		return err
	}
	all, err := shelf(v.dir)
	if err != nil || number == nextNumber(all) {
		return err
	}
	i := slices.IndexFunc(all, func(s shelved) bool { return s.number == number })
	if i < 0 {
		return ErrNoSave
	}
	n, err := v.unshelve(all[i])
	if errors.Is(err, ErrDamagedNotes) {
		return ErrDamagedSave
	}
	if err != nil {
		return err
	}
	return v.save(n)
}
