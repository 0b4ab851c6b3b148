// Package gauges reads gauges out of what services expose, adds them up over the pods of a service and means them over
// time. It knows neither network nor clock.
package gauges

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Series is one gauge with its labels.
type Series struct {
	Name   string
	Labels map[string]string
	Value  float64
}

// Read finds the series of the named gauges in a page of Prometheus's text format and passes over all else. A gauge
// without series is none: a model that was never asked has no pending rows. One that the page does not declare at all
// is an error, for then the wrong thing is asked.
func Read(page string, names []string) ([]Series, error) {
	series := []Series{}
	declared := map[string]string{}
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\r\n")
		if words := strings.Fields(line); len(words) == 4 && words[0] == "#" && words[1] == "TYPE" {
			declared[words[2]] = words[3]
			continue
		}
		end := strings.IndexAny(line, "{ \t")
		if end <= 0 || !slices.Contains(names, line[:end]) {
			continue
		}
		one, err := readSeries(line[:end], line[end:])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", line[:end], err)
		}
		series = append(series, one)
	}
	for _, name := range names {
		if declared[name] != "gauge" {
			return nil, fmt.Errorf("the page has no gauge %s", name)
		}
	}
	return series, nil
}

// readSeries takes what follows a name: labels, if any, the value and perhaps a time.
func readSeries(name, rest string) (Series, error) {
	labels := map[string]string{}
	if strings.HasPrefix(rest, "{") {
		var err error
		if rest, err = readLabels(rest[1:], labels); err != nil {
			return Series{}, err
		}
	}
	words := strings.Fields(rest)
	if len(words) != 1 && len(words) != 2 {
		return Series{}, fmt.Errorf("expected a value, got %.40q", rest)
	}
	value, err := strconv.ParseFloat(words[0], 64)
	if err != nil || math.IsNaN(value) || math.IsInf(value, 0) {
		return Series{}, fmt.Errorf("expected a finite number, got %.40q", words[0])
	}
	return Series{Name: name, Labels: labels, Value: value}, nil
}
