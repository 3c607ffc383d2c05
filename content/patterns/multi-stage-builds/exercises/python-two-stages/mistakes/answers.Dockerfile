FROM python:3.11-bookworm AS build
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /src
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY catalog/ ./catalog/
USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "catalog"]
