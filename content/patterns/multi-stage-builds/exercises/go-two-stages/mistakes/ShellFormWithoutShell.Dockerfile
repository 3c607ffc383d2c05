FROM golang:1.27-bookworm AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /out/orders ./cmd/orders

FROM gcr.io/distroless/static-debian13:nonroot
COPY --from=build /out/orders /orders
COPY config/orders.json /etc/orders/orders.json
EXPOSE 8080
CMD /orders
