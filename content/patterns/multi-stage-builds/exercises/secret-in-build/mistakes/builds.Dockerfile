FROM python:3.11-slim-bookworm AS fetch
WORKDIR /app
USER 10001:10001
COPY tools/ ./tools/
COPY supplier/ ./supplier/
RUN --mount=type=secret,id=prices-token,required=true \
    python tools/fetch_prices.py --token-file /run/secrets/prices-token --to /tmp/prices.json

FROM python:3.11-slim-bookworm
WORKDIR /app
COPY --from=fetch /tmp/prices.json /app/prices.json
ENV PRICES_FILE=/app/prices.json
COPY catalog/ ./catalog/
USER 10001:10001
CMD ["python", "-m", "catalog.prices"]
