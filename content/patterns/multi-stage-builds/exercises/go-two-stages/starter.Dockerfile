FROM golang:1.27-bookworm
WORKDIR /src
COPY . .
RUN go build -o /usr/local/bin/orders ./cmd/orders
COPY config/orders.json /etc/orders/orders.json
EXPOSE 8080
CMD orders
