package kube

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"strconv"

	"slipway/stand-ins/external-metrics/internal/board"
	"slipway/stand-ins/external-metrics/internal/scrape"
)

// endpointSlice has what is needed of discovery.k8s.io/v1.
type endpointSlice struct {
	Ports []struct {
		Name string `json:"name"`
		Port int    `json:"port"`
	} `json:"ports"`
	Endpoints []struct {
		Addresses  []string `json:"addresses"`
		Conditions struct {
			Ready       *bool `json:"ready"`
			Terminating *bool `json:"terminating"`
		} `json:"conditions"`
		TargetRef *struct {
			Name string `json:"name"`
		} `json:"targetRef"`
	} `json:"endpoints"`
}

// Pods are those behind the target's Service, less those that are about to end: these do what they have begun, and an
// autoscaler counts them no more.
func (c *Client) Pods(ctx context.Context, target board.Target, portName string) ([]scrape.Pod, error) {
	query := url.Values{
		"labelSelector": {"kubernetes.io/service-name=" + target.Service},
		// From the API server's cache, which is soon enough.
		"resourceVersion": {"0"},
	}
	path := "/apis/discovery.k8s.io/v1/namespaces/" + url.PathEscape(target.Namespace) + "/endpointslices?" + query.Encode()
	var list struct {
		Items []endpointSlice `json:"items"`
	}
	if err := c.get(ctx, path, &list); err != nil {
		return nil, fmt.Errorf("no pods: %w", err)
	}
	return podsOf(list.Items, portName), nil
}

// podsOf takes one address of each pod: in a cluster of two address families there are slices of both.
func podsOf(slices []endpointSlice, portName string) []scrape.Pod {
	pods := []scrape.Pod{}
	seen := map[string]bool{}
	for _, slice := range slices {
		port := portOf(slice, portName)
		for _, endpoint := range slice.Endpoints {
			if port == 0 || len(endpoint.Addresses) == 0 || isTrue(endpoint.Conditions.Terminating) {
				continue
			}
			name := endpoint.Addresses[0]
			if endpoint.TargetRef != nil {
				name = endpoint.TargetRef.Name
			}
			if seen[name] {
				continue
			}
			seen[name] = true
			// Nothing said means ready, as the API has it.
			ready := endpoint.Conditions.Ready == nil || *endpoint.Conditions.Ready
			address := net.JoinHostPort(endpoint.Addresses[0], strconv.Itoa(port))
			pods = append(pods, scrape.Pod{Address: address, Ready: ready})
		}
	}
	return pods
}

func portOf(slice endpointSlice, name string) int {
	for _, port := range slice.Ports {
		if port.Name == name {
			return port.Port
		}
	}
	return 0
}

func isTrue(condition *bool) bool { return condition != nil && *condition }
