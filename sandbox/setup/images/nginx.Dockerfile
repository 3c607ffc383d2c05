# nginx:stable nginx:stable-bookworm nginx:latest
#
# Debian's nginx 1.22 with the folders, the settings and the user 101 of the real one; other versions
# get this one. No entrypoint script, so no templates; without njs and curl.
FROM debian:bookworm-slim
RUN groupadd --system --gid 101 nginx && \
    useradd --system --uid 101 --gid nginx --home-dir /nonexistent --shell /bin/false nginx && \
    apt-get update -q && \
    apt-get install -y -q --no-install-recommends nginx && \
    rm -rf /var/lib/apt/lists/* /var/www /etc/nginx/sites-* /etc/nginx/modules-* \
      /etc/nginx/snippets && \
    mkdir -p /var/cache/nginx && \
    ln -sf /dev/stdout /var/log/nginx/access.log && \
    ln -sf /dev/stderr /var/log/nginx/error.log
COPY nginx /
EXPOSE 80
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
