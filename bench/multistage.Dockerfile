# syntax=docker/dockerfile:1
ARG GO_VERSION=1.24
ARG ALPINE_VERSION=3.20

FROM --platform=$BUILDPLATFORM golang:${GO_VERSION}-alpine AS base
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download -x

FROM base AS build
ARG TARGETOS TARGETARCH VERSION=dev
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags="-s -w -X main.version=${VERSION}" -o /out/orders ./cmd/orders

FROM base AS test
COPY . .
RUN go vet ./... && go test -race ./...

FROM alpine:${ALPINE_VERSION}
RUN apk add --no-cache ca-certificates tzdata \
    && addgroup -S orders && adduser -S -G orders orders
WORKDIR /app
COPY --from=build /out/orders /usr/local/bin/orders
COPY config/ ./config/
ENV ORDERS_PORT=8080
EXPOSE 8080
USER orders
HEALTHCHECK --interval=30s CMD wget -qO- http://127.0.0.1:8080/healthz || exit 1
ENTRYPOINT ["/usr/local/bin/orders"]
