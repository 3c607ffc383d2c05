FROM gcc:12-bookworm AS build
WORKDIR /src
COPY . .
RUN make

FROM gcr.io/distroless/base-debian13
COPY --from=build /src/build/worker /usr/local/bin/worker
COPY jobs/night.jobs /etc/worker/jobs
ENTRYPOINT ["/usr/local/bin/worker", "/etc/worker/jobs"]
