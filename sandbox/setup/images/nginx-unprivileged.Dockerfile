# nginxinc/nginx-unprivileged:stable nginxinc/nginx-unprivileged:latest
#
# The one above as user 101 on port 8080, with its temporary files in /tmp.
FROM nginx:stable
RUN sed -i -e '/^user /d' -e 's|/run/nginx.pid|/tmp/nginx.pid|' \
      -e 's|/var/cache/nginx/\(.*_temp;\)|/tmp/\1|' /etc/nginx/nginx.conf && \
    sed -i 's/listen 80;/listen 8080;/' /etc/nginx/conf.d/default.conf && \
    chown -R 101:0 /etc/nginx /var/cache/nginx
EXPOSE 8080
USER 101
