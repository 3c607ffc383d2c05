# gcc:12-bookworm gcc:12 gcc:latest
#
# Debian with its gcc 12, make and the headers of libc; other versions get this one. The real one has
# g++, gfortran and git too, and its gcc lies in /usr/local.
FROM debian:bookworm-slim
RUN apt-get update -q && \
    apt-get install -y -q --no-install-recommends gcc libc6-dev make && \
    apt-get clean && rm -rf /var/lib/apt/lists/*
