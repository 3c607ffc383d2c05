FROM gcc:12-bookworm AS build
WORKDIR /src
COPY . .
RUN make

FROM gcc:12-bookworm
COPY --from=build /src/build/worker /usr/local/bin/worker
COPY jobs/night.jobs /etc/worker/jobs
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/worker", "/etc/worker/jobs"]
