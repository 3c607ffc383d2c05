FROM golang:1.27-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/orders ./cmd/orders

FROM gcr.io/distroless/static-debian13
RUN useradd --uid 10001 orders
USER 10001
COPY --from=build /out/orders /orders
COPY config/orders.json /srv/orders.json
EXPOSE 8080
ENTRYPOINT ["/orders", "-config", "/srv/orders.json"]
