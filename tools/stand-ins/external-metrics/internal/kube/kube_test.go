package kube

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"slipway/stand-ins/external-metrics/internal/board"
	"slipway/stand-ins/external-metrics/internal/scrape"
)

var target = board.Target{Namespace: "slipway-dev", Service: "digits-onnx"}

// server answers paths with what is given, to who has the account's token, and the rest as an API server does.
func server(t *testing.T, answers map[string]string) *Client {
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer account" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		if answer, found := answers[r.URL.RequestURI()]; found {
			fmt.Fprint(w, answer)
			return
		}
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprintf(w, `{"kind":"Status","message":"%s is forbidden"}`, r.URL.Path)
	}))
	t.Cleanup(api.Close)
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("account\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return &Client{URL: api.URL, HTTP: api.Client(), TokenFile: file}
}

const slicesPath = "/apis/discovery.k8s.io/v1/namespaces/slipway-dev/endpointslices" +
	"?labelSelector=kubernetes.io%2Fservice-name%3Ddigits-onnx&resourceVersion=0"

func TestPodsOfAServiceWithoutThoseThatEnd(t *testing.T) {
	client := server(t, map[string]string{slicesPath: `{"items":[
		{"ports":[{"name":"metrics","port":1},{"name":"http","port":8081}],"endpoints":[
			{"addresses":["10.0.0.1"],"conditions":{"ready":true},"targetRef":{"name":"a"}},
			{"addresses":["10.0.0.2"],"conditions":{"ready":false,"serving":true,"terminating":true},"targetRef":{"name":"b"}},
			{"addresses":["10.0.0.3"],"conditions":{"ready":false},"targetRef":{"name":"c"}},
			{"addresses":["10.0.0.4"],"conditions":{}}]},
		{"ports":[{"name":"http","port":8081}],"endpoints":[
			{"addresses":["fd00::1"],"conditions":{"ready":true},"targetRef":{"name":"a"}},
			{"addresses":["fd00::5"],"conditions":{"ready":true},"targetRef":{"name":"e"}}]},
		{"ports":[],"endpoints":[{"addresses":["10.0.0.6"],"conditions":{"ready":true}}]}]}`})
	got, err := client.Pods(t.Context(), target, "http")
	want := []scrape.Pod{
		{Address: "10.0.0.1:8081", Ready: true}, {Address: "10.0.0.3:8081"},
		{Address: "10.0.0.4:8081", Ready: true}, {Address: "[fd00::5]:8081", Ready: true},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("got %v, %v", got, err)
	}
}

func TestReadsASecret(t *testing.T) {
	client := server(t, map[string]string{"/api/v1/namespaces/ns/secrets/client-prometheus": `{"data":{"secret":"czNjcmV0Cg==","empty":""}}`})
	if got, err := client.Secret(t.Context(), "ns", "client-prometheus", "secret"); err != nil || got != "s3cret" {
		t.Fatalf("got %q, %v", got, err)
	}
	for _, key := range []string{"empty", "missing"} {
		if _, err := client.Secret(t.Context(), "ns", "client-prometheus", key); err == nil {
			t.Errorf("%s is a secret", key)
		}
	}
}

func TestSaysWhatTheAPIServerRefuses(t *testing.T) {
	client := server(t, nil)
	if _, err := client.Pods(t.Context(), target, "http"); err == nil || !strings.Contains(err.Error(), "403") || !strings.Contains(err.Error(), "endpointslices is forbidden") {
		t.Errorf("got %v", err)
	}
	if _, err := client.Secret(t.Context(), "ns", "x", "y"); err == nil || !strings.Contains(err.Error(), "no client secret") {
		t.Errorf("got %v", err)
	}
}

func TestRefusesAFrontProxyWithoutRoots(t *testing.T) {
	const path = "/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication"
	for name, data := range map[string]string{"nothing": `{}`, "no certificate": `{"requestheader-client-ca-file":"x"}`} {
		client := server(t, map[string]string{path: `{"data":` + data + `}`})
		if _, err := client.FrontProxy(t.Context()); err == nil || !strings.Contains(err.Error(), "unknown") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
