package practice

import (
	"slices"
	"strings"
)

// scopeTroubles are in the scope.
func scopeTroubles() []trouble {
	const where = "In Security > API > Authorization Servers > default > Scopes "
	return []trouble{
		{
			Trouble: Trouble{"scope-missing", "The scope was never created."},
			words:   where + "add the scope, or let it be made for you.",
			bring:   func(s *spoiler) { s.dropScope() }, still: scopeMissing, mend: addScope,
		},
		{
			Trouble: Trouble{"scope-elsewhere", "The scope was created on another authorization server."},
			words:   where + "add the scope here as well: each server has its own.",
			bring: func(s *spoiler) {
				other := newServerIn(s.ids, s.now, "workshop", "Authorization server of a workshop", []string{"api://workshop"})
				other.Scopes = append(other.Scopes, *s.theScope())
				s.Servers = append(s.Servers, other)
				s.dropScope()
			},
			still: scopeMissing, mend: addScope,
		},
		{
			Trouble: Trouble{"scope-case", "The scope was created with other capital letters."},
			words:   where + "give the scope exactly the name you ask for: capital letters count.",
			bring:   func(s *spoiler) { s.theScope().Name = strings.ToUpper(s.Pasted.Scope[:1]) + s.Pasted.Scope[1:] },
			still:   scopeMissing, mend: addScope,
		},
		{
			Trouble: Trouble{"consent-required", "The scope needs a user's consent, and there is no user."},
			words:   where + "edit the scope and set User consent to Implicit.",
			bring:   func(s *spoiler) { s.theScope().Consent = "REQUIRED" },
			still:   func(s *state) bool { return !scopeMissing(s) && s.pastedScope().Consent == "REQUIRED" },
			mend:    func(s *state) { s.pastedScope().Consent = "IMPLICIT" },
		},
	}
}

// pastedScope is the scope a person means, or nil.
func (s *state) pastedScope() *scope { return s.defaultServer().scopeNamed(s.Pasted.Scope) }

func scopeMissing(s *state) bool { return s.pastedScope() == nil }

// theScope is the scope that a trouble is brought into, made anew where it is gone.
func (s *spoiler) theScope() *scope {
	if scopeMissing(s.state) {
		v := s.defaultServer()
		v.Scopes = append(v.Scopes, seedScopeFor(s.ids, s.Pasted.Scope))
	}
	return s.pastedScope()
}

func (s *spoiler) dropScope() {
	v := s.defaultServer()
	v.Scopes = slices.DeleteFunc(v.Scopes, func(known scope) bool { return known.Name == s.Pasted.Scope })
}

// addScope adds the scope that was missing.
func addScope(s *state) {
	v := s.defaultServer()
	v.Scopes = append(v.Scopes, seedScopeFor(newIDs(nil), s.Pasted.Scope))
}
