package main

import "testing"

func TestGreeting(t *testing.T) {
	if greeting() != "orders" {
		t.Fatal(greeting())
	}
}
