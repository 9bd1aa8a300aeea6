//go:build unix

package gateway_test

import (
	"bufio"
	"context"
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
	if job.Kind == "bare" {
		return newBare(job.Upstream)
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

// fronts runs something with each kind of process, and a token that opens it.
func fronts(b *testing.B, run func(b *testing.B, job frontJob, token string)) {
	org := newOrg(b, practice.Options{})
	paste := org.Paste()
	job := frontJob{Upstream: canned(b), Issuer: paste.Issuer, ID: paste.ClientID, Secret: paste.ClientSecret, Scope: paste.ScopeName}
	token := tokenOf(b, org)
	for _, job.Kind = range []string{"bare", "introspection remembered", "signature remembered", "signature each time", "introspection each time"} {
		b.Run(job.Kind, func(b *testing.B) { run(b, job, token) })
	}
}

// BenchmarkProcessCPU says what a request costs the process, with eight callers at once.
func BenchmarkProcessCPU(b *testing.B) {
	fronts(b, func(b *testing.B, job frontJob, token string) {
		address, stop := startFront(b, job)
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
		b.SetParallelism(8)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := callFront(client, address, token); err != nil {
					b.Error(err)
					return
				}
			}
		})
		client.CloseIdleConnections()
		b.ReportMetric(float64(stop())/float64(b.N), "process-cpu-ns/op")
	})
}

// BenchmarkLatency sends 500 requests a second for three seconds.
func BenchmarkLatency(b *testing.B) {
	const every, count = 2 * time.Millisecond, 1500
	fronts(b, func(b *testing.B, job frontJob, token string) {
		address, stop := startFront(b, job)
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
		for b.Loop() {
			took := make([]time.Duration, count)
			var callers sync.WaitGroup
			began := time.Now()
			for i := range took {
				due := began.Add(time.Duration(i) * every)
				time.Sleep(time.Until(due))
				callers.Go(func() {
					if err := callFront(client, address, token); err != nil {
						b.Error(err)
					}
					took[i] = time.Since(due)
				})
			}
			callers.Wait()
			slices.Sort(took)
			b.ReportMetric(float64(took[count/2])/1e6, "p50-ms")
			b.ReportMetric(float64(took[count*99/100])/1e6, "p99-ms")
		}
		client.CloseIdleConnections()
		stop()
	})
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
