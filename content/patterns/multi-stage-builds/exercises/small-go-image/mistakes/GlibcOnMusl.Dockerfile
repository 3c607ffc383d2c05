FROM golang:1.27-bookworm AS builder
WORKDIR /src
COPY . .
RUN go build -ldflags="-s -w" -o orders ./cmd/orders

FROM alpine:3.22
COPY --from=builder /src/orders /usr/local/bin/orders
COPY config/orders.json /etc/orders/orders.json
EXPOSE 8080
CMD ["orders"]
