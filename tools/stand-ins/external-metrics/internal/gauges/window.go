package gauges

import "time"

// Sample is what the pods of a service said together at one time.
type Sample struct {
	At     time.Time
	Series []Series
}

// Window keeps the samples of the last while. What is under way at one moment says little, so autoscalers get a mean.
type Window struct {
	Length  time.Duration
	samples []Sample
}

// Add takes a sample in and drops those that are too old by now.
func (w *Window) Add(sample Sample) {
	kept := w.samples[:0]
	for _, old := range w.samples {
		if sample.At.Sub(old.At) < w.Length {
			kept = append(kept, old)
		}
	}
	w.samples = append(kept, sample)
}

// Newest is the time of the last sample, the zero time where there is none.
func (w *Window) Newest() time.Time {
	if len(w.samples) == 0 {
		return time.Time{}
	}
	return w.samples[len(w.samples)-1].At
}

// Mean is that of the gauge over the window's samples.
func (w *Window) Mean(name string, matches func(labels map[string]string) bool) float64 {
	if len(w.samples) == 0 {
		return 0
	}
	total := 0.0
	for _, sample := range w.samples {
		total += Total(sample.Series, name, matches)
	}
	return total / float64(len(w.samples))
}
