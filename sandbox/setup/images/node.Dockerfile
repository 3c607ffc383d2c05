# node:24-bookworm-slim node:24-bookworm node:24-slim node:24 node:lts-slim node:lts node:latest
#
# Debian with Node and npm from a PyPI wheel, without headers, yarn and the entrypoint script. The
# real node:24 without -slim also has compilers and git. npm finds no registry: it installs what is
# in its cache, the packages of sandbox/setup/npm/packages.txt, and says of others that they are not.
FROM debian:bookworm-slim
RUN useradd --uid 1000 --create-home --shell /bin/bash node
COPY node/bin/node /usr/local/bin/node
COPY node/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && \
    ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx && \
    chmod 755 /usr/local/lib/node_modules/npm/bin/*.js
COPY npm-packages /tmp/npm-packages
COPY npm/fill.mjs /tmp/fill.mjs
RUN node /tmp/fill.mjs /tmp/npm-packages /usr/local/share/npm-cache && \
    rm -rf /tmp/npm-packages /tmp/fill.mjs && \
    # npm rewrites its index as it reads, and learns nothing from one that it may not write.
    chmod -R a+rwX /usr/local/share/npm-cache
COPY npm/npmrc /usr/local/etc/npmrc
ENV NODE_VERSION=24.19.0
CMD ["node"]
