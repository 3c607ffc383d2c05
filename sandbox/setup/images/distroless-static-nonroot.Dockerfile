# gcr.io/distroless/static:nonroot gcr.io/distroless/static-debian12:nonroot gcr.io/distroless/static-debian13:nonroot
#
# The one above with user 65532.
FROM gcr.io/distroless/static:latest
USER 65532
WORKDIR /home/nonroot
