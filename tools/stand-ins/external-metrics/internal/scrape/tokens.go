// Package scrape asks pods for their metrics with tokens of the token service.
package scrape

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"slipway/stand-ins/external-metrics/internal/board"
)

// Client is who asks for tokens.
type Client struct {
	ID string
	// Secret reads the client's secret of a namespace, each time that a token is fetched: it may have been rotated.
	Secret func(ctx context.Context, namespace string) (string, error)
	Scope  string
	// TokenURL and Resource are templates: {namespace} and {service} stand for those of the target.
	TokenURL string
	Resource string
}

// Tokens keeps a token for each target until it is about to end or is refused.
type Tokens struct {
	client Client
	http   *http.Client
	mutex  sync.Mutex
	kept   map[board.Target]token
}

type token struct {
	value string
	end   time.Time
}

// NewTokens makes a keeper without tokens.
func NewTokens(client Client, http *http.Client) *Tokens {
	return &Tokens{client: client, http: http, kept: map[board.Target]token{}}
}

// margin before a token's end: it has to hold until the pods have read it.
const margin = 10 * time.Second

// Of is a token for the pods of the target.
func (t *Tokens) Of(ctx context.Context, target board.Target) (string, error) {
	t.mutex.Lock()
	kept := t.kept[target]
	t.mutex.Unlock()
	if time.Until(kept.end) > margin {
		return kept.value, nil
	}
	secret, err := t.client.Secret(ctx, target.Namespace)
	if err != nil {
		return "", err
	}
	fetched, err := fetchToken(ctx, t.http, tokenRequest{
		url:      fill(t.client.TokenURL, target),
		id:       t.client.ID,
		secret:   secret,
		scope:    t.client.Scope,
		resource: fill(t.client.Resource, target),
	})
	if err != nil {
		return "", err
	}
	t.mutex.Lock()
	t.kept[target] = fetched
	t.mutex.Unlock()
	return fetched.value, nil
}

// Drop forgets the token of a target: a pod refused it.
func (t *Tokens) Drop(target board.Target) {
	t.mutex.Lock()
	delete(t.kept, target)
	t.mutex.Unlock()
}

func fill(template string, target board.Target) string {
	return strings.NewReplacer("{namespace}", target.Namespace, "{service}", target.Service).Replace(template)
}
