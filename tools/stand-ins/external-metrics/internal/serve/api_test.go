package serve

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"slipway/stand-ins/external-metrics/internal/board"
)

const pending = "slipway_model_pending_rows"

func ask(api API, path string) (int, map[string]any) {
	answer := httptest.NewRecorder()
	api.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	var body map[string]any
	if err := json.Unmarshal(answer.Body.Bytes(), &body); err != nil {
		panic(err)
	}
	return answer.Code, body
}

func newAPI(figure board.Figure, err error, asked *board.Target) API {
	return API{
		Names: []string{pending}, Window: 10 * time.Second, Patience: time.Second,
		Figure: func(_ context.Context, target board.Target, _ string, matches func(map[string]string) bool) (board.Figure, error) {
			*asked = target
			if !matches(map[string]string{"service": target.Service, "model": "digits-cnn"}) {
				return board.Figure{}, nil
			}
			return figure, err
		},
	}
}

func TestAnswersAnAutoscaler(t *testing.T) {
	var asked board.Target
	api := newAPI(board.Figure{Value: 12.3456, At: time.Unix(1_700_000_000, 0)}, nil, &asked)
	code, body := ask(api, root+"/namespaces/slipway-dev/"+pending+"?labelSelector=service%3Ddigits-onnx%2Cmodel%3Ddigits-cnn")
	item := body["items"].([]any)[0].(map[string]any)
	if code != 200 || asked != (board.Target{Namespace: "slipway-dev", Service: "digits-onnx"}) ||
		item["value"] != "12346m" || item["timestamp"] != "2023-11-14T22:13:20Z" || item["metricName"] != pending {
		t.Fatalf("got %d %v for %v", code, body, asked)
	}
	if _, body := ask(api, root+"/namespaces/n/"+pending+"?labelSelector=service%3Dx%2Cmodel%3Dother"); body["items"].([]any)[0].(map[string]any)["value"] != "0m" {
		t.Fatalf("a selector was passed over: %v", body)
	}
}

func TestListsItsMetrics(t *testing.T) {
	var asked board.Target
	code, body := ask(newAPI(board.Figure{}, nil, &asked), root)
	resource := body["resources"].([]any)[0].(map[string]any)
	if code != 200 || body["kind"] != "APIResourceList" || body["groupVersion"] != groupVersion || resource["name"] != pending {
		t.Fatalf("got %d %v", code, body)
	}
}

func TestRefusesWhatItDoesNotUnderstand(t *testing.T) {
	var asked board.Target
	api := newAPI(board.Figure{}, errors.New("no pod takes requests"), &asked)
	for path, want := range map[string]int{
		"/": 404, "/apis": 404, root + "/": 404, root + "/namespaces/n": 404,
		root + "/namespaces/n/process_cpu_seconds_total?labelSelector=service%3Dx": 404,
		root + "/namespaces/n/" + pending:                                          400,
		root + "/namespaces/n/" + pending + "?labelSelector=model%3Dx":             400,
		root + "/namespaces/n/" + pending + "?labelSelector=service%3D..%2Fx":      400,
		root + "/namespaces/n/" + pending + "?labelSelector=service+in+(x)":        400,
		root + "/namespaces/n/" + pending + "?labelSelector=service!%3Dx":          400,
		root + "/namespaces/n/" + pending + "?labelSelector=service%3DX":           400,
		root + "/namespaces/n/" + pending + "?labelSelector=service%3Dx":           503,
	} {
		code, body := ask(api, path)
		if code != want || body["kind"] != "Status" || int(body["code"].(float64)) != want {
			t.Errorf("%s: got %d %v", path, code, body)
		}
		if code == 503 && !strings.Contains(body["message"].(string), "no pod takes requests") {
			t.Errorf("%s: got %v", path, body)
		}
	}
}
