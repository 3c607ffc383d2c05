FROM golang:1.27-bookworm
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /orders ./cmd/orders
COPY config/orders.json /etc/orders/orders.json
EXPOSE 8080
USER 65532
ENTRYPOINT ["/orders"]
