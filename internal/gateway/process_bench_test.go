//go:build unix

package gateway_test

import (
	"bufio"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oktadance/internal/gateway"
	"oktadance/internal/okta"
	"oktadance/internal/practice"
)

// Here the gateway, or the bare proxy, is a process of its own with one core, so that its
// CPU time is known apart from that of its callers, its API and its org.

const frontEnv = "GATEWAY_BENCH_FRONT"

// frontJob is what a process of its own is to be.
type frontJob struct {
	Kind, Upstream, Issuer, ID, Secret, Scope string
}

func TestMain(m *testing.M) {
	if job := os.Getenv(frontEnv); job != "" {
		if err := beFront(job); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// beFront serves until standard input ends. It says where on standard output.
func beFront(text string) error {
	var job frontJob
	if err := json.Unmarshal([]byte(text), &job); err != nil {
		return err
	}
	h, err := job.handler()
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + l.Addr().String())
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	return gateway.Serve(ctx, l, h)
}

func (job frontJob) handler() (http.Handler, error) {
	switch job.Kind {
	case "bare":
		return newBare(job.Upstream)
	case "RS256 alone":
		return newVerifying(job.Upstream)
	}
	o := gateway.Options{
		Upstream: job.Upstream, Policy: gateway.Policy{Scopes: []string{job.Scope}},
		Server: gateway.Server{Issuer: job.Issuer, Introspection: job.Issuer + "/v1/introspect", JWKS: job.Issuer + "/v1/keys",
			Client: okta.Credentials{ID: job.ID, Secret: okta.NewSecret(job.Secret)}},
		TTL: time.Minute, NegativeTTL: time.Second,
	}
	if strings.HasPrefix(job.Kind, "signature") {
		locally(&o)
	}
	if strings.HasSuffix(job.Kind, "each time") {
		o.TTL = 0
	}
	return gateway.New(o)
}

// newVerifying is the bare proxy with nothing but the cryptography of a signature before
// each request: no policy that verifies every time can cost less.
func newVerifying(upstream string) (http.Handler, error) {
	key, hash := newKey(), sha256.Sum256([]byte("what is signed"))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, hash[:])
	if err != nil {
		return nil, err
	}
	bare, err := newBare(upstream)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, hash[:], signature); err != nil {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		bare.ServeHTTP(w, r)
	}), err
}

// startFront starts the process and returns its address, and what ends it and tells the
// CPU time it took.
func startFront(b *testing.B, job frontJob) (string, func() time.Duration) {
	b.Helper()
	text, err := json.Marshal(job)
	if err != nil {
		b.Fatal(err)
	}
	front := exec.Command(os.Args[0])
	front.Env = append(os.Environ(), frontEnv+"="+string(text), "GOMAXPROCS=1")
	front.Stderr = os.Stderr
	in, err := front.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := front.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := front.Start(); err != nil {
		b.Fatal(err)
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	return strings.TrimSpace(address), func() time.Duration {
		in.Close()
		if err := front.Wait(); err != nil {
			b.Fatal(err)
		}
		return front.ProcessState.UserTime() + front.ProcessState.SystemTime()
	}
}

// front is a process under measurement, and what came of its requests.
type front struct {
	kind    string
	address string
	stop    func() time.Duration
	took    []time.Duration
}

// inTurn starts every kind of front and has each of them do the same in turn, round after
// round, so that whatever else the machine does meets all of them alike. Round sends its
// requests and notes how long they took.
func inTurn(b *testing.B, rounds int, round func(b *testing.B, f *front, client *http.Client, token string)) []*front {
	b.Helper()
	org := newOrg(b, practice.Options{})
	paste := org.Paste()
	job := frontJob{Upstream: canned(b), Issuer: paste.Issuer, ID: paste.ClientID, Secret: paste.ClientSecret, Scope: paste.ScopeName}
	token := tokenOf(b, org)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	var fronts []*front
	for _, job.Kind = range []string{"bare", "RS256 alone", "introspection remembered", "signature remembered", "signature each time", "introspection each time"} {
		f := &front{kind: strings.ReplaceAll(job.Kind, " ", "-")}
		f.address, f.stop = startFront(b, job)
		fronts = append(fronts, f)
	}
	for i := range rounds {
		for j := range fronts {
			round(b, fronts[(i+j)%len(fronts)], client, token)
		}
	}
	client.CloseIdleConnections()
	return fronts
}

// BenchmarkProcessCPU says what a request costs the process, with eight callers at once,
// and how many times as much that is as with the bare proxy.
func BenchmarkProcessCPU(b *testing.B) {
	const callers, calls = 8, 25
	var fronts []*front
	for b.Loop() {
		fronts = inTurn(b, 100, func(b *testing.B, f *front, client *http.Client, token string) {
			var all sync.WaitGroup
			for range callers {
				all.Go(func() {
					for range calls {
						if err := callFront(client, f.address, token); err != nil {
							b.Error(err)
						}
					}
				})
			}
			all.Wait()
		})
		var bare float64
		for _, f := range fronts {
			cost := float64(f.stop().Microseconds()) / (100 * callers * calls)
			if f.kind == "bare" {
				bare = cost
			}
			b.ReportMetric(cost, f.kind+"-cpu-us")
			b.ReportMetric(cost/bare, f.kind+"-x-bare")
		}
	}
}

// BenchmarkLatency sends 500 requests a second, ten to each in turn: a pause that the machine
// makes is no more than ten of the two thousand.
func BenchmarkLatency(b *testing.B) {
	const every, count = 2 * time.Millisecond, 10
	for b.Loop() {
		fronts := inTurn(b, 200, func(b *testing.B, f *front, client *http.Client, token string) {
			took := make([]time.Duration, count)
			var callers sync.WaitGroup
			began := time.Now()
			for i := range took {
				due := began.Add(time.Duration(i) * every)
				time.Sleep(time.Until(due))
				callers.Go(func() {
					if err := callFront(client, f.address, token); err != nil {
						b.Error(err)
					}
					took[i] = time.Since(due)
				})
			}
			callers.Wait()
			f.took = append(f.took, took...)
		})
		var bare time.Duration
		for _, f := range fronts {
			f.stop()
			slices.Sort(f.took)
			p50, p99 := f.took[len(f.took)/2], f.took[len(f.took)*99/100]
			if f.kind == "bare" {
				bare = p99
			}
			b.ReportMetric(float64(p50.Microseconds()), f.kind+"-p50-us")
			b.ReportMetric(float64(p99.Microseconds()), f.kind+"-p99-us")
			b.ReportMetric(float64(p99)/float64(bare), f.kind+"-p99-x-bare")
		}
	}
}

func callFront(client *http.Client, address, token string) error {
	r, err := http.NewRequest("GET", address+"/orders", nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != 200 {
		return fmt.Errorf("answer %d, %v", res.StatusCode, err)
	}
	return nil
}
