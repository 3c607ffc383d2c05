# python:3.11-bookworm python:3.11 python:3 python:latest
#
# The slim one with gcc, make and the headers of libc; other versions get this one. The real one has
# g++, git, curl and the headers of many libraries too.
FROM python:3.11-slim-bookworm
RUN apt-get update -q && \
    apt-get install -y -q --no-install-recommends gcc libc6-dev make && \
    apt-get clean && rm -rf /var/lib/apt/lists/*
