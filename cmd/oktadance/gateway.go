package main

import "github.com/spf13/cobra"

// gatewayVerb is what there is about the gateway in front of a secured API.
func (p *program) gatewayVerb() *cobra.Command {
	verb := &cobra.Command{
		Use:   "gateway",
		Short: "The OIDC policy for a gateway that is built for it",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	verb.AddCommand(p.gatewayExportVerb())
	return verb
}
