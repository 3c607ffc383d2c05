FROM golang:1.27-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/orders ./cmd/orders
EXPOSE 8080

FROM gcr.io/distroless/static-debian13:nonroot
COPY --from=build /out/orders /orders
COPY config/orders.json /etc/orders/orders.json
ENTRYPOINT ["/orders"]
