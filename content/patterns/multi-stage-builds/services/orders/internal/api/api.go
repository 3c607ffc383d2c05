// Package api answers the requests of the orders service.
package api

import (
	"encoding/json"
	"net/http"
	"strconv"

	"example.com/orders/internal/book"
	"example.com/orders/internal/notify"
)

// API is what the requests work on.
type API struct {
	Shop     string
	Release  string
	Book     *book.Book
	Notifier *notify.Notifier
}

// Handler routes the requests.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", a.health)
	mux.HandleFunc("GET /readyz", a.ready)
	mux.HandleFunc("POST /orders", a.place)
	mux.HandleFunc("GET /orders/{id}", a.find)
	return mux
}

// health says that the process runs, which shop it was configured for, and its release.
func (a *API) health(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]string{"status": "ok", "shop": a.Shop, "release": a.Release})
}

// ready says whether an order taken now could be told to the others.
func (a *API) ready(w http.ResponseWriter, _ *http.Request) {
	if err := a.Notifier.Ready(); err != nil {
		fail(w, http.StatusServiceUnavailable, err.Error())
		return
	}
	answer(w, http.StatusOK, map[string]string{"status": "ready", "shop": a.Shop})
}

func (a *API) place(w http.ResponseWriter, r *http.Request) {
	var wanted struct {
		Item     string `json:"item"`
		Quantity int    `json:"quantity"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&wanted); err != nil {
		fail(w, http.StatusBadRequest, "the order is no JSON")
		return
	}
	order, err := a.Book.Place(wanted.Item, wanted.Quantity)
	if err != nil {
		fail(w, http.StatusUnprocessableEntity, err.Error())
		return
	}
	a.Notifier.Tell(order)
	answer(w, http.StatusCreated, order)
}

func (a *API) find(w http.ResponseWriter, r *http.Request) {
	id, _ := strconv.Atoi(r.PathValue("id"))
	order, found := a.Book.Find(id)
	if !found {
		fail(w, http.StatusNotFound, "there is no such order")
		return
	}
	answer(w, http.StatusOK, order)
}

func fail(w http.ResponseWriter, status int, why string) {
	answer(w, status, map[string]string{"error": why})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
