# alpine:latest alpine:3.22 alpine:3
#
# busybox with Alpine's os-release: no musl, no OpenSSL, and an apk that notes what it is asked for
# in /lib/apk/db/asked and installs nothing. Whatever needs a package's program fails.
FROM busybox:latest
COPY alpine /
CMD ["/bin/sh"]
