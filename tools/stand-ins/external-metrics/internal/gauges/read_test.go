package gauges

import (
	"reflect"
	"strings"
	"testing"
)

const pending = "slipway_model_pending_rows"

const page = `# HELP slipway_model_pending_rows Rows accepted and not yet answered: the signal to scale on
# TYPE slipway_model_pending_rows gauge
slipway_model_pending_rows{model="digits-cnn",version="1",service="digits-onnx"} 3
slipway_model_pending_rows{model="a \"b\" \\ c",version="2"} 1.5 1700000000000
slipway_model_pending_rows 4
# TYPE slipway_model_pending_rows_total counter
slipway_model_pending_rows_total{model="digits-cnn"} 99
# TYPE http_server_request_duration_seconds histogram
http_server_request_duration_seconds_bucket{le="+Inf"} 7
`

func TestReadsTheNamedGaugeAlone(t *testing.T) {
	got, err := Read(page, []string{pending})
	want := []Series{
		{pending, map[string]string{"model": "digits-cnn", "version": "1", "service": "digits-onnx"}, 3},
		{pending, map[string]string{"model": `a "b" \ c`, "version": "2"}, 1.5},
		{pending, map[string]string{}, 4},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("got %v, %v", got, err)
	}
}

func TestAGaugeWithoutSeriesIsNoError(t *testing.T) {
	got, err := Read("# TYPE slipway_model_pending_rows gauge\r\n", []string{pending})
	if err != nil || len(got) != 0 {
		t.Fatalf("got %v, %v", got, err)
	}
}

func TestRefusesWhatIsNoSuchPage(t *testing.T) {
	declared := "# TYPE slipway_model_pending_rows gauge\n"
	for text, want := range map[string]string{
		"":               "no gauge",
		"<html></html>":  "no gauge",
		"# TYPE x gauge": "no gauge",
		"# TYPE slipway_model_pending_rows counter\nslipway_model_pending_rows 1": "no gauge",
		declared + "slipway_model_pending_rows{model=\"x} 1":                      "no end",
		declared + "slipway_model_pending_rows{model=\"x\\":                       "no end",
		declared + "slipway_model_pending_rows{model} 1":                          "label=",
		declared + "slipway_model_pending_rows{a=\"b\"":                           "label=",
		declared + "slipway_model_pending_rows{a=\"b\"}":                          "a value",
		declared + "slipway_model_pending_rows many":                              "finite",
		declared + "slipway_model_pending_rows NaN":                               "finite",
		declared + "slipway_model_pending_rows +Inf":                              "finite",
		declared + "slipway_model_pending_rows 1 2 3":                             "a value",
	} {
		if got, err := Read(text, []string{pending}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, %v", text, got, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(page)
	f.Fuzz(func(_ *testing.T, text string) { _, _ = Read(text, []string{pending}) })
}
