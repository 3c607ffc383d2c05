// Package notify tells another service of each order, without keeping a customer waiting.
package notify

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"strings"
	"sync"
	"time"

	"example.com/orders/internal/book"
)

// ErrNoCertificates means that no server on the way could be trusted.
var ErrNoCertificates = errors.New("no CA certificates found")

// Notifier posts orders to an address. With an empty address it does nothing.
type Notifier struct {
	address string
	client  *http.Client
	open    sync.WaitGroup
}

// New makes a notifier for this address.
func New(address string) *Notifier {
	return &Notifier{address: address, client: &http.Client{Timeout: 3 * time.Second}}
}

// Ready says why an order could not be told, if that is known before it is tried.
func (n *Notifier) Ready() error {
	if !strings.HasPrefix(n.address, "https:") {
		return nil
	}
	pool, err := x509.SystemCertPool()
	if err == nil && pool.Equal(x509.NewCertPool()) {
		err = ErrNoCertificates
	}
	return err
}

// Tell posts the order in the background.
func (n *Notifier) Tell(order book.Order) {
	if n.address == "" {
		return
	}
	n.open.Add(1)
	go func() {
		defer n.open.Done()
		if err := n.post(order); err != nil {
			log.Printf("order %d was not told: %v", order.ID, err)
		}
	}()
}

// Wait returns when every order has been told or given up.
func (n *Notifier) Wait() {
	n.open.Wait()
}

func (n *Notifier) post(order book.Order) error {
	body, err := json.Marshal(order)
	if err != nil {
		return err
	}
	response, err := n.client.Post(n.address, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		return errors.New(response.Status)
	}
	return nil
}
