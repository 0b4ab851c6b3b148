// Command external-metrics-adapter serves gauges of Slipway's services by the external metrics API of Kubernetes, so
// that a HorizontalPodAutoscaler can go by the rows that are under way. README.md beside this file says how.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"slipway/stand-ins/external-metrics/internal/board"
	"slipway/stand-ins/external-metrics/internal/kube"
	"slipway/stand-ins/external-metrics/internal/scrape"
	"slipway/stand-ins/external-metrics/internal/serve"
)

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "external-metrics-adapter:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	s, err := readSettings(args)
	if err != nil {
		return err
	}
	api, err := kube.InCluster(s.timeout)
	if err != nil {
		return err
	}
	certificate := serve.CertificateFiles(s.certFile, s.keyFile)
	if s.certFile == "" {
		if certificate, err = serve.SelfSigned("external-metrics-adapter"); err != nil {
			return err
		}
	}
	trust := &serve.Trust{}
	go keepTrust(ctx, api, trust)
	slog.Info("serving", "address", s.listen, "metrics", s.metrics)
	return serve.Server{Address: s.listen, Certificate: certificate, Trust: trust, API: newAPI(s, api).Handler()}.Run(ctx)
}

// newAPI puts the parts together: API → board → scraper → pods, which the cluster names.
func newAPI(s *settings, api *kube.Client) serve.API {
	http := scrape.NewHTTP(s.timeout)
	scraper := scrape.Scraper{
		Pods: func(ctx context.Context, target board.Target) ([]scrape.Pod, error) {
			return api.Pods(ctx, target, s.portName)
		},
		Tokens: scrape.NewTokens(scrape.Client{
			ID: s.clientID,
			Secret: func(ctx context.Context, namespace string) (string, error) {
				return api.Secret(ctx, namespace, s.secretName, s.secretKey)
			},
			Scope:    s.scope,
			TokenURL: s.tokenURL,
			Resource: s.resource,
		}, http),
		HTTP:    http,
		Names:   s.metrics,
		MaxPods: s.maxPods,
	}
	figures := board.New(board.Options{
		Sample:     scraper.Sample,
		Interval:   s.interval,
		Window:     s.window,
		IdleAfter:  s.idleAfter,
		MaxTargets: s.maxServices,
		Tell:       func(target board.Target, event string) { slog.Info(event, "service", target.String()) },
	})
	return serve.API{Figure: figures.Figure, Names: s.metrics, Window: s.window, Patience: 2 * s.interval}
}

const (
	trustRetry   = 2 * time.Second
	trustRefresh = time.Minute
)

// keepTrust learns the front proxy, soon at first and again now and then: clusters rotate its certificates.
func keepTrust(ctx context.Context, api *kube.Client, trust *serve.Trust) {
	for {
		wait := trustRefresh
		proxy, err := api.FrontProxy(ctx)
		if err == nil {
			trust.Learn(proxy)
		} else {
			slog.Warn(err.Error())
			wait = trustRetry
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}
