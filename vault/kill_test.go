//go:build !windows

package vault_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"oktadance/vault"
)

// Processes are killed at random moments: whatever was acknowledged is there, every vault opens, and nothing is
// left lying about once it did. By default one process in ten is killed of the thousand that
// VAULT_TEST_KILLS=all kills.

func kills(ofThousand int) int {
	if os.Getenv("VAULT_TEST_KILLS") == "all" {
		return ofThousand
	}
	return ofThousand / 10
}

// A toll is what became of the kills.
type toll struct{ kills, acknowledged, strays, unfinished int }

func (c toll) report(t *testing.T, what string) {
	t.Logf("%d kills while %s, %d acknowledged; %d left stray files, %d left work to finish", c.kills, what, c.acknowledged, c.strays, c.unfinished)
}

// bulk is what the i-th save writes: long enough for a kill to fall into the middle of it.
func bulk(i int) string { return strings.Repeat(strconv.Itoa(i)+" ", 1<<12) }

// The i-th save goes to one of eight notes, in turn.
func bulkName(i int) string { return "kill." + string(rune('a'+i%8)) }

// lastBulk returns the number of the last save that the vault knows of.
func lastBulk(v *vault.Vault) (last int) {
	for _, value := range v.All() {
		number, _, _ := strings.Cut(value, " ")
		i, _ := strconv.Atoi(number)
		last = max(last, i)
	}
	return last
}

func savesForever() error {
	v, err := vault.Open(".", passphrase)
	if err != nil {
		return err
	}
	for i := lastBulk(v) + 1; ; i++ {
		if err := v.Put(bulkName(i), bulk(i)); err != nil {
			return err
		}
		fmt.Println(i)
	}
}

func createsForever() error {
	for i := 0; ; i++ {
		v, err := vault.CreateWithTestOnlyWorkFactor(strconv.Itoa(i), passphrase)
		if err != nil {
			return err
		}
		if err := v.Close(); err != nil {
			return err
		}
		fmt.Println(i)
	}
}

// The i-th passphrase.
func oneOf(i int) string { return fmt.Sprint("passphrase ", i) }

// rekeysForever begins with the passphrase whose number it is given.
func rekeysForever() error {
	i, err := strconv.Atoi(os.Args[1])
	if err != nil {
		return err
	}
	v, err := vault.Open(".", oneOf(i))
	if err != nil {
		return err
	}
	for i++; ; i++ {
		if err := v.Put("kill.before", fmt.Sprint(i)); err != nil {
			return err
		}
		if err := v.Rekey(oneOf(i), v.Recovery(), nil); err != nil {
			return err
		}
		fmt.Println(i)
	}
}

func backsUpForever() error {
	v, err := vault.Open("vault", passphrase)
	if err != nil {
		return err
	}
	for i := lastBulk(v) + 1; ; i++ {
		if err := v.Put(bulkName(i), bulk(i)); err != nil {
			return err
		}
		if err := v.Backup("backup.age", passphrase, true); err != nil {
			return err
		}
		fmt.Println(i)
	}
}

// killed lets a process speak a few lines, kills it a random moment later, and returns the last number that
// it said in all, or -1.
func killed(t *testing.T, dir, role string, chance *rand.Rand, args ...string) (last int) {
	t.Helper()
	cmd, said := process(t, dir, role, args...)
	last = -1
	hear := func() bool {
		more := said.Scan()
		if more {
			n, err := strconv.Atoi(said.Text())
			if err != nil {
				t.Fatal(said.Text())
			}
			last = n
		}
		return more
	}
	for range chance.IntN(4) {
		hear()
	}
	moments := 60_000 // some milliseconds at the most: a save or two
	if role == "rekeys" {
		moments = 600_000
	}
	for range chance.IntN(moments) {
		runtime.Gosched()
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for hear() {
	}
	_ = cmd.Wait()
	return last
}

func TestKilledWhileSaving(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(seed, 0))
			dir := t.TempDir()
			closing(t, create(t, dir))
			count, last := toll{kills: kills(400) / 4}, 0
			for range count.kills {
				acknowledged := max(last, killed(t, dir, "saves", chance))
				count.strays += len(files(t, dir)) - 3
				count.unfinished += max(0, len(history(t, dir))-10)
				v := open(t, dir)
				last = lastBulk(v)
				if last != acknowledged && last != acknowledged+1 {
					t.Errorf("%d was acknowledged, and %d is there", acknowledged, last)
				}
				for i := max(1, last-7); i <= last; i++ {
					if v.Get(bulkName(i)) != bulk(i) {
						t.Errorf("save %d of %d is lost", i, last)
					}
				}
				keepsThePast(t, v, last)
				hasJust(t, dir, ".lock", "identity.age", "notes.age")
				closing(t, v)
			}
			count.acknowledged = last
			count.report(t, "saving")
		})
	}
}

// keepsThePast checks that each save in the history is whole, and that none is missing between them.
func keepsThePast(t *testing.T, v *vault.Vault, last int) {
	t.Helper()
	all, err := v.History()
	if err != nil || len(all) != min(last, 10)+1 {
		t.Errorf("after save %d the history has %d saves: %v", last, len(all), err)
	}
	for i, s := range all {
		if s.Damaged || s.Number != all[0].Number-i {
			t.Errorf("after save %d the history has %+v", last, s)
		}
	}
}

func TestKilledWhileChangingThePassphrase(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(seed, 1))
			dir := t.TempDir()
			v := create(t, dir)
			saves(t, v, 1, 10)
			key, recipient := newKey(t, v)
			rekey(t, v, oneOf(0), recipient)
			closing(t, v)
			count, now := toll{kills: kills(300) / 2}, 0
			for range count.kills {
				now = max(now, killed(t, dir, "rekeys", chance, fmt.Sprint(now)))
				count.strays += len(files(t, dir)) - 4
				now = opensWithOneOf(t, dir, now, &count)
				v := keyed(t, dir, key)
				if got := v.Get("kill.before"); now > 0 && got != fmt.Sprint(now) && got != fmt.Sprint(now+1) {
					t.Errorf("passphrase %d opens the notes of %s", now, got)
				}
				closing(t, v)
				hasJust(t, dir, ".lock", "identity.age", "notes.age", "recovery.age")
			}
			count.acknowledged = now
			count.report(t, "changing the passphrase")
		})
	}
}

// opensWithOneOf checks that of the passphrase acknowledged last and the next exactly one opens the vault,
// with age alone too, and returns its number.
func opensWithOneOf(t *testing.T, dir string, acknowledged int, count *toll) (now int) {
	t.Helper()
	now = acknowledged
	v, err := vault.Open(dir, oneOf(now))
	if errors.Is(err, vault.ErrWrongPassphrase) {
		now++
		identities := identitiesIn(t, dir, oneOf(now))
		count.unfinished += len(identities) - 1
		unseal(t, files(t, dir)["notes.age"], identities...)
		v, err = vault.Open(dir, oneOf(now))
	}
	if err != nil {
		t.Fatal(err)
	}
	all, err := v.History()
	if err != nil || len(all) != 11 || slices.ContainsFunc(all, func(s vault.Save) bool { return s.Damaged }) {
		t.Errorf("of the history there is %+v: %v", all, err)
	}
	closing(t, v)
	if len(identitiesIn(t, dir, oneOf(now))) != 1 {
		t.Errorf("the change to passphrase %d is not finished", now)
	}
	_, err = vault.Read(dir, oneOf(2*acknowledged+1-now))
	refuses(t, err, vault.ErrWrongPassphrase)
	return now
}

func TestKilledWhileBackingUp(t *testing.T) {
	t.Parallel()
	chance := rand.New(rand.NewPCG(5, 2))
	dir := t.TempDir()
	closing(t, create(t, filepath.Join(dir, "vault")))
	count, last := toll{kills: kills(200)}, 0
	for range count.kills {
		acknowledged := max(last, killed(t, dir, "backs up", chance))
		b, err := vault.OpenBackup(filepath.Join(dir, "backup.age"), passphrase)
		switch {
		case err == nil:
			restored := create(t, t.TempDir(), vault.From(b))
			if last = lastBulk(restored); last != acknowledged && last != acknowledged+1 {
				t.Errorf("backup %d was acknowledged, and %d is there", acknowledged, last)
			}
			closing(t, restored)
		case acknowledged > 0 || !errors.Is(err, fs.ErrNotExist):
			t.Fatal(err)
		}
		strays, err := filepath.Glob(filepath.Join(dir, ".backup.age.oktadance-*"))
		if err != nil {
			t.Fatal(err)
		}
		count.strays += len(strays)
		for _, stray := range strays {
			backdate(t, stray)
		}
		v := open(t, filepath.Join(dir, "vault"))
		last = lastBulk(v)
		if err := v.Backup(filepath.Join(dir, "backup.age"), passphrase, true); err != nil {
			t.Fatal(err)
		}
		closing(t, v)
		hasJust(t, filepath.Join(dir, "vault"), ".lock", "identity.age", "notes.age")
		if left, err := os.ReadDir(dir); err != nil || len(left) != 2 {
			t.Errorf("beside the vault and its backup there is %v: %v", left, err)
		}
	}
	count.acknowledged = last
	count.report(t, "backing up")
}

func TestKilledWhileCreating(t *testing.T) {
	t.Parallel()
	chance := rand.New(rand.NewPCG(7, 0))
	count := toll{kills: kills(100)}
	for range count.kills {
		dir := t.TempDir()
		last := killed(t, dir, "creates", chance)
		count.acknowledged += last + 1
		if last >= 0 {
			holds(t, open(t, filepath.Join(dir, strconv.Itoa(last))))
		}
		next := filepath.Join(dir, strconv.Itoa(last+1))
		if vault.Exists(next) {
			count.unfinished++
			holds(t, open(t, next))
		} else {
			holds(t, create(t, next))
		}
		hasJust(t, next, ".lock", "identity.age", "notes.age")
	}
	count.report(t, "creating")
}
