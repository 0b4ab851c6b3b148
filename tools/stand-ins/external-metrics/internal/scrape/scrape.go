package scrape

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"slipway/stand-ins/external-metrics/internal/board"
	"slipway/stand-ins/external-metrics/internal/gauges"
)

// Pod is one that belongs to a target.
type Pod struct {
	// Address with port.
	Address string
	Ready   bool
}

// Scraper samples targets.
type Scraper struct {
	// Pods of a target, without those that are about to end.
	Pods    func(ctx context.Context, target board.Target) ([]Pod, error)
	Tokens  *Tokens
	HTTP    *http.Client
	Names   []string
	MaxPods int
}

// NewHTTP is a client that keeps to small, quick answers from pods themselves: no proxy, no redirect.
func NewHTTP(timeout time.Duration) *http.Client {
	return &http.Client{
		Timeout: timeout,
		Transport: &http.Transport{
			DialContext:            (&net.Dialer{Timeout: timeout}).DialContext,
			MaxIdleConnsPerHost:    1,
			IdleConnTimeout:        30 * time.Second,
			MaxResponseHeaderBytes: 16 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

const (
	// maxAtOnce pods are asked at the same time.
	maxAtOnce    = 16
	maxPageBytes = 4 << 20
)

// Sample asks all pods of the target and adds up what they say.
func (s *Scraper) Sample(ctx context.Context, target board.Target) ([]gauges.Series, error) {
	pods, err := s.Pods(ctx, target)
	if err != nil {
		return nil, err
	}
	if len(pods) > s.MaxPods {
		return nil, fmt.Errorf("%d pods are more than the %d that may be asked", len(pods), s.MaxPods)
	}
	token, err := s.Tokens.Of(ctx, target)
	if err != nil {
		return nil, err
	}
	answers := make([]gauges.Answer, len(pods))
	slots := make(chan struct{}, maxAtOnce)
	var all sync.WaitGroup
	for i, pod := range pods {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			series, err := s.ask(ctx, target, pod, token)
			answers[i] = gauges.Answer{Ready: pod.Ready, Series: series, Err: err}
		})
	}
	all.Wait()
	return gauges.Combine(answers)
}

func (s *Scraper) ask(ctx context.Context, target board.Target, pod Pod, token string) ([]gauges.Series, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+pod.Address+"/metrics", nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	answer, err := s.HTTP.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusUnauthorized {
		s.Tokens.Drop(target)
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", pod.Address, answer.Status)
	}
	page, err := io.ReadAll(io.LimitReader(answer.Body, maxPageBytes+1))
	if err != nil {
		return nil, err
	}
	if len(page) > maxPageBytes {
		return nil, fmt.Errorf("the page of %s is larger than %d bytes", pod.Address, maxPageBytes)
	}
	series, err := gauges.Read(string(page), s.Names)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", pod.Address, err)
	}
	for _, one := range series {
		// What is asked for is the Service, whatever its pods call themselves.
		one.Labels["service"] = target.Service
	}
	return series, nil
}
