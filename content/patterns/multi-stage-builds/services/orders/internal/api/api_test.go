package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.com/orders/internal/book"
	"example.com/orders/internal/notify"
)

func ask(t *testing.T, method, path, body, want string, status int) {
	t.Helper()
	shop := API{"Test Shop", "1.4.0", book.New(map[string]int{"novel": 1450}), notify.New("")}
	if _, err := shop.Book.Place("novel", 1); err != nil {
		t.Fatal(err)
	}
	recorder := httptest.NewRecorder()
	shop.Handler().ServeHTTP(recorder, httptest.NewRequest(method, path, strings.NewReader(body)))
	if got := strings.TrimSpace(recorder.Body.String()); recorder.Code != status || got != want {
		t.Errorf("%s %s: %d %s, want %d %s", method, path, recorder.Code, got, status, want)
	}
}

func TestHealthNamesShopAndRelease(t *testing.T) {
	ask(t, "GET", "/healthz", "", `{"release":"1.4.0","shop":"Test Shop","status":"ok"}`, http.StatusOK)
}

func TestServiceThatTellsNobodyIsReady(t *testing.T) {
	ask(t, "GET", "/readyz", "", `{"shop":"Test Shop","status":"ready"}`, http.StatusOK)
}

func TestOrderIsPlaced(t *testing.T) {
	ask(t, "POST", "/orders", `{"item":"novel","quantity":2}`,
		`{"id":2,"item":"novel","quantity":2,"cents":2900}`, http.StatusCreated)
}

func TestOrderThatIsNoJSONIsRefused(t *testing.T) {
	ask(t, "POST", "/orders", "two novels", `{"error":"the order is no JSON"}`, http.StatusBadRequest)
}

func TestOrderOfNothingIsRefused(t *testing.T) {
	ask(t, "POST", "/orders", `{"item":"novel"}`,
		`{"error":"an order needs at least one piece"}`, http.StatusUnprocessableEntity)
}

func TestOrderIsShown(t *testing.T) {
	ask(t, "GET", "/orders/1", "", `{"id":1,"item":"novel","quantity":1,"cents":1450}`, http.StatusOK)
}

func TestUnknownOrderIsNotFound(t *testing.T) {
	ask(t, "GET", "/orders/7", "", `{"error":"there is no such order"}`, http.StatusNotFound)
}
