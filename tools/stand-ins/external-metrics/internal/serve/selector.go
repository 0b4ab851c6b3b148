package serve

import (
	"fmt"
	"regexp"
	"strings"
)

// selector is a label selector of equalities, as `matchLabels` makes it.
type selector map[string]string

var label = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$`)

func parseSelector(text string) (selector, error) {
	parsed := selector{}
	for part := range strings.SplitSeq(text, ",") {
		key, value, found := strings.Cut(part, "=")
		value = strings.TrimPrefix(value, "=")
		if !found || !label.MatchString(key) || !label.MatchString(value) {
			return nil, fmt.Errorf("labelSelector: expected equalities as matchLabels makes them, got %.60q", part)
		}
		parsed[key] = value
	}
	return parsed, nil
}

func (s selector) matches(labels map[string]string) bool {
	for key, value := range s {
		if labels[key] != value {
			return false
		}
	}
	return true
}
