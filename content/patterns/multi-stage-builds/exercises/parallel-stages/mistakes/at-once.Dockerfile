FROM golang:1.27-bookworm AS orders
WORKDIR /src
COPY tools/release.sh CHANGELOG.md ./
RUN mkdir /out && sh release.sh CHANGELOG.md > /out/release
COPY orders .
RUN CGO_ENABLED=0 go build -ldflags="-X main.release=$(cat /out/release)" -o /out/orders ./cmd/orders

FROM gcc:12-bookworm AS worker
COPY --from=orders /out/release /release
WORKDIR /src
COPY worker .
RUN make LDFLAGS=-static RELEASE="$(cat /release)"

FROM gcr.io/distroless/static-debian13:nonroot
COPY --from=orders /out/orders /usr/local/bin/orders
COPY --from=worker /src/build/worker /usr/local/bin/worker
COPY orders/config/orders.json /etc/orders/orders.json
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/orders"]
