package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"oktadance/internal/gateway"
	"oktadance/internal/okta"
	"oktadance/internal/stage"
	"oktadance/steps"
	"oktadance/tui"
)

// dancing is what the arguments of the dance verb say.
type dancing struct {
	scene, answers string
	list, all      bool
}

func (p *program) danceVerb() *cobra.Command {
	var d dancing
	verb := &cobra.Command{
		Use:   "dance [SCENE]",
		Short: "The seven moves of the dance, for real, drawn as they happen",
		Long: `Plays the tutorial's seven moves: a client asks the authorization server in the notes for a token and
calls an API, before which a gateway asks the server whether the token is good. Every request is real;
client, gateway and API run on this machine for as long as the dance lasts.

Other scenes go wrong in ways that are met in the field. Nothing is made in the org, and the tokens that
a scene got are revoked when it ends.`,
		Example: `# after the practice walk
oktadance dance --profile practice

# one scene, as a numbered list, with the answers of the standard
oktadance dance no-token --plain --answers rfc6750 --profile practice

# every scene, with what a caller is answered in both voices
oktadance dance --all --profile practice`,
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: sceneNames(),
		RunE: func(c *cobra.Command, args []string) error {
			d.scene = "good"
			if len(args) > 0 {
				d.scene = args[0]
			}
			if d.all && len(args) > 0 {
				return &usageError{text: "--all plays every scene, so that none can be named", hint: "Leave one of the two out."}
			}
			return p.dance(c.Context(), d)
		},
	}
	p.lockFlag(verb)
	flags := verb.Flags()
	flags.StringVar(&d.answers, "answers", string(gateway.MuleSoft), "the `STYLE` of refusals: mulesoft or rfc6750")
	flags.BoolVar(&d.list, "scenes", false, "list the scenes there are")
	flags.BoolVar(&d.all, "all", false, "play every scene in both voices, and print what the caller is answered")
	flags.BoolVar(&p.json, "json", false, "the exchanges as one JSON object")
	completions(verb, "answers", cobra.FixedCompletions([]cobra.Completion{string(gateway.MuleSoft), string(gateway.RFC6750)}, cobra.ShellCompDirectiveNoFileComp))
	return verb
}

func sceneNames() []string {
	var names []string
	for _, s := range stage.Scenes() {
		names = append(names, s.Name)
	}
	return names
}

// dance plays a scene, or all of them. Mistakes in the arguments cost no passphrase.
func (p *program) dance(ctx context.Context, d dancing) error {
	if err := d.mistake(); err != nil {
		return err
	}
	switch {
	case d.list:
		return p.listScenes()
	case d.all:
		return p.withDance(ctx, d, func(s steps.Dance) error { return p.playAll(ctx, s) })
	case p.json || p.noInput || p.lineByLine():
		return p.withDance(ctx, d, func(s steps.Dance) error { return p.playOne(ctx, s, d) })
	}
	return p.danceOnScreen(ctx, d)
}

// mistake finds what is wrong with the arguments alone.
func (d dancing) mistake() error {
	voices := stage.Dance(stage.Cast{}).Voices
	switch {
	case !slices.Contains(voices, d.answers):
		return &usageError{text: "--answers: it is neither mulesoft nor rfc6750", hint: "oktadance dance --help has examples."}
	case !slices.Contains(sceneNames(), d.scene):
		hint := "oktadance dance --scenes lists them."
		if near := steps.Nearest(d.scene, sceneNames()); near != "" {
			hint = "Did you mean " + near + "? " + hint
		}
		return &usageError{text: "there is no scene named " + d.scene, hint: hint}
	}
	return nil
}

// withDance opens the notes and does something with what there is to play.
func (p *program) withDance(ctx context.Context, d dancing, do func(steps.Dance) error) error {
	return p.withNotes(ctx, func(s *session, n steps.Notes) error {
		dance := p.choreography(s, n, d.answers)
		if dance.Problem != nil {
			return dance.Problem
		}
		return do(dance)
	})
}

// choreography is what there is to play with these notes, with one voice before the
// others.
func (p *program) choreography(s *session, n steps.Notes, voice string) steps.Dance {
	client := clientIn(n)
	if n.Get("app.auth_method") == string(okta.Post) {
		client.Method = okta.Post
	}
	dance := stage.Dance(stage.Cast{
		Issuer: n.Get("metadata.issuer"), Token: n.Get("metadata.token_endpoint"), Introspection: n.Get("metadata.introspection_endpoint"),
		Scope: n.Get("scope.name"), Client: client,
		Practice: s.paste().OrgURL != "", Reach: s.reach,
		Explain: p.noToken,
	})
	slices.SortStableFunc(dance.Voices, func(a, b string) int { return rank(a, voice) - rank(b, voice) })
	var lacking *steps.Problem
	if errors.As(p.lacking(n, "metadata.issuer", "metadata.token_endpoint", "metadata.introspection_endpoint",
		"app.client_id", "app.client_secret", "scope.name"), &lacking) {
		dance.Problem = lacking
	}
	return dance
}

func rank(voice, first string) int {
	if voice == first {
		return 0
	}
	return 1
}

// danceOnScreen plays on the whole screen, until the person leaves.
func (p *program) danceOnScreen(ctx context.Context, d dancing) error {
	return p.onScreen(ctx, func(s *session, o tui.Options) error {
		o.Opening = d.scene
		o.Dance = func(n steps.Notes) steps.Dance { return p.choreography(s, n, d.answers) }
		outcome, err := tui.Screen(ctx, o)
		if err != nil {
			return err
		}
		if outcome.Ending.Says != "" && !outcome.Ending.AsMeant { // the screen is gone, and what it said with it
			fmt.Fprintln(p.err, outcome.Ending.Says)
		}
		return p.judge(*outcome.Ending)
	})
}

// judge makes an error of an ending that is not as it should be.
func (p *program) judge(e steps.Ending) error {
	switch {
	case e.Problem != nil:
		return e.Problem
	case !e.AsMeant:
		return errReported
	}
	return nil
}

// columns is how wide what is printed may be.
func (p *program) columns() int {
	if out, isFile := p.out.file(); isFile {
		if wide, _, err := term.GetSize(int(out.Fd())); err == nil {
			return wide
		}
	}
	return 80
}

// listScenes prints each scene with what it teaches.
func (p *program) listScenes() error {
	if p.json {
		var all []listedJSON
		for _, s := range stage.Scenes() {
			all = append(all, listedAs(s))
		}
		return p.printJSON(all)
	}
	teller := tui.NewTeller(p.manners().Writer(p.out), p.columns())
	teller.List(stage.Scenes())
	return teller.Err()
}

// playOne plays the scene that is asked for, and tells it as it happens.
func (p *program) playOne(ctx context.Context, dance steps.Dance, d dancing) error {
	scene := dance.Scenes[slices.Index(sceneNames(), d.scene)]
	if p.json {
		out := scened(scene)
		ending := dance.Play(ctx, scene.Name, d.answers, func(m steps.Move) { out.Moves = append(out.Moves, moveOf(m)) })
		out.Answers, out.OK, out.Says = d.answers, ending.AsMeant, ending.Says
		if err := p.printJSON(out); err != nil {
			return err
		}
		return p.judge(ending)
	}
	teller := tui.NewTeller(p.manners().Writer(p.out), p.columns())
	if scene.Barred == "" {
		teller.Scene(scene, d.answers)
	}
	ending := dance.Play(ctx, scene.Name, d.answers, teller.Move)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	teller.Ending(ending)
	return errors.Join(teller.Err(), p.judge(ending))
}

// playAll plays every scene in every voice, and tells the last answer of each.
func (p *program) playAll(ctx context.Context, dance steps.Dance) error {
	teller := tui.NewTeller(p.manners().Writer(p.out), p.columns())
	all := []sceneJSON{}
	var failed error
	for _, scene := range dance.Scenes {
		answers, err := p.inEveryVoice(ctx, dance, scene)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failed = errors.Join(failed, err)
		out := scened(scene)
		out.OK = out.OK && err == nil
		for i, a := range answers {
			out.Voices = append(out.Voices, answerJSON{dance.Voices[i], halfOf(a)})
		}
		all = append(all, out)
		if !p.json {
			teller.Answers(scene, dance.Voices, answers)
		}
	}
	if p.json {
		return errors.Join(p.printJSON(all), failed)
	}
	return errors.Join(teller.Err(), failed)
}

// inEveryVoice plays a scene once for each voice, and gives the answers that ended it.
func (p *program) inEveryVoice(ctx context.Context, dance steps.Dance, scene steps.Scene) (answers []*steps.Message, failed error) {
	if scene.Barred != "" {
		return nil, nil
	}
	for _, voice := range dance.Voices {
		last := &steps.Message{Line: "no answer"}
		ending := dance.Play(ctx, scene.Name, voice, func(m steps.Move) {
			if m.Answer != nil {
				last = m.Answer
			}
		})
		answers = append(answers, last)
		failed = errors.Join(failed, p.judge(ending))
	}
	return answers, failed
}
