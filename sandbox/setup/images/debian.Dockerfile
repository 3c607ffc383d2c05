# debian:bookworm-slim debian:bookworm debian:12-slim debian:12 debian:stable-slim debian:latest
#
# The same packages as the real slim image, from the same archive, put together by mmdebstrap.
# Other versions of Debian get this one; apt-get finds no archive, for there is no network.
FROM scratch
ADD debian.tar /
CMD ["bash"]
