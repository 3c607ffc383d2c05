# node:24-alpine node:lts-alpine node:alpine
#
# The alpine stand-in with the same Node, npm and cache, and glibc where the real one has musl.
FROM alpine:latest
COPY --from=gcr.io/distroless/cc:latest /lib64 /lib64
COPY --from=gcr.io/distroless/cc:latest /usr/lib/x86_64-linux-gnu /usr/lib/x86_64-linux-gnu
COPY --from=node:24-bookworm-slim /usr/local /usr/local
RUN echo node:x:1000: >> /etc/group && \
    echo node:x:1000:1000::/home/node:/bin/sh >> /etc/passwd && \
    mkdir /home/node && chown 1000:1000 /home/node
ENV NODE_VERSION=24.19.0 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["node"]
