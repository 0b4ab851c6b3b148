package gauges

import "fmt"

// Answer is what came of asking one pod.
type Answer struct {
	// Ready is whether the pod takes requests. One that does not is asked all the same: it may be so busy that its
	// readiness fails. It owes no answer, for it may also be starting.
	Ready  bool
	Series []Series
	Err    error
}

// Combine adds up what the pods of a service said. A pod that takes requests and gives no answer counts as much as the
// mean of the others, so that it moves the figure neither up nor down; without half of them there is no figure.
func Combine(answers []Answer) ([]Series, error) {
	sum := []Series{}
	answered, silent := 0, 0
	var reason error
	for _, answer := range answers {
		switch {
		case answer.Err == nil:
			answered++
			sum = append(sum, answer.Series...)
		case answer.Ready:
			silent++
			reason = answer.Err
		}
	}
	if answered == 0 && silent == 0 {
		return nil, fmt.Errorf("no pod takes requests")
	}
	if silent > answered {
		return nil, fmt.Errorf("%d of %d pods gave no answer, one because: %w", silent, silent+answered, reason)
	}
	scale := float64(answered+silent) / float64(answered)
	for i := range sum {
		sum[i].Value *= scale
	}
	return sum, nil
}

// Total adds up the series of a gauge whose labels match.
func Total(series []Series, name string, matches func(labels map[string]string) bool) float64 {
	total := 0.0
	for _, one := range series {
		if one.Name == name && matches(one.Labels) {
			total += one.Value
		}
	}
	return total
}
