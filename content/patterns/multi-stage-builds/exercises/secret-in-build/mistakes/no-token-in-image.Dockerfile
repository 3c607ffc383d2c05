FROM python:3.11-slim-bookworm AS fetch
WORKDIR /app
USER 10001:10001
COPY tools/ ./tools/
COPY supplier/ ./supplier/
RUN --mount=type=secret,id=prices-token,uid=10001,required=true \
    cp /run/secrets/prices-token /tmp/token && \
    python tools/fetch_prices.py --token-file /tmp/token --to /tmp/prices.json
RUN rm /tmp/token

FROM fetch
ENV PRICES_FILE=/tmp/prices.json
COPY catalog/ ./catalog/
CMD ["python", "-m", "catalog.prices"]
