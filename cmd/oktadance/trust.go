package main

import (
	"crypto/x509"
	"os"

	"oktadance/internal/okta"
	"oktadance/steps"
)

// trust is whose word is taken for who a server is, beside that of the authorities
// that this machine trusts. The environment says it on some systems alone.
type trust struct {
	caFile string
	roots  *x509.CertPool // nil without the flag
}

// readAuthorities reads what --ca-file names.
func (t *trust) readAuthorities() error {
	if t.caFile == "" {
		return nil
	}
	pem, err := os.ReadFile(t.caFile)
	if err == nil {
		t.roots, err = okta.RootCAs(pem)
	}
	if err != nil {
		return &steps.Problem{
			What: "The certificate authorities in " + t.caFile + " can't be read.",
			Why:  upperFirst(err.Error()) + ".",
			Next: "Ask for the root certificate as a PEM file, which has BEGIN CERTIFICATE in its first line, and name it with --ca-file FILE.",
			Err:  err,
		}
	}
	return nil
}

// reach is how servers are spoken to.
func (t *trust) reach() okta.Options { return okta.Options{Version: version(), RootCAs: t.roots} }
