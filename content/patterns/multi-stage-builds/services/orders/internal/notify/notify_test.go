package notify

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"example.com/orders/internal/book"
)

func TestOrderIsToldBeforeWaitReturns(t *testing.T) {
	told := make(chan book.Order, 1)
	stock := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var order book.Order
		if err := json.NewDecoder(r.Body).Decode(&order); err != nil {
			t.Error(err)
		}
		told <- order
	}))
	defer stock.Close()
	order := book.Order{ID: 1, Item: "atlas", Quantity: 1, Cents: 4200}

	notifier := New(stock.URL)
	notifier.Tell(order)
	notifier.Wait()

	if got := <-told; got != order {
		t.Errorf("told %v, want %v", got, order)
	}
}

func TestNothingIsNeededToTellNobody(t *testing.T) {
	if err := New("").Ready(); err != nil {
		t.Errorf("got %v, want nothing", err)
	}
}
