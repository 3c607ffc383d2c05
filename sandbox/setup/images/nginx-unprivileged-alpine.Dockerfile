# nginxinc/nginx-unprivileged:stable-alpine nginxinc/nginx-unprivileged:alpine nginxinc/nginx-unprivileged:alpine-slim
#
# The Alpine one above as user 101 on port 8080, with its temporary files in /tmp.
FROM nginx:stable-alpine AS nginx
COPY --from=nginxinc/nginx-unprivileged:stable --chown=101:0 /etc/nginx /etc/nginx
RUN chown -R 101:0 /var/cache/nginx
FROM scratch
COPY --from=nginx / /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
EXPOSE 8080
STOPSIGNAL SIGQUIT
USER 101
CMD ["nginx", "-g", "daemon off;"]
