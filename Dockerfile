# syntax=docker/dockerfile:1
# Stagecraft as an image. `docker compose up` builds and starts it; README.md has the settings.

ARG PYTHON=python:3.13.7-slim-bookworm

# What the requirements are made of stays here: pip, its cache, and whatever it unpacked.
FROM ${PYTHON} AS packages
RUN python -m venv /venv
COPY requirements.txt ./
RUN --mount=type=cache,target=/root/.cache/pip \
    /venv/bin/pip install --disable-pip-version-check --require-hashes -r requirements.txt

FROM ${PYTHON}
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin stagecraft && \
    install --directory --owner=stagecraft /data
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/data \
    HOST=0.0.0.0
COPY --from=packages /venv /venv
WORKDIR /app
COPY manage.py LICENSE Dockerfile .dockerignore ./
COPY config config
COPY static static
COPY templates templates
COPY dockercheck dockercheck
COPY sandbox sandbox
COPY learning learning
COPY quizzes quizzes
COPY lab lab
COPY authoring authoring
COPY classes classes
COPY lti lti
COPY content content
USER 10001
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["serve"]
