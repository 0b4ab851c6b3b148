package board

import (
	"fmt"
	"sync"
	"time"

	"slipway/stand-ins/external-metrics/internal/gauges"
)

// watch is what is known of one target.
type watch struct {
	// asked is guarded by the board's mutex.
	asked time.Time
	// sampled is closed after the first sample, whatever came of it.
	sampled chan struct{}
	mutex   sync.Mutex
	window  gauges.Window
	err     error
}

func newWatch() *watch { return &watch{sampled: make(chan struct{})} }

// take notes what came of a sample; the event is empty unless something changed.
func (w *watch) take(series []gauges.Series, err error, length time.Duration) (event string) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	select {
	case <-w.sampled:
	default:
		close(w.sampled)
	}
	switch {
	case err != nil && w.err == nil:
		event = "no figure: " + err.Error()
	case err == nil && w.err != nil:
		event = "figures again"
	}
	w.err = err
	if err == nil {
		w.window.Length = length
		w.window.Add(gauges.Sample{At: time.Now(), Series: series})
	}
	return event
}

func (w *watch) figure(name string, matches func(map[string]string) bool, oldest time.Duration) (Figure, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	newest := w.window.Newest()
	if time.Since(newest) > oldest {
		if w.err == nil {
			return Figure{}, fmt.Errorf("no sample for more than %s", oldest)
		}
		return Figure{}, w.err
	}
	return Figure{Value: w.window.Mean(name, matches), At: newest}, nil
}
