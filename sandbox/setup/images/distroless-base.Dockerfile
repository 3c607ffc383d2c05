# gcr.io/distroless/base:latest gcr.io/distroless/base-debian12:latest gcr.io/distroless/base-debian13:latest gcr.io/distroless/cc:latest gcr.io/distroless/cc-debian12:latest gcr.io/distroless/cc-debian13:latest
#
# The static one with Debian's glibc, libgcc and libstdc++; the real base has OpenSSL instead of the
# last two, and only cc has those.
FROM debian:bookworm-slim AS debian
RUN mkdir -p /out/lib64 /out/usr/lib/x86_64-linux-gnu && \
    cp -L /lib64/ld-linux-x86-64.so.2 /out/lib64/ && \
    cd /usr/lib/x86_64-linux-gnu && \
    cp -L libc.so.6 libm.so.6 libpthread.so.0 libdl.so.2 librt.so.1 libresolv.so.2 \
      libnss_dns.so.2 libnss_files.so.2 libgcc_s.so.1 libstdc++.so.6 /out/usr/lib/x86_64-linux-gnu/ && \
    ln -s usr/lib /out/lib
FROM gcr.io/distroless/static:latest
COPY --from=debian /out /
