FROM debian:bookworm-slim AS release
COPY tools/release.sh CHANGELOG.md /src/
RUN sh /src/release.sh /src/CHANGELOG.md > /release

FROM golang:1.27-bookworm AS orders
WORKDIR /src
COPY --from=release /release /release
COPY orders .
RUN CGO_ENABLED=0 go build -ldflags="-X main.release=$(cat /release)" -o /out/orders ./cmd/orders

FROM gcc:12-bookworm AS worker
WORKDIR /src
COPY --from=release /release /release
COPY worker .
RUN make LDFLAGS=-static RELEASE="$(cat /release)"

FROM gcr.io/distroless/static-debian13:nonroot
COPY --from=orders /out/orders /usr/local/bin/orders
COPY --from=worker /src/build/worker /usr/local/bin/worker
COPY orders/config/orders.json /etc/orders/orders.json
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/orders"]
