FROM python:3.11
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY catalog/ ./catalog/
EXPOSE 8000
CMD ["python", "-m", "catalog"]
