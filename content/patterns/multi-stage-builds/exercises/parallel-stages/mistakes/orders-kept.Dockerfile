FROM golang:1.27-bookworm AS orders
WORKDIR /src
COPY . .
WORKDIR /src/orders
RUN CGO_ENABLED=0 go build -ldflags="-X main.release=$(sh ../tools/release.sh ../CHANGELOG.md)" -o /out/orders ./cmd/orders

FROM gcc:12-bookworm AS worker
WORKDIR /src
COPY . .
WORKDIR /src/worker
RUN make LDFLAGS=-static RELEASE="$(sh ../tools/release.sh ../CHANGELOG.md)"

FROM gcr.io/distroless/static-debian13:nonroot
COPY --from=orders /out/orders /usr/local/bin/orders
COPY --from=worker /src/worker/build/worker /usr/local/bin/worker
COPY orders/config/orders.json /etc/orders/orders.json
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/orders"]
