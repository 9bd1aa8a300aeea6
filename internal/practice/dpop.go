package practice

import (
	"crypto"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Refusals of a DPoP proof (Okta: OAuth error codes).
var (
	proofMissing    = fault{400, "invalid_dpop_proof", "The DPoP proof JWT header is missing.", false}
	proofRepeated   = fault{400, "invalid_dpop_proof", "Multiple DPoP proof JWT headers are not allowed.", false}
	proofType       = fault{400, "invalid_dpop_proof", "'typ' must be 'dpop+jwt' in the DPoP proof JWT.", false}
	proofAlgorithm  = fault{400, "invalid_dpop_proof", "The DPoP proof JWT signature algorithm is invalid.", false}
	proofUnreadable = fault{400, "invalid_dpop_proof", "The DPoP proof JWT cannot be parsed.", false}
	proofSignature  = fault{400, "invalid_dpop_proof", "The DPoP proof JWT signature is invalid.", false}
	proofMethod     = fault{400, "invalid_dpop_proof", "'htm' claim in the DPoP proof JWT is invalid.", false}
	proofURL        = fault{400, "invalid_dpop_proof", "'htu' claim in the DPoP proof JWT is invalid.", false}
	proofIssuedAt   = fault{400, "invalid_dpop_proof", "'iat' claim in the DPoP proof JWT is invalid.", false}
	proofFuture     = fault{400, "invalid_dpop_proof", "The DPoP proof JWT is issued in the future.", false}
	proofTooOld     = fault{400, "invalid_dpop_proof", "The DPoP proof JWT is issued more than five minutes in the past.", false}
	proofExpired    = fault{400, "invalid_dpop_proof", "The DPoP proof JWT is expired.", false}
	proofID         = fault{400, "invalid_dpop_proof", "'jti' claim in the DPoP proof JWT is invalid.", false}
	proofReplayed   = fault{400, "invalid_dpop_proof", "The DPoP proof JWT has already been used.", false}
	proofNonce      = fault{400, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof.", false}
)

// proofLife is how old a proof may be.
const proofLife = 5 * time.Minute

// nonceLife is how long a nonce is handed out; it is good for as long again.
const nonceLife = 12 * time.Hour

// proofClaims is what a DPoP proof says (RFC 9449).
type proofClaims struct {
	ID       string `json:"jti"`
	Method   string `json:"htm"`
	URL      string `json:"htu"`
	IssuedAt *int64 `json:"iat"`
	Expires  *int64 `json:"exp"`
	Nonce    string `json:"nonce"`
}

// proofKey is the key that a token is to be bound to, or nil for a client that
// neither must nor does prove one.
func (o *Org) proofKey(c *call, client *app) (*confirmation, error) {
	proofs := c.r.Header.Values("DPoP")
	switch {
	case len(proofs) == 0 && client.Settings.DPoP:
		return nil, refuse(proofMissing)
	case len(proofs) == 0:
		return nil, nil
	case len(proofs) > 1:
		return nil, refuse(proofRepeated)
	}
	said, key, err := openProof(proofs[0])
	if err != nil {
		return nil, err
	}
	if err := o.fits(c, said); err != nil {
		return nil, err
	}
	sum, err := key.Thumbprint(crypto.SHA256)
	if err != nil {
		return nil, refuse(proofUnreadable)
	}
	return &confirmation{base64.RawURLEncoding.EncodeToString(sum)}, nil
}

// openProof checks a proof's form and that the key inside it signed it.
func openProof(proof string) (said proofClaims, key *jose.JSONWebKey, err error) {
	jws, err := jose.ParseSignedCompact(proof, keyAlgs)
	var algorithm *jose.ErrUnexpectedSignatureAlgorithm
	if errors.As(err, &algorithm) {
		return said, nil, refuse(proofAlgorithm)
	}
	if err != nil {
		return said, nil, refuse(proofUnreadable)
	}
	header := jws.Signatures[0].Header
	key = header.JSONWebKey
	switch {
	case header.ExtraHeaders[jose.HeaderType] != "dpop+jwt":
		return said, nil, refuse(proofType)
	case key == nil || !key.Valid() || !key.IsPublic():
		return said, nil, refuse(proofUnreadable)
	}
	payload, err := jws.Verify(key)
	if err != nil {
		return said, nil, refuse(proofSignature)
	}
	if json.Unmarshal(payload, &said) != nil {
		return said, nil, refuse(proofUnreadable)
	}
	return said, key, nil
}

// fits checks that a proof was made for this request, now, and only once. The nonce
// comes last: a client first learns it from the refusal.
func (o *Org) fits(c *call, said proofClaims) error {
	switch {
	case said.Method != c.r.Method:
		return refuse(proofMethod)
	case said.URL != c.endpoint():
		return refuse(proofURL)
	case said.IssuedAt == nil:
		return refuse(proofIssuedAt)
	case said.ID == "":
		return refuse(proofID)
	}
	issued := time.Unix(*said.IssuedAt, 0)
	switch {
	case issued.After(c.now.Add(clockLeeway)):
		return refuse(proofFuture)
	case c.now.Sub(issued) > proofLife:
		return refuse(proofTooOld)
	case said.Expires != nil && !c.now.Before(time.Unix(*said.Expires, 0)):
		return refuse(proofExpired)
	case !o.seen.fresh(said.Nonce, c.now):
		return o.seen.demand(c.now)
	case !o.seen.first("proof "+said.ID, issued.Add(proofLife+clockLeeway), c.now):
		return refuse(proofReplayed)
	}
	return nil
}

// mostSeen bounds how many proofs and assertions are remembered at a time.
const mostSeen = 10_000

// seenProofs tells a proof or an assertion from its replay, and makes nonces.
type seenProofs struct {
	mu    sync.Mutex
	until map[string]time.Time
	key   []byte // of the nonces
}

// first tells whether id comes for the first time; it is remembered until then. When
// too many are alive at once all are forgotten: memory is bounded, come what may.
func (s *seenProofs) first(id string, until, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if end, known := s.until[id]; known && now.Before(end) {
		return false
	}
	if len(s.until) >= mostSeen {
		s.forget(now)
	}
	if s.until == nil || len(s.until) >= mostSeen {
		s.until = map[string]time.Time{}
	}
	s.until[id] = until
	return true
}

func (s *seenProofs) forget(now time.Time) {
	for id, end := range s.until {
		if !now.Before(end) {
			delete(s.until, id)
		}
	}
}

// nonce is what proofs must carry at a time. It is computed, so none is kept.
func (s *seenProofs) nonce(t time.Time) string {
	mac := hmac.New(sha256.New, s.key)
	_ = binary.Write(mac, binary.BigEndian, t.Unix()/int64(nonceLife/time.Second)) // a hash takes everything
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:24])
}

// fresh tells whether a nonce is this period's or the last one's.
func (s *seenProofs) fresh(nonce string, now time.Time) bool {
	return sameSecret(nonce, s.nonce(now)) || sameSecret(nonce, s.nonce(now.Add(-nonceLife)))
}

// demand asks for a proof with a nonce, and gives it.
func (s *seenProofs) demand(now time.Time) error {
	r := refuse(proofNonce)
	r.header = map[string]string{http.CanonicalHeaderKey("DPoP-Nonce"): s.nonce(now)}
	return r
}
