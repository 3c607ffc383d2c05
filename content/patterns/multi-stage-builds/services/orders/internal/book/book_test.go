package book

import (
	"errors"
	"testing"
)

func TestPriceFallsFromTenPiecesOn(t *testing.T) {
	for quantity, want := range map[int]int{1: 120, 9: 1080, 10: 1080, 20: 2160} {
		order, err := New(map[string]int{"postcard": 120}).Place("postcard", quantity)
		if err != nil || order.Cents != want {
			t.Errorf("%d postcards cost %d cents (%v), want %d", quantity, order.Cents, err, want)
		}
	}
}

func TestPlacedOrderIsFound(t *testing.T) {
	shop := New(map[string]int{"atlas": 4200})
	placed, _ := shop.Place("atlas", 2)
	if found, ok := shop.Find(placed.ID); !ok || found != placed {
		t.Errorf("found %v (%v), want %v", found, ok, placed)
	}
	if _, ok := shop.Find(placed.ID + 1); ok {
		t.Error("an order was found that nobody placed")
	}
}

func TestOrderWithoutPiecesIsRefused(t *testing.T) {
	if _, err := New(map[string]int{"atlas": 4200}).Place("atlas", 0); !errors.Is(err, ErrQuantity) {
		t.Errorf("got %v, want %v", err, ErrQuantity)
	}
}

func TestUnknownItemIsRefused(t *testing.T) {
	if _, err := New(nil).Place("atlas", 1); err == nil {
		t.Error("an item was sold that has no price")
	}
}
