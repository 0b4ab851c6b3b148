package serve

import (
	"crypto/tls"
	"net/http"
	"slices"
	"sync/atomic"

	"slipway/stand-ins/external-metrics/internal/kube"
)

// Trust lets in who proves to be the cluster's API server. It has asked its own authorization before it passes a request
// on, so there is nobody else's right to look up here.
type Trust struct {
	proxy atomic.Pointer[kube.FrontProxy]
}

// Learn takes the front proxy as it is from now on.
func (t *Trust) Learn(proxy kube.FrontProxy) { t.proxy.Store(&proxy) }

// Known is false until the front proxy was learned.
func (t *Trust) Known() bool { return t.proxy.Load() != nil }

// TLS asks callers for a certificate, but does not insist: the kubelet's probes have none.
func (t *Trust) TLS(certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)) *tls.Config {
	base := &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: certificate,
		ClientAuth:     tls.VerifyClientCertIfGiven,
	}
	// A resumed session would carry the trust of the day it began.
	base.SessionTicketsDisabled = true
	outer := base.Clone()
	outer.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		inner := base.Clone()
		if proxy := t.proxy.Load(); proxy != nil {
			inner.ClientCAs = proxy.Roots
		} else {
			// Without roots of its own Go would take the system's.
			inner.ClientAuth = tls.NoClientCert
		}
		return inner, nil
	}
	return outer
}

// Guard passes on what comes from the front proxy and refuses the rest.
func (t *Trust) Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxy := t.proxy.Load()
		if proxy == nil || r.TLS == nil || len(r.TLS.VerifiedChains) == 0 {
			refuse(w, http.StatusUnauthorized, "only the API server may ask")
			return
		}
		name := r.TLS.VerifiedChains[0][0].Subject.CommonName
		if len(proxy.Names) > 0 && !slices.Contains(proxy.Names, name) {
			refuse(w, http.StatusUnauthorized, "only the API server may ask")
			return
		}
		next.ServeHTTP(w, r)
	})
}
