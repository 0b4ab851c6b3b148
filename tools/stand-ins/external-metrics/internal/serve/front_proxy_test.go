package serve

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"slipway/stand-ins/external-metrics/internal/kube"
)

// authority signs client certificates.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) authority {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ca"}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, _ := x509.ParseCertificate(signed)
	return authority{parsed, key}
}

func (a authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

func (a authority) client(t *testing.T, name string) []tls.Certificate {
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return []tls.Certificate{{Certificate: [][]byte{signed}, PrivateKey: key}}
}

func listen(t *testing.T, trust *Trust) string {
	certificate, err := SelfSigned("external-metrics-adapter")
	if err != nil {
		t.Fatal(err)
	}
	ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	server := httptest.NewUnstartedServer(Server{Trust: trust, API: ok}.handler())
	server.TLS = trust.TLS(certificate)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}

// get is the status, or 0 where there is no connection.
func get(url string, certificates []tls.Certificate) int {
	transport := &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true, Certificates: certificates}}
	defer transport.CloseIdleConnections()
	answer, err := (&http.Client{Transport: transport, Timeout: 5 * time.Second}).Get(url)
	if err != nil {
		return 0
	}
	answer.Body.Close()
	return answer.StatusCode
}

func TestOnlyTheFrontProxyMayAsk(t *testing.T) {
	front, other := newAuthority(t), newAuthority(t)
	trust := &Trust{}
	url := listen(t, trust)
	proxy := front.client(t, "front-proxy-client")
	if got := get(url+"/readyz", nil); got != 503 {
		t.Errorf("ready before it knows whom to trust: %d", got)
	}
	if got := get(url+root, proxy); got != 401 {
		t.Errorf("answers before it knows whom to trust: %d", got)
	}
	trust.Learn(kube.FrontProxy{Roots: front.pool(), Names: []string{"front-proxy-client"}})
	for name, test := range map[string]struct {
		path         string
		certificates []tls.Certificate
		want         int
	}{
		"the front proxy":                {root, proxy, 200},
		"nobody":                         {root, nil, 401},
		"another name of the same roots": {root, front.client(t, "system:admin"), 401},
		// The handshake fails.
		"the right name of other roots":    {root, other.client(t, "front-proxy-client"), 0},
		"a probe of liveness":              {"/livez", nil, 200},
		"a probe of readiness":             {"/readyz", nil, 200},
		"a probe that is none":             {"/metrics", nil, 401},
		"a path that hides behind a probe": {"/livez/../" + root, nil, 401},
	} {
		if got := get(url+test.path, test.certificates); got != test.want {
			t.Errorf("%s: got %d", name, got)
		}
	}
}

func TestFollowsAnotherFrontProxy(t *testing.T) {
	before, after := newAuthority(t), newAuthority(t)
	trust := &Trust{}
	url := listen(t, trust)
	trust.Learn(kube.FrontProxy{Roots: before.pool()})
	if got := get(url+root, before.client(t, "any name, as none is given")); got != 200 {
		t.Fatalf("got %d", got)
	}
	trust.Learn(kube.FrontProxy{Roots: after.pool()})
	if got := get(url+root, before.client(t, "x")); got == 200 {
		t.Fatalf("got %d of roots that were replaced", got)
	}
	if got := get(url+root, after.client(t, "x")); got != 200 {
		t.Fatalf("got %d", got)
	}
}
