FROM golang:1.27-bookworm AS orders
WORKDIR /src
COPY . .
RUN mkdir /out && sh tools/release.sh CHANGELOG.md > /out/release
WORKDIR /src/orders
RUN CGO_ENABLED=0 go build -ldflags="-X main.release=$(cat /out/release)" -o /out/orders ./cmd/orders

FROM gcc:12-bookworm AS worker
COPY --from=orders /out /out
WORKDIR /src
COPY worker .
RUN make LDFLAGS=-static RELEASE="$(cat /out/release)" && mv build/worker /out/

FROM gcr.io/distroless/static-debian13:nonroot
COPY --from=worker /out/orders /out/worker /usr/local/bin/
COPY orders/config/orders.json /etc/orders/orders.json
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/orders"]
