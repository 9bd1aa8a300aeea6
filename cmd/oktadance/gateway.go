package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"oktadance/internal/gateway"
	"oktadance/internal/okta"
	"oktadance/steps"
)

// guarding is how the gateway is asked to guard.
type guarding struct {
	listen, upstream  string
	validate, answers string
	audience          string
	scopes            []string
	ttl               time.Duration
	dialled           bool // the ttl was given
}

func (p *program) gatewayVerb() *cobra.Command {
	var g guarding
	verb := &cobra.Command{
		Use:   "gateway",
		Short: "Guard an API with the OIDC policy until ctrl+c",
		Long: `Lets requests through to an API only with an access token that the authorization server in the notes
stands by, and that has the scope in the notes. Without --upstream it guards a small API of its own.
It answers /healthz itself, and writes one line for each other request, without tokens.`,
		Example: `# the notes of the practice walk
oktadance gateway --profile practice

# any API, with the answers of the standard, and keys rather than introspection
oktadance gateway --upstream http://127.0.0.1:9000 --answers rfc6750 --validate jwks

# every call asks the server: a revoked token stops at once
oktadance gateway --ttl 0s`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			g.dialled = c.Flags().Changed("ttl")
			return p.gateway(c.Context(), g)
		},
	}
	verb.AddCommand(p.gatewayExportVerb())
	flags := verb.Flags()
	flags.StringVar(&g.listen, "listen", "127.0.0.1:8080", "listen on `HOST:PORT`; the port 0 takes any free one")
	flags.StringVar(&g.upstream, "upstream", "", "the `URL` of the API to guard (default a small one inside this program)")
	flags.StringVar(&g.validate, "validate", string(gateway.Introspect), "the `WAY` tokens are validated: jwks or introspect")
	flags.StringVar(&g.answers, "answers", string(gateway.MuleSoft), "the `STYLE` of refusals: mulesoft or rfc6750")
	flags.StringArrayVar(&g.scopes, "scope", nil, "require this `SCOPE`; can be given again (default the scope in the notes)")
	flags.StringVar(&g.audience, "audience", "", "require this `AUDIENCE` (default any of this server)")
	flags.DurationVar(&g.ttl, "ttl", 0, "the `TIME` a good token is remembered, and works although revoked (default 10s; 5m with jwks)")
	completions(verb, "validate", cobra.FixedCompletions([]cobra.Completion{string(gateway.Introspect), string(gateway.JWKS)}, cobra.ShellCompDirectiveNoFileComp))
	completions(verb, "answers", cobra.FixedCompletions([]cobra.Completion{string(gateway.MuleSoft), string(gateway.RFC6750)}, cobra.ShellCompDirectiveNoFileComp))
	return verb
}

// gateway guards an API until ctx ends. Mistakes in the arguments cost no passphrase.
func (p *program) gateway(ctx context.Context, g guarding) error {
	if g.listen == "" { // which would be every address of the machine
		return &usageError{text: "--listen is empty", hint: "For example: --listen 127.0.0.1:8080"}
	}
	if _, err := reachable("--listen", g.listen); err != nil {
		return err
	}
	if err := g.mistake(); err != nil {
		return err
	}
	return p.withNotes(ctx, func(_ *session, n steps.Notes) error {
		o, err := p.guardedBy(n, g)
		if err != nil {
			return err
		}
		s, err := secure(g.listen, o)
		if err != nil {
			return err
		}
		defer s.close()
		if err := p.announceGateway(s); err != nil {
			return err
		}
		return s.serve(ctx)
	})
}

// mistake finds what is wrong with the arguments alone.
func (g guarding) mistake() error {
	o := g.options()
	o.Server = gateway.Server{Issuer: "https://example.okta.com/oauth2/default", Introspection: "https://example.okta.com", JWKS: "https://example.okta.com",
		Client: okta.Credentials{ID: "any", Secret: okta.NewSecret("any")}}
	if g.upstream == "" {
		o.Upstream = "http://127.0.0.1"
	}
	_, err := gateway.New(o)
	var wrong *gateway.SettingError
	if !errors.As(err, &wrong) {
		return err
	}
	flag := cmp.Or(map[string]string{"Scopes": "scope"}[wrong.Setting], strings.ToLower(wrong.Setting))
	return &usageError{text: "--" + flag + ": " + wrong.Why, hint: rightFlag(flag)}
}

// rightFlag says how a flag is to be given.
func rightFlag(flag string) string {
	return map[string]string{
		"validate": "Take --validate introspect or --validate jwks.",
		"answers":  "Take --answers mulesoft or --answers rfc6750.",
		"scope":    "Give each its own, as it is called in Okta: --scope one --scope two",
		"ttl":      "For example: --ttl 30s; with --ttl 0s every call asks the server.",
		"upstream": "For example: --upstream http://127.0.0.1:9000",
	}[flag]
}

// options are the arguments as the gateway takes them.
func (g guarding) options() gateway.Options {
	o := gateway.Options{
		Upstream: g.upstream, Validate: gateway.Validation(g.validate), Answers: gateway.Voice(g.answers),
		Policy: gateway.Policy{Scopes: g.scopes, Audience: g.audience},
		TTL:    g.ttl, NegativeTTL: gateway.DefaultNegativeTTL,
	}
	switch {
	case g.dialled && g.ttl == 0:
		o.NegativeTTL = 0 // every call asks
	case !g.dialled && o.Validate == gateway.JWKS:
		o.TTL = gateway.DefaultJWKSTTL
	case !g.dialled:
		o.TTL = gateway.DefaultTTL
	}
	return o
}

// guardedBy is how the API is guarded with what the notes say.
func (p *program) guardedBy(n steps.Notes, g guarding) (gateway.Options, error) {
	o := g.options()
	needed := []string{"metadata.issuer", "metadata.introspection_endpoint", "app.client_id", "app.client_secret"}
	if o.Validate == gateway.JWKS {
		needed = []string{"metadata.issuer", "metadata.jwks_uri"}
	}
	if len(g.scopes) == 0 {
		needed = append(needed, "scope.name")
		o.Policy.Scopes = []string{n.Get("scope.name")}
	}
	o.Server = gateway.Server{Issuer: n.Get("metadata.issuer"), Introspection: n.Get("metadata.introspection_endpoint"),
		JWKS: n.Get("metadata.jwks_uri"), Client: clientIn(n)}
	o.Log, o.Client = accessLog(p.err), p.reach()
	return o, p.lacking(n, needed...)
}

// announceGateway prints commands to try, and says what will come of them.
func (p *program) announceGateway(s *secured) error {
	whose := s.Upstream
	if s.own() {
		whose += ", a small API inside this program"
	}
	fmt.Fprintf(p.err, "The gateway at %s guards %s.\n", s.url(), whose)
	fmt.Fprintln(p.err, dial(s.Options))
	fmt.Fprintf(p.err, "Tokens need: %s. Callers are refused as %s.\n", strings.Join(s.Policy.Scopes, ", "), manner(s.Answers))
	if s.far() {
		fmt.Fprint(p.err, farGateway)
	}
	_, err := io.WriteString(p.out, p.curls(s.url(), s.own()))
	fmt.Fprintln(p.err, "The gateway runs until ctrl+c.")
	return err
}

const farGateway = `Other machines can reach this gateway. Tokens travel to it unencrypted, so use it in a network you trust.
`

// dial says how tokens are validated, and what it means for one that is revoked.
func dial(o gateway.Options) string {
	switch {
	case o.Validate == gateway.JWKS:
		return "It verifies tokens with the server's keys, and never asks about one: a revoked token works until it expires."
	case o.TTL == 0:
		return "It asks " + o.Server.Introspection + " at every call: a revoked token stops at once."
	}
	return fmt.Sprintf("It asks %s, and remembers a good token for %s: so long does a revoked one still work.", o.Server.Introspection, o.TTL)
}

func manner(v gateway.Voice) string {
	if v == gateway.RFC6750 {
		return "RFC 6750 has it"
	}
	return "MuleSoft's policy does it"
}

// curls are commands that work as they are printed, in a shell that finds oktadance.
func (p *program) curls(at string, own bool) string {
	path := "/"
	if own {
		path = "/orders"
	}
	out := "# with a token\nTOKEN=$(" + p.tokenCommand() + ")\n" +
		`curl -si -H "Authorization: Bearer $TOKEN" ` + at + path + "\n"
	if own {
		out += `curl -si -H "Authorization: Bearer $TOKEN" -d '{"item":"Castanets","quantity":3}' ` + at + path + "\n"
	}
	return out + "\n# without one, and with a bad one\ncurl -si " + at + path + "\n" +
		`curl -si -H "Authorization: Bearer ${TOKEN}A" ` + at + path + "\n\n"
}

// tokenCommand asks for a token with the notes in use.
func (p *program) tokenCommand() string {
	command := "oktadance token"
	if p.profile != "default" {
		command += " --profile " + p.profile
	}
	if p.passphraseFile != "" && p.passphraseFile != "-" {
		command += " --passphrase-file '" + strings.ReplaceAll(p.passphraseFile, "'", `'\''`) + "'"
	}
	return command
}
