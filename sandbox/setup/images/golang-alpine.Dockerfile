# golang:1.27-alpine golang:1-alpine golang:alpine
#
# The alpine stand-in with the same Go and the same warm cache; no musl, no git.
FROM alpine:latest
COPY --from=golang:1.27-bookworm /usr/local/go /usr/local/go
COPY --from=golang:1.27-bookworm /var/cache/go-build /var/cache/go-build
COPY --from=golang:1.27-bookworm /go /go
ENV GOLANG_VERSION=1.27.3 \
    GOTOOLCHAIN=local \
    GOPATH=/go \
    PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /go
