# nginxinc/nginx-unprivileged:stable nginxinc/nginx-unprivileged:latest
#
# The one above as user 101 on port 8080, with its temporary files in /tmp.
FROM nginx:stable AS nginx
RUN sed -i -e '/^user /d' -e 's|/run/nginx.pid|/tmp/nginx.pid|' \
      -e 's|/var/cache/nginx/\(.*_temp;\)|/tmp/\1|' /etc/nginx/nginx.conf && \
    sed -i 's/listen 80;/listen 8080;/' /etc/nginx/conf.d/default.conf && \
    chown -R 101:0 /etc/nginx /var/cache/nginx
# A port once exposed cannot be taken back, so what stands on it starts anew.
FROM scratch
COPY --from=nginx / /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
EXPOSE 8080
STOPSIGNAL SIGQUIT
USER 101
CMD ["nginx", "-g", "daemon off;"]
