# nginx:stable-alpine nginx:alpine nginx:alpine-slim
#
# The alpine stand-in with the nginx above, and glibc where the real one has musl.
FROM alpine:latest
COPY --from=gcr.io/distroless/cc:latest /lib64 /lib64
COPY --from=gcr.io/distroless/cc:latest /usr/lib/x86_64-linux-gnu /usr/lib/x86_64-linux-gnu
COPY --from=nginx:stable /lib/x86_64-linux-gnu/libcrypt.so.1 /lib/x86_64-linux-gnu/libz.so.1 \
  /usr/lib/x86_64-linux-gnu/libpcre2-8.so.0 /usr/lib/x86_64-linux-gnu/libssl.so.3 \
  /usr/lib/x86_64-linux-gnu/libcrypto.so.3 /usr/lib/x86_64-linux-gnu/
COPY --from=nginx:stable /usr/sbin/nginx /usr/sbin/nginx
COPY --from=nginx:stable /usr/share/nginx /usr/share/nginx
COPY --from=nginx:stable /etc/nginx /etc/nginx
COPY --from=nginx:stable /var/log/nginx /var/log/nginx
RUN echo nginx:x:101: >> /etc/group && \
    echo nginx:x:101:101::/nonexistent:/sbin/nologin >> /etc/passwd && \
    mkdir -p /var/cache/nginx /var/lib/nginx /run
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
EXPOSE 80
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
