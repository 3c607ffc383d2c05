# gcr.io/distroless/base:nonroot gcr.io/distroless/base-debian12:nonroot gcr.io/distroless/base-debian13:nonroot gcr.io/distroless/cc:nonroot gcr.io/distroless/cc-debian12:nonroot gcr.io/distroless/cc-debian13:nonroot
#
# The one above with user 65532.
FROM gcr.io/distroless/base:latest
USER 65532
WORKDIR /home/nonroot
