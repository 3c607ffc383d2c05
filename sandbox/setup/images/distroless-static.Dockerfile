# gcr.io/distroless/static:latest gcr.io/distroless/static-debian12:latest gcr.io/distroless/static-debian13:latest
#
# Certificates, time zones and three users, as in the real one; no package database.
FROM debian:bookworm-slim AS debian
FROM scratch
COPY distroless /
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=debian /usr/share/zoneinfo /usr/share/zoneinfo
COPY --from=debian /tmp /tmp
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
