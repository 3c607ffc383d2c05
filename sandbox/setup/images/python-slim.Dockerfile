# python:3.11-slim-bookworm python:3.11-slim python:3-slim python:slim
#
# Debian's Python 3.11 moved to /usr/local and set to install where the real one does; other versions
# get this one. No compiler and no headers of libc, as in the real one. pip finds no index: it installs
# those of sandbox/setup/pip/packages.txt and of this site's own requirements.txt, and builds sources
# with the setuptools that is installed.
FROM debian:bookworm-slim AS made
WORKDIR /packages
RUN apt-get update -q && \
    apt-get download -q python3.11-minimal libpython3.11-minimal libpython3.11-stdlib \
      python3-distutils python3.11-venv libpython3.11-dev && \
    for package in *.deb; do dpkg-deb -x "$package" /unpacked; done
WORKDIR /out
RUN mkdir -p bin include share && \
    cp /unpacked/usr/bin/python3.11 bin/ && \
    cp -a /unpacked/usr/lib lib && \
    cp -a /unpacked/usr/include/python3.11 include/ && \
    cp /unpacked/usr/include/x86_64-linux-gnu/python3.11/pyconfig.h include/python3.11/ && \
    rm -rf lib/x86_64-linux-gnu lib/python3 lib/python3.11/test lib/python3.11/EXTERNALLY-MANAGED \
      lib/python3.11/config-3.11-* && \
    ln -s python3.11 bin/python3 && ln -s python3 bin/python && \
    cd lib/python3.11 && \
    # Debian's site module, frozen into the program, looks into this folder only.
    mkdir site-packages && ln -s site-packages dist-packages && \
    sed -i "s/prefix_scheme = 'posix_local'/prefix_scheme = 'posix_prefix'/" sysconfig.py && \
    sed -i "s/x86_64-linux-gnu-gcc/gcc/g; s#/usr/include/python#/usr/local/include/python#g" \
      _sysconfigdata_*.py
COPY pip/ensurepip.py lib/python3.11/ensurepip/__main__.py

FROM debian:bookworm-slim
RUN apt-get update -q && \
    apt-get install -y -q --no-install-recommends ca-certificates netbase tzdata \
      libexpat1 libffi8 libncursesw6 libreadline8 libsqlite3-0 libssl3 libuuid1 && \
    apt-get clean && rm -rf /var/lib/apt/lists/*
COPY --from=made /out /usr/local
COPY pip-packages /usr/share/pip-packages
COPY pip/pip.conf /etc/pip.conf
RUN python -m compileall -q -j 0 --invalidation-mode unchecked-hash /usr/local/lib/python3.11 && \
    pip=$(echo /usr/share/pip-packages/pip-*.whl) && \
    python "$pip/pip" install -q --no-cache-dir --root-user-action=ignore pip setuptools wheel
ENV LANG=C.UTF-8 PYTHON_VERSION=3.11.2
CMD ["python3"]
