//go:build !windows

package vault_test

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"oktadance/vault"
)

// The test binary plays the other process too: one that is killed, or meets a full or a read-only disk. It
// works on the vault in its current folder and says on stdout what happened to it, line by line.
const rolePlayed = "VAULT_TEST_ROLE"

func TestMain(m *testing.M) {
	roles := map[string]func() error{
		"saves":    savesForever,
		"creates":  createsForever,
		"full":     savesUntilTheDiskIsFull,
		"limited":  savesUntilTheLimit,
		"readonly": savesWhereItMayNot,
	}
	if play, found := roles[os.Getenv(rolePlayed)]; found {
		if err := play(); err != nil {
			fmt.Println("error:", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// process starts another process in dir that plays role.
func process(t *testing.T, dir, role string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd, stdout := command(t, dir, role)
	if role == "full" {
		withOwnMounts(cmd)
	}
	err := cmd.Start()
	if err != nil { // mounts of one's own aren't allowed on every machine
		cmd, stdout = command(t, dir, role)
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(stdout)
}

func command(t *testing.T, dir, role string) (*exec.Cmd, io.Reader) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), rolePlayed+"="+role, "GORACE=atexit_sleep_ms=0")
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	return cmd, stdout
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

// killed lets a process speak a few lines, kills it a random moment later, and returns the last number that
// it said in all, or -1.
func killed(t *testing.T, dir, role string, chance *rand.Rand) (last int) {
	t.Helper()
	cmd, said := process(t, dir, role)
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
	for range chance.IntN(60000) {
		runtime.Gosched() // some milliseconds at the most: a save or two
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for hear() {
	}
	_ = cmd.Wait()
	return last
}

// A hundred kills, at random moments of saving: whatever was acknowledged is there, nothing is half there,
// and nothing is left lying about.
func TestKilledWhileSaving(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(seed, 0))
			dir := t.TempDir()
			closing(t, create(t, dir))
			last, strays := 0, 0
			for range 25 {
				acknowledged := max(last, killed(t, dir, "saves", chance))
				strays += len(files(t, dir)) - 3
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
				hasJust(t, dir, ".lock", "identity.age", "notes.age")
				closing(t, v)
			}
			t.Logf("25 kills in %d saves; %d left a stray file", last, strays)
		})
	}
}

func TestKilledWhileCreating(t *testing.T) {
	t.Parallel()
	chance := rand.New(rand.NewPCG(7, 0))
	begun := 0
	for range 25 {
		dir := t.TempDir()
		last := killed(t, dir, "creates", chance)
		if last >= 0 {
			holds(t, open(t, filepath.Join(dir, strconv.Itoa(last))))
		}
		next := filepath.Join(dir, strconv.Itoa(last+1))
		if vault.Exists(next) {
			holds(t, open(t, next))
			begun++
		} else {
			holds(t, create(t, next))
		}
		hasJust(t, next, ".lock", "identity.age", "notes.age")
	}
	t.Logf("%d of 25 kills left a vault that Create hadn't acknowledged", begun)
}

func TestAnotherProcessHasTheVault(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	closing(t, create(t, dir))
	cmd, said := process(t, dir, "saves")
	said.Scan()
	_, err := vault.Open(dir, passphrase)
	refuses(t, err, vault.ErrLocked)
	_, err = vault.Create(dir, passphrase)
	refuses(t, err, vault.ErrLocked)
	for range 20 {
		reader, err := vault.Read(dir, passphrase)
		if err != nil {
			t.Fatal(err)
		}
		closing(t, reader)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	open(t, dir) // the lock died with its holder
}
