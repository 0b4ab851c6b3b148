package gauges

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func rows(value float64) []Series {
	return []Series{{Name: pending, Labels: map[string]string{"model": "m"}, Value: value}}
}

func anyLabels(map[string]string) bool { return true }

var silence = errors.New("timed out")

func TestAddsUpThePods(t *testing.T) {
	for name, test := range map[string]struct {
		answers []Answer
		want    float64
	}{
		"all answer": {[]Answer{{Ready: true, Series: rows(3)}, {Ready: true, Series: rows(5)}}, 8},
		"one that takes requests is silent and counts as the mean of the others": {
			[]Answer{{Ready: true, Series: rows(3)}, {Ready: true, Series: rows(5)}, {Ready: true, Err: silence}}, 12},
		"one that takes none is silent and counts as nothing": {
			[]Answer{{Ready: true, Series: rows(3)}, {Err: silence}}, 3},
		"one that takes none has rows all the same": {
			[]Answer{{Ready: true, Series: rows(3)}, {Series: rows(40)}}, 43},
	} {
		got, err := Combine(test.answers)
		if total := Total(got, pending, anyLabels); err != nil || total != test.want {
			t.Errorf("%s: got %v, %v", name, total, err)
		}
	}
}

func TestHasNoFigureWithoutHalfOfThePods(t *testing.T) {
	for want, answers := range map[string][]Answer{
		"no pod takes requests": {},
		"2 of 3 pods":           {{Ready: true, Series: rows(3)}, {Ready: true, Err: silence}, {Ready: true, Err: silence}},
		"timed out":             {{Ready: true, Err: silence}},
	} {
		if got, err := Combine(answers); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, %v", want, got, err)
		}
	}
	if got, err := Combine([]Answer{{Err: silence}}); err == nil {
		t.Errorf("only a pod that starts: got %v", got)
	}
}

func TestTotalsOnlyWhatMatches(t *testing.T) {
	series := append(rows(2), Series{Name: pending, Labels: map[string]string{"model": "other"}, Value: 7}, Series{Name: "x", Value: 9})
	got := Total(series, pending, func(labels map[string]string) bool { return labels["model"] == "other" })
	if got != 7 {
		t.Fatalf("got %v", got)
	}
}

func TestMeansOverTheWindow(t *testing.T) {
	window := Window{Length: 10 * time.Second}
	start := time.Unix(1_700_000_000, 0)
	if !window.Newest().IsZero() || window.Mean(pending, anyLabels) != 0 {
		t.Fatal("an empty window has something")
	}
	window.Add(Sample{At: start, Series: rows(100)})
	window.Add(Sample{At: start.Add(5 * time.Second), Series: rows(10)})
	if got := window.Mean(pending, anyLabels); got != 55 {
		t.Fatalf("got %v", got)
	}
	window.Add(Sample{At: start.Add(10 * time.Second), Series: nil})
	if got := window.Mean(pending, anyLabels); got != 5 {
		t.Fatalf("the sample that left counts: got %v", got)
	}
}
