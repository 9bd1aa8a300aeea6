package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"oktadance/tui"
)

// A program is one run: its streams and what the global flags say.
type program struct {
	in  *os.File
	out *output
	err io.Writer

	profile   string
	noInput   bool
	json      bool
	troubles  []string // to be put into the practice org
	lockAfter time.Duration

	opening
	trust
	telling

	started bool // the arguments were understood, and a verb has begun
	console *tui.Console
}

// opening is what opens notes, and what is to open new ones.
type opening struct {
	passphraseFile string
	identity       string         // the identity file
	identities     []age.Identity // what it holds
	postQuantum    bool           // for notes that are made
}

// telling is how the walk is told.
type telling struct {
	plain    bool // line by line
	noMotion bool
}

// run does what the arguments say and gives the exit code.
func run(ctx context.Context, args []string, in *os.File, out, err io.Writer) int {
	p := &program{in: in, out: &output{Writer: out}, err: err, console: tui.NewConsole(in, err)}
	if err := harden(); err != nil {
		fmt.Fprintf(p.err, "oktadance: warning: what is in memory can't be kept out of core files: %v\n", err)
	}
	root := p.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetErr(err)
	return p.ended(execute(ctx, root))
}

// execute runs the verb. A fault of the program comes back as an error: nobody
// needs to see a stack, and there may be a secret in what was thrown.
func execute(ctx context.Context, root *cobra.Command) (err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = tui.FaultOf(thrown)
		}
	}()
	return root.ExecuteContext(ctx)
}

// version is what the build says: a tag, or the commit and when it was made. A
// build that knows neither is nobody's release.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "unreleased"
	}
	return info.Main.Version
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "oktadance",
		Short: "Set up Okta for securing APIs, step by step, and keep the values in encrypted notes",
		Long: `Walks you through six steps in Okta: account, metadata, API token, web app, scope and test.
Every step is tried at once, and every value is kept in notes that age encrypts.

New here? Begin with "oktadance practice": it needs no account and no network.`,
		Example: `# rehearse against the practice org inside the program
oktadance practice

# the real thing: from the first unfinished step on
oktadance

# print one value, for a script
oktadance notes get app.client_id`,
		Version:       version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		PersistentPreRunE: func(c *cobra.Command, _ []string) (err error) {
			p.started = true
			if err = p.readAuthorities(); err == nil {
				p.identities, err = p.readIdentities(c.Context())
			}
			return err
		},
		RunE: func(c *cobra.Command, _ []string) error { return p.walk(c.Context(), false) },
	}
	p.postQuantumFlag(root)
	root.AddCommand(p.profilesVerb())
	flags := root.PersistentFlags()
	flags.StringVar(&p.profile, "profile", "default", "whose notes: each `NAME` has its own")
	flags.BoolVar(&p.plain, "plain", false, "line by line, without a screen")
	flags.StringVar(&p.passphraseFile, "passphrase-file", "", "read the passphrase from the first line of a `FILE`; - is standard input")
	flags.StringVar(&p.identity, "identity", "", "open the notes with an age identity `FILE` instead of the passphrase; - asks for the key")
	flags.StringVar(&p.caFile, "ca-file", "", "trust the certificate authorities in a PEM `FILE` too, such as a company proxy's")
	flags.BoolVar(&p.noInput, "no-input", false, "never ask; fail where an answer is needed")
	flags.BoolVar(&p.noMotion, "no-motion", false, "nothing on the screen moves by itself")
	p.lockFlag(root)
	root.AddCommand(p.practiceVerb(), p.checkVerb(), p.notesVerb(), p.explainVerb(), p.cleanupVerb(), p.tokenVerb(), p.danceVerb(), p.gatewayVerb())
	root.AddCommand(p.manVerb())
	root.SetOut(p.out) // the completions keep what they find
	p.selfExplain(root)
	ourWords(root)
	return root
}

// lineByLine reports whether the walk is told in lines rather than on a screen.
func (p *program) lineByLine() bool {
	return p.plain || os.Getenv("TERM") == "dumb" || os.Getenv("ACCESSIBLE") != "" ||
		!p.console.Terminal() || !p.out.isTerminal()
}

func upperFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
