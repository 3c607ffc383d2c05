FROM gcc:12-bookworm AS test
WORKDIR /src
COPY . .
RUN make test

FROM gcc:12-bookworm AS build
WORKDIR /src
COPY . .
RUN make LDFLAGS=-static

FROM build
COPY jobs/night.jobs /jobs
USER 65532
ENTRYPOINT ["/src/build/worker", "/jobs"]
