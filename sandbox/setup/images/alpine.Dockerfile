# alpine:latest alpine:3.22 alpine:3
#
# busybox with Alpine's os-release and users: no musl, no OpenSSL; of adduser and addgroup what
# Dockerfiles use; an apk that notes what it is asked for in /lib/apk/db/asked and installs
# nothing. Whatever needs a package's program fails.
FROM busybox:latest
COPY alpine /
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
RUN mkdir -p /usr/bin && ln -sf /bin/busybox /usr/bin/env
CMD ["/bin/sh"]
