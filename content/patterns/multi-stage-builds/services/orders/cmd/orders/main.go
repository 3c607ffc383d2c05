// Orders takes the orders of a shop over HTTP.
package main

import (
	"context"
	"flag"
	"log"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"example.com/orders/internal/api"
	"example.com/orders/internal/book"
	"example.com/orders/internal/notify"
)

// release is set by the linker: -ldflags="-X main.release=1.4.0".
var release = "unknown"

// How long requests in flight may take after the signal to stop.
const patience = 5 * time.Second

func main() {
	path := flag.String("config", "/etc/orders/orders.json", "the configuration")
	flag.Parse()
	config, err := readConfig(*path)
	if err != nil {
		log.Fatal(err)
	}
	stopping, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := serve(stopping, config); err != nil {
		log.Fatal(err)
	}
}

// serve answers until it is to stop, and then finishes what it has accepted.
func serve(stopping context.Context, config Config) error {
	notifier := notify.New(config.Notify)
	shop := api.API{Shop: config.Shop, Release: release, Book: book.New(config.Prices), Notifier: notifier}
	server := http.Server{
		Addr:              config.Listen,
		Handler:           shop.Handler(),
		ReadHeaderTimeout: patience,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	log.Printf("orders of %s on %s", config.Shop, config.Listen)
	select {
	case err := <-failed:
		return err
	case <-stopping.Done():
	}
	ending, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := server.Shutdown(ending)
	notifier.Wait()
	return err
}
