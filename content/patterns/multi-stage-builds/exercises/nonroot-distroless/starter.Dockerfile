FROM golang:1.27-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/orders ./cmd/orders

FROM debian:bookworm-slim
COPY --from=build /out/orders /orders
COPY config/orders.json /srv/orders.json
EXPOSE 8080
CMD /orders -config /srv/orders.json
