// Package board keeps figures of services at hand: one that is asked for is sampled from then on, until nobody has asked
// for a while.
package board

import (
	"context"
	"fmt"
	"sync"
	"time"

	"slipway/stand-ins/external-metrics/internal/gauges"
)

// Target is a Service whose pods are sampled.
type Target struct {
	Namespace string
	Service   string
}

func (t Target) String() string { return t.Namespace + "/" + t.Service }

// Options of a board.
type Options struct {
	// Sample asks the pods of a target.
	Sample func(ctx context.Context, target Target) ([]gauges.Series, error)
	// Interval is the time between two samples of a target, and the most that one may take.
	Interval time.Duration
	// Window is the time that figures are means over.
	Window time.Duration
	// IdleAfter is how long nobody must ask until a target is sampled no more.
	IdleAfter time.Duration
	// MaxTargets are sampled at once.
	MaxTargets int
	// Tell hears of what begins, ends, fails and works again; once each, not once a sample.
	Tell func(target Target, event string)
}

// Figure is what an autoscaler gets.
type Figure struct {
	Value float64
	At    time.Time
}

// Board has the targets that are sampled now.
type Board struct {
	options Options
	mutex   sync.Mutex
	watches map[Target]*watch
}

// New makes a board without targets.
func New(options Options) *Board {
	return &Board{options: options, watches: map[Target]*watch{}}
}

// Figure is the mean of a gauge's matching series over the window, added up over the target's pods. It fails when the
// newest sample is older than a window: an old figure would keep an autoscaler from doing anything sensible.
func (b *Board) Figure(ctx context.Context, target Target, name string, matches func(map[string]string) bool) (Figure, error) {
	found, err := b.watchOf(target)
	if err != nil {
		return Figure{}, err
	}
	select {
	case <-found.sampled:
	case <-ctx.Done():
		return Figure{}, fmt.Errorf("the first sample of %s takes too long", target)
	}
	return found.figure(name, matches, b.options.Window)
}

func (b *Board) watchOf(target Target) (*watch, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	found, known := b.watches[target]
	if !known {
		if len(b.watches) >= b.options.MaxTargets {
			return nil, fmt.Errorf("%d services are watched already, and more are not allowed", len(b.watches))
		}
		found = newWatch()
		b.watches[target] = found
		b.options.Tell(target, "watched from now on")
		go b.keep(target, found)
	}
	found.asked = time.Now()
	return found, nil
}

// keep samples a target until nobody asks for it any more.
func (b *Board) keep(target Target, kept *watch) {
	ticker := time.NewTicker(b.options.Interval)
	defer ticker.Stop()
	for {
		ctx, cancel := context.WithTimeout(context.Background(), b.options.Interval)
		series, err := b.options.Sample(ctx, target)
		cancel()
		if event := kept.take(series, err, b.options.Window); event != "" {
			b.options.Tell(target, event)
		}
		<-ticker.C
		if b.forget(target, kept) {
			b.options.Tell(target, "watched no more: nobody asks")
			return
		}
	}
}

func (b *Board) forget(target Target, kept *watch) bool {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if time.Since(kept.asked) < b.options.IdleAfter {
		return false
	}
	delete(b.watches, target)
	return true
}
