FROM python:3.11-slim-bookworm AS fetch
WORKDIR /app
USER 10001:10001
ENV PRICES_TOKEN=hbk-7Qm2ZrT9xL4vWc8N
COPY tools/ ./tools/
COPY supplier/ ./supplier/
RUN python tools/fetch_prices.py --to /tmp/prices.json

FROM fetch
ENV PRICES_FILE=/tmp/prices.json
COPY catalog/ ./catalog/
CMD ["python", "-m", "catalog.prices"]
