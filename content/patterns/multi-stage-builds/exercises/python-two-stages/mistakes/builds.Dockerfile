FROM python:3.11-slim-bookworm
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY catalog/ ./catalog/
USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "catalog"]
