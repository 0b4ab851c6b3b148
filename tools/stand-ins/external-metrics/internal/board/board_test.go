package board

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"slipway/stand-ins/external-metrics/internal/gauges"
)

const pending = "pending"

var target = Target{Namespace: "ns", Service: "svc"}

func all(map[string]string) bool { return true }

// source is a service whose figure a test sets.
type source struct {
	value atomic.Int64
	fails atomic.Bool
	asked atomic.Int64
	delay time.Duration
}

func (s *source) sample(ctx context.Context, _ Target) ([]gauges.Series, error) {
	s.asked.Add(1)
	select {
	case <-time.After(s.delay):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if s.fails.Load() {
		return nil, errors.New("no pod takes requests")
	}
	return []gauges.Series{{Name: pending, Value: float64(s.value.Load())}}, nil
}

func newBoard(s *source, events *[]string) *Board {
	return New(Options{
		Sample: s.sample, Interval: 2 * time.Second, Window: 10 * time.Second, IdleAfter: time.Minute, MaxTargets: 2,
		Tell: func(_ Target, event string) { *events = append(*events, event) },
	})
}

func TestTheFirstQuestionWaitsForASampleAndLaterOnesGetTheMean(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, events := &source{delay: 100 * time.Millisecond}, []string{}
		s.value.Store(4)
		board := newBoard(s, &events)
		first, err := board.Figure(t.Context(), target, pending, all)
		if err != nil || first.Value != 4 || time.Since(first.At) > time.Second {
			t.Fatalf("got %v, %v", first, err)
		}
		s.value.Store(10)
		time.Sleep(3 * time.Second)
		if second, _ := board.Figure(t.Context(), target, pending, all); second.Value != 7 {
			t.Fatalf("got %v", second)
		}
		time.Sleep(20 * time.Second)
		if third, _ := board.Figure(t.Context(), target, pending, all); third.Value != 10 {
			t.Fatalf("got %v", third)
		}
		time.Sleep(2 * time.Minute)
	})
}

func TestNobodyIsSampledThatNobodyAsksFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, events := &source{}, []string{}
		board := newBoard(s, &events)
		_, _ = board.Figure(t.Context(), target, pending, all)
		time.Sleep(2 * time.Minute)
		asked := s.asked.Load()
		time.Sleep(10 * time.Minute)
		if s.asked.Load() != asked || asked > 31 {
			t.Fatalf("%d samples, then %d", asked, s.asked.Load())
		}
		if got := strings.Join(events, "; "); got != "watched from now on; watched no more: nobody asks" {
			t.Fatalf("told %q", got)
		}
	})
}

func TestAFigureFailsOnceItIsOldAndIsBackAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, events := &source{}, []string{}
		board := newBoard(s, &events)
		_, _ = board.Figure(t.Context(), target, pending, all)
		s.fails.Store(true)
		time.Sleep(9 * time.Second)
		if _, err := board.Figure(t.Context(), target, pending, all); err != nil {
			t.Fatalf("the last sample is young enough: %v", err)
		}
		time.Sleep(2 * time.Second)
		if got, err := board.Figure(t.Context(), target, pending, all); err == nil || err.Error() != "no pod takes requests" {
			t.Fatalf("got %v, %v", got, err)
		}
		s.fails.Store(false)
		time.Sleep(2 * time.Second)
		if _, err := board.Figure(t.Context(), target, pending, all); err != nil {
			t.Fatal(err)
		}
		if len(events) != 3 || events[2] != "figures again" {
			t.Fatalf("told %q", events)
		}
		time.Sleep(2 * time.Minute)
	})
}

func TestWaitsAndTargetsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, events := &source{delay: time.Hour}, []string{}
		board := newBoard(s, &events)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := board.Figure(ctx, target, pending, all); err == nil || !strings.Contains(err.Error(), "too long") {
			t.Fatalf("got %v", err)
		}
		_, _ = board.Figure(ctx, Target{"ns", "second"}, pending, all)
		if _, err := board.Figure(ctx, Target{"ns", "third"}, pending, all); err == nil || !strings.Contains(err.Error(), "more are not allowed") {
			t.Fatalf("got %v", err)
		}
		time.Sleep(2 * time.Minute)
	})
}
