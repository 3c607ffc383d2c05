# busybox:latest busybox:stable busybox:musl busybox:glibc
#
# Debian's static busybox with a link for each command; the real one has a few commands more.
FROM scratch
COPY busybox /
CMD ["sh"]
