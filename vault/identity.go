package vault

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
	"filippo.io/age/plugin"
)

// ParseIdentities reads the contents of an age identity file: identities of age's own kinds, and of plugins,
// which are programs that talk through ui. Of a file that is encrypted to a passphrase, armored or not, ask is
// asked for it. It fails with ErrNoIdentity, with ErrWrongPassphrase, and as ask does.
func ParseIdentities(file []byte, ask func() (string, error), ui *plugin.ClientUI) ([]age.Identity, error) {
	text, err := plainIdentities(file, ask)
	if err != nil {
		return nil, fmt.Errorf("reading an identity file: %w", err)
	}
	var all []age.Identity
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, err := parseIdentity(line, ui)
		if err != nil {
			return nil, fmt.Errorf("reading an identity file: %w", ErrNoIdentity) // err quotes what may be a secret
		}
		all = append(all, id)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("reading an identity file: %w", ErrNoIdentity)
	}
	return all, nil
}

// plainIdentities decrypts an identity file that is encrypted.
func plainIdentities(file []byte, ask func() (string, error)) ([]byte, error) {
	if trimmed := bytes.TrimSpace(file); bytes.HasPrefix(trimmed, []byte(armor.Header)) {
		sealed, err := io.ReadAll(armor.NewReader(bytes.NewReader(trimmed)))
		if err != nil {
			return nil, ErrNoIdentity
		}
		file = sealed
	}
	if !bytes.HasPrefix(file, []byte(ageIntro)) {
		return file, nil
	}
	passphrase, err := ask()
	if err != nil {
		return nil, err
	}
	return openByPassphrase(file, passphrase, ErrNoIdentity)
}

func parseIdentity(line string, ui *plugin.ClientUI) (age.Identity, error) {
	if strings.HasPrefix(line, "AGE-PLUGIN-") {
		id, err := plugin.NewIdentity(line, orSilent(ui))
		return pluginIdentity{id}, err
	}
	ids, err := age.ParseIdentities(strings.NewReader(line))
	if err != nil {
		return nil, err
	}
	return ids[0], nil
}

// parseRecipient reads a recipient of one of age's own kinds, or of a plugin: age1, the plugin's name, 1.
func parseRecipient(text string, ui *plugin.ClientUI) (age.Recipient, error) {
	if strings.Count(text, "1") > 1 && !strings.HasPrefix(text, "age1pq1") {
		r, err := plugin.NewRecipient(text, orSilent(ui))
		return pluginRecipient{r}, err
	}
	all, err := age.ParseRecipients(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// orSilent stands in for a user interface where there is none: a plugin is told that nobody answers.
func orSilent(ui *plugin.ClientUI) *plugin.ClientUI {
	if ui == nil {
		return &plugin.ClientUI{}
	}
	return ui
}

// A pluginIdentity tells the failures of a plugin from those of a file.
type pluginIdentity struct{ *plugin.Identity }

// Unwrap runs the plugin. Its errors are age.ErrIncorrectIdentity and ErrPlugin.
func (i pluginIdentity) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	fileKey, err := i.Identity.Unwrap(stanzas)
	if err != nil && !errors.Is(err, age.ErrIncorrectIdentity) {
		return nil, fmt.Errorf("%w: %w", ErrPlugin, err)
	}
	return fileKey, err
}

// A pluginRecipient does the same for a recipient.
type pluginRecipient struct{ *plugin.Recipient }

// WrapWithLabels runs the plugin. Its errors are ErrPlugin.
func (r pluginRecipient) WrapWithLabels(fileKey []byte) ([]*age.Stanza, []string, error) {
	stanzas, labels, err := r.Recipient.WrapWithLabels(fileKey)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrPlugin, err)
	}
	return stanzas, labels, nil
}
