# nginxinc/nginx-unprivileged:stable-alpine nginxinc/nginx-unprivileged:alpine nginxinc/nginx-unprivileged:alpine-slim
#
# The Alpine one above as user 101 on port 8080, with its temporary files in /tmp.
FROM nginx:stable-alpine
COPY --from=nginxinc/nginx-unprivileged:stable --chown=101:0 /etc/nginx /etc/nginx
RUN chown -R 101:0 /var/cache/nginx
EXPOSE 8080
USER 101
