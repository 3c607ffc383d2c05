FROM python:3.11-bookworm AS build
WORKDIR /src
COPY requirements.txt ./
RUN pip install --no-cache-dir --prefix=/install --require-hashes -r requirements.txt

FROM python:3.11-bookworm
COPY --from=build /install /usr/local
WORKDIR /app
COPY catalog/ ./catalog/
USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "catalog"]
