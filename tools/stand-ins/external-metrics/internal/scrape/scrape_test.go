package scrape

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"slipway/stand-ins/external-metrics/internal/board"
	"slipway/stand-ins/external-metrics/internal/gauges"
)

const pending = "slipway_model_pending_rows"

var target = board.Target{Namespace: "ns", Service: "digits-onnx"}

// issuer is a token service that gives "token-1", "token-2" … to who knows the secret.
func issuer(t *testing.T, issued *atomic.Int64) *httptest.Server {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, secret, _ := r.BasicAuth()
		w.Header().Set("Content-Type", "application/json")
		if id != "prometheus" || secret != "s3cret" {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"error":"invalid_client"}`)
			return
		}
		if r.FormValue("scope") != "metrics:read" || r.FormValue("resource") != "urn:slipway:service:digits-onnx" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		fmt.Fprintf(w, `{"access_token":"token-%d","expires_in":600,"token_type":"Bearer"}`, issued.Add(1))
	}))
	t.Cleanup(server.Close)
	return server
}

// pod answers who has the token that it accepts.
func pod(t *testing.T, accepts *atomic.Value, page string) Pod {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+accepts.Load().(string) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprint(w, page)
	}))
	t.Cleanup(server.Close)
	return Pod{Address: server.Listener.Addr().String(), Ready: true}
}

func page(rows int) string {
	return fmt.Sprintf("# TYPE %s gauge\n%s{model=\"m\",service=\"called-otherwise\"} %d\n", pending, pending, rows)
}

func newScraper(tokenURL, secret string, pods ...Pod) *Scraper {
	client := NewHTTP(500 * time.Millisecond)
	return &Scraper{
		Pods: func(context.Context, board.Target) ([]Pod, error) { return pods, nil },
		Tokens: NewTokens(Client{
			ID: "prometheus", Secret: func(context.Context, string) (string, error) { return secret, nil },
			Scope: "metrics:read", TokenURL: tokenURL + "/{namespace}/token", Resource: "urn:slipway:service:{service}",
		}, client),
		HTTP: client, Names: []string{pending}, MaxPods: 3,
	}
}

func TestAddsUpThePodsOfAService(t *testing.T) {
	var issued atomic.Int64
	var accepted atomic.Value
	accepted.Store("token-1")
	scraper := newScraper(issuer(t, &issued).URL, "s3cret", pod(t, &accepted, page(3)), pod(t, &accepted, page(4)))
	for range 3 {
		got, err := scraper.Sample(t.Context(), target)
		total := gauges.Total(got, pending, func(labels map[string]string) bool { return labels["service"] == "digits-onnx" })
		if err != nil || total != 7 {
			t.Fatalf("got %v, %v", got, err)
		}
	}
	if issued.Load() != 1 {
		t.Fatalf("%d tokens, expected one that is used again", issued.Load())
	}
}

func TestFetchesANewTokenAfterARefusal(t *testing.T) {
	var issued atomic.Int64
	var accepted atomic.Value
	accepted.Store("token-2")
	scraper := newScraper(issuer(t, &issued).URL, "s3cret", pod(t, &accepted, page(3)))
	if _, err := scraper.Sample(t.Context(), target); err == nil || !strings.Contains(err.Error(), "401") {
		t.Fatalf("got %v", err)
	}
	if _, err := scraper.Sample(t.Context(), target); err != nil {
		t.Fatal(err)
	}
}

func TestSaysWhyThereIsNoFigure(t *testing.T) {
	var issued atomic.Int64
	var accepted atomic.Value
	accepted.Store("token-1")
	tokens := issuer(t, &issued).URL
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(slow.Close)
	moved := httptest.NewServer(http.RedirectHandler("http://127.0.0.1:1/", http.StatusFound))
	t.Cleanup(moved.Close)
	good := pod(t, &accepted, page(1))
	huge := pod(t, &accepted, page(1)+strings.Repeat("# much\n", maxPageBytes/7+1))
	for name, test := range map[string]struct {
		scraper *Scraper
		want    string
	}{
		"wrong secret":       {newScraper(tokens, "wrong", good), "invalid_client"},
		"no token service":   {newScraper("http://127.0.0.1:1", "s3cret", good), "no token"},
		"no pod":             {newScraper(tokens, "s3cret"), "no pod takes requests"},
		"too many pods":      {newScraper(tokens, "s3cret", good, good, good, good), "more than the 3"},
		"a pod is too slow":  {newScraper(tokens, "s3cret", Pod{slow.Listener.Addr().String(), true}), "1 of 1 pods"},
		"a page too large":   {newScraper(tokens, "s3cret", huge), "larger than"},
		"a page without it":  {newScraper(tokens, "s3cret", pod(t, &accepted, "ok")), "no gauge"},
		"a redirect":         {newScraper(tokens, "s3cret", Pod{moved.Listener.Addr().String(), true}), "302"},
		"nobody listens":     {newScraper(tokens, "s3cret", Pod{"127.0.0.1:1", true}), "refused"},
		"only one starting":  {newScraper(tokens, "s3cret", Pod{"127.0.0.1:1", false}), "no pod takes requests"},
		"half of them, less": {newScraper(tokens, "s3cret", good, Pod{"127.0.0.1:1", true}, Pod{"127.0.0.1:1", true}), "2 of 3 pods"},
	} {
		accepted.Store(fmt.Sprintf("token-%d", issued.Load()+1))
		if got, err := test.scraper.Sample(t.Context(), target); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
}

func TestASecretIsReadForEachToken(t *testing.T) {
	var issued atomic.Int64
	secret, reads := "old", 0
	tokens := NewTokens(Client{
		ID: "prometheus", Scope: "metrics:read", TokenURL: issuer(t, &issued).URL, Resource: "urn:slipway:service:{service}",
		Secret: func(context.Context, string) (string, error) {
			reads++
			if secret == "" {
				return "", errors.New("gone")
			}
			return secret, nil
		},
	}, http.DefaultClient)
	if _, err := tokens.Of(t.Context(), target); err == nil {
		t.Fatal("the old secret was good")
	}
	secret = "s3cret"
	if got, err := tokens.Of(t.Context(), target); err != nil || got != "token-1" {
		t.Fatalf("got %v, %v", got, err)
	}
	secret = ""
	tokens.Drop(target)
	if _, err := tokens.Of(t.Context(), target); err == nil || err.Error() != "gone" || reads != 3 {
		t.Fatalf("got %v after %d reads", err, reads)
	}
}
