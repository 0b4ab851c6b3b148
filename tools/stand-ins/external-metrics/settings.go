package main

import (
	"errors"
	"flag"
	"strings"
	"time"
)

type settings struct {
	listen, certFile, keyFile       string
	metrics                         []string
	portName                        string
	interval, window, timeout       time.Duration
	idleAfter                       time.Duration
	maxServices, maxPods            int
	clientID, secretName, secretKey string
	tokenURL, scope, resource       string
}

func readSettings(args []string) (*settings, error) {
	s := &settings{}
	flags := flag.NewFlagSet("external-metrics-adapter", flag.ContinueOnError)
	metrics := flags.String("metrics", "slipway_model_pending_rows", "gauges that may be asked for, with commas between")
	flags.StringVar(&s.listen, "listen", ":6443", "address that the API server connects to")
	flags.StringVar(&s.certFile, "tls-cert-file", "", "serving certificate; without one it signs its own")
	flags.StringVar(&s.keyFile, "tls-private-key-file", "", "key of it")
	flags.StringVar(&s.portName, "port-name", "http", "name of the port of pods that answers /metrics")
	flags.DurationVar(&s.interval, "interval", 2*time.Second, "time between two samples of a service")
	flags.DurationVar(&s.window, "window", 10*time.Second, "time that a figure is the mean over")
	flags.DurationVar(&s.timeout, "timeout", time.Second, "most that a pod, the token service or the API server may take")
	flags.DurationVar(&s.idleAfter, "idle-after", 2*time.Minute, "time without a question after which a service is sampled no more")
	flags.IntVar(&s.maxServices, "max-services", 100, "services that are sampled at once")
	flags.IntVar(&s.maxPods, "max-pods", 200, "pods of a service")
	flags.StringVar(&s.clientID, "client-id", "prometheus", "client of the token service")
	flags.StringVar(&s.secretName, "secret-name", "client-prometheus", "Secret with the client's secret, in the namespace of the service")
	flags.StringVar(&s.secretKey, "secret-key", "secret", "key in it")
	flags.StringVar(&s.tokenURL, "token-url", "http://auth.{namespace}.svc:8090/oauth2/token", "token endpoint; {namespace} is that of the service")
	flags.StringVar(&s.scope, "scope", "metrics:read", "scope of the tokens")
	flags.StringVar(&s.resource, "resource", "urn:slipway:service:{service}", "resource that the tokens are for")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	s.metrics = strings.FieldsFunc(*metrics, func(r rune) bool { return r == ',' })
	return s, s.validate(flags.NArg())
}

func (s *settings) validate(extra int) error {
	switch {
	case extra > 0:
		return errors.New("expected flags alone: external-metrics-adapter --help lists them")
	case len(s.metrics) == 0:
		return errors.New("--metrics: expected at least one gauge")
	case (s.certFile == "") != (s.keyFile == ""):
		return errors.New("--tls-cert-file, --tls-private-key-file: expected both or neither")
	case s.interval < 100*time.Millisecond:
		return errors.New("--interval: expected 100ms or more")
	case s.window < s.interval:
		return errors.New("--window: expected no less than --interval")
	case s.timeout <= 0 || s.timeout > s.interval:
		return errors.New("--timeout: expected no more than --interval")
	case s.idleAfter < s.window:
		return errors.New("--idle-after: expected no less than --window")
	case s.maxServices < 1 || s.maxPods < 1:
		return errors.New("--max-services, --max-pods: expected 1 or more")
	}
	return nil
}
