FROM gcc:12-bookworm AS test
WORKDIR /src
COPY . .
RUN make test

FROM gcc:12-bookworm AS build
WORKDIR /src
COPY . .
RUN make LDFLAGS=-static

FROM gcr.io/distroless/static-debian13:nonroot
COPY --from=build /src/build/worker /worker
COPY jobs/night.jobs /jobs
ENTRYPOINT ["/worker", "/jobs"]
