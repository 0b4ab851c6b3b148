// Package serve answers the external metrics API (external.metrics.k8s.io/v1beta1) to the cluster's API server, and to
// nobody else.
package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"regexp"
	"slices"
	"time"

	"slipway/stand-ins/external-metrics/internal/board"
)

const (
	groupVersion = "external.metrics.k8s.io/v1beta1"
	root         = "/apis/" + groupVersion
)

// Service names are DNS labels.
var serviceName = regexp.MustCompile(`^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)

// API serves the named gauges of Services: `service` in the selector names the Service, and other labels choose among
// its series.
type API struct {
	Figure func(ctx context.Context, target board.Target, name string, matches func(map[string]string) bool) (board.Figure, error)
	Names  []string
	Window time.Duration
	// Patience is how long a caller waits for a first sample.
	Patience time.Duration
}

// Handler has the two paths that autoscalers and discovery ask for.
func (a API) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+root, a.list)
	mux.HandleFunc("GET "+root+"/namespaces/{namespace}/{metric}", a.value)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { refuse(w, http.StatusNotFound, "there is no such path") })
	return mux
}

func (a API) list(w http.ResponseWriter, _ *http.Request) {
	resources := []any{}
	for _, name := range a.Names {
		resources = append(resources, map[string]any{
			"name": name, "singularName": "", "namespaced": true, "kind": "ExternalMetricValueList", "verbs": []string{"get"},
		})
	}
	write(w, http.StatusOK, map[string]any{
		"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": groupVersion, "resources": resources,
	})
}

func (a API) value(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("metric")
	if !slices.Contains(a.Names, name) {
		refuse(w, http.StatusNotFound, fmt.Sprintf("there is no metric %.100q: expected one of %q", name, a.Names))
		return
	}
	chosen, err := parseSelector(r.URL.Query().Get("labelSelector"))
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	service := chosen["service"]
	if !serviceName.MatchString(service) {
		refuse(w, http.StatusBadRequest, "the selector has to name a Service, as in matchLabels: { service: digits-onnx }")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), a.Patience)
	defer cancel()
	target := board.Target{Namespace: r.PathValue("namespace"), Service: service}
	figure, err := a.Figure(ctx, target, name, chosen.matches)
	if err != nil {
		refuse(w, http.StatusServiceUnavailable, fmt.Sprintf("no figure of %s: %s", target, err))
		return
	}
	write(w, http.StatusOK, map[string]any{
		"kind": "ExternalMetricValueList", "apiVersion": groupVersion, "metadata": map[string]any{},
		"items": []any{map[string]any{
			"metricName":   name,
			"metricLabels": chosen,
			"timestamp":    figure.At.UTC().Format(time.RFC3339),
			"window":       int(a.Window.Seconds()),
			// A quantity in thousandths.
			"value": fmt.Sprintf("%dm", int64(math.Round(figure.Value*1000))),
		}},
	})
}

// refuse answers with a Status, as API servers do.
func refuse(w http.ResponseWriter, code int, message string) {
	reasons := map[int]string{
		http.StatusBadRequest: "BadRequest", http.StatusUnauthorized: "Unauthorized",
		http.StatusNotFound: "NotFound", http.StatusServiceUnavailable: "ServiceUnavailable",
	}
	write(w, code, map[string]any{
		"kind": "Status", "apiVersion": "v1", "metadata": map[string]any{},
		"status": "Failure", "message": message, "reason": reasons[code], "code": code,
	})
}

func write(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	// The caller is gone when this fails: nobody is left to tell.
	_ = json.NewEncoder(w).Encode(body)
}
