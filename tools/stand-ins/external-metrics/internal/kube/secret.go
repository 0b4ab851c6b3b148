package kube

import (
	"context"
	"fmt"
	"net/url"
	"strings"
)

// Secret is one key of a Secret.
func (c *Client) Secret(ctx context.Context, namespace, name, key string) (string, error) {
	var secret struct {
		Data map[string][]byte `json:"data"`
	}
	path := "/api/v1/namespaces/" + url.PathEscape(namespace) + "/secrets/" + url.PathEscape(name)
	if err := c.get(ctx, path, &secret); err != nil {
		return "", fmt.Errorf("no client secret: %w", err)
	}
	value := strings.TrimSpace(string(secret.Data[key]))
	if value == "" {
		return "", fmt.Errorf("no client secret: Secret %s/%s has no key %s", namespace, name, key)
	}
	return value, nil
}
