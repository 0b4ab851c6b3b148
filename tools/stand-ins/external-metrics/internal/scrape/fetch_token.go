package scrape

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

type tokenRequest struct{ url, id, secret, scope, resource string }

const maxTokenBytes = 64 << 10

// fetchToken asks for a token by the client credentials grant (RFC 6749 section 4.4, RFC 8707 for the resource).
func fetchToken(ctx context.Context, client *http.Client, asked tokenRequest) (token, error) {
	form := url.Values{"grant_type": {"client_credentials"}, "scope": {asked.scope}, "resource": {asked.resource}}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, asked.url, strings.NewReader(form.Encode()))
	if err != nil {
		return token{}, fmt.Errorf("no token: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	// Both are form-encoded before they go into the header: RFC 6749 section 2.3.1.
	request.SetBasicAuth(url.QueryEscape(asked.id), url.QueryEscape(asked.secret))
	answer, err := client.Do(request)
	if err != nil {
		return token{}, fmt.Errorf("no token: %w", err)
	}
	defer answer.Body.Close()
	var body struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int    `json:"expires_in"`
		Error       string `json:"error"`
	}
	readErr := json.NewDecoder(io.LimitReader(answer.Body, maxTokenBytes)).Decode(&body)
	switch {
	case answer.StatusCode != http.StatusOK:
		return token{}, fmt.Errorf("no token: %s answers %s %.60q", request.URL.Host, answer.Status, body.Error)
	case readErr != nil || body.AccessToken == "":
		return token{}, fmt.Errorf("no token: %s answers without one", request.URL.Host)
	}
	return token{value: body.AccessToken, end: time.Now().Add(time.Duration(body.ExpiresIn) * time.Second)}, nil
}
