# python:3.11-slim-bookworm python:3.11-slim python:3.11-bookworm python:3.11 python:3-slim python:3 python:slim python:latest
#
# Debian's Python 3.11 with pip and venv under the names that the real image uses; other versions
# get this one. The real one without -slim also has compilers and git. pip finds no index.
FROM debian:bookworm-slim
RUN apt-get update -q && \
    apt-get install -y -q --no-install-recommends python3 python3-pip python3-venv && \
    rm -rf /var/lib/apt/lists/* /usr/lib/python3*/EXTERNALLY-MANAGED && \
    ln -s /usr/bin/python3 /usr/local/bin/python && \
    ln -s /usr/bin/python3 /usr/local/bin/python3 && \
    ln -s /usr/bin/pip3 /usr/local/bin/pip
ENV LANG=C.UTF-8 PYTHON_VERSION=3.11
CMD ["python3"]
