package handover

// provider is the body of Anypoint's call POST
// /accounts/api/organizations/{orgId}/clientProviders (MuleSoft: Access Management
// API). It takes no other members than these.
type provider struct {
	Name      string       `json:"name"`
	Type      providerType `json:"type"`
	Untrusted bool         `json:"allow_untrusted_certificates"`
	OIDC      oidcProvider `json:"oidc_dynamic_client_provider"`
}

type providerType struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

type oidcProvider struct {
	Issuer  string         `json:"issuer"`
	Client  providerClient `json:"client"`
	Primary primaryClient  `json:"primary_client"`
	URLs    providerURLs   `json:"urls"`
	Delete  bool           `json:"allow_local_client_deletion"`
	Modify  bool           `json:"allow_external_client_modification"`
	Timeout int            `json:"client_request_timeout"`
}

type providerClient struct {
	URLs         registerURL  `json:"urls"`
	Registration registration `json:"registration"`
}

type registerURL struct {
	Register string `json:"register"`
}

type registration struct {
	Authorization string `json:"authorization"`
}

type primaryClient struct {
	ID     string `json:"id"`
	Secret string `json:"secret"`
}

type providerURLs struct {
	Authorize  string `json:"authorize"`
	Token      string `json:"token"`
	Introspect string `json:"introspect"`
}

// anypointPayload says the same as the form. All that the call requires must be in
// the notes.
func anypointPayload(s *source) ([]string, error) {
	var required []string
	for _, e := range anypointForm() {
		if e.Note != "" {
			required = append(required, e.Note)
		}
	}
	if err := s.need(required...); err != nil {
		return nil, err
	}
	text, err := jsonText(provider{
		Name: anypointForm()[0].Value,
		Type: providerType{Name: "openid-dynamic-client", Description: "OpenID Connect Dynamic Client Registration"},
		OIDC: oidcProvider{
			Issuer: s.get("metadata.issuer"),
			Client: providerClient{
				URLs:         registerURL{s.get("metadata.registration_endpoint")},
				Registration: registration{scheme + s.or("token.value", tokenPlaceholder)},
			},
			Primary: primaryClient{ID: s.get("app.client_id"), Secret: s.or("app.client_secret", secretHere)},
			URLs: providerURLs{
				Authorize:  s.get("metadata.authorization_endpoint"),
				Token:      s.get("metadata.token_endpoint"),
				Introspect: s.get("metadata.introspection_endpoint"),
			},
			Timeout: 10,
		},
	})
	return []string{text}, err
}
