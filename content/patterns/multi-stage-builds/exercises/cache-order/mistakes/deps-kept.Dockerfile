FROM python:3.11-bookworm AS build
WORKDIR /src
COPY requirements.txt ./
COPY catalog/ ./catalog/
RUN pip install --no-cache-dir --prefix=/install --require-hashes -r requirements.txt
COPY tools/ ./tools/
COPY tests/ ./tests/
RUN PYTHONPATH=/install/lib/python3.11/site-packages python -m unittest discover -s tests -t .

FROM python:3.11-slim-bookworm
COPY --from=build /install /usr/local
WORKDIR /app
COPY --from=build /src/catalog ./catalog
USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "catalog"]
