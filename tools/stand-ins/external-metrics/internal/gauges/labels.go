package gauges

import (
	"fmt"
	"strings"
)

// readLabels takes `a="b",c="d"}` into labels and returns what follows.
func readLabels(text string, labels map[string]string) (rest string, err error) {
	for {
		text = strings.TrimLeft(text, " \t,")
		if rest, closed := strings.CutPrefix(text, "}"); closed {
			return rest, nil
		}
		name, after, found := strings.Cut(text, "=")
		after, quoted := strings.CutPrefix(strings.TrimLeft(after, " \t"), `"`)
		if !found || !quoted {
			return "", fmt.Errorf("expected label=\"value\", got %.40q", text)
		}
		value, remaining, err := readQuoted(after)
		if err != nil {
			return "", err
		}
		labels[strings.TrimSpace(name)] = value
		text = remaining
	}
}

// readQuoted takes a value up to its closing quote; \\, \" and \n stand for what they say.
func readQuoted(text string) (value, rest string, err error) {
	var taken strings.Builder
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			return taken.String(), text[i+1:], nil
		case '\\':
			i++
			if i == len(text) {
				continue
			}
			if text[i] == 'n' {
				taken.WriteByte('\n')
			} else {
				taken.WriteByte(text[i])
			}
		default:
			taken.WriteByte(text[i])
		}
	}
	return "", "", fmt.Errorf("a label's value has no end")
}
