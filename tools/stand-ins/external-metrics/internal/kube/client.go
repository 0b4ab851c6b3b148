// Package kube reads what the adapter needs of the Kubernetes API: three kinds of objects, with plain GET requests.
package kube

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Client asks the API server as a service account.
type Client struct {
	// URL of the API server.
	URL  string
	HTTP *http.Client
	// TokenFile is read for every request: the kubelet replaces it before the token ends.
	TokenFile string
}

const accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

// InCluster is the client of the pod's own service account.
func InCluster(timeout time.Duration) (*Client, error) {
	host, port := os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT")
	if host == "" || port == "" {
		return nil, errors.New("KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT: expected to run in a pod of a cluster")
	}
	roots, err := os.ReadFile(filepath.Join(accountFolder, "ca.crt"))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(roots) {
		return nil, errors.New("the service account's ca.crt has no certificate")
	}
	return &Client{
		URL:       "https://" + net.JoinHostPort(host, port),
		TokenFile: filepath.Join(accountFolder, "token"),
		HTTP: &http.Client{Timeout: timeout, Transport: &http.Transport{
			TLSClientConfig:   &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
			ForceAttemptHTTP2: true,
			// A connection that died with its API server is found out soon.
			IdleConnTimeout: 30 * time.Second,
		}},
	}, nil
}

const maxObjectBytes = 8 << 20

// get reads the object or list at a path of the API.
func (c *Client) get(ctx context.Context, path string, into any) error {
	bearer, err := os.ReadFile(c.TokenFile)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL+path, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(bearer)))
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "external-metrics-adapter")
	answer, err := c.HTTP.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body := json.NewDecoder(io.LimitReader(answer.Body, maxObjectBytes))
	if answer.StatusCode != http.StatusOK {
		var status struct {
			Message string `json:"message"`
		}
		_ = body.Decode(&status) // Not every answer has a reason in it; the status is told anyway.
		return fmt.Errorf("the API server answers %s %.400q", answer.Status, status.Message)
	}
	return body.Decode(into)
}
