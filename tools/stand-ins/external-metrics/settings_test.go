package main

import (
	"reflect"
	"strings"
	"testing"
)

func TestReadsSettings(t *testing.T) {
	usual, err := readSettings(nil)
	if err != nil || !reflect.DeepEqual(usual.metrics, []string{"slipway_model_pending_rows"}) {
		t.Fatalf("got %v, %v", usual, err)
	}
	more, err := readSettings([]string{"--metrics=a,b", "--window=30s"})
	if err != nil || !reflect.DeepEqual(more.metrics, []string{"a", "b"}) || more.window.Seconds() != 30 {
		t.Fatalf("got %v, %v", more, err)
	}
}

func TestRefusesSettingsThatCannotWork(t *testing.T) {
	for args, want := range map[string]string{
		"--metrics=,":          "--metrics",
		"--tls-cert-file=x":    "both or neither",
		"--interval=1ms":       "--interval",
		"--window=1s":          "--window",
		"--timeout=0s":         "--timeout",
		"--timeout=3s":         "--timeout",
		"--idle-after=1s":      "--idle-after",
		"--max-pods=0":         "--max-pods",
		"--max-services=0":     "--max-services",
		"and something beside": "flags alone",
	} {
		if _, err := readSettings(strings.Fields(args)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", args, err)
		}
	}
}
