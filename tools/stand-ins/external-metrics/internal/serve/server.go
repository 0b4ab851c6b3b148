package serve

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// Server listens for the API server and for the kubelet's probes.
type Server struct {
	Address     string
	Certificate func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	Trust       *Trust
	API         http.Handler
}

// drain is how long requests may go on after the end of the context.
const drain = 5 * time.Second

// Run serves until the context ends.
func (s Server) Run(ctx context.Context) error {
	server := &http.Server{
		Addr:              s.Address,
		Handler:           s.handler(),
		TLSConfig:         s.Trust.TLS(s.Certificate),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      15 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServeTLS("", "") }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ended, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	if err := server.Shutdown(ended); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

func (s Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if s.Trust.Known() {
			w.WriteHeader(http.StatusOK)
			return
		}
		http.Error(w, "the front proxy is not known yet", http.StatusServiceUnavailable)
	})
	mux.Handle("/", s.Trust.Guard(s.API))
	return mux
}
