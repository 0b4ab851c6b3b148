package kube

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
)

// FrontProxy is how the API server proves that a request comes from it.
type FrontProxy struct {
	// Roots sign its client certificate.
	Roots *x509.CertPool
	// Names that the certificate may have; none means any.
	Names []string
}

// FrontProxy reads it from where every cluster publishes it for API servers such as this.
func (c *Client) FrontProxy(ctx context.Context) (FrontProxy, error) {
	var config struct {
		Data map[string]string `json:"data"`
	}
	if err := c.get(ctx, "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication", &config); err != nil {
		return FrontProxy{}, fmt.Errorf("the front proxy is unknown: %w", err)
	}
	found := FrontProxy{Roots: x509.NewCertPool()}
	if !found.Roots.AppendCertsFromPEM([]byte(config.Data["requestheader-client-ca-file"])) {
		return FrontProxy{}, errors.New("the front proxy is unknown: the API server runs without --requestheader-client-ca-file")
	}
	if names := config.Data["requestheader-allowed-names"]; names != "" {
		if err := json.Unmarshal([]byte(names), &found.Names); err != nil {
			return FrontProxy{}, fmt.Errorf("the front proxy is unknown: requestheader-allowed-names: %w", err)
		}
	}
	return found, nil
}
