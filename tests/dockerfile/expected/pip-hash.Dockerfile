# syntax=docker/dockerfile:1
# Written by `seatrial dockerfile`, which also says why.
# A tag moves with security fixes. To fix the bytes, append @ and the digest printed by:
#   docker buildx imagetools inspect python:3.13-slim-trixie --format '{{.Manifest.Digest}}'
ARG PYTHON_IMAGE=python:3.13-slim-trixie

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    XDG_CACHE_HOME=/var/cache/build
WORKDIR /app
COPY requirements.lock ./
RUN --mount=type=cache,target=/var/cache/build \
    --mount=type=secret,id=INDEX_TOKEN,env=INDEX_TOKEN \
    python3 -m venv --without-pip /opt/venv \
 && pip --python /opt/venv install --require-hashes --requirement requirements.lock

FROM ${PYTHON_IMAGE}
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
RUN groupadd --gid 10001 app \
 && useradd --no-log-init --uid 10001 --gid 10001 --create-home --shell /usr/sbin/nologin app \
 && install --directory --owner=10001 --group=10001 /app
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY . .
USER 10001:10001
# Python as process 1 drops SIGTERM unless it handles it; SIGINT ends it at once.
STOPSIGNAL SIGINT
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python3", "-c", "import sys; sys.exit(open('/proc/1/stat').read().rpartition(')')[2].split()[0] in 'TtXZ')"]
ENTRYPOINT ["python", "main.py"]
