// Package book keeps the orders of a shop and knows what they cost.
package book

import (
	"errors"
	"fmt"
	"sync"
)

// From this many pieces on, an order is a tenth cheaper.
const wholesale = 10

// ErrQuantity is returned for an order of no pieces, or of fewer.
var ErrQuantity = errors.New("an order needs at least one piece")

// Order is something sold. Cents is the price of all its pieces.
type Order struct {
	ID       int    `json:"id"`
	Item     string `json:"item"`
	Quantity int    `json:"quantity"`
	Cents    int    `json:"cents"`
}

// Book holds the orders of one process. It may be used by many requests at a time.
type Book struct {
	prices map[string]int
	mutex  sync.Mutex
	orders []Order
}

// New makes an empty book with these prices in cents.
func New(prices map[string]int) *Book {
	return &Book{prices: prices}
}

// Place writes an order into the book and returns it with its number and its price.
func (b *Book) Place(item string, quantity int) (Order, error) {
	price, sold := b.prices[item]
	if !sold {
		return Order{}, fmt.Errorf("no %q is sold here", item)
	}
	if quantity < 1 {
		return Order{}, ErrQuantity
	}
	b.mutex.Lock()
	defer b.mutex.Unlock()
	order := Order{ID: len(b.orders) + 1, Item: item, Quantity: quantity, Cents: total(price, quantity)}
	b.orders = append(b.orders, order)
	return order, nil
}

// Find returns the order with this number, and whether there is one.
func (b *Book) Find(id int) (Order, bool) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if id < 1 || id > len(b.orders) {
		return Order{}, false
	}
	return b.orders[id-1], true
}

func total(price, quantity int) int {
	cents := price * quantity
	if quantity >= wholesale {
		cents -= cents / 10
	}
	return cents
}
