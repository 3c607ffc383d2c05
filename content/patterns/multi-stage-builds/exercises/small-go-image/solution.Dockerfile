FROM golang:1.27-bookworm AS builder
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o orders ./cmd/orders

FROM gcr.io/distroless/static-debian13:nonroot
COPY --from=builder /src/orders /usr/local/bin/orders
COPY config/orders.json /etc/orders/orders.json
EXPOSE 8080
CMD ["orders"]
