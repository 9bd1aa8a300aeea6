//go:build unix

package ptytest

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/termios"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// keeper is the shell that owns the terminal, as a person's own shell does. With
// the program itself as the session's leader the kernel would reset the terminal
// the moment it exits, so nobody could see how it was left, and it would ignore
// ctrl+z. The shell writes the program's process id to descriptor 3, then a line
// with its status whenever it stops or ends; a line read from descriptor 4
// brings a stopped program back. Its own remarks ("Killed") go nowhere.
const keeper = `
set -m; trap : HUP
exec 5>&2 2>/dev/null
/bin/sh -c 'echo $$ >&3; exec "$@" 3>&- 4<&- 5>&-' sh "$@" 2>&5
while echo $? >&3; read _ <&4; do fg >/dev/null; done`

// tty is a pseudo-terminal: the near end is ours, the far end the program's.
// The far end stays open here too, for its settings to be read.
type tty struct {
	near, far    *os.File
	cmd          *exec.Cmd
	report, hold *os.File // ends of the keeper's descriptors 3 and 4
	lines        *bufio.Reader
	pid          int
	begun        time.Time // right before the program was started
}

func openTTY(cols, rows int) (*tty, error) {
	near, far, err := pty.Open()
	if err != nil {
		return nil, err
	}
	y := &tty{near: near, far: far}
	if err := y.resize(cols, rows); err != nil {
		return nil, errors.Join(err, near.Close(), far.Close())
	}
	// Reading must be left to the runtime's poller: a Read that blocks in the
	// kernel would keep Close, and so a hang-up, from happening.
	fd, err := unix.FcntlInt(near.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		return nil, errors.Join(err, near.Close(), far.Close())
	}
	y.near = os.NewFile(uintptr(fd), near.Name())
	return y, near.Close()
}

// run starts argv with the terminal to itself.
func (y *tty) run(argv, env []string, dir string, files ...*os.File) error {
	y.cmd = exec.Command(argv[0], argv[1:]...)
	y.cmd.Env, y.cmd.Dir, y.cmd.ExtraFiles = env, dir, files
	y.cmd.Stdin, y.cmd.Stdout, y.cmd.Stderr = y.far, y.far, y.far
	y.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	y.begun = time.Now()
	err := y.cmd.Start()
	if err == nil {
		y.pid = y.cmd.Process.Pid
	}
	return err
}

// runKept starts argv under the keeper.
func (y *tty) runKept(argv, env []string, dir string) error {
	program, err := exec.LookPath(argv[0])
	if err == nil {
		program, err = filepath.Abs(program)
	}
	if err != nil {
		return err
	}
	report, tell, err := os.Pipe()
	if err != nil {
		return err
	}
	defer tell.Close()
	listen, hold, err := os.Pipe()
	if err != nil {
		return errors.Join(err, report.Close())
	}
	defer listen.Close()
	y.report, y.hold, y.lines = report, hold, bufio.NewReader(report)
	shell := append([]string{"/bin/sh", "-c", keeper, "sh", program}, argv[1:]...)
	if err := y.run(shell, env, dir, tell, listen); err != nil {
		return err
	}
	tell.Close() // or the report would have no end
	y.pid, err = y.news()
	return err
}

// news waits for the keeper's next number.
func (y *tty) news() (int, error) {
	line, err := y.lines.ReadString('\n')
	if err != nil {
		return 0, fmt.Errorf("listening to the shell: %w", err)
	}
	return strconv.Atoi(strings.TrimSpace(line))
}

func (y *tty) alive() bool { return unix.Kill(y.pid, 0) == nil }

func (y *tty) signal(sig os.Signal) error {
	number, ok := sig.(syscall.Signal)
	if !ok {
		return fmt.Errorf("signal %v: %w", sig, errors.ErrUnsupported)
	}
	return unix.Kill(y.pid, number)
}

// resume tells the keeper to bring the stopped program back.
func (y *tty) resume() error {
	_, err := io.WriteString(y.hold, "\n")
	return err
}

// hangUp is the window being closed, and the shell passing the news on.
func (y *tty) hangUp() error {
	err := y.near.Close()
	_ = unix.Kill(-y.pid, unix.SIGHUP) // it may have ended by itself
	return err
}

func (y *tty) resize(cols, rows int) error {
	return pty.Setsize(y.near, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
}

// stty gives the terminal's settings, the telling ones by name.
func (y *tty) stty() string {
	s, err := termios.GetTermios(int(y.far.Fd()))
	if err != nil {
		return "unreadable: " + err.Error()
	}
	var b strings.Builder
	flag := func(name string, on bool) {
		if !on {
			b.WriteByte('-')
		}
		b.WriteString(name + " ")
	}
	flag("icanon", s.Lflag&unix.ICANON != 0)
	flag("echo", s.Lflag&unix.ECHO != 0)
	flag("isig", s.Lflag&unix.ISIG != 0)
	flag("iexten", s.Lflag&unix.IEXTEN != 0)
	flag("icrnl", s.Iflag&unix.ICRNL != 0)
	flag("ixon", s.Iflag&unix.IXON != 0)
	flag("opost", s.Oflag&unix.OPOST != 0)
	fmt.Fprintf(&b, "iflag=%x oflag=%x cflag=%x lflag=%x cc=%x", s.Iflag, s.Oflag, s.Cflag, s.Lflag, s.Cc)
	return b.String()
}

// close ends whatever still runs on the terminal, and the terminal.
func (y *tty) close() {
	if y.cmd != nil && y.cmd.Process != nil {
		if y.pid > 0 {
			_ = unix.Kill(-y.pid, unix.SIGKILL)
		}
		_ = y.cmd.Process.Kill()
		_ = y.cmd.Wait()
	}
	for _, f := range []*os.File{y.report, y.hold, y.near, y.far} {
		if f != nil {
			_ = f.Close()
		}
	}
}
